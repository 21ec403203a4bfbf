"""What is due, and what comes due next: ids only, over all hotels."""

from datetime import datetime, timedelta

from attrs import frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotel_agent.domain.ids import ConversationId, EffectKey, TenantId
from hotel_agent.ports.rows import CommandState, Due, Lane
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.storage.fixtures import StorageFixtures
from hotel_agent.testing.contracts.storage.keeper import (
    HOTEL,
    LEASE,
    NOW,
    OTHER,
    SECOND,
    Keeper,
    act,
    key,
    say,
    wrote,
)

FAR = NOW + timedelta(days=400)


def _turn(conversation: str, at: datetime, tenant: TenantId = HOTEL) -> Due:
    return Due(tenant=tenant, conversation=ConversationId(conversation), at=at)


def _command(name: str, at: datetime, conversation: str = "c-1") -> Due:
    return Due(tenant=HOTEL, conversation=ConversationId(conversation), at=at, command=key(name))


async def _finishes(keeper: Keeper, name: str) -> None:
    row = await keeper.holds(name)
    async with keeper.storage.work(keeper.tenant) as work:
        await work.finish(key(name), attempt=row.attempts, state=CommandState.DONE)


@frozen(kw_only=True)
class _Life:
    """What happens to a command: its lane, when it is due, and when it is claimed for how long, in seconds from now."""

    lane: Lane
    due_in: int
    claimed_in: int | None
    lease: int


_LIVES = st.builds(
    _Life,
    lane=st.sampled_from(Lane),
    due_in=st.integers(0, 12),
    claimed_in=st.none() | st.integers(0, 12),
    lease=st.integers(1, 12),
)


def _clerk_lets_claim(lives: list[_Life], number: int) -> bool:
    """Whether this command may be claimed when it is tried: due by then, and nothing to be said before it."""
    life = lives[number]
    said_before = any(each.lane is Lane.SAY for each in lives[:number])
    held_back = life.lane is Lane.SAY and said_before
    return life.claimed_in is not None and life.due_in <= life.claimed_in and not held_back


def _clerk_says_due(lives: list[_Life], number: int, seconds: int) -> bool:
    """Whether this command is due so many seconds from now, if nothing was ever finished."""
    life = lives[number]
    if life.lane is Lane.SAY and any(each.lane is Lane.SAY for each in lives[:number]):
        return False
    if life.claimed_in is not None and _clerk_lets_claim(lives, number):
        return seconds >= life.claimed_in + life.lease
    return seconds >= life.due_in


class LedgerContract(StorageFixtures):
    """What is promised of `due` and `next_due`."""

    async def test_where_nothing_waits_nothing_is_due(self, keeper: Keeper) -> None:
        await keeper.begins()
        assert list(await keeper.due(FAR)) == []
        assert await keeper.storage.next_due(NOW) is None

    async def test_a_turn_is_due_with_the_earliest_of_its_events(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"), due_at=NOW + 3 * SECOND)
        await keeper.adds(kept, wrote("2"), due_at=NOW + 2 * SECOND)
        assert list(await keeper.due(NOW + SECOND)) == []
        assert list(await keeper.due(NOW + 2 * SECOND)) == [_turn("c-1", NOW + 2 * SECOND)]
        assert list(await keeper.due(NOW + 9 * SECOND)) == [_turn("c-1", NOW + 2 * SECOND)]

    async def test_a_turn_that_is_postponed_is_due_later(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"), wrote("2"))
        async with keeper.storage.work(HOTEL) as work:
            await work.postpone(kept.id, [wrote("1").key, wrote("2").key], due_at=NOW + 2 * SECOND)
        assert list(await keeper.due(NOW + SECOND)) == []
        assert list(await keeper.due(NOW + 2 * SECOND)) == [_turn("c-1", NOW + 2 * SECOND)]

    async def test_a_turn_that_was_taken_is_no_longer_due(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"), wrote("2"))
        await keeper.decides(kept, consumed=[wrote("1").key])
        assert list(await keeper.due()) == [_turn("c-1", NOW)]
        await keeper.decides(kept)
        assert list(await keeper.due(FAR)) == []

    async def test_a_command_is_due_until_it_is_claimed_and_again_when_its_lease_runs_out(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, act("work", due_at=NOW + SECOND))
        assert list(await keeper.due()) == []
        assert list(await keeper.due(NOW + SECOND)) == [_command("work", NOW + SECOND)]
        await keeper.holds("work", now=NOW + SECOND)
        assert list(await keeper.due(NOW + LEASE)) == []
        assert await keeper.storage.next_due(NOW) == NOW + SECOND + LEASE
        assert list(await keeper.due(NOW + SECOND + LEASE)) == [_command("work", NOW + SECOND + LEASE)]

    async def test_a_command_given_back_is_due_at_its_moment(self, keeper: Keeper) -> None:
        await keeper.decides(await keeper.begins(), act("work"))
        await keeper.holds("work")
        async with keeper.storage.work(HOTEL) as work:
            await work.retry(key("work"), attempt=1, due_at=NOW + 5 * SECOND, sent_before=False, cause="")
        assert list(await keeper.due(NOW + 4 * SECOND)) == []
        assert list(await keeper.due(NOW + 5 * SECOND)) == [_command("work", NOW + 5 * SECOND)]

    async def test_a_command_that_is_done_is_never_due_again(self, keeper: Keeper) -> None:
        await keeper.decides(await keeper.begins(), act("work"))
        await _finishes(keeper, "work")
        assert list(await keeper.due(FAR)) == []
        assert await keeper.storage.next_due(NOW - SECOND) is None

    async def test_of_what_is_said_only_the_first_that_waits_is_due(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.decides(kept, say("first"), say("second"), act("work"))
        assert {due.command for due in await keeper.due()} == {key("first"), key("work")}
        row = await keeper.holds("first")
        assert {due.command for due in await keeper.due()} == {key("work")}
        assert key("second") not in {due.command for due in await keeper.due(FAR)}
        async with keeper.storage.work(HOTEL) as work:
            await work.finish(key("first"), attempt=row.attempts, state=CommandState.DONE)
        assert {due.command for due in await keeper.due()} == {key("second"), key("work")}

    async def test_the_longest_due_comes_first_and_no_more_than_asked_for(self, keeper: Keeper) -> None:
        for number, seconds in enumerate((3, 1, 4, 2)):
            kept = await keeper.begins(f"c-{number}")
            await keeper.adds(kept, wrote(str(number)), due_at=NOW + seconds * SECOND)
        assert [due.conversation for due in await keeper.due(NOW + 9 * SECOND)] == ["c-1", "c-3", "c-0", "c-2"]
        assert [due.conversation for due in await keeper.due(NOW + 9 * SECOND, limit=2)] == ["c-1", "c-3"]

    async def test_work_of_every_hotel_is_found(self, keeper: Keeper, stranger: Keeper, elsewhere: Storage) -> None:
        await keeper.adds(await keeper.begins("c-1"), wrote(), due_at=NOW - SECOND)
        await stranger.adds(await stranger.begins("c-1"), wrote(), due_at=NOW)
        expected = [_turn("c-1", NOW - SECOND), _turn("c-1", NOW, OTHER)]
        assert list(await elsewhere.due(NOW, limit=10)) == expected

    async def test_next_is_the_first_moment_after_the_one_asked_for(self, keeper: Keeper) -> None:
        for number, seconds in enumerate((0, 5, 3)):
            kept = await keeper.begins(f"c-{number}")
            await keeper.adds(kept, wrote(str(number)), due_at=NOW + seconds * SECOND)
        assert await keeper.storage.next_due(NOW - SECOND) == NOW
        assert await keeper.storage.next_due(NOW) == NOW + 3 * SECOND
        assert await keeper.storage.next_due(NOW + 3 * SECOND) == NOW + 5 * SECOND
        assert await keeper.storage.next_due(NOW + 5 * SECOND) is None

    @settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=40)
    @given(lives=st.lists(_LIVES, max_size=6), event_in=st.none() | st.integers(0, 12))
    async def test_what_is_due_is_what_a_clerk_with_a_list_would_say(
        self, keeper: Keeper, lives: list[_Life], event_in: int | None
    ) -> None:
        name = keeper.fresh_name()
        kept = await keeper.begins(name, account=name)
        if event_in is not None:
            await keeper.adds(kept, wrote(), due_at=NOW + event_in * SECOND)
        commands = [
            (say if life.lane is Lane.SAY else act)(f"{name}-{number}", due_at=NOW + life.due_in * SECOND)
            for number, life in enumerate(lives)
        ]
        await keeper.decides(kept, *commands, consumed=[])
        for number, life in enumerate(lives):
            if life.claimed_in is not None:
                claimed = await keeper.claims(
                    f"{name}-{number}", now=NOW + life.claimed_in * SECOND, lease=life.lease * SECOND
                )
                assert (claimed is not None) == _clerk_lets_claim(lives, number)
        for seconds in range(26):
            found = await keeper.due(NOW + seconds * SECOND, limit=10_000)
            here = [due.command for due in found if due.conversation == kept.id]
            expected: list[EffectKey | None] = [
                key(f"{name}-{number}") for number in range(len(lives)) if _clerk_says_due(lives, number, seconds)
            ]
            if event_in is not None and seconds >= event_in:
                expected.append(None)
            assert sorted(map(str, here)) == sorted(map(str, expected))
