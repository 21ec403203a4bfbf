"""procrastinate's queue, for a worker who stays while PostgreSQL is away and leaves no hotel waiting behind a crowd."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from loguru import logger
from procrastinate import BaseConnector
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager, NotificationCallback

from hotel_agent.adapters.database.jobs import HAND_OVER, OPEN_QUEUES
from hotel_agent.adapters.dispatch.procrastinate.sorting import Sorting
from hotel_agent.domain.errors import failure_facts
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.dispatch import Track

_ENTER = "INSERT INTO procrastinate_workers (track) VALUES (%(track)s) RETURNING id AS worker_id"
# A worker that others took for dead, while PostgreSQL or this process was away, is entered again.
_SAY_THAT_IT_LIVES = """
    INSERT INTO procrastinate_workers (id, last_heartbeat, track)
    OVERRIDING SYSTEM VALUE VALUES (%(worker_id)s, now(), %(track)s)
    ON CONFLICT (id) DO UPDATE SET last_heartbeat = now()
"""
_END = """
    DELETE FROM procrastinate_jobs WHERE id = ANY(%(ids)s) AND worker_id = %(worker_id)s AND status = 'doing'
"""


class Queue(JobManager):
    """As procrastinate's own, but for silence: it is no error of a worker, who just asks again.

    A hotel takes no more than half of a worker's hands where another one waits or is served too. What those of another
    track are to do is given to them before it is begun.
    """

    def __init__(
        self, connector: BaseConnector, *, clock: Clock, at_once: int, rest: timedelta, sorting: Sorting
    ) -> None:
        super().__init__(connector)
        self._clock = clock
        self._sorting = sorting
        self._share = max(1, at_once // 2)
        self._rest = rest
        self._begun: dict[int, str] = {}
        """The jobs this worker has in hand, and whose they are."""
        self._unended: set[int] = set()
        """Jobs that were done while PostgreSQL was away, and still have to be ended there."""
        self._tell_worker: NotificationCallback | None = None
        self._silent = False
        self.silent_at = datetime.min.replace(tzinfo=UTC)
        """When PostgreSQL last did not answer."""
        self._in_the_register = asyncio.Lock()
        self._gone: set[int] = set()
        """Workers that took their leave here: who says a moment later that they live is not entered again."""

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """The next job that may be begun here, if there is one."""
        try:
            while (job := await self._fetch(queues, worker_id)) and await self._sorting.belongs_elsewhere(job):
                await self._hand_over(job, worker_id)
        except UniqueViolation:
            return None  # another worker was faster
        except ConnectorException as error:
            self.note(error)
            return None
        if job is not None and job.id is not None:
            self._begun[job.id] = job.queue
        return job

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """End a job. While PostgreSQL is away it is remembered for later."""
        if job.id is None:
            return
        self._begun.pop(job.id, None)
        try:
            await super().finish_job(job, status, delete_job)
        except ConnectorException as error:
            self._unended.add(job.id)
            self.note(error)
        # What waited behind it is free now, which nobody else tells.
        if self._tell_worker is not None:
            await self._tell_worker(channel=job.queue, notification={"type": "job_inserted", "job_id": job.id})

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        """Give a job back. While PostgreSQL is away that is left to those who find this worker dead."""
        if job.id is not None:
            self._begun.pop(job.id, None)
        try:
            await super().retry_job(job, retry_at, priority, queue, lock)
        except ConnectorException as error:
            self.note(error)

    async def register_worker(self) -> int:
        """Enter a worker. One that is told to stop meanwhile leaves nothing in the register."""
        entering = asyncio.ensure_future(self._enter())
        try:
            return await asyncio.shield(entering)
        except asyncio.CancelledError:
            await asyncio.wait([entering])
            if entering.exception() is None:
                await self.unregister_worker(entering.result())
            raise

    async def _enter(self) -> int:
        entered = await self.connector.execute_query_one_async(_ENTER, track=self._sorting.tracks.own.value)
        return int(entered["worker_id"])

    async def update_heartbeat(self, worker_id: int) -> None:
        """Say that this worker lives, and end what could not be ended."""
        try:
            track = self._sorting.tracks.own.value
            async with self._in_the_register:
                if worker_id in self._gone:
                    return
                await self.connector.execute_query_async(_SAY_THAT_IT_LIVES, worker_id=worker_id, track=track)
            if unended := list(self._unended):
                await self.connector.execute_query_async(_END, ids=unended, worker_id=worker_id)
                self._unended.difference_update(unended)
        except ConnectorException as error:
            self.note(error)
            return
        if self._silent:
            logger.info("the queue answers again")
        self._silent = False

    async def unregister_worker(self, worker_id: int) -> None:
        """This worker is gone. While PostgreSQL is away others will notice."""
        self._gone.add(worker_id)
        try:
            async with self._in_the_register:
                await super().unregister_worker(worker_id)
        except ConnectorException as error:
            self.note(error)

    async def listen_for_jobs(
        self, *, on_notification: NotificationCallback, queues: Iterable[str] | None = None
    ) -> None:
        """Hear of new jobs, again and again after a silence. What was missed meanwhile is found by asking."""
        self._tell_worker = on_notification
        while True:
            try:
                await super().listen_for_jobs(on_notification=on_notification, queues=queues)
            except ConnectorException as error:
                self.note(error)
            await self._clock.sleep_until(self._clock.now() + self._rest)

    async def _fetch(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        crowded = {queue for queue, hands in Counter(self._begun.values()).items() if hands >= self._share}
        if not crowded and self._sorting.takes_everything:
            return await super().fetch_job(queues, worker_id)
        found = await self.connector.execute_query_all_async(OPEN_QUEUES, canary=self._sorting.canary_queues)
        ready = {row["queue_name"] for row in found}
        if set(self._begun.values()) - crowded:
            ready -= crowded
        chosen = ready - crowded or ready
        return await super().fetch_job(sorted(chosen), worker_id) if chosen else None

    async def _hand_over(self, job: Job, worker_id: int) -> None:
        """Give a job to those of the other track. Where PostgreSQL falls silent over it, it is found again as lost."""
        to_canary = self._sorting.tracks.own is Track.STABLE
        try:
            await self.connector.execute_query_async(HAND_OVER, job_id=job.id, worker_id=worker_id, canary=to_canary)
        except ConnectorException:
            if job.id is not None:
                self._unended.add(job.id)
            raise

    def note(self, error: Exception) -> None:
        """PostgreSQL did not answer."""
        self.silent_at = self._clock.now()
        if not self._silent:
            logger.warning("the queue does not answer; it is asked again until it does", **failure_facts(error))
        self._silent = True
