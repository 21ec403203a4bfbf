"""The dispatch over procrastinate keeps the promises of ports/dispatch over a real PostgreSQL, by the real clock."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import procrastinate.worker
import pytest
from procrastinate import App
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from tests.integration.dispatch.opening import MINUTES, SECOND, a_dispatch

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.database import jobs
from hotel_agent.adapters.database.database import DESK_ROLE, Database, open_database
from hotel_agent.adapters.database.schema import upgrade
from hotel_agent.adapters.dispatch import DISPATCHES
from hotel_agent.adapters.dispatch.procrastinate import ProcrastinateDispatch, ProcrastinateOptions
from hotel_agent.adapters.dispatch.procrastinate.connecting import connector_to
from hotel_agent.adapters.dispatch.procrastinate.queue import Queue
from hotel_agent.adapters.dispatch.procrastinate.sorting import Sorting
from hotel_agent.adapters.storage.sql import SqlStorage
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.dispatch import ONE_TRACK, Dispatch, Track, Tracks
from hotel_agent.ports.rows import Due
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.dispatch import DispatchContract
from hotel_agent.testing.contracts.dispatch.worker import PATIENCE, Worker, over, pass_time, running
from hotel_agent.testing.contracts.storage.keeper import Keeper, act, wrote
from hotel_agent.testing.servers import PostgresServer


@pytest.fixture
def keeper(storage: Storage) -> Keeper:
    return Keeper(storage)


@pytest.fixture
def worker(storage: Storage, clock: Clock) -> Worker:
    return Worker(storage, clock)


@pytest.fixture
def dispatch(clock: Clock, opened: Database) -> Dispatch:
    return a_dispatch(clock, opened)


class TestOverPostgresql(DispatchContract):
    prompt = SECOND
    poll = 3 * SECOND

    @pytest.fixture
    def clock(self, clock: Clock) -> Clock:
        return clock

    @pytest.fixture
    def storage(self, storage: Storage) -> Storage:
        return storage

    @pytest.fixture
    def dispatch(self, clock: Clock, opened: Database, tracks: Tracks) -> Dispatch:
        return a_dispatch(clock, opened, tracks)

    @pytest.fixture
    def impatient(self, clock: Clock, opened: Database) -> Dispatch:
        return a_dispatch(clock, opened, grace=self.grace)

    @pytest.fixture
    def lose_signals(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
        async def loses(connection: AsyncConnection, dues: Sequence[Due]) -> None:
            """No job is made."""

        return lambda: monkeypatch.setattr(jobs, "defer", loses)


async def writes(keeper: Keeper, clock: Clock, name: str) -> Conversation:
    """A guest writes, and wants an answer now."""
    kept = await keeper.begins(f"c-{name}")
    await keeper.adds(kept, wrote(name), due_at=clock.now())
    return kept


async def jobs_of(database: Database) -> list[str]:
    async with database.transaction() as connection:
        found = await connection.execute(text("SELECT task_name || ' ' || status FROM procrastinate_jobs"))
        return list(found.scalars())


async def test_the_family_opens_a_dispatch_over_a_database(
    opened: Database, storage: Storage, clock: Clock, keeper: Keeper, worker: Worker
) -> None:
    async with DISPATCHES["procrastinate"]({"at_once": 2}, storage=storage, clock=clock, database=opened) as dispatch:
        await writes(keeper, clock, "1")
        async with running(dispatch, worker.serve):
            await worker.until(lambda: worker.taken == ["message:1"])


@pytest.fixture
async def humble(opened: Database) -> AsyncIterator[Database]:
    """The same database, for somebody who owns nothing and may only become the desk."""
    async with opened.engine.begin() as connection:
        await connection.execute(text("CREATE ROLE humble LOGIN"))
        await connection.execute(text(f"GRANT {DESK_ROLE} TO humble"))
    try:
        async with open_database(opened.url.set(username="humble").render_as_string(hide_password=False)) as database:
            yield database
    finally:
        async with opened.engine.begin() as connection:
            await connection.execute(text("DROP ROLE humble"))


async def test_a_worker_needs_to_be_no_more_than_the_desk(humble: Database, clock: Clock) -> None:
    storage = SqlStorage(humble)
    keeper, worker = Keeper(storage), Worker(storage, clock)
    async with running(a_dispatch(clock, humble), worker.serve):
        await writes(keeper, clock, "1")
        await worker.until(lambda: worker.taken == ["message:1"])


async def test_what_was_done_leaves_no_job_behind(
    opened: Database, dispatch: Dispatch, clock: Clock, keeper: Keeper, worker: Worker
) -> None:
    async with running(dispatch, worker.serve):
        await writes(keeper, clock, "1")
        await worker.until(lambda: worker.taken == ["message:1"])
    assert await jobs_of(opened) == []


async def test_whoever_hears_of_work_does_not_wait_until_they_would_ask(
    opened: Database, clock: Clock, keeper: Keeper, worker: Worker
) -> None:
    async with running(a_dispatch(clock, opened, poll=MINUTES, look=MINUTES), worker.serve):
        for number in range(5):
            await writes(keeper, clock, str(number))
            await worker.until(lambda number=number: len(worker.taken) == number + 1)  # type: ignore[misc]


async def test_work_is_found_where_nobody_hears_of_it(
    opened: Database, clock: Clock, keeper: Keeper, worker: Worker
) -> None:
    async with opened.engine.begin() as connection:
        await connection.execute(
            text("ALTER TABLE procrastinate_jobs DISABLE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1")
        )
    async with running(a_dispatch(clock, opened, look=MINUTES), worker.serve):
        await writes(keeper, clock, "1")
        await worker.until(lambda: worker.taken == ["message:1"])
        await writes(keeper, clock, "2")
        await worker.until(lambda: len(worker.taken) == 2)


class NotingClock(SystemClock):
    """Knows what it said."""

    def __init__(self) -> None:
        super().__init__()
        self.said: set[datetime] = set()

    def now(self) -> datetime:
        self.said.add(now := super().now())
        return now


async def test_work_that_keeps_failing_is_left_alone_longer_each_time(
    opened: Database, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[datetime] = []
    ends: list[datetime] = []
    clock, enough = NotingClock(), asyncio.Event()

    async def fails(_due: Due) -> None:
        tried.append(clock.now())
        if len(tried) == 5:
            enough.set()
        raise ValueError

    async def noted(connection: AsyncConnection, due: Due, *, until: datetime, failures: int) -> None:
        ends.append(until)
        await put_off(connection, due, until=until, failures=failures)

    put_off = jobs.defer_rest
    monkeypatch.setattr(jobs, "defer_rest", noted)
    await writes(keeper, clock, "1")
    rest = SECOND / 4
    async with running(a_dispatch(clock, opened, rest=rest), fails):
        await asyncio.wait_for(enough.wait(), PATIENCE)
    wanted = (rest, 2 * rest, 4 * rest, 4 * rest)
    assert all(end - after in clock.said for end, after in zip(ends, wanted, strict=False))
    assert all(again >= end for again, end in zip(tried[1:], ends, strict=False))


async def test_two_share_the_work_and_do_each_piece_once(
    opened: Database, storage: Storage, clock: Clock, keeper: Keeper
) -> None:
    async def takes_until_both_are_at_it(_due: Due) -> None:
        while not all(each.begun for each in workers):
            await pass_time(clock, SECOND / 20)

    workers = [Worker(storage, clock, meanwhile=takes_until_both_are_at_it) for _ in range(2)]
    for number in range(40):
        await writes(keeper, clock, str(number))
    async with (
        running(a_dispatch(clock, opened), workers[0].serve),
        running(a_dispatch(clock, opened), workers[1].serve),
    ):
        async with asyncio.timeout(PATIENCE):
            while sum(len(each.taken) for each in workers) < 40:
                await pass_time(clock, SECOND / 20)
    assert sorted(workers[0].taken + workers[1].taken) == sorted(f"message:{number}" for number in range(40))
    assert min(len(each.taken) for each in workers) >= 1


async def test_what_is_broken_off_by_a_stop_is_given_back_for_another_to_begin(
    opened: Database, clock: Clock, keeper: Keeper, worker: Worker
) -> None:
    stuck = asyncio.Event()

    async def for_ever(_due: Due) -> None:
        stuck.set()
        await asyncio.Event().wait()

    stopped = asyncio.create_task(a_dispatch(clock, opened, grace=SECOND / 5).run(for_ever))
    await writes(keeper, clock, "1")
    await asyncio.wait_for(stuck.wait(), PATIENCE)
    assert await jobs_of(opened) == ["serve doing"]
    stopped.cancel()
    await over(stopped)
    assert await jobs_of(opened) == ["serve todo"]
    async with running(a_dispatch(clock, opened), worker.serve):
        await worker.until(lambda: worker.taken == ["message:1"])


async def says_that_it_lives(database: Database, clock: Clock, workers: int = 1) -> None:
    """Wait until so many workers have each said three times more that they live."""
    for _ in range(3):
        since = clock.now()
        async with asyncio.timeout(PATIENCE):
            while True:
                async with database.transaction() as connection:
                    beats = await jobs.heartbeats(connection, Track.STABLE.value)
                if len(beats) == workers and all(beat > since for beat in beats):
                    break
                await pass_time(clock, SECOND / 20)


async def test_what_a_dead_worker_had_begun_another_begins_soon_while_the_living_keep_theirs(
    opened: Database, dispatch: Dispatch, clock: Clock, keeper: Keeper, worker: Worker
) -> None:
    go_on = asyncio.Event()

    async def slow_for_one(due: Due) -> None:
        if due.conversation == "c-slow":
            await go_on.wait()

    worker.meanwhile = slow_for_one
    async with opened.engine.begin() as connection:
        await connection.execute(
            text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 day')")
        )
    await writes(keeper, clock, "dead")
    async with opened.engine.begin() as connection:
        await connection.execute(text("SELECT procrastinate_fetch_job_v2(NULL, id) FROM procrastinate_workers"))
    assert await jobs_of(opened) == ["serve doing"]
    async with running(dispatch, worker.serve):
        await writes(keeper, clock, "slow")
        await worker.until(lambda: worker.taken == ["message:dead"] and len(worker.begun) == 2)
        await says_that_it_lives(opened, clock)
        assert len(worker.begun) == 2
        go_on.set()
        await worker.until(lambda: len(worker.taken) == 2)


async def test_a_stop_that_takes_long_does_not_look_like_death(
    opened: Database, storage: Storage, clock: Clock, keeper: Keeper, worker: Worker
) -> None:
    go_on, other = asyncio.Event(), Worker(storage, clock)

    async def waits(_due: Due) -> None:
        await go_on.wait()

    worker.meanwhile = waits
    stopping = asyncio.create_task(a_dispatch(clock, opened).run(worker.serve))
    await writes(keeper, clock, "1")
    await worker.until(lambda: len(worker.begun) == 1)
    stopping.cancel()
    await says_that_it_lives(opened, clock)
    async with running(a_dispatch(clock, opened), other.serve):
        await says_that_it_lives(opened, clock, workers=2)
        go_on.set()
        await over(stopping)
    assert worker.taken == ["message:1"]
    assert other.begun == []


class LosesItsFirstCancellation(ProcrastinateDispatch):
    """As Python 3.11 does with one that meets the end of what is waited for."""

    async def _watch(self, queue: Queue, worker: procrastinate.worker.Worker, sorting: Sorting) -> None:
        try:
            await super()._watch(queue, worker, sorting)
        except asyncio.CancelledError:
            await super()._watch(queue, worker, sorting)


async def test_a_worker_told_to_stop_stops_though_a_cancellation_was_lost(
    opened: Database, storage: Storage, clock: Clock, keeper: Keeper, worker: Worker
) -> None:
    deaf = LosesItsFirstCancellation(clock=clock, database=opened, options=ProcrastinateOptions())
    stopping = asyncio.create_task(deaf.run(worker.serve))
    await writes(keeper, clock, "1")
    await worker.until(lambda: len(worker.taken) == 1)
    stopping.cancel()
    await over(stopping)


@pytest.fixture
async def own_server() -> AsyncIterator[PostgresServer]:
    async with PostgresServer() as server:
        yield server


@pytest.mark.parametrize("away", [0 * SECOND, 4 * SECOND])
async def test_while_postgresql_is_away_workers_wait_and_go_on(
    own_server: PostgresServer, clock: Clock, away: timedelta
) -> None:
    go_on = asyncio.Event()

    async def one_waits(due: Due) -> None:
        if due.conversation == "c-meanwhile" and not go_on.is_set():
            await go_on.wait()

    async with open_database(await own_server.fresh_database()) as database:
        await upgrade(database)
        storage = SqlStorage(database)
        keeper, worker = Keeper(storage), Worker(storage, clock, meanwhile=one_waits)
        async with running(a_dispatch(clock, database), worker.serve) as run:
            await writes(keeper, clock, "before")
            await worker.until(lambda: worker.taken == ["message:before"])
            kept = await writes(keeper, clock, "meanwhile")
            await worker.until(lambda: len(worker.begun) == 2)
            await own_server.stop()
            go_on.set()  # what was begun now fails, and cannot be ended
            await pass_time(clock, away)
            await own_server.start()
            await writes(keeper, clock, "after")
            await keeper.decides(kept, act("more", due_at=clock.now()), consumed=[])
            await worker.until(lambda: len(worker.taken) + len(worker.performed) == 4)
            assert not run.done()


async def workers_of(database: Database) -> int:
    async with database.transaction() as connection:
        return int((await connection.execute(text("SELECT count(*) FROM procrastinate_workers"))).scalar_one())


async def test_a_worker_that_says_it_lives_while_it_leaves_is_not_entered_again(opened: Database, clock: Clock) -> None:
    async with App(connector=connector_to(opened.url)).open_async() as app:
        queue = Queue(app.connector, clock=clock, at_once=1, rest=SECOND, sorting=Sorting(ONE_TRACK))
        worker_id = await queue.register_worker()
        async with asyncio.TaskGroup() as both:
            both.create_task(queue.unregister_worker(worker_id))
            both.create_task(queue.update_heartbeat(worker_id))
        await queue.update_heartbeat(worker_id)
    assert await workers_of(opened) == 0


async def test_a_worker_that_is_stopped_while_it_enters_leaves_nothing_behind(opened: Database, clock: Clock) -> None:
    entered, told = asyncio.Event(), asyncio.Event()
    async with App(connector=connector_to(opened.url)).open_async() as app:
        queue = Queue(app.connector, clock=clock, at_once=1, rest=SECOND, sorting=Sorting(ONE_TRACK))
        ask = app.connector.execute_query_one_async

        async def slowly(query: str, **values: Any) -> dict[str, Any]:
            row = await ask(query, **values)
            entered.set()
            await told.wait()
            return row

        app.connector.execute_query_one_async = slowly  # type: ignore[method-assign]
        entering = asyncio.create_task(queue.register_worker())
        await entered.wait()
        entering.cancel()
        told.set()
        with pytest.raises(asyncio.CancelledError):
            await entering
    assert await workers_of(opened) == 0
