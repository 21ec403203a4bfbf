"""One writer at a time for each hotel: QloApps gives one room away twice when two write at once (contract, fact 4).

It saves work and money given back; the look after every write is the safety.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from hotel_agent.adapters.database.database import Database
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import digest
from hotel_agent.ports.clock import Clock

_PAUSE = timedelta(milliseconds=100)


class Lease:
    """Held by one writer of a hotel: of this process, and over PostgreSQL of all processes of the installation."""

    def __init__(self, hotel: str, *, clock: Clock, database: Database | None = None) -> None:
        self._number = int(digest("qloapps", hotel)[:15], 16)
        self._clock = clock
        self._database = database if database is not None and database.on_postgresql else None
        self._here = asyncio.Lock()

    @asynccontextmanager
    async def held(self, until: datetime) -> AsyncIterator[None]:
        """Hold it, if it is free before this moment. Raises Unavailable otherwise."""
        async with self._here:
            if self._clock.now() >= until:
                raise _queue_too_long()
            if self._database is None:
                yield
                return
            async with self._everywhere(self._database, until):
                yield

    @asynccontextmanager
    async def _everywhere(self, database: Database, until: datetime) -> AsyncIterator[None]:
        """A lock of a connection of its own: whoever dies lets it go."""
        connection = await self._connected(database)
        try:
            while not await self._taken(connection):
                if self._clock.now() >= until:
                    raise _queue_too_long()
                await self._clock.sleep_until(self._clock.now() + _PAUSE)
            yield
        finally:
            # Closed for good and not given back: the lock ends with the connection, whatever became of the rest.
            await asyncio.shield(asyncio.create_task(_ended(connection)))

    async def _connected(self, database: Database) -> AsyncConnection:
        try:
            return await database.engine.execution_options(isolation_level="AUTOCOMMIT").connect()
        except (SQLAlchemyError, OSError, TimeoutError) as cause:
            raise Unavailable("the database that keeps writers apart does not answer; nothing was done") from cause

    async def _taken(self, connection: AsyncConnection) -> bool:
        try:
            return bool((await connection.execute(select(func.pg_try_advisory_lock(self._number)))).scalar_one())
        except (SQLAlchemyError, OSError, TimeoutError) as cause:
            raise Unavailable("the database that keeps writers apart does not answer; nothing was done") from cause


async def _ended(connection: AsyncConnection) -> None:
    try:
        await connection.invalidate()
    finally:
        await connection.close()


def _queue_too_long() -> Unavailable:
    return Unavailable("others wrote into this hotel's book all the time; nothing was done")
