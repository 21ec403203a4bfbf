"""Events that wait for their turn."""

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings

from hotel_agent.domain.conversations.events import Event, TimePassed
from hotel_agent.domain.conversations.staff_acts import StaffAnswered
from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import EventKey
from hotel_agent.ports.channel import Content
from hotel_agent.ports.rows import CommandState, InboxRow, Waiting
from hotel_agent.testing.contracts.storage.fixtures import StorageFixtures
from hotel_agent.testing.contracts.storage.keeper import (
    LEASE,
    NOW,
    SECOND,
    Keeper,
    a_conversation,
    act,
    key,
    outcomes,
    say,
    wrote,
)
from hotel_agent.testing.strategies.values import events


class InboxContract(StorageFixtures):
    """What is promised of events."""

    async def test_an_event_waits_as_it_was_given(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        received_at, due_at = NOW + timedelta(microseconds=1), NOW + 2 * SECOND
        assert await keeper.adds(kept, wrote("1", "¿Hay sitio? 🌊"), received_at=received_at, due_at=due_at) == [True]
        expected = InboxRow(event=wrote("1", "¿Hay sitio? 🌊"), received_at=received_at, due_at=due_at)
        assert list(await keeper.open_events(kept)) == [expected]

    async def test_events_wait_in_the_sequence_they_were_kept_in_whatever_their_moments(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        for number, name in enumerate(("b", "a", "c")):
            await keeper.adds(kept, wrote(name), received_at=NOW - number * SECOND, due_at=NOW - number * SECOND)
        assert await keeper.open_keys(kept) == ["message:b", "message:a", "message:c"]

    async def test_the_words_of_an_event_are_forgotten_and_it_stays_known(
        self, keeper: Keeper, other_keeper: Keeper, stranger: Keeper
    ) -> None:
        kept, theirs = await keeper.begins("c-1"), await stranger.begins("c-1")
        await keeper.adds(kept, wrote("1", "my card is 4111"), wrote("2", "and a cot"))
        await stranger.adds(theirs, wrote("1", "theirs"))
        for name in ("1", "1", "never came"):
            async with other_keeper.storage.work(keeper.tenant) as work:
                await work.erase(kept.id, EventKey(f"message:{name}"))
        assert [row.event for row in await keeper.open_events(kept)] == [wrote("1", ""), wrote("2", "and a cot")]
        assert [row.event for row in await stranger.open_events(theirs)] == [wrote("1", "theirs")]
        assert await keeper.adds(kept, wrote("1", "my card is 4111")) == [False]

    async def test_the_words_of_an_event_are_forgotten_after_its_turn_too(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"), wrote("2", "my card is 4111"))
        async with keeper.storage.work(keeper.tenant) as work:
            await work.set_aside(kept.id, [wrote("2").key], at=NOW, cause="three tries")
        await keeper.decides(kept)
        async with keeper.storage.work(keeper.tenant) as work:
            for name in ("1", "2"):
                await work.erase(kept.id, EventKey(f"message:{name}"))
            assert await work.replay(kept.id, wrote("2").key, due_at=NOW)
        assert [row.event for row in await keeper.open_events(kept)] == [wrote("2", "")]

    async def test_all_a_guest_ever_sent_is_forgotten_at_once_and_nothing_of_another(
        self, keeper: Keeper, stranger: Keeper
    ) -> None:
        kept, other, theirs = await keeper.begins("c-1"), await keeper.begins("c-2"), await stranger.begins("c-1")
        await keeper.adds(kept, wrote("1", "my name"), wrote("2", "my number"), wrote("3", "my card"))
        await keeper.adds(other, wrote("4", "somebody else's"))
        await stranger.adds(theirs, wrote("1", "theirs"))
        async with keeper.storage.work(keeper.tenant) as work:
            await work.set_aside(kept.id, [wrote("3").key], at=NOW, cause="three tries")
        for _ in range(2):
            async with keeper.storage.work(keeper.tenant) as work:
                await work.erase_guest(kept.id)
        async with keeper.storage.work(keeper.tenant) as work:
            assert await work.replay(kept.id, wrote("3").key, due_at=NOW)
        assert sorted(row.event.key for row in await keeper.open_events(kept)) == [wrote(n).key for n in "123"]
        assert {getattr(row.event, "text", None) for row in await keeper.open_events(kept)} == {""}
        assert [row.event for row in await keeper.open_events(other)] == [wrote("4", "somebody else's")]
        assert [row.event for row in await stranger.open_events(theirs)] == [wrote("1", "theirs")]

    async def test_all_that_was_said_to_a_guest_is_forgotten_with_it(self, keeper: Keeper, stranger: Keeper) -> None:
        kept, other, theirs = await keeper.begins("c-1"), await keeper.begins("c-2"), await stranger.begins("c-1")
        wake = act("later", due_at=NOW + LEASE)
        await keeper.decides(kept, say("said", "Ana"), say("in hand", "Ana"), wake)
        await keeper.decides(other, say("elsewhere", "Eva"))
        await stranger.decides(theirs, say("said", "Eva"))
        async with keeper.storage.work(keeper.tenant) as work:
            row = await work.claim(key("said"), now=NOW, lease_until=NOW + LEASE)
            assert row is not None
            await work.keep_content(key("said"), Content(text="Hola, Ana"))
            await work.finish(key("said"), attempt=row.attempts, state=CommandState.DONE)
        answered = StaffAnswered(
            key=EventKey("staff:1"), at=NOW, text="Ana, my dear", by="Rosa", buttons=("Ana comes", "Ana stays")
        )
        await keeper.adds(kept, answered)
        await keeper.holds("in hand")
        for _ in range(2):
            async with keeper.storage.work(keeper.tenant) as work:
                await work.erase_guest(kept.id)
        with pytest.raises(Conflict):
            async with keeper.storage.work(keeper.tenant) as work:
                await work.keep_content(key("in hand"), Content(text="Hola, Ana"))
        rows = await keeper.outbox(kept)
        assert "Ana" not in repr([(row.command, row.content) for row in rows])
        assert [row.state for row in rows] == [CommandState.DONE, CommandState.WAITING, CommandState.WAITING]
        assert rows[2].command == wake.command
        left = evolve(answered, text="", buttons=())
        assert [row.event for row in await keeper.open_events(kept)] == [left]
        assert (await keeper.command(other, "elsewhere")).command == say("elsewhere", "Eva").command
        assert (await stranger.command(theirs, "said")).command == say("said", "Eva").command

    async def test_an_event_is_kept_once(self, keeper: Keeper, other_keeper: Keeper) -> None:
        kept = await keeper.begins()
        assert await keeper.adds(kept, wrote("1", "first")) == [True]
        assert await other_keeper.adds(kept, wrote("1", "second"), due_at=NOW + SECOND) == [False]
        waiting = await keeper.open_events(kept)
        assert [row.event for row in waiting] == [wrote("1", "first")]
        assert waiting[0].due_at == NOW

    async def test_an_event_is_not_kept_again_after_its_turn(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"))
        await keeper.decides(kept)
        assert await keeper.adds(kept, wrote("1")) == [False]
        assert await keeper.open_keys(kept) == []

    async def test_the_same_key_at_another_account_or_hotel_is_another_event(
        self, keeper: Keeper, stranger: Keeper
    ) -> None:
        here, there = await keeper.begins("c-1"), await keeper.begins("c-2", account="door-2")
        theirs = await stranger.begins("c-1")
        assert await keeper.adds(here, wrote("1")) == [True]
        assert await keeper.adds(there, wrote("1")) == [True]
        assert await stranger.adds(theirs, wrote("1")) == [True]

    async def test_the_same_key_at_the_same_account_is_the_same_event_in_any_conversation(self, keeper: Keeper) -> None:
        first, second = await keeper.begins("c-1"), await keeper.begins("c-2")
        assert await keeper.adds(first, wrote("1")) == [True]
        assert await keeper.adds(second, wrote("1")) == [False]
        assert await keeper.open_keys(second) == []

    async def test_an_event_never_changes_the_version(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"), wrote("2"))
        stored = await keeper.stored(kept)
        assert (stored.conversation, stored.version) == (kept, 0)

    async def test_an_event_of_no_conversation_is_a_bug(self, keeper: Keeper) -> None:
        with pytest.raises(Bug):
            await keeper.adds(a_conversation("never-begun"), wrote())

    async def test_the_same_event_twenty_times_at_once_is_kept_once(self, keeper: Keeper, other_keeper: Keeper) -> None:
        kept = await keeper.begins()
        delivered = [(keeper, other_keeper)[number % 2].adds(kept, wrote("1")) for number in range(20)]
        kept_as_new = await outcomes(*delivered)
        assert kept_as_new.count([True]) == 1
        assert kept_as_new.count([False]) == 19
        assert await keeper.open_keys(kept) == ["message:1"]

    async def test_that_events_wait_is_known_without_reading_them(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        woken = TimePassed(key=EventKey("wake:1"), at=NOW, about="patience")
        await keeper.adds(kept, wrote("1"), woken, due_at=NOW + SECOND)
        async with keeper.storage.work(keeper.tenant) as work:
            assert list(await work.waiting(kept.id)) == [
                Waiting(key=wrote("1").key, received_at=NOW, due_at=NOW + SECOND, from_guest=True),
                Waiting(key=woken.key, received_at=NOW, due_at=NOW + SECOND, from_guest=False),
            ]
            assert list(await work.unreadable(kept.id)) == []

    async def test_postponing_moves_the_named_events_only(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"), wrote("2"), wrote("gone"))
        await keeper.decides(kept, consumed=[wrote("gone").key])
        async with keeper.storage.work(keeper.tenant) as work:
            keys = [wrote("1").key, wrote("gone").key, wrote("never").key]
            await work.postpone(kept.id, keys, due_at=NOW + 9 * SECOND)
        waiting = {row.event.key: row for row in await keeper.open_events(kept)}
        assert {name: row.due_at for name, row in waiting.items()} == {
            "message:1": NOW + 9 * SECOND,
            "message:2": NOW,
        }
        assert waiting[wrote("1").key].received_at == NOW

    @settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
    @given(event=events())
    async def test_any_event_comes_back_equal(self, keeper: Keeper, event: Event) -> None:
        name = keeper.fresh_name()
        kept = await keeper.begins(name, account=name)
        await keeper.adds(kept, event)
        back = (await keeper.open_events(kept))[0].event
        assert back == event
        assert type(back) is type(event)
