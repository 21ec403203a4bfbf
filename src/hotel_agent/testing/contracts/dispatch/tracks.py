"""The promises of the port `Dispatch` about tracks: who does the work of guests that have another version first.

`LoneTracksContract` holds for every dispatch and is part of `DispatchContract`; `TracksContract` for those of many
processes. Give the latter the fixtures `clock`, `storage` and `opens`; its dispatches count workers for dead after
minutes only, so that a machine that is slow counts none, and told to stop they give back soon what was begun.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from attrs import define, field

from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import ConversationId
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.dispatch import Dispatch, SupportsHeartbeats, Track, Tracks
from hotel_agent.ports.rows import Due
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.dispatch.worker import PATIENCE, Worker, over, pass_time, running
from hotel_agent.testing.contracts.storage.keeper import Keeper, act, wrote

_A_WHILE = timedelta(milliseconds=20)

Opens = Callable[[Tracks], Dispatch]
"""A dispatch as another process would open it, over the same storage."""


@define(eq=False)
class Chosen:
    """Whose work a piece is, as a test wishes."""

    canary: set[ConversationId] = field(factory=set)
    unknown: set[ConversationId] = field(factory=set)

    async def track_of(self, due: Due) -> Track:
        """Raises Unavailable for a conversation that is unknown."""
        if due.conversation in self.unknown:
            raise Unavailable("nobody can tell")
        return Track.CANARY if due.conversation in self.canary else Track.STABLE


class DispatchFixtures:
    """What a contract of dispatches is given, and who makes the work."""

    pytestmark = pytest.mark.asyncio

    @pytest.fixture
    def clock(self) -> Clock:
        """What storage, dispatch and workers go by."""
        raise NotImplementedError("override the fixture `clock`")

    @pytest.fixture
    def storage(self) -> Storage:
        """An empty storage; where dispatches are announced to, it announces to the one that is tried."""
        raise NotImplementedError("override the fixture `storage`")

    @pytest.fixture
    def keeper(self, storage: Storage) -> Keeper:
        """Who makes work."""
        return Keeper(storage)

    @pytest.fixture
    def chosen(self) -> Chosen:
        """Whose work is the canary's: nobody's, until a test wishes otherwise."""
        return Chosen()


class LoneTracksContract(DispatchFixtures):
    """Where no canary worker lives nobody waits for one."""

    @pytest.fixture
    def tracks(self, chosen: Chosen) -> Tracks:
        """What the dispatch is to be opened with, if it knows tracks."""
        return Tracks(of=chosen.track_of)

    async def test_the_canary_s_work_is_done_where_no_canary_worker_lives(
        self, keeper: Keeper, clock: Clock, dispatch: Dispatch, worker: Worker, chosen: Chosen
    ) -> None:
        kept = await keeper.begins()
        chosen.canary.add(kept.id)
        async with running(dispatch, worker.serve):
            await keeper.adds(kept, wrote("1"), due_at=clock.now())
            await worker.until(lambda: worker.taken == ["message:1"])
            await keeper.decides(kept, act("1", due_at=clock.now()), consumed=[])
            await worker.until(lambda: len(worker.performed) == 1)

    async def test_work_of_which_nobody_can_tell_whose_it_is_is_done(
        self, keeper: Keeper, clock: Clock, dispatch: Dispatch, worker: Worker, chosen: Chosen
    ) -> None:
        kept = await keeper.begins()
        chosen.unknown.add(kept.id)
        async with running(dispatch, worker.serve):
            await keeper.adds(kept, wrote("1"), due_at=clock.now())
            await worker.until(lambda: worker.taken == ["message:1"])


class TracksContract(DispatchFixtures):
    """What a dispatch of many processes promises where a canary worker lives."""

    @pytest.fixture
    def opens(self) -> Opens:
        """Opens dispatches over this storage."""
        raise NotImplementedError("override the fixture `opens`")

    @pytest.fixture
    def stable(self, storage: Storage, clock: Clock) -> Worker:
        """Who does everybody's work."""
        return Worker(storage, clock)

    @pytest.fixture
    def canary(self, storage: Storage, clock: Clock) -> Worker:
        """Who does the canary's."""
        return Worker(storage, clock)

    async def _begins(self, keeper: Keeper, clock: Clock, name: str) -> ConversationId:
        kept = await keeper.begins(name)
        await keeper.adds(kept, wrote(name), due_at=clock.now())
        return kept.id

    async def test_each_track_s_workers_do_their_own_work(
        self, keeper: Keeper, opens: Opens, stable: Worker, canary: Worker, chosen: Chosen
    ) -> None:
        new, old = opens(Tracks(Track.CANARY, chosen.track_of)), opens(Tracks(of=chosen.track_of))
        everybody_s = [ConversationId(f"c-{number}") for number in range(4)]
        chosen.canary |= {ConversationId(f"new-{number}") for number in range(4)}
        async with running(new, canary.serve):
            await canary_lives(new, stable.clock)
            async with running(old, stable.serve):
                for name in (*everybody_s, *sorted(chosen.canary)):
                    kept = await keeper.begins(name)
                    await keeper.decides(kept, act(f"of {name}", due_at=stable.clock.now()), consumed=[])
                    await keeper.adds(kept, wrote(name), due_at=stable.clock.now())
                await stable.until(lambda: {each.due.conversation for each in stable.begun} >= set(everybody_s))
                await _until(stable.clock, lambda: _done(stable, canary) == 16)
        assert {each.due.conversation for each in canary.begun} == chosen.canary
        # What failed with a canary is everybody's; on a machine that answers in time nothing does.
        begun_there = {(each.due.conversation, each.due.command) for each in canary.begun}
        begun_here = {(each.due.conversation, each.due.command) for each in stable.begun}
        assert {piece for piece in begun_here if piece[0] in chosen.canary} <= begun_there

    @pytest.mark.parametrize("told", [Chosen(), Chosen(unknown={ConversationId("c-1")})], ids=["stable", "nothing"])
    async def test_what_a_canary_is_not_told_to_be_its_own_comes_back(
        self, keeper: Keeper, opens: Opens, stable: Worker, canary: Worker, told: Chosen
    ) -> None:
        new, old = (
            opens(Tracks(Track.CANARY, told.track_of)),
            opens(Tracks(of=Chosen({ConversationId("c-1")}).track_of)),
        )
        async with running(new, canary.serve):
            await canary_lives(new, stable.clock)
            async with running(old, stable.serve):
                await self._begins(keeper, stable.clock, "c-1")
                await stable.until(lambda: stable.taken == ["message:c-1"])
        assert canary.begun == []

    async def test_what_fails_with_a_canary_is_everybody_s(
        self, keeper: Keeper, opens: Opens, stable: Worker, canary: Worker, chosen: Chosen
    ) -> None:
        async def fails(_due: Due) -> None:
            raise ValueError

        canary.meanwhile = fails
        chosen.canary.add(ConversationId("c-1"))
        new = opens(Tracks(Track.CANARY, chosen.track_of))
        async with running(new, canary.serve):
            await canary_lives(new, stable.clock)
            async with running(opens(Tracks(of=chosen.track_of)), stable.serve):
                await self._begins(keeper, stable.clock, "c-1")
                await stable.until(lambda: stable.taken == ["message:c-1"])
        assert {each.due.conversation for each in canary.begun} == {"c-1"}

    async def test_what_a_canary_that_stops_leaves_behind_is_everybody_s(
        self, keeper: Keeper, opens: Opens, stable: Worker, canary: Worker, chosen: Chosen
    ) -> None:
        async def for_ever(_due: Due) -> None:
            await asyncio.Event().wait()

        canary.meanwhile = for_ever
        new = opens(Tracks(Track.CANARY, chosen.track_of))
        stopped = asyncio.create_task(new.run(canary.serve))
        await canary_lives(new, stable.clock)
        names = [f"c-{number}" for number in range(12)]  # more than a canary takes in hand
        chosen.canary |= {ConversationId(name) for name in names}
        async with running(opens(Tracks(of=chosen.track_of)), stable.serve):
            for name in names:
                await self._begins(keeper, stable.clock, name)
            await canary.until(lambda: bool(canary.begun))
            stopped.cancel()
            await over(stopped)
            await stable.until(lambda: sorted(stable.taken) == sorted(f"message:{name}" for name in names))
        assert canary.taken == []

    async def test_turns_of_a_conversation_are_taken_one_at_a_time_whoever_s_they_are_meanwhile(
        self, keeper: Keeper, opens: Opens, stable: Worker, canary: Worker, chosen: Chosen
    ) -> None:
        now: Counter[str] = Counter()
        most = 0

        async def takes_a_while(_due: Due) -> None:
            nonlocal most
            now["turns"] += 1
            most = max(most, now["turns"])
            try:
                await pass_time(stable.clock, _A_WHILE)
            finally:
                now["turns"] -= 1

        stable.meanwhile = canary.meanwhile = takes_a_while
        kept = await keeper.begins()
        new = opens(Tracks(Track.CANARY, chosen.track_of))
        async with running(new, canary.serve):
            await canary_lives(new, stable.clock)
            async with running(opens(Tracks(of=chosen.track_of)), stable.serve):
                for number in range(8):
                    chosen.canary ^= {kept.id}  # the switch is thrown back and forth while the guest writes
                    await keeper.adds(kept, wrote(str(number)), due_at=stable.clock.now())
                    await _until(stable.clock, lambda number=number: len(_taken(stable, canary)) >= number - 2)  # type: ignore[misc]
                await _until(stable.clock, lambda: len(_taken(stable, canary)) == 8)
        assert most == 1
        assert sorted(_taken(stable, canary)) == [f"message:{number}" for number in range(8)]


async def canary_lives(dispatch: Dispatch, clock: Clock) -> None:
    """Wait until the register has a canary worker."""
    assert isinstance(dispatch, SupportsHeartbeats)
    async with asyncio.timeout(PATIENCE):
        while not await dispatch.heartbeats(Track.CANARY):
            await pass_time(clock, _A_WHILE)


def _taken(*workers: Worker) -> Sequence[str]:
    return [key for worker in workers for key in worker.taken]


def _done(*workers: Worker) -> int:
    return sum(len(worker.taken) + len(worker.performed) for worker in workers)


async def _until(clock: Clock, reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not reached():
            await pass_time(clock, _A_WHILE)
