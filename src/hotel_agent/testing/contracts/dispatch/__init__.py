"""The promises of the port `Dispatch`, test by test, for every adapter.

Subclass `DispatchContract` in a test file of your own and give it the fixtures `clock`, `storage`, `dispatch` and
`impatient` (opened with the fixture `tracks` where they know tracks) and `lose_signals`, and the numbers your adapter
works with. Time passes through the clock only: a manual one is moved, a real one is waited for, briefly. The tests are
coroutines: run them with pytest-asyncio.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from loguru import logger

from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.errors import Conflict
from hotel_agent.domain.ids import ConversationId
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.dispatch import Dispatch
from hotel_agent.ports.rows import Due, NewCommand
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.dispatch.tracks import LoneTracksContract, TracksContract
from hotel_agent.testing.contracts.dispatch.worker import PATIENCE, Worker, over, pass_time, running, settle
from hotel_agent.testing.contracts.storage.keeper import HOTEL, OTHER, Keeper, act, key, say, wrote

__all__ = ["DispatchContract", "TracksContract"]

MOMENT = timedelta(milliseconds=50)
SECRET = "my passport is X1234567"  # noqa: S105 - what a guest may write


class DispatchContract(LoneTracksContract):
    """Everything `ports/dispatch.py` promises."""

    prompt = timedelta(milliseconds=500)
    """Announced work is begun within this, unless the machine is busy. It has to be well below `poll`."""
    poll = timedelta(seconds=2)
    """Work whose signal was lost is begun within this."""
    rest = timedelta(seconds=1)
    """Work that failed is begun again within this, and not at once."""
    grace = timedelta(seconds=1)
    """A run of the fixture `impatient` that is cancelled ends within this."""
    slack = timedelta(seconds=30)
    """A busy machine may add as much to any one of these; nothing where time is moved by hand."""

    hands = 4
    """So many pieces are served at the same time, at least 2."""

    @pytest.fixture
    def dispatch(self) -> Dispatch:
        """The dispatch over this storage, of everybody's workers. Told to stop, it lets what was begun take minutes."""
        raise NotImplementedError("override the fixture `dispatch`")

    @pytest.fixture
    def impatient(self) -> Dispatch:
        """As `dispatch`; told to stop, it lets what was begun take no longer than `grace`."""
        raise NotImplementedError("override the fixture `impatient`")

    @pytest.fixture
    def lose_signals(self) -> Callable[[], None]:
        """From now on nothing that the storage announces reaches the dispatch."""
        raise NotImplementedError("override the fixture `lose_signals`")

    @pytest.fixture
    def worker(self, storage: Storage, clock: Clock) -> Worker:
        """Who does the work."""
        return Worker(storage, clock)

    async def _writes(
        self, keeper: Keeper, clock: Clock, conversation: Conversation, name: str, due_in: timedelta = timedelta()
    ) -> datetime:
        """A guest writes. Returns when that is due."""
        due_at = clock.now() + due_in
        await keeper.adds(conversation, wrote(name), due_at=due_at)
        return due_at

    async def _decides(self, keeper: Keeper, conversation: Conversation, *commands: NewCommand) -> None:
        """A turn without an event is committed; where the worker's was committed first, after that one."""
        while True:
            try:
                return await keeper.decides(conversation, *commands, consumed=[])
            except Conflict:
                continue

    async def test_work_that_waited_before_the_run_is_done(
        self, keeper: Keeper, clock: Clock, dispatch: Dispatch, worker: Worker
    ) -> None:
        for name in ("1", "2"):
            await self._writes(keeper, clock, await keeper.begins(f"c-{name}"), name)
        async with running(dispatch, worker.serve):
            await worker.until(lambda: len(worker.taken) == 2)
        assert sorted(worker.taken) == ["message:1", "message:2"]

    async def test_announced_work_is_begun_promptly(
        self, keeper: Keeper, clock: Clock, dispatch: Dispatch, worker: Worker
    ) -> None:
        waited: list[timedelta] = []
        async with running(dispatch, worker.serve):
            await settle(clock)
            for number in range(5):
                kept = await keeper.begins(f"c-{number}")
                due_at = await self._writes(keeper, clock, kept, str(number))
                await worker.until(lambda name=kept.id: bool(worker.begun_at(name)))  # type: ignore[misc]
                waited.append(worker.begun_at(kept.id)[0] - due_at)
        assert min(waited) <= self.prompt, "a busy machine may hold up some of them"

    async def test_work_is_begun_soon_after_its_moment_and_not_before(
        self, keeper: Keeper, clock: Clock, dispatch: Dispatch, worker: Worker
    ) -> None:
        soon = timedelta(seconds=0.1)
        late = soon + max(timedelta(seconds=0.3), 2 * self.prompt)  # so that keeping it takes less, also far away
        async with running(dispatch, worker.serve):
            await settle(clock)
            moments = {}
            for name, due_in in (("late", late), ("soon", soon)):
                kept = await keeper.begins(name)
                moments[kept.id] = await self._writes(keeper, clock, kept, name, due_in)
            in_time = clock.now() < max(moments.values())
            await pass_time(clock, late)
            await worker.until(lambda: len(worker.taken) == 2)
        # A machine so busy that both moments are over before both are kept may begin with either.
        assert (worker.taken if in_time else sorted(worker.taken)[::-1]) == ["message:soon", "message:late"]
        for name, due_at in moments.items():
            assert due_at <= worker.begun_at(name)[0] <= due_at + self.prompt + self.slack

    async def test_turns_of_a_conversation_are_taken_one_at_a_time_in_sequence(
        self, keeper: Keeper, clock: Clock, dispatch: Dispatch, worker: Worker
    ) -> None:
        go_on = asyncio.Event()

        async def waits(_due: Due) -> None:
            await go_on.wait()

        worker.meanwhile = waits
        kept = await keeper.begins()
        async with running(dispatch, worker.serve):
            await self._writes(keeper, clock, kept, "1")
            await worker.until(lambda: len(worker.begun) == 1)
            for name in ("2", "3", "4"):
                await self._writes(keeper, clock, kept, name)
            await pass_time(clock, MOMENT)
            assert len(worker.begun) == 1
            go_on.set()
            await worker.until(lambda: len(worker.taken) == 4)
        assert worker.taken == [f"message:{number}" for number in range(1, 5)]
        assert worker.turns_at_once[kept.id] == 1

    async def test_different_conversations_are_served_side_by_side(
        self, keeper: Keeper, clock: Clock, dispatch: Dispatch, worker: Worker
    ) -> None:
        together = asyncio.Barrier(3)

        async def meets(_due: Due) -> None:
            await together.wait()

        worker.meanwhile = meets
        async with running(dispatch, worker.serve):
            for number in range(3):
                await self._writes(keeper, clock, await keeper.begins(f"c-{number}"), str(number))
            await worker.until(lambda: len(worker.taken) == 3)

    async def test_a_slow_command_holds_up_neither_words_nor_turns_of_its_conversation(
        self, keeper: Keeper, clock: Clock, dispatch: Dispatch, worker: Worker
    ) -> None:
        go_on = asyncio.Event()

        async def slow_for_one(due: Due) -> None:
            if due.command == key("slow"):
                await go_on.wait()

        worker.meanwhile = slow_for_one
        kept = await keeper.begins()
        async with running(dispatch, worker.serve):
            await self._decides(keeper, kept, act("slow", due_at=clock.now()))
            await worker.until(lambda: len(worker.begun) == 1)
            await self._decides(keeper, kept, say("hello", due_at=clock.now()), act("quick", due_at=clock.now()))
            await self._writes(keeper, clock, kept, "1")
            await worker.until(lambda: len(worker.taken) + len(worker.performed) == 3)
            assert key("slow") not in worker.performed
            go_on.set()
            await worker.until(lambda: key("slow") in worker.performed)

    async def test_what_is_said_is_said_in_its_sequence(
        self, keeper: Keeper, clock: Clock, dispatch: Dispatch, worker: Worker
    ) -> None:
        async def takes_a_while(_due: Due) -> None:
            await settle(clock)

        worker.meanwhile = takes_a_while
        names = [f"{number}" for number in range(6)]
        first, second = await keeper.begins("c-1"), await keeper.begins("c-2")
        async with running(dispatch, worker.serve):
            for kept in (first, second):
                said = [say(f"{kept.id}-{name}", due_at=clock.now()) for name in names]
                await self._decides(keeper, kept, *said[:4])
                await self._decides(keeper, kept, *said[4:])
            await worker.until(lambda: len(worker.performed) == 12)
        for kept in (first, second):
            wanted = [key(f"{kept.id}-{name}") for name in names]
            assert [each for each in worker.performed if each in wanted] == wanted

    async def test_work_that_fails_is_tried_again_and_ends_nothing(
        self, keeper: Keeper, clock: Clock, dispatch: Dispatch, worker: Worker
    ) -> None:
        failures, go_on = [ValueError(SECRET), RuntimeError(SECRET)], asyncio.Event()

        async def fails_twice(due: Due) -> None:
            if due.conversation == "c-bad":
                if failures:
                    raise failures.pop() from KeyError(SECRET)
                await go_on.wait()

        worker.meanwhile = fails_twice
        written: list[str] = []
        logger.enable("hotel_agent")
        sink = logger.add(written.append, format="{level} {message} {extra} {exception}", level="DEBUG")
        try:
            async with running(dispatch, worker.serve):
                await self._writes(keeper, clock, await keeper.begins("c-bad"), "bad")
                await worker.until(lambda: len(worker.begun) == 1)
                await self._writes(keeper, clock, await keeper.begins("c-good"), "good")
                await worker.until(lambda: worker.taken == ["message:good"])
                go_on.set()
                async with asyncio.timeout(PATIENCE):
                    while len(worker.taken) < 2:
                        await pass_time(clock, self.rest)
        finally:
            logger.remove(sink)
            logger.disable("hotel_agent")
        assert worker.taken == ["message:good", "message:bad"]
        assert len(worker.begun_at(ConversationId("c-bad"))) == 3
        said = "".join(written)
        assert said.count("ERROR") >= 2
        assert "c-bad" in said
        assert "ValueError" in said
        assert SECRET not in said

    async def test_work_that_stays_due_is_not_handed_out_without_a_pause(
        self, keeper: Keeper, clock: Clock, dispatch: Dispatch
    ) -> None:
        handed_out: list[Due] = []

        async def finds_nothing_to_do(due: Due) -> None:
            handed_out.append(due)
            for _ in range(5 * int(due.conversation[-1])):  # so that the end of one wakes the other
                await clock.sleep_until(clock.now())

        async def fails(due: Due) -> None:
            await finds_nothing_to_do(due)
            raise ValueError

        for name in ("1", "2", "3"):
            await self._writes(keeper, clock, await keeper.begins(f"c-{name}"), name)
        for serve in (finds_nothing_to_do, fails):
            handed_out.clear()
            async with running(dispatch, serve):
                async with asyncio.timeout(PATIENCE):
                    while len(handed_out) < 3:
                        await pass_time(clock, MOMENT)
                await pass_time(clock, 3 * self.rest)
            assert {due.conversation for due in handed_out} == {"c-1", "c-2", "c-3"}
            assert len(handed_out) <= 30

    async def test_work_whose_signal_was_lost_is_found(
        self, keeper: Keeper, clock: Clock, dispatch: Dispatch, worker: Worker, lose_signals: Callable[[], None]
    ) -> None:
        async with running(dispatch, worker.serve):
            await settle(clock)
            lose_signals()
            due_at = await self._writes(keeper, clock, await keeper.begins(), "1")
            await pass_time(clock, self.poll)
            await worker.until(lambda: worker.taken == ["message:1"])
        assert worker.begun[0].at <= due_at + self.poll + self.prompt + self.slack

    async def test_cancelled_it_lets_what_was_begun_finish_and_begins_nothing(
        self, keeper: Keeper, clock: Clock, dispatch: Dispatch, worker: Worker
    ) -> None:
        go_on = asyncio.Event()

        async def waits(_due: Due) -> None:
            await go_on.wait()

        worker.meanwhile = waits
        run = asyncio.create_task(dispatch.run(worker.serve))
        await self._writes(keeper, clock, await keeper.begins("c-1"), "1")
        await worker.until(lambda: len(worker.begun) == 1)
        run.cancel()
        await settle(clock)
        await self._writes(keeper, clock, await keeper.begins("c-2"), "2")
        await settle(clock)
        assert not run.done()
        go_on.set()
        await over(run)
        assert worker.taken == ["message:1"]
        assert len(worker.begun) == 1

    async def test_cancelled_it_ends_within_its_bound_and_the_work_is_found_by_the_next_run(
        self, keeper: Keeper, clock: Clock, impatient: Dispatch, worker: Worker
    ) -> None:
        stuck = asyncio.Event()

        async def for_ever(_due: Due) -> None:
            stuck.set()
            await asyncio.Event().wait()

        run = asyncio.create_task(impatient.run(for_ever))
        await self._writes(keeper, clock, await keeper.begins(), "1")
        await asyncio.wait_for(stuck.wait(), timeout=PATIENCE)
        run.cancel()
        await pass_time(clock, self.grace)
        await over(run)
        async with running(impatient, worker.serve):
            await worker.until(lambda: worker.taken == ["message:1"])

    async def test_more_work_than_hands_is_done_to_the_last_piece(
        self, keeper: Keeper, clock: Clock, dispatch: Dispatch, worker: Worker
    ) -> None:
        async with running(dispatch, worker.serve):
            for number in range(30):
                kept = await keeper.begins(f"c-{number}")
                await self._writes(keeper, clock, kept, f"{number}-a")
                now = clock.now()
                await self._decides(keeper, kept, say(f"say-{number}", due_at=now), act(f"act-{number}", due_at=now))
                await self._writes(keeper, clock, kept, f"{number}-b")
            await worker.until(lambda: len(worker.taken) + len(worker.performed) == 120)
            await settle(clock)
        assert len(set(worker.taken)) == len(worker.taken) == 60
        assert len(set(worker.performed)) == len(worker.performed) == 60
        assert set(worker.turns_at_once.values()) == {1}

    async def test_where_another_hotel_waits_too_no_hotel_takes_every_hand(
        self, keeper: Keeper, storage: Storage, clock: Clock, dispatch: Dispatch, worker: Worker
    ) -> None:
        go_on = asyncio.Event()

        async def hangs(due: Due) -> None:
            if due.tenant == HOTEL:
                await go_on.wait()

        worker.meanwhile = hangs
        theirs = Keeper(storage, OTHER)
        for number in range(2 * self.hands):
            await self._writes(keeper, clock, await keeper.begins(f"c-{number}"), str(number))
        await self._writes(theirs, clock, await theirs.begins("c-theirs"), "theirs")
        async with running(dispatch, worker.serve):
            await worker.until(lambda: worker.taken == ["message:theirs"])
            go_on.set()
            await worker.until(lambda: len(worker.taken) == 2 * self.hands + 1)

    async def test_announcing_to_a_dispatch_that_does_not_run_does_no_harm(
        self, keeper: Keeper, clock: Clock, dispatch: Dispatch, worker: Worker
    ) -> None:
        unknown = Due(tenant=HOTEL, conversation=ConversationId("never-begun"), at=clock.now())
        dispatch.announce(unknown)
        async with running(dispatch, worker.serve):
            dispatch.announce(unknown)
            await self._writes(keeper, clock, await keeper.begins(), "1")
            await worker.until(lambda: worker.taken == ["message:1"])
        dispatch.announce(unknown)
