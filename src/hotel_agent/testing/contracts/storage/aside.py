"""Events no turn could consume: counted, set aside whole, and replayed."""

from collections.abc import Sequence
from datetime import datetime

from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.events import TimePassed
from hotel_agent.domain.ids import EventKey
from hotel_agent.ports.rows import InboxRow, SetAside
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.storage.fixtures import StorageFixtures
from hotel_agent.testing.contracts.storage.keeper import HOTEL, NOW, OTHER, SECOND, Keeper, outcomes, wrote

CAUSE = "KeyError decide.py:12"


async def _tries(keeper: Keeper, kept: Conversation, *names: str) -> int:
    async with keeper.storage.work(keeper.tenant) as work:
        return await work.count_try(kept.id, _keys(names))


async def _sets_aside(
    keeper: Keeper, kept: Conversation, *names: str, at: datetime = NOW, cause: str = CAUSE
) -> Sequence[EventKey]:
    async with keeper.storage.work(keeper.tenant) as work:
        return await work.set_aside(kept.id, _keys(names), at=at, cause=cause)


async def _replays(keeper: Keeper, kept: Conversation, name: str, *, due_at: datetime = NOW) -> bool:
    async with keeper.storage.work(keeper.tenant) as work:
        return await work.replay(kept.id, wrote(name).key, due_at=due_at)


async def _aside(keeper: Keeper, *, limit: int = 100) -> Sequence[SetAside]:
    async with keeper.storage.work(keeper.tenant) as work:
        return await work.aside(limit=limit)


def _keys(names: Sequence[str]) -> list[EventKey]:
    return [wrote(name).key for name in names]


class AsideContract(StorageFixtures):
    """What is promised of tries, and of what is set aside."""

    async def test_tries_are_counted_for_each_event(self, keeper: Keeper, other_keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"), wrote("2"), wrote("3"))
        assert await _tries(keeper, kept, "1") == 1
        assert await _tries(other_keeper, kept, "2", "1") == 2
        assert await _tries(keeper, kept, "2") == 2
        assert [row.tries for row in await other_keeper.open_events(kept)] == [2, 2, 0]

    async def test_a_try_at_what_no_longer_waits_counts_for_nothing(self, keeper: Keeper) -> None:
        kept, beside = await keeper.begins("c-1"), await keeper.begins("c-2")
        await keeper.adds(kept, wrote("1"), wrote("2"))
        await keeper.decides(kept, consumed=[wrote("1").key])
        assert await _tries(keeper, kept, "1", "never") == 0
        assert await _tries(keeper, beside, "2") == 0
        assert [row.tries for row in await keeper.open_events(kept)] == [0]

    async def test_a_try_changes_nothing_else(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"), due_at=NOW + SECOND)
        await _tries(keeper, kept, "1")
        due_at = NOW + SECOND
        assert list(await keeper.open_events(kept)) == [
            InboxRow(event=wrote("1"), received_at=NOW, due_at=due_at, tries=1)
        ]
        assert (await keeper.stored(kept)).version == 0
        await keeper.decides(kept, version=0)

    async def test_of_many_who_count_at_once_every_one_counts(self, keeper: Keeper, other_keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"))
        counted = await outcomes(*(_tries((keeper, other_keeper)[number % 2], kept, "1") for number in range(10)))
        assert sorted(map(str, counted)) == sorted(map(str, range(1, 11)))

    async def test_a_try_that_did_not_take_place_is_taken_back(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"), wrote("2"), wrote("3"))
        await _tries(keeper, kept, "1", "2")
        await _tries(keeper, kept, "1", "2")
        async with keeper.storage.work(HOTEL) as work:
            await work.postpone(kept.id, _keys(["1", "3"]), due_at=NOW + SECOND, untried=True)
        rows = await keeper.open_events(kept)
        assert [(row.tries, row.due_at) for row in rows] == [(1, NOW + SECOND), (2, NOW), (0, NOW + SECOND)]

    async def test_what_is_postponed_is_as_often_tried(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"))
        await _tries(keeper, kept, "1")
        async with keeper.storage.work(HOTEL) as work:
            await work.postpone(kept.id, _keys(["1"]), due_at=NOW + SECOND)
        assert [row.tries for row in await keeper.open_events(kept)] == [1]

    async def test_what_is_set_aside_waits_no_longer(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"), wrote("2"), due_at=NOW)
        await keeper.adds(kept, wrote("3"), due_at=NOW + 5 * SECOND)
        assert list(await _sets_aside(keeper, kept, "1", "2")) == _keys(["1", "2"])
        assert await keeper.open_keys(kept) == ["message:3"]
        async with keeper.storage.work(HOTEL) as work:
            assert [row.key for row in await work.waiting(kept.id)] == _keys(["3"])
        assert list(await keeper.due(NOW + 4 * SECOND)) == []
        await _sets_aside(keeper, kept, "3")
        assert list(await keeper.due(NOW + 1000 * SECOND)) == []
        assert await keeper.storage.next_due(NOW - SECOND) is None

    async def test_what_is_set_aside_is_named_with_its_reason(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        woken = TimePassed(key=EventKey("wake:1"), at=NOW, about="patience")
        await keeper.adds(kept, wrote("1"), received_at=NOW - SECOND)
        await keeper.adds(kept, woken)
        await _tries(keeper, kept, "1")
        await _sets_aside(keeper, kept, "1", at=NOW + SECOND)
        async with keeper.storage.work(HOTEL) as work:
            await work.set_aside(kept.id, [woken.key], at=NOW + 2 * SECOND, cause="another")
        assert list(await _aside(keeper)) == [
            SetAside(
                conversation=kept.id,
                key=woken.key,
                kind="TimePassed",
                received_at=NOW,
                at=NOW + 2 * SECOND,
                tries=0,
                cause="another",
            ),
            SetAside(
                conversation=kept.id,
                key=wrote("1").key,
                kind="GuestWrote",
                received_at=NOW - SECOND,
                at=NOW + SECOND,
                tries=1,
                cause=CAUSE,
            ),
        ]

    async def test_no_more_of_it_is_named_than_asked_for_the_latest_first(self, keeper: Keeper) -> None:
        first, second = await keeper.begins("c-1"), await keeper.begins("c-2")
        await keeper.adds(first, wrote("1"), wrote("2"))
        await keeper.adds(second, wrote("3"))
        await _sets_aside(keeper, first, "2", at=NOW)
        await _sets_aside(keeper, second, "3", at=NOW + 2 * SECOND)
        await _sets_aside(keeper, first, "1", at=NOW + SECOND)
        assert [row.key for row in await _aside(keeper, limit=2)] == _keys(["3", "1"])

    async def test_what_no_longer_waits_is_not_set_aside(self, keeper: Keeper) -> None:
        kept, beside = await keeper.begins("c-1"), await keeper.begins("c-2")
        await keeper.adds(kept, wrote("1"), wrote("2"), wrote("3"))
        await keeper.decides(kept, consumed=[wrote("1").key])
        await _sets_aside(keeper, kept, "2", cause="first")
        assert list(await _sets_aside(keeper, kept, "1", "2", "never", cause="second")) == []
        assert list(await _sets_aside(keeper, beside, "3")) == []
        assert [(row.key, row.cause) for row in await _aside(keeper)] == [(wrote("2").key, "first")]
        assert await keeper.open_keys(kept) == ["message:3"]

    async def test_what_is_set_aside_cannot_be_consumed_nor_kept_again(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"), wrote("2"))
        await _sets_aside(keeper, kept, "1")
        ended = await outcomes(keeper.decides(kept, consumed=_keys(["1"])))
        assert [type(each).__name__ for each in ended] == ["Conflict"]
        assert await keeper.adds(kept, wrote("1")) == [False]
        assert await keeper.open_keys(kept) == ["message:2"]

    async def test_a_turn_and_the_setting_aside_of_the_rest_are_one(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"), wrote("2"))
        async with keeper.storage.work(HOTEL) as work:
            assert list(await work.set_aside(kept.id, _keys(["2"]), at=NOW, cause=CAUSE)) == _keys(["2"])
            await work.commit_turn(kept, version=0, consumed=_keys(["1"]), commands=[])
        assert await keeper.open_keys(kept) == []
        assert [row.key for row in await _aside(keeper)] == _keys(["2"])

    async def test_what_is_replayed_comes_back_once_untried_and_in_its_old_place(
        self, keeper: Keeper, other_keeper: Keeper
    ) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"), wrote("2"), wrote("3"), received_at=NOW - SECOND)
        await _tries(keeper, kept, "2")
        await _sets_aside(keeper, kept, "2")
        await keeper.adds(kept, wrote("4"))
        assert await _replays(keeper, kept, "2", due_at=NOW + SECOND)
        assert not await _replays(other_keeper, kept, "2", due_at=NOW + SECOND)
        assert await keeper.open_keys(kept) == ["message:1", "message:2", "message:3", "message:4"]
        again = (await keeper.open_events(kept))[1]
        assert again == InboxRow(event=wrote("2"), received_at=NOW - SECOND, due_at=NOW + SECOND, tries=0)
        assert list(await _aside(keeper)) == []
        await keeper.decides(kept)
        assert not await _replays(keeper, kept, "2")
        assert await keeper.open_keys(kept) == []

    async def test_what_is_replayed_is_due_again(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"))
        await _sets_aside(keeper, kept, "1")
        await _replays(keeper, kept, "1", due_at=NOW + SECOND)
        assert [(due.conversation, due.at, due.command) for due in await keeper.due(NOW + SECOND)] == [
            (kept.id, NOW + SECOND, None)
        ]

    async def test_what_was_replayed_can_be_set_aside_again(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"))
        for cause in ("first", "second"):
            await _sets_aside(keeper, kept, "1", cause=cause)
            assert [row.cause for row in await _aside(keeper)] == [cause]
            assert await _replays(keeper, kept, "1")

    async def test_of_many_who_replay_at_once_one_does(self, keeper: Keeper, other_keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"))
        await _sets_aside(keeper, kept, "1")
        replayed = await outcomes(*(_replays((keeper, other_keeper)[number % 2], kept, "1") for number in range(6)))
        assert sorted(map(str, replayed)) == ["False"] * 5 + ["True"]
        assert await keeper.open_keys(kept) == ["message:1"]

    async def test_of_a_turn_and_a_setting_aside_at_once_one_has_the_event(
        self, keeper: Keeper, other_keeper: Keeper
    ) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"))
        await outcomes(keeper.decides(kept, version=0, consumed=_keys(["1"])), _sets_aside(other_keeper, kept, "1"))
        consumed = (await keeper.stored(kept)).version == 1
        assert len(await _aside(keeper)) == (0 if consumed else 1)
        assert await keeper.open_keys(kept) == []

    async def test_another_hotels_events_are_neither_counted_nor_set_aside_nor_replayed(
        self, keeper: Keeper, stranger: Keeper, storage: Storage
    ) -> None:
        theirs = await stranger.begins("c-9")
        await stranger.adds(theirs, wrote("1"), wrote("2"))
        await _sets_aside(stranger, theirs, "2")
        assert await _tries(keeper, theirs, "1") == 0
        assert list(await _sets_aside(keeper, theirs, "1")) == []
        assert not await _replays(keeper, theirs, "2")
        assert list(await _aside(keeper)) == []
        assert [row.tries for row in await stranger.open_events(theirs)] == [0]
        async with storage.work(OTHER) as work:
            assert [row.key for row in await work.aside()] == _keys(["2"])
