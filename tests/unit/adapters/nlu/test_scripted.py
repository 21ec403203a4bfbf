from datetime import UTC, datetime

import pytest

from hotel_agent.adapters.breakers.memory import MemoryBreakers
from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.nlu import NLUS
from hotel_agent.adapters.nlu.scripted import ScriptedNlu
from hotel_agent.adapters.observer import QuietObserver
from hotel_agent.domain.conversations.understanding import Answer, Reading, Understanding
from hotel_agent.domain.language import Language

READING = Reading(at=datetime(2026, 11, 22, 12, tzinfo=UTC), language=Language("es"), languages=(Language("es"),))


async def test_a_line_of_the_script_means_what_the_script_says() -> None:
    yes = Understanding(answer=Answer.YES)
    reader = ScriptedNlu({"sí": yes, "dos\nlíneas": Understanding()})
    assert await reader.understand(["sí"], READING) == yes
    assert await reader.understand(["dos", "líneas"], READING) == Understanding()


async def test_a_line_that_is_not_in_the_script_means_nothing() -> None:
    assert await ScriptedNlu().understand(["hola"], READING) == Understanding()


@pytest.mark.parametrize("name", ["embedded", "scripted"])
async def test_who_needs_nobody_stands_ready_without_being_told_anything(name: str) -> None:
    clock = SystemClock()
    async with NLUS[name]({}, clock=clock, observer=QuietObserver(), breakers=MemoryBreakers(clock)) as reader:
        assert isinstance(await reader.understand(["hola"], READING), Understanding)
