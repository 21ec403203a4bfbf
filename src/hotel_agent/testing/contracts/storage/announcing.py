"""Storages that tell a dispatch of work: after the commit, and only then."""

from collections.abc import Sequence

import pytest

from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.errors import Conflict
from hotel_agent.ports.rows import CommandState, Due
from hotel_agent.testing.contracts.storage.fixtures import StorageFixtures
from hotel_agent.testing.contracts.storage.keeper import (
    HOTEL,
    LEASE,
    NOW,
    SECOND,
    Keeper,
    act,
    key,
    say,
    wrote,
)


async def _begins_twice_beside_an_event(keeper: Keeper, kept: Conversation) -> None:
    async with keeper.storage.work(HOTEL) as work:
        await work.add_event(kept.id, wrote(), received_at=NOW, due_at=NOW)
        await work.begin(kept)


class AnnouncingContract(StorageFixtures):
    """What is promised to whoever listens. Override `announced` with what your storage has announced so far."""

    @pytest.fixture
    def announced(self) -> Sequence[Due]:
        """Everything announced so far, growing."""
        raise NotImplementedError("override the fixture `announced` with the list your storage announces to")

    async def test_work_is_announced_after_the_commit_and_not_before(
        self, keeper: Keeper, announced: Sequence[Due]
    ) -> None:
        kept = await keeper.begins()
        assert list(announced) == []
        async with keeper.storage.work(HOTEL) as work:
            await work.add_event(kept.id, wrote(), received_at=NOW, due_at=NOW + SECOND)
            assert list(announced) == []
        assert list(announced) == [Due(tenant=HOTEL, conversation=kept.id, at=NOW + SECOND)]

    async def test_work_that_was_undone_is_not_announced(self, keeper: Keeper, announced: Sequence[Due]) -> None:
        kept = await keeper.begins()
        with pytest.raises(Conflict):
            await _begins_twice_beside_an_event(keeper, kept)
        assert list(announced) == []

    async def test_a_try_is_counted_without_telling_anybody(self, keeper: Keeper, announced: Sequence[Due]) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote())
        heard = len(announced)
        async with keeper.storage.work(HOTEL) as work:
            await work.count_try(kept.id, [wrote().key])
        assert list(announced[heard:]) == []

    async def test_what_is_replayed_is_announced(self, keeper: Keeper, announced: Sequence[Due]) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote())
        async with keeper.storage.work(HOTEL) as work:
            await work.set_aside(kept.id, [wrote().key], at=NOW, cause="KeyError")
        heard = len(announced)
        async with keeper.storage.work(HOTEL) as work:
            await work.replay(kept.id, wrote().key, due_at=NOW + SECOND)
        assert list(announced[heard:]) == [Due(tenant=HOTEL, conversation=kept.id, at=NOW + SECOND)]

    async def test_an_event_is_announced_also_where_others_wait(self, keeper: Keeper, announced: Sequence[Due]) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"))
        heard = len(announced)
        await keeper.adds(kept, wrote("2"))
        assert Due(tenant=HOTEL, conversation=kept.id, at=NOW) in announced[heard:]

    async def test_commands_are_announced_each_with_its_moment(self, keeper: Keeper, announced: Sequence[Due]) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, say("first"), say("second"), act("later", due_at=NOW + SECOND))
        assert {(due.command, due.at) for due in announced} == {(key("first"), NOW), (key("later"), NOW + SECOND)}

    async def test_what_is_said_next_is_announced_when_it_may_be_said(
        self, keeper: Keeper, announced: Sequence[Due]
    ) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, say("first"), say("second"))
        row = await keeper.holds("first")
        assert key("second") not in {due.command for due in announced}
        async with keeper.storage.work(HOTEL) as work:
            await work.finish(key("first"), attempt=row.attempts, state=CommandState.DONE)
        assert Due(tenant=HOTEL, conversation=kept.id, at=NOW, command=key("second")) in announced

    async def test_a_claimed_command_is_announced_for_the_end_of_its_lease(
        self, keeper: Keeper, announced: Sequence[Due]
    ) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, act("work"))
        await keeper.holds("work")
        assert Due(tenant=HOTEL, conversation=kept.id, at=NOW + LEASE, command=key("work")) in announced

    async def test_looking_announces_nothing(self, keeper: Keeper, announced: Sequence[Due]) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote())
        heard = len(announced)
        await keeper.stored(kept)
        await keeper.open_events(kept)
        await keeper.outbox(kept)
        assert await keeper.claims("never") is None
        assert len(announced) == heard
