"""Commands are performed once, come to an end, and tell staff what they have to know."""

from collections.abc import Iterator, Sequence

import pytest
from loguru import logger
from tests.unit.application.story import WISH, open_story

from hotel_agent.domain.conversations.effects import Book, NotifyStaff
from hotel_agent.domain.errors import Conflict
from hotel_agent.domain.ids import EffectKey
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Booker, Reservation
from hotel_agent.ports.storage import CommandState
from hotel_agent.testing.trouble.pms import ALWAYS, SilentPms


class BrokenPms(SilentPms):
    """A book of somebody else's making, which raises what is not its to raise, and quotes the guest."""

    async def book(self, quote: Quote, booker: Booker, *, key: EffectKey) -> Reservation | Refusal:
        raise Conflict(f"{booker.name} is being written by another")


@pytest.fixture
def logged() -> Iterator[Sequence[str]]:
    lines: list[str] = []
    logger.enable("hotel_agent")
    # As loguru writes by itself: with the values of every frame.
    sink = logger.add(lines.append, format="{level} {message} {extra}", backtrace=True, diagnose=True)
    yield lines
    logger.remove(sink)
    logger.disable("hotel_agent")


async def test_a_conflict_of_the_book_is_counted_and_ends(logged: Sequence[str]) -> None:
    async with open_story(book=BrokenPms) as story:
        await story.writes(WISH)
        await story.passes(5)
        await story.writes("yes")
        await story.passes(90)
        (row,) = await story.outbox(Book)
        assert (row.state, row.cause) == (CommandState.GIVEN_UP, "Conflict")
        assert (await story.conversation()).handover is not None
    assert any("a command failed" in line for line in logged)
    assert not any("Perez" in line for line in logged)


async def test_a_person_who_is_wanted_is_asked_for_aloud_and_the_brief_stays_in_the_row(
    logged: Sequence[str],
) -> None:
    async with open_story(book=lambda pms: SilentPms(pms, book=ALWAYS)) as story:
        await story.writes("I want to speak to a person, please")
        await story.passes(5)
        (row, *_) = await story.outbox(NotifyStaff)
        assert isinstance(row.command, NotifyStaff)
        assert row.command.brief
        asked = [line for line in logged if "a person is wanted" in line]
        assert asked
        assert asked[0].startswith("WARNING")
        assert row.conversation in asked[0]
        assert row.command.reason in asked[0]
