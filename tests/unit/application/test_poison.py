"""What no turn can consume is tried again, set aside and told truthfully; nothing else suffers for it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from attrs import evolve
from tests.unit.application.story import SECOND, WISH, Story, open_story
from tests.unit.spoiler import MemorySpoiler

from hotel_agent.adapters.flags.memory import MemoryFlags
from hotel_agent.adapters.storage.memory import MemoryStorage
from hotel_agent.application.poison import MOST_TRIES, NO_END
from hotel_agent.application.set_aside import Shelf
from hotel_agent.domain.conversations.conversation import HandoverReason
from hotel_agent.domain.conversations.effects import Book, Say, WakeAt
from hotel_agent.domain.conversations.understanding import Reading, Understanding
from hotel_agent.domain.ids import EffectKey, EventKey, GuestId, TenantId
from hotel_agent.domain.tenants.directory import Tenants
from hotel_agent.ports.nlu import Nlu
from hotel_agent.ports.rows import CommandState, OutboxRow, SetAside
from hotel_agent.testing.trouble.pms import SilentPms
from hotel_agent.testing.trouble.storage import Crashed

SECRET = "the code of my safe is 4711"


class BrokenReader:
    """Reads as another does, but breaks over some words, so many times."""

    def __init__(self, inner: Nlu, *, over: str, times: int, error: type[BaseException] = KeyError) -> None:
        self.inner, self.over, self.times, self.error = inner, over, times, error
        self.asked: list[float] = []

    async def understand(self, texts: Sequence[str], reading: Reading) -> Understanding:
        if any(self.over in text for text in texts) and self.times > 0:
            self.times -= 1
            raise self.error(SECRET)
        return await self.inner.understand(texts, reading)


@asynccontextmanager
async def broken_story(
    *, over: str = "Hello", times: int = 10**6, error: type[BaseException] = KeyError
) -> AsyncIterator[tuple[Story, BrokenReader]]:
    async with open_story() as opened:
        reader = BrokenReader(opened.desk.nlu, over=over, times=times, error=error)
        yield evolve(opened, desk=evolve(opened.desk, nlu=reader)), reader


async def aside(story: Story) -> Sequence[SetAside]:
    async with story.desk.storage.work(story.tenant) as work:
        return await work.aside()


async def tries(story: Story) -> list[int]:
    name = await story.name()
    async with story.desk.storage.work(story.tenant) as work:
        return [row.tries for row in await work.open_events(name)]


def spoiler(story: Story) -> MemorySpoiler:
    assert isinstance(story.desk.storage, MemoryStorage)
    return MemorySpoiler(story.desk.storage)


async def test_what_fails_is_tried_again_and_answered_when_a_later_try_succeeds() -> None:
    async with broken_story(times=3) as (story, _):
        await story.writes("Hello")
        await story.passes(8)
        assert story.said() == []
        await story.passes(2)
        assert len(story.said()) == 1
        assert (await story.conversation()).handover is None
        assert await aside(story) == []


async def test_it_is_tried_after_one_two_four_and_eight_seconds_and_not_once_more() -> None:
    async with broken_story() as (story, reader):
        await story.writes("Hello")
        tried: list[int] = []
        for second in range(1, 60):
            before = reader.times
            await story.passes(1)
            tried += [second] * (before - reader.times)
        assert tried == [2, 3, 5, 9, 17]


async def test_what_never_succeeds_is_set_aside_with_its_reason_and_the_guest_gets_a_person(
    logged: Sequence[str],
) -> None:
    async with broken_story() as (story, _):
        await story.writes("Hello, my number is 600 123 456")
        await story.passes(16)
        assert story.said() == []
        await story.passes(2)
        (event,) = await aside(story)
        assert (event.kind, event.tries, event.conversation) == ("GuestWrote", MOST_TRIES, await story.name())
        assert event.cause.startswith("KeyError at test_poison.py:")
        (told,) = story.said()
        assert "una persona le responderá" in told
        state = await story.conversation()
        assert state.handover is not None
        assert state.handover.reason is HandoverReason.OWN_FAILURE
        assert await story.desk.storage.due(story.clock.now(), limit=9) == []
        written = " ".join(logged)
        assert "4711" not in written
        assert "600 123 456" not in written
        assert event.key not in written
        assert "events were set aside" in written


async def test_one_that_kills_its_worker_is_counted_too() -> None:
    async with broken_story(error=Crashed) as (story, reader):
        await story.writes("Hello")
        await story.passes(1)
        story.clock.advance(SECOND)
        for dead in range(1, MOST_TRIES + 1):
            with pytest.raises(Crashed):
                await story.desk.drain()
            assert await tries(story) == [dead]
        before = reader.times
        await story.desk.drain()
        assert reader.times == before, "nobody dies of it once more"
        assert [event.cause for event in await aside(story)] == [NO_END]
        assert len(story.said()) == 1
        assert (await story.conversation()).handover is not None


async def test_what_waits_beside_one_that_kills_is_decided_without_it() -> None:
    async with broken_story(error=Crashed, times=1) as (story, _):
        await story.writes("Hello")
        name = await story.name()
        await story.desk.staff_room.release(story.tenant, name, request="1", by="Eva")
        story.clock.advance(2 * SECOND)
        with pytest.raises(Crashed):
            await story.desk.drain()
        assert await tries(story) == [1, 1]
        (due,) = await story.desk.storage.due(story.clock.now(), limit=9)
        await story.desk.serve(due)
        assert await tries(story) == [1], "the first of them alone"
        await story.desk.drain()
        assert await tries(story) == []


async def test_what_was_decided_before_it_stands() -> None:
    async with open_story(book=lambda pms: SilentPms(pms, book=1)) as opened:
        reader = BrokenReader(opened.desk.nlu, over="breakfast", times=2)
        story = evolve(opened, desk=evolve(opened.desk, nlu=reader))
        await story.writes(WISH)
        await story.passes(4)
        await story.writes("yes")
        await story.passes(2)
        await story.writes("and breakfast?")
        heard = len(story.said())
        story.clock.advance(3 * SECOND)
        await story.desk.drain()
        state = await story.conversation()
        assert len(state.made) == 1
        assert await tries(story) == [1]
        (told,) = story.said()[heard:]
        assert state.made[0] in told
        await story.passes(5)
        assert len(story.said()) == heard + 2
        assert (await story.conversation()).handover is None


async def test_what_was_not_reached_was_not_tried() -> None:
    async with broken_story(over="Hello", times=1) as (story, _):
        await story.writes("Hello")
        name = await story.name()
        story.clock.advance(2 * SECOND)
        await story.desk.staff_room.release(story.tenant, name, request="1", by="Eva")
        (due,) = await story.desk.storage.due(story.clock.now(), limit=9)
        await story.desk.serve(due)
        assert await tries(story) == [1, 0]


async def test_a_turn_begun_again_because_somebody_was_faster_is_one_try() -> None:
    async with open_story() as opened:
        seen: list[list[int]] = []

        class Interrupted(BrokenReader):
            async def understand(self, texts: Sequence[str], reading: Reading) -> Understanding:
                seen.append(await tries(story))
                if len(seen) < 4:
                    await _changes_meanwhile(story)
                return await self.inner.understand(texts, reading)

        story = evolve(opened, desk=evolve(opened.desk, nlu=Interrupted(opened.desk.nlu, over="", times=0)))
        await story.writes("Hello")
        await story.passes(3)
        assert seen == [[1], [1], [1], [1]]
        assert len(story.said()) == 1


async def _changes_meanwhile(story: Story) -> None:
    name = await story.name()
    async with story.desk.storage.work(story.tenant) as work:
        stored = await work.load(name)
        assert stored is not None
        await work.commit_turn(stored.conversation, version=stored.version, consumed=[], commands=[])


async def test_what_is_replayed_is_answered_and_may_fail_once_more() -> None:
    async with broken_story() as (story, reader):
        shelf = Shelf(storage=story.desk.storage, tenants=story.desk.tenants, clock=story.clock)
        await story.writes("Hello")
        for request in ("1", "2"):
            await story.passes(20)
            (shelved,) = await shelf.events()
            await story.desk.staff_room.release(story.tenant, await story.name(), request=request, by="Eva")
            await story.passes(1)
            assert await shelf.replay(shelved, by="Eva")
            assert not await shelf.replay(shelved, by="Eva")
        reader.times = 0
        heard = len(story.said())
        await story.passes(20)
        assert await shelf.events() == []
        assert len(story.said()) == heard + 1
        async with story.desk.storage.work(story.tenant) as work:
            acts = [(entry.by, entry.action) for entry in await work.acts()]
        assert acts == [("Eva", "replay"), ("Eva", "release")] * 2


async def test_an_event_nobody_can_read_is_left_to_a_later_release_for_a_while() -> None:
    async with open_story() as story:
        await story.writes("Hello")
        storage, name = story.desk.storage, await story.name()
        assert isinstance(storage, MemoryStorage)
        rows = storage._tenants[story.tenant].open_events
        (row,) = rows[name]
        await spoiler(story).event(story.tenant, name, row.key)
        await story.passes(8)
        assert story.said() == []
        rows[name] = (evolve(rows[name][0], event=row.event),)
        await story.passes(10)
        assert len(story.said()) == 1
        assert (await story.conversation()).handover is None


async def test_an_event_nobody_can_read_is_set_aside_and_the_guest_gets_a_person() -> None:
    async with open_story() as story:
        await story.writes("Hello")
        name = await story.name()
        async with story.desk.storage.work(story.tenant) as work:
            (row,) = await work.open_events(name)
        await spoiler(story).event(story.tenant, name, row.event.key)
        await story.passes(20)
        (event,) = await aside(story)
        assert (event.key, event.kind, event.tries) == (row.event.key, "Hologram", MOST_TRIES)
        assert len(story.said()) == 1
        assert (await story.conversation()).handover is not None
        assert await story.desk.storage.strays() == []


async def test_where_what_the_book_did_is_lost_the_guest_is_told_that_it_is_not_sure() -> None:
    async with open_story(book=lambda pms: SilentPms(pms, book=1)) as story:
        await story.writes(WISH)
        await story.passes(4)
        await story.writes("yes")
        await story.passes(2)
        (row,) = await story.outbox(Book)
        story.clock.advance(SECOND)
        for due in await story.desk.storage.due(story.clock.now(), limit=9):
            if due.command == row.key:
                await story.desk.serve(due)
        await spoiler(story).event(story.tenant, await story.name(), EventKey(f"result:{row.key}"))
        await story.passes(20)
        state = await story.conversation()
        assert state.errand is None
        assert state.handover is not None
        assert state.handover.reason is HandoverReason.OUTCOME_UNKNOWN
        assert "cannot yet be sure" in story.said()[-1]
        assert len(await aside(story)) == 1


async def test_a_conversation_nobody_can_read_is_left_to_a_person_and_does_not_come_again_for_ever(
    logged: Sequence[str],
) -> None:
    async with open_story() as story:
        await story.writes("Hello")
        name = await story.name()
        await spoiler(story).state(story.tenant, name)
        await story.passes(20)
        assert [event.kind for event in await aside(story)] == ["GuestWrote"]
        assert await story.desk.storage.next_due(story.clock.now() - SECOND) is None
        assert any(line.startswith("CRITICAL") and name in line for line in logged)
        await story.writes("Hello?")
        await story.passes(20)
        assert len(await aside(story)) == 2
        assert await story.desk.storage.next_due(story.clock.now() - SECOND) is None


async def test_what_was_to_be_said_and_nobody_can_read_silences_nobody() -> None:
    async with open_story() as story:
        await story.writes("Hello")
        story.clock.advance(3 * SECOND)
        (turn,) = await story.desk.storage.due(story.clock.now(), limit=9)
        await story.desk.serve(turn)
        (row,) = await story.outbox(Say)
        await spoiler(story).command(story.tenant, row.key)
        await story.passes(45)
        rows = await outbox(story)
        assert (rows[row.key].state, rows[row.key].attempts) == (CommandState.GIVEN_UP, 4)
        state = await story.conversation()
        assert state.handover is not None
        assert state.handover.reason is HandoverReason.UNDELIVERED
        assert len(story.said()) == 1, "the handover is said all the same"


async def test_what_was_to_be_done_in_the_book_and_nobody_can_read_is_told_as_unsure() -> None:
    async with open_story(book=lambda pms: SilentPms(pms, book=1)) as story:
        await story.writes(WISH)
        await story.passes(4)
        await story.writes("yes")
        await story.passes(2)
        (row,) = await story.outbox(Book)
        await spoiler(story).command(story.tenant, row.key)
        await story.passes(60)
        state = await story.conversation()
        assert state.errand is None
        assert state.handover is not None
        assert state.handover.reason is HandoverReason.OUTCOME_UNKNOWN
        assert "cannot yet be sure" in story.said()[-1]


async def test_a_timer_nobody_can_read_wakes_nobody_for_ever() -> None:
    async with open_story() as story:
        await story.writes("I want to speak to a person, please")
        await story.passes(5)
        (row,) = await story.outbox(WakeAt)
        await spoiler(story).command(story.tenant, row.key)
        story.clock.set(row.due_at)
        await story.passes(60)
        rows = await outbox(story)
        assert rows[row.key].state is CommandState.GIVEN_UP


async def outbox(story: Story) -> dict[EffectKey, OutboxRow]:
    """The commands of the guest's conversation, also those nobody can read."""
    name = await story.name()
    async with story.desk.storage.work(story.tenant) as work:
        return {row.key: row for row in await work.outbox(name)}


class BrokenFlags(MemoryFlags):
    """Breaks whenever it is asked, until it was asked so many times how the house is."""

    times = 0

    async def enabled(self, flag: str, *, tenant: TenantId, guest: GuestId | None = None) -> bool:
        if self.times > 0:
            self.times -= flag != "shadow.enabled"
            raise KeyError(SECRET)
        return await super().enabled(flag, tenant=tenant, guest=guest)


@pytest.mark.parametrize(("times", "told"), [(3, True), (10**6, False)])
async def test_what_the_book_did_is_tried_again_in_its_time_and_told_or_handed_over(times: int, told: bool) -> None:
    async with open_story(book=lambda pms: SilentPms(pms, book=1)) as opened:
        flags = BrokenFlags()
        story = evolve(opened, desk=evolve(opened.desk, flags=flags))
        await story.writes(WISH)
        await story.passes(4)
        await story.writes("yes")
        await story.passes(2)
        flags.times = times
        await story.passes(7)
        assert flags.times == times - 3, "at once, after one and after two seconds more"
        await story.passes(20)
        state = await story.conversation()
        assert state.errand is None
        assert (len(state.made) == 1) is told
        assert (state.handover is None) is told
        assert len(await aside(story)) == (0 if told else 1)
        if not told:
            assert "No estoy" in story.said()[-1] or "cannot yet be sure" in story.said()[-1]


async def test_a_guest_of_a_hotel_that_is_served_no_longer_is_not_decided_about_for_ever(logged: Sequence[str]) -> None:
    async with open_story() as story:
        await story.writes("Hello")
        (tenant,) = story.desk.tenants.tenants
        moved = Tenants(tenants=(evolve(tenant, id=TenantId("another")),))
        closed = evolve(story, desk=evolve(story.desk, tenants=moved))
        for _ in range(20):
            story.clock.advance(SECOND)
            await closed.desk.drain()
        assert [event.tries for event in await aside(story)] == [MOST_TRIES]
        assert await story.desk.storage.next_due(story.clock.now() - SECOND) is None
        assert any(line.startswith("CRITICAL") and "nobody can tell this guest" in line for line in logged)
        assert not any("Hello" in line for line in logged)
