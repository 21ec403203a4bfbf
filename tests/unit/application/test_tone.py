"""A hotel decides how its guests are addressed, and every door of it speaks so."""

import pytest
from attrs import evolve
from tests.unit.application.story import Story, open_story

from hotel_agent.domain.language import Tone
from hotel_agent.domain.tenants.directory import Tenants


@pytest.mark.parametrize(
    ("tone", "asked"),
    [
        (Tone.USTED, "¿En qué puedo ayudarle?"),
        (Tone.TU, "¿En qué puedo ayudarte?"),
        (Tone.VOS, "¿En qué puedo ayudarte?"),
    ],
)
async def test_guests_are_addressed_as_their_hotel_says(tone: Tone, asked: str) -> None:
    async with open_story() as opened:
        (hotel,) = opened.desk.tenants.tenants
        told = Tenants(tenants=[evolve(hotel, tone=tone)])
        story = Story(desk=evolve(opened.desk, tenants=told), clock=opened.clock, loopback=opened.loopback)
        await story.writes("Hola")
        await story.passes(5)
        await story.writes("Hello", guest="from abroad")
        await story.passes(5)
        assert asked in story.said()[-1]
        assert "How can I help you?" in story.said("from abroad")[-1]
