"""What nobody can read any more, kept by another release or broken: it stands in nobody's way, and is not lost."""

import pytest

from hotel_agent.domain.errors import Bug
from hotel_agent.ports.channel import Content
from hotel_agent.ports.rows import CommandState, Lane, Waiting
from hotel_agent.testing.contracts.storage.fixtures import Spoiler, StorageFixtures
from hotel_agent.testing.contracts.storage.keeper import HOTEL, LEASE, NOW, SECOND, Keeper, act, key, say, wrote


class UnreadableContract(StorageFixtures):
    """What is promised of rows that cannot be read."""

    async def test_an_event_nobody_can_read_is_named_and_left_out(self, keeper: Keeper, spoiler: Spoiler) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"), wrote("2"), received_at=NOW - SECOND)
        await spoiler.event(HOTEL, kept.id, wrote("1").key)
        assert await keeper.open_keys(kept) == ["message:2"]
        async with keeper.storage.work(HOTEL) as work:
            (broken,) = await work.unreadable(kept.id)
            assert (broken.key, broken.received_at) == (wrote("1").key, NOW - SECOND)
            assert "Hologram" in broken.cause
            assert "hola" not in broken.cause
            assert list(await work.waiting(kept.id)) == [
                Waiting(key=wrote(name).key, received_at=NOW - SECOND, due_at=NOW, from_guest=True)
                for name in ("1", "2")
            ]
        assert await keeper.adds(kept, wrote("1")) == [False]

    async def test_an_event_nobody_can_read_is_counted_postponed_set_aside_and_replayed(
        self, keeper: Keeper, spoiler: Spoiler
    ) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"))
        await spoiler.event(HOTEL, kept.id, wrote("1").key)
        async with keeper.storage.work(HOTEL) as work:
            assert await work.count_try(kept.id, [wrote("1").key]) == 1
            await work.postpone(kept.id, [wrote("1").key], due_at=NOW + SECOND)
        assert [due.at for due in await keeper.due(NOW + SECOND)] == [NOW + SECOND]
        async with keeper.storage.work(HOTEL) as work:
            assert list(await work.set_aside(kept.id, [wrote("1").key], at=NOW, cause="x")) == [wrote("1").key]
            (aside,) = await work.aside()
        assert (aside.kind, aside.tries) == ("Hologram", 1)
        async with keeper.storage.work(HOTEL) as work:
            assert await work.replay(kept.id, wrote("1").key, due_at=NOW)
            assert [row.key for row in await work.unreadable(kept.id)] == [wrote("1").key]

    @pytest.mark.parametrize("lane", Lane)
    async def test_a_command_nobody_can_read_is_claimed_as_such_and_can_be_closed(
        self, keeper: Keeper, spoiler: Spoiler, lane: Lane
    ) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, say("work") if lane is Lane.SAY else act("work"), say("next"))
        await spoiler.command(HOTEL, key("work"))
        row = await keeper.holds("work")
        assert (row.command, row.attempts, row.lease_until) == (None, 1, NOW + LEASE)
        async with keeper.storage.work(HOTEL) as work:
            await work.retry(key("work"), attempt=1, due_at=NOW, sent_before=False, cause="unreadable")
        assert (await keeper.holds("work")).attempts == 2
        async with keeper.storage.work(HOTEL) as work:
            await work.finish(key("work"), attempt=2, state=CommandState.GIVEN_UP, cause="unreadable")
        assert [row.command for row in await keeper.outbox(kept)] == [None, say("next").command]
        await keeper.holds("next")

    async def test_what_was_sent_of_a_command_nobody_can_read_cannot_be_read_either(
        self, keeper: Keeper, spoiler: Spoiler
    ) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, say("work"))
        await keeper.holds("work")
        async with keeper.storage.work(HOTEL) as work:
            await work.keep_content(key("work"), Content(text="hola"))
        await spoiler.command(HOTEL, key("work"))
        again = await keeper.holds("work", now=NOW + LEASE)
        assert (again.command, again.content, again.sent_before) == (None, None, True)

    async def test_a_conversation_nobody_can_read_is_a_bug_and_its_events_can_be_set_aside(
        self, keeper: Keeper, spoiler: Spoiler
    ) -> None:
        kept, beside = await keeper.begins("c-1"), await keeper.begins("c-2")
        await keeper.adds(kept, wrote("1"))
        await spoiler.state(HOTEL, kept.id)
        with pytest.raises(Bug):
            await keeper.stored(kept)
        assert await keeper.adds(kept, wrote("2")) == [True]
        keys = [wrote("1").key, wrote("2").key]
        async with keeper.storage.work(HOTEL) as work:
            assert [row.key for row in await work.waiting(kept.id)] == keys
            assert await work.count_try(kept.id, keys) == 1
            await work.postpone(kept.id, keys, due_at=NOW + SECOND)
            assert not await work.unsaid(kept.id)
            assert list(await work.set_aside(kept.id, keys, at=NOW, cause="x")) == keys
            assert len(await work.aside()) == 2
            assert await work.replay(kept.id, keys[0], due_at=NOW)
        assert (await keeper.stored(beside)).conversation == beside
