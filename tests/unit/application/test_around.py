"""A guest who reserved hears from the hotel around the stay: each message once, and none calls a person in vain."""

from datetime import datetime, timedelta

import pytest
from tests.unit.application.story import NOW, WISH, Story, open_story
from tests.unit.application.test_saying import Refusing

from hotel_agent.domain.conversations.effects import NotifyStaff
from hotel_agent.ports.channel import Channel

FIRST_OF_DECEMBER = NOW.replace(month=12, day=1)


async def reserves(story: Story) -> None:
    await story.writes(WISH)
    await story.passes(2)
    await story.writes("Yes, please book it")
    await story.passes(4)
    assert "reservation" in story.said()[-1]


async def becomes(story: Story, moment: datetime, *, step: timedelta = timedelta(hours=3)) -> list[str]:
    """What is said from now until this moment, a few hours at a time."""
    before = len(story.said())
    while story.clock.now() < moment:
        story.clock.advance(step)
        await story.desk.drain()
    return story.said()[before:]


async def test_the_way_here_a_welcome_and_thanks_come_once_each_and_in_the_daytime() -> None:
    async with open_story() as story:
        await reserves(story)
        before = await becomes(story, FIRST_OF_DECEMBER)
        assert before == []
        [way, welcome, thanks] = await becomes(story, FIRST_OF_DECEMBER + timedelta(days=14))
        assert "Paseo del Faro 12" in way
        assert "como-llegar" in way
        assert welcome.startswith("Welcome to Hotel Marina")
        assert "opiniones" in thanks


async def test_a_message_of_its_own_accord_that_the_channel_refuses_calls_no_person() -> None:
    troubles: list[Refusing] = []

    def refusing(channel: Channel) -> Channel:
        troubles.append(Refusing(channel, times=0))
        return troubles[0]

    async with open_story(channel=refusing) as story:
        await reserves(story)
        told = len(await story.outbox(NotifyStaff))
        troubles[0].times = 100
        assert await becomes(story, FIRST_OF_DECEMBER + timedelta(days=14)) == []
        assert len(await story.outbox(NotifyStaff)) == told
        assert (await story.conversation()).handover is None


@pytest.mark.parametrize("answer", ["", "No, thanks"])
async def test_a_quote_nobody_answers_is_called_to_mind_once(answer: str) -> None:
    async with open_story() as story:
        await story.writes(WISH)
        await story.passes(2)
        if answer:
            await story.writes(answer)
            await story.passes(2)
        said = await becomes(story, NOW + timedelta(hours=30), step=timedelta(minutes=30))
        assert [text for text in said if "still holds" in text] == ([] if answer else said)
        assert len(said) == (0 if answer else 1)
