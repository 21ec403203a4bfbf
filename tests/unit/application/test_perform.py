"""Commands are performed once, come to an end, and tell staff what they have to know."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import pytest
from attrs import evolve
from tests.unit.application.story import SECOND, WISH, Story, open_story

from hotel_agent import FrontDesk
from hotel_agent.application.retry import LEASE
from hotel_agent.domain.conversations.effects import Book, NotifyStaff
from hotel_agent.domain.errors import Conflict
from hotel_agent.domain.ids import EffectKey
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Booker, Reservation
from hotel_agent.ports.pms import Pms
from hotel_agent.ports.rows import CommandState
from hotel_agent.testing.trouble.pms import ALWAYS, LatePms, SilentPms, TroubledPms
from hotel_agent.testing.trouble.storage import CrashingStorage, Trouble

T = TypeVar("T")


class CountedPms(TroubledPms):
    """A book that writes down which changes it was asked for."""

    def __init__(self, pms: Pms, calls: list[str]) -> None:
        super().__init__(pms, book=ALWAYS, modify=ALWAYS, cancel=ALWAYS)
        self.calls = calls

    async def _struck(self, method: str, call: Callable[[], Awaitable[T]], /) -> T:
        self.calls.append(method)
        return await call()


class BrokenPms(SilentPms):
    """A book of somebody else's making, which raises what is not its to raise, and quotes the guest."""

    async def book(self, quote: Quote, booker: Booker, *, key: EffectKey) -> Reservation | Refusal:
        raise Conflict(f"{booker.name} is being written by another")


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
        assert row.command.lines
        asked = [line for line in logged if "a person is wanted" in line]
        assert asked
        assert asked[0].startswith("WARNING")
        assert row.conversation in asked[0]
        assert row.command.reason in asked[0]


async def _under_way(story: Story, other: FrontDesk, seconds: int) -> None:
    """One worker is busy with what is due, while time passes and another looks for work every second."""
    busy = asyncio.create_task(story.desk.drain())
    for _ in range(seconds):
        for _ in range(20):
            await story.clock.sleep_until(story.clock.now())
        story.clock.advance(SECOND)
        if other is not story.desk:
            await other.drain()
    await busy


async def _is_asked_to_book(story: Story) -> EffectKey:
    """A guest says yes; the command waits."""
    await story.writes(WISH)
    await story.passes(5)
    await story.writes("yes")
    story.clock.advance(3 * SECOND)
    (turn,) = await story.desk.storage.due(story.clock.now(), limit=9)
    await story.desk.serve(turn)
    (row,) = await story.outbox(Book)
    return row.key


async def test_a_lease_is_renewed_for_as_long_as_the_command_is_performed() -> None:
    calls: list[str] = []
    async with open_story(book=lambda pms: CountedPms(pms, calls)) as opened:
        slow = {name: LatePms(book, opened.clock, 50 * SECOND, book=1) for name, book in opened.desk.books.items()}
        story = evolve(opened, desk=evolve(opened.desk, books=slow))
        key = await _is_asked_to_book(story)
        await _under_way(story, opened.desk, 55)
        (row,) = await story.outbox(Book)
        assert (row.key, row.state, row.attempts, row.sent_before) == (key, CommandState.DONE, 1, False)
        assert calls == ["book"]


async def test_what_a_dead_worker_held_is_free_when_its_lease_has_run_out() -> None:
    async with open_story() as story:
        key = await _is_asked_to_book(story)
        now = story.clock.now()
        async with story.desk.storage.work(story.tenant) as work:
            assert await work.claim(key, now=now, lease_until=now + LEASE)
        await story.passes(int(LEASE.total_seconds()) - 1)
        assert (await story.outbox(Book))[0].state is CommandState.WAITING
        await story.passes(1)
        (row,) = await story.outbox(Book)
        assert (row.state, row.attempts, row.sent_before) == (CommandState.DONE, 2, True)
        assert len((await story.conversation()).made) == 1


@pytest.mark.parametrize("trouble", [Trouble.AWAY, Trouble.CRASH_BEFORE_COMMIT])
async def test_a_renewal_that_fails_ends_nothing(trouble: Trouble) -> None:
    async with open_story() as opened:
        storage = CrashingStorage(opened.desk.storage)
        slow = {name: LatePms(book, opened.clock, 17 * SECOND, book=1) for name, book in opened.desk.books.items()}
        story = evolve(opened, desk=evolve(opened.desk, books=slow, storage=storage))
        await _is_asked_to_book(story)
        storage.arm(Trouble.NONE, Trouble.NONE, trouble)  # taken in hand, looked whether it may be done, renewed
        await _under_way(story, story.desk, 20)
        (row,) = await story.outbox(Book)
        assert (row.state, row.attempts) == (CommandState.DONE, 1)


async def test_a_worker_whose_command_was_taken_over_meanwhile_keeps_nothing() -> None:
    async with open_story() as opened:
        away = CrashingStorage(opened.desk.storage)
        slow = {name: LatePms(book, opened.clock, 30 * SECOND, book=1) for name, book in opened.desk.books.items()}
        story = evolve(opened, desk=evolve(opened.desk, books=slow))
        cut_off = evolve(story.desk, storage=away)
        await _is_asked_to_book(story)
        away.arm(Trouble.NONE, Trouble.NONE, *[Trouble.AWAY] * 5)
        await _under_way(evolve(story, desk=cut_off), opened.desk, 35)
        (row,) = await story.outbox(Book)
        assert (row.state, row.attempts) == (CommandState.DONE, 2)
        state = await story.conversation()
        assert len(state.made) == 1
        place = story.desk.tenants.tenants[0].properties[0].id
        (made,) = await opened.desk.books[story.tenant].find(place, row.key)
        assert state.made == (made.number,)
        assert sum(made.number in text for text in story.said()) == 1
