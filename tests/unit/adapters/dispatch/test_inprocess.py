"""The dispatch of one process keeps the promises of ports/dispatch, by a real clock and by a manual one."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from hotel_agent.adapters.clock import ManualClock, SystemClock
from hotel_agent.adapters.dispatch import DISPATCHES
from hotel_agent.adapters.dispatch.inprocess import InprocessDispatch, InprocessOptions
from hotel_agent.adapters.storage.memory import MemoryStorage
from hotel_agent.domain.errors import BadConfig, Unavailable
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.dispatch import Dispatch
from hotel_agent.ports.rows import Due
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.dispatch import DispatchContract
from hotel_agent.testing.contracts.dispatch.worker import Worker, pass_time, running, settle
from hotel_agent.testing.contracts.storage.keeper import Keeper, wrote
from hotel_agent.testing.trouble.storage import Crashed

NOON = datetime(2027, 3, 14, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Line:
    """From the storage to the dispatch; it can be cut."""

    def __init__(self) -> None:
        self.dispatch: Dispatch | None = None

    def announce(self, due: Due) -> None:
        if self.dispatch is not None:
            self.dispatch.announce(due)

    def cut(self) -> None:
        self.dispatch = None


class Inprocess(DispatchContract):
    @pytest.fixture
    def line(self) -> Line:
        return Line()

    @pytest.fixture
    def storage(self, line: Line) -> Storage:
        return MemoryStorage(announce=line.announce)

    @pytest.fixture
    def dispatch(self, clock: Clock, storage: Storage, line: Line) -> Dispatch:
        return self._opens(clock, storage, line, grace=HOUR)

    @pytest.fixture
    def impatient(self, clock: Clock, storage: Storage, line: Line) -> Dispatch:
        return self._opens(clock, storage, line, grace=self.grace)

    def _opens(self, clock: Clock, storage: Storage, line: Line, *, grace: timedelta) -> Dispatch:
        options = InprocessOptions(
            poll=self.poll, rest=self.rest / 2, longest_rest=self.rest, grace=grace, at_once=self.hands
        )
        line.dispatch = InprocessDispatch(clock=clock, due=storage.due, next_due=storage.next_due, options=options)
        return line.dispatch

    @pytest.fixture
    def lose_signals(self, line: Line) -> Callable[[], None]:
        return line.cut


class TestByAManualClock(Inprocess):
    prompt = slack = timedelta(0)

    @pytest.fixture
    def clock(self) -> Clock:
        return ManualClock(NOON)


class TestByTheSystemClock(Inprocess):
    rest = timedelta(milliseconds=200)
    grace = timedelta(milliseconds=200)

    @pytest.fixture
    def clock(self) -> Clock:
        return SystemClock()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
def storage() -> MemoryStorage:
    return MemoryStorage()


async def test_the_family_opens_a_dispatch_over_a_storage(clock: ManualClock, storage: MemoryStorage) -> None:
    keeper, worker = Keeper(storage), Worker(storage, clock)
    async with DISPATCHES["inprocess"]({"at_once": 2}, storage=storage, clock=clock) as dispatch:
        await keeper.adds(await keeper.begins(), wrote("1"))
        async with running(dispatch, worker.serve):
            await worker.until(lambda: worker.taken == ["message:1"])


@pytest.mark.parametrize("wrong", [0, -1, True, "many", 1.5])
async def test_options_that_make_no_sense_are_all_refused_at_once(
    clock: ManualClock, storage: MemoryStorage, wrong: object
) -> None:
    with pytest.raises(BadConfig) as refused:
        async with DISPATCHES["inprocess"]({"at_once": wrong, "colour": "red"}, storage=storage, clock=clock):
            pass
    assert refused.value.problems == (
        "colour: unknown; at_once is the one option",
        f"at_once: {wrong!r} found, a whole number of at least 1 expected",
    )


async def test_no_more_is_served_at_once_than_allowed(clock: ManualClock, storage: MemoryStorage) -> None:
    serving, most = 0, 0

    async def counts(_due: Due) -> None:
        nonlocal serving, most
        serving += 1
        most = max(most, serving)
        await settle(clock)
        serving -= 1

    keeper, worker = Keeper(storage), Worker(storage, clock, meanwhile=counts)
    for number in range(9):
        await keeper.adds(await keeper.begins(f"c-{number}"), wrote(str(number)))
    dispatch = InprocessDispatch(
        clock=clock, due=storage.due, next_due=storage.next_due, options=InprocessOptions(at_once=3)
    )
    async with running(dispatch, worker.serve):
        await worker.until(lambda: len(worker.taken) == 9)
    assert most == 3


async def test_a_storage_that_does_not_answer_is_asked_again(clock: ManualClock, storage: MemoryStorage) -> None:
    silences = 2

    async def due(now: datetime, *, limit: int) -> Sequence[Due]:
        nonlocal silences
        if silences:
            silences -= 1
            raise Unavailable("away")
        return await storage.due(now, limit=limit)

    keeper, worker = Keeper(storage), Worker(storage, clock)
    await keeper.adds(await keeper.begins(), wrote("1"))
    dispatch = InprocessDispatch(clock=clock, due=due, next_due=storage.next_due)
    async with running(dispatch, worker.serve):
        await settle(clock)
        assert worker.begun == []
        await pass_time(clock, timedelta(seconds=2))
        await worker.until(lambda: worker.taken == ["message:1"])


async def test_a_worker_that_dies_takes_nobody_with_it(clock: ManualClock, storage: MemoryStorage) -> None:
    deaths = [Crashed("here")]

    async def dies_once(_due: Due) -> None:
        if deaths:
            raise deaths.pop()

    keeper, worker = Keeper(storage), Worker(storage, clock, meanwhile=dies_once)
    await keeper.adds(await keeper.begins(), wrote("1"))
    dispatch = InprocessDispatch(clock=clock, due=storage.due, next_due=storage.next_due)
    async with running(dispatch, worker.serve):
        await settle(clock)
        assert worker.taken == []
        await pass_time(clock, timedelta(seconds=1))
        await worker.until(lambda: worker.taken == ["message:1"])


async def test_work_that_keeps_failing_is_left_alone_longer_each_time(
    clock: ManualClock, storage: MemoryStorage
) -> None:
    tried: list[datetime] = []

    async def fails(_due: Due) -> None:
        tried.append(clock.now())
        raise ValueError

    keeper = Keeper(storage)
    await keeper.adds(await keeper.begins(), wrote("1"))
    dispatch = InprocessDispatch(clock=clock, due=storage.due, next_due=storage.next_due)
    async with running(dispatch, fails):
        await pass_time(clock, timedelta(minutes=5))
    waits = [(later - earlier).total_seconds() for earlier, later in pairwise(tried)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


async def test_news_of_a_conversation_ends_its_rest(clock: ManualClock, storage: MemoryStorage) -> None:
    failures = [ValueError()]

    async def fails_once(_due: Due) -> None:
        if failures:
            raise failures.pop()

    keeper, worker = Keeper(storage), Worker(storage, clock, meanwhile=fails_once)
    dispatch = InprocessDispatch(clock=clock, due=storage.due, next_due=storage.next_due)
    kept = await keeper.begins()
    await keeper.adds(kept, wrote("1"), due_at=NOON)
    async with running(dispatch, worker.serve):
        await settle(clock)
        assert worker.taken == []
        dispatch.announce(Due(tenant=kept.tenant, conversation=kept.id, at=NOON))
        await worker.until(lambda: worker.taken == ["message:1"])
    assert clock.now() == NOON


async def test_work_that_rests_does_not_hide_other_work(clock: ManualClock, storage: MemoryStorage) -> None:
    async def fails_for_the_bad(due: Due) -> None:
        if due.conversation.startswith("bad"):
            raise ValueError

    keeper, worker = Keeper(storage), Worker(storage, clock, meanwhile=fails_for_the_bad)
    for number in range(5):
        await keeper.adds(await keeper.begins(f"bad-{number}"), wrote(f"bad-{number}"), due_at=NOON - number * HOUR)
    await keeper.adds(await keeper.begins("good"), wrote("good"), due_at=NOON)
    dispatch = InprocessDispatch(
        clock=clock, due=storage.due, next_due=storage.next_due, options=InprocessOptions(at_once=2)
    )
    async with running(dispatch, worker.serve):
        await worker.until(lambda: worker.taken == ["message:good"])
    assert clock.now() == NOON
