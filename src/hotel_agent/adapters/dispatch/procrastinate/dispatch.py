"""The dispatch over procrastinate: workers in any number of processes, one at a time for each piece of work."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from loguru import logger
from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.job_context import AbortReason
from procrastinate.jobs import Job
from procrastinate.worker import Worker

from hotel_agent.adapters.database import jobs
from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.dispatch.procrastinate.connecting import connector_to
from hotel_agent.adapters.dispatch.procrastinate.options import ProcrastinateOptions, read_options
from hotel_agent.adapters.dispatch.procrastinate.queue import Queue
from hotel_agent.adapters.dispatch.procrastinate.sorting import Sorting, due_of
from hotel_agent.domain.errors import BadConfig, HotelAgentError, failure_facts
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.dispatch import ONE_TRACK, Serve, Track, Tracks
from hotel_agent.ports.rows import Due

_LOST_AT_ONCE = 500
"""So much lost work is found in one look."""
_SECONDS_TO_END = 1
_NEVER = 86_400
"""Seconds. What procrastinate's worker would do now and then, and we do otherwise or have no use for."""


@asynccontextmanager
async def open_procrastinate(
    options: Mapping[str, object],
    *,
    storage: object,  # noqa: ARG001 - the database says where work is
    clock: Clock,
    database: Database | None = None,
    tracks: Tracks = ONE_TRACK,
) -> AsyncIterator["ProcrastinateDispatch"]:
    """A dispatch over the jobs of this database. The one option is `at_once`, a whole number of at least 1."""
    chosen = read_options(options)
    if database is None or not database.on_postgresql:
        raise BadConfig("procrastinate: it works over PostgreSQL only; choose `inprocess`, or a PostgreSQL database")
    yield ProcrastinateDispatch(clock=clock, database=database, options=chosen, tracks=tracks)


class ProcrastinateDispatch:
    """Hands out what the ledger holds due, told by jobs that were committed with it."""

    def __init__(
        self, *, clock: Clock, database: Database, options: ProcrastinateOptions, tracks: Tracks = ONE_TRACK
    ) -> None:
        self._tracks = tracks
        self._clock = clock
        self._database = database
        self._options = options

    def announce(self, due: Due) -> None:
        """Nothing is left to do: the storage told the workers in the transaction that made the work."""

    async def heartbeats(self, track: Track = Track.STABLE) -> Sequence[datetime]:
        """When each worker of this track in the register last said that it lives."""
        async with self._database.reading() as connection:
            return await jobs.heartbeats(connection, track.value)

    async def run(self, serve: Serve) -> None:
        """Hand out work until cancelled."""
        while True:
            try:
                await self._work(serve)
            except Exception as error:  # noqa: BLE001 - whatever it was, it must not end the run
                logger.error("the worker stopped; it begins again soon", **failure_facts(error))
            await self._clock.sleep_until(self._clock.now() + self._options.look)

    async def _work(self, serve: Serve) -> None:
        options = self._options
        app = App(connector=connector_to(self._database.url))
        sorting = Sorting(self._tracks)
        queue = Queue(app.connector, clock=self._clock, at_once=options.at_once, rest=options.look, sorting=sorting)
        app.job_manager = queue
        self._tasks(app, serve)
        async with app.open_async():
            worker = Worker(
                app,
                concurrency=options.at_once,
                fetch_job_polling_interval=options.poll.total_seconds(),
                shutdown_graceful_timeout=options.grace.total_seconds(),
                delete_jobs="always",
                install_signal_handlers=False,
                # Its own way to say that it lives ends when it is told to stop, before what was begun is finished.
                update_heartbeat_interval=_NEVER,
                stalled_worker_timeout=_NEVER,
                abort_job_polling_interval=_NEVER,
            )
            watch = asyncio.create_task(self._watch(queue, worker, sorting), name="hotel-agent watch")
            try:
                await worker.run()  # type: ignore[no-untyped-call]
            finally:
                await _ended(watch)

    async def _watch(self, queue: Queue, worker: Worker, sorting: Sorting) -> None:
        """Say that the worker lives; find work that was lost, what the dead had begun, and whether a canary lives."""
        silence = self._options.silence
        while True:
            if worker.worker_id is not None:
                await queue.update_heartbeat(worker.worker_id)
            try:
                async with self._database.transaction() as connection:
                    if lost := await jobs.defer_lost(connection, limit=_LOST_AT_ONCE):
                        logger.info("work that nobody was told of was found", pieces=lost)
                    # After a silence of PostgreSQL everybody gets the time to say that they live.
                    calm = self._clock.now() > queue.silent_at + silence
                    if calm:
                        sorting.look(canary_lives=await jobs.lives(connection, Track.CANARY.value, silence=silence))
                    if calm and (given_back := await jobs.give_back(connection, silence=silence)):
                        logger.warning("a worker died; others do what it had begun", pieces=given_back)
            except HotelAgentError as error:
                queue.note(error)
            await self._clock.sleep_until(self._clock.now() + self._options.look)

    def _tasks(self, app: App, serve: Serve) -> None:
        give_back = _GiveBack()

        @app.task(name=jobs.SERVE, pass_context=True, retry=give_back)
        async def serve_piece(context: JobContext, /, *, failures: int, **piece: str) -> None:
            due = due_of(piece)
            # The clock of this machine may be a little behind PostgreSQL's.
            await self._clock.sleep_until(min(due.at, self._clock.now() + self._options.look))
            try:
                await serve(due)
            except (KeyboardInterrupt, SystemExit):
                raise
            except BaseException as error:
                if isinstance(error, asyncio.CancelledError) and context.abort_reason() is AbortReason.SHUTDOWN:
                    raise
                await self._let_rest(due, failures, error)

        @app.task(name=jobs.WAKE, retry=give_back)
        async def wake_piece(*, failures: int, **piece: str) -> None:
            try:
                async with self._database.transaction() as connection:
                    await jobs.defer_woken(connection, due_of(piece), failures=failures)
            except HotelAgentError as error:
                logger.warning("nobody could be woken; the work is found by looking", **failure_facts(error))

    async def _let_rest(self, due: Due, failures: int, error: BaseException) -> None:
        rest = min(self._options.rest * 2 ** min(failures, 32), self._options.longest_rest)
        until = self._clock.now() + rest
        ids = {"tenant": due.tenant, "conversation": due.conversation, "command": due.command}
        logger.error("work failed and is tried again", **ids, again_at=until, **failure_facts(error))
        try:
            async with self._database.transaction() as connection:
                await jobs.defer_rest(connection, due, until=until, failures=failures + 1)
        except HotelAgentError as silence:
            logger.warning("what failed could not be put off; it is found by looking", **failure_facts(silence))


class _GiveBack(BaseRetryStrategy):
    """What is broken off when a worker stops, others may begin at once."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:  # noqa: ARG002 - procrastinate's
        """Again, now, or not at all."""
        return RetryDecision() if isinstance(exception, asyncio.CancelledError) else None


async def _ended(task: "asyncio.Task[None]") -> None:
    """Cancel it until it ends: Python 3.11 loses a cancellation that meets the end of what is waited for."""
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=_SECONDS_TO_END)
    await asyncio.gather(task, return_exceptions=True)
