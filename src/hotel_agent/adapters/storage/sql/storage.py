"""The storage in a database: each unit of work is one of its transactions."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from hotel_agent.adapters.database import jobs
from hotel_agent.adapters.database.codec import Codec, build_codec
from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.storage.sql import ledger, strays
from hotel_agent.adapters.storage.sql.work import SqlWork
from hotel_agent.domain.ids import TenantId
from hotel_agent.ports.rows import Due, Stray
from hotel_agent.ports.storage import MOST_STRAYS, Work


def _tell_nobody(_due: Due) -> None:
    """Nobody listens; what is due is found by asking."""


class SqlStorage:
    """Keeps everything in a database that stands at the present schema.

    A codec may be passed on from one storage to the next; building one takes a moment.
    """

    def __init__(
        self,
        database: Database,
        *,
        announce: Callable[[Due], None] = _tell_nobody,
        codec: Codec | None = None,
        most_strays: int = MOST_STRAYS,
    ) -> None:
        self._database = database
        self._most_strays = most_strays
        self._announce = announce
        self._codec = codec or build_codec()

    @asynccontextmanager
    async def work(self, tenant: TenantId) -> AsyncIterator[Work]:
        """One transaction, one tenant. Raises Bug inside another one of the same task: it may wait for itself."""
        async with self._database.transaction(tenant) as connection:
            work = SqlWork(connection, tenant, self._codec)
            try:
                yield work
                entered = await ledger.enter(connection, tenant, work.touched)
                if self._database.on_postgresql:
                    await jobs.defer(connection, entered.news)
            finally:
                work.close()
        for due in entered.waiting:
            self._announce(due)

    async def due(self, now: datetime, *, limit: int) -> Sequence[Due]:
        """Work due by now over all tenants, the longest due first."""
        async with self._database.reading() as connection:
            return await ledger.due(connection, now, limit=limit)

    async def next_due(self, after: datetime) -> datetime | None:
        """When work that is not due at this moment becomes due next."""
        async with self._database.reading() as connection:
            return await ledger.next_due(connection, after)

    async def keep_stray(self, stray: Stray) -> bool:
        """Keep what belongs nowhere. False when this channel and account already had one of this key."""
        async with self._database.transaction() as connection:
            return await strays.keep(connection, stray, self._codec, most=self._most_strays)

    async def strays(self, *, limit: int = 100) -> Sequence[Stray]:
        """What belongs nowhere, the latest first."""
        async with self._database.reading() as connection:
            return await strays.latest(connection, self._codec, limit=limit)

    async def drop_stray(self, stray: Stray) -> bool:
        """Forget this one."""
        async with self._database.transaction() as connection:
            return await strays.drop(connection, stray)

    async def forget_strays(self, before: datetime) -> int:
        """Forget what came in before this moment."""
        async with self._database.transaction() as connection:
            return await strays.forget(connection, before)
