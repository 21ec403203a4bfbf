"""Turns: state, consumed events and commands, kept all together or not at all."""

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings

from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import AccountId, ConversationId, GuestId
from hotel_agent.ports.rows import CommandState, OutboxRow
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.storage.fixtures import StorageFixtures
from hotel_agent.testing.contracts.storage.keeper import (
    HOTEL,
    NOW,
    SECOND,
    Keeper,
    a_conversation,
    act,
    key,
    let_others_run,
    outcomes,
    say,
    wrote,
)
from hotel_agent.testing.strategies.values import values


class TurnsContract(StorageFixtures):
    """What is promised of turns."""

    async def test_a_turn_keeps_the_state_the_consumed_events_and_the_commands(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"), wrote("2"))
        await keeper.decides(evolve(kept, greeted=True), say("hello"), act("later", due_at=NOW + SECOND))
        stored = await keeper.stored(kept)
        assert (stored.conversation, stored.version) == (evolve(kept, greeted=True), 1)
        assert await keeper.open_keys(kept) == []
        hello, later = await keeper.outbox(kept)
        assert hello == OutboxRow(
            key=key("hello"),
            conversation=kept.id,
            sequence=hello.sequence,
            lane=say("hello").lane,
            command=say("hello").command,
            due_at=NOW,
        )
        assert hello.state is CommandState.WAITING
        assert (later.key, later.lane, later.due_at) == (key("later"), act("later").lane, NOW + SECOND)

    async def test_the_commands_of_later_turns_come_later_in_sequence(self, keeper: Keeper) -> None:
        kept, beside = await keeper.begins("c-1"), await keeper.begins("c-2")
        await keeper.decides(kept, say("z"), act("y"))
        await keeper.decides(beside, say("b"))
        await keeper.decides(kept, say("a"))
        rows = await keeper.outbox(kept)
        assert [row.key for row in rows] == [key("z"), key("y"), key("a")]
        assert [row.sequence for row in rows] == sorted({row.sequence for row in rows})
        assert (await keeper.stored(kept)).version == 2

    async def test_a_turn_of_an_earlier_version_is_a_conflict_and_changes_nothing(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.decides(evolve(kept, greeted=True), version=0)
        await keeper.adds(kept, wrote("1"))
        for version in (0, 2):
            with pytest.raises(Conflict):
                await keeper.decides(kept, say("late"), version=version)
        stored = await keeper.stored(kept)
        assert (stored.conversation.greeted, stored.version) == (True, 1)
        assert await keeper.open_keys(kept) == ["message:1"]
        assert list(await keeper.outbox(kept)) == []

    async def test_a_turn_of_an_event_that_is_gone_is_a_conflict_and_changes_nothing(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"), wrote("2"))
        await keeper.decides(kept, consumed=[wrote("1").key])
        for gone in ("1", "never"):
            with pytest.raises(Conflict):
                await keeper.decides(kept, say("twice"), version=1, consumed=[wrote("2").key, wrote(gone).key])
        assert (await keeper.stored(kept)).version == 1
        assert await keeper.open_keys(kept) == ["message:2"]
        assert list(await keeper.outbox(kept)) == []

    async def test_an_event_that_came_meanwhile_waits_for_the_next_turn(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"))
        await keeper.adds(kept, wrote("2"))
        await keeper.decides(kept, version=0, consumed=[wrote("1").key])
        assert await keeper.open_keys(kept) == ["message:2"]

    async def test_of_two_turns_at_once_one_is_kept_and_the_other_a_conflict(
        self, keeper: Keeper, other_keeper: Keeper
    ) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"))
        both = [wrote("1").key]
        ended = await outcomes(
            keeper.decides(kept, say("mine"), version=0, consumed=both),
            other_keeper.decides(kept, say("yours"), version=0, consumed=both),
        )
        assert sorted(type(each).__name__ for each in ended) == ["Conflict", "NoneType"]
        assert len(await keeper.outbox(kept)) == 1
        assert (await keeper.stored(kept)).version == 1

    async def test_many_at_once_who_try_again_lose_nothing(self, storage: Storage, elsewhere: Storage) -> None:
        """Each adds one to a number it read, and waits in between: no two may have read the same."""
        kept = await Keeper(storage).begins()

        async def counts(at: Storage) -> None:
            while True:
                try:
                    async with at.work(HOTEL) as work:
                        stored = await work.load(kept.id)
                        assert stored is not None
                        await let_others_run()
                        counted = evolve(stored.conversation, unclear_turns=stored.conversation.unclear_turns + 1)
                        await work.commit_turn(counted, version=stored.version, consumed=[], commands=[])
                        await let_others_run()
                except Conflict:
                    await let_others_run()
                else:
                    return

        await outcomes(*(counts((storage, elsewhere)[number % 2]) for number in range(6)))
        stored = await Keeper(storage).stored(kept)
        assert (stored.version, stored.conversation.unclear_turns) == (6, 6)

    async def test_a_turn_of_no_conversation_is_a_bug(self, keeper: Keeper) -> None:
        with pytest.raises(Bug):
            await keeper.decides(a_conversation("never-begun"))

    async def test_a_command_kept_twice_is_a_bug_and_changes_nothing(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, say("once"))
        with pytest.raises(Bug):
            await keeper.decides(evolve(kept, greeted=True), act("other"), say("once"))
        assert [row.key for row in await keeper.outbox(kept)] == [key("once")]
        assert not (await keeper.stored(kept)).conversation.greeted

    @settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=40)
    @given(rich=values(Conversation))
    async def test_any_conversation_comes_back_equal(self, keeper: Keeper, rich: Conversation) -> None:
        name = keeper.fresh_name()
        begun = await keeper.begins(name)
        ours = evolve(
            rich,
            id=ConversationId(name),
            tenant=HOTEL,
            channel=begun.channel,
            account=AccountId(begun.account),
            guest=GuestId(begun.guest),
        )
        await keeper.decides(ours)
        assert (await keeper.stored(begun)).conversation == ours
