"""How promptly work is begun on PostgreSQL: from the commit that makes it to the worker who begins it.

Beside it, in the same run, a bare transaction of one insert: what the database alone takes on this machine.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from statistics import median, quantiles
from time import perf_counter

from sqlalchemy import text

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.adapters.database.schema import upgrade
from hotel_agent.adapters.dispatch.procrastinate import ProcrastinateDispatch, ProcrastinateOptions
from hotel_agent.adapters.storage.sql import SqlStorage
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.ports.rows import Due
from hotel_agent.testing.contracts.dispatch.worker import Worker, running
from hotel_agent.testing.contracts.storage.keeper import Keeper, wrote
from hotel_agent.testing.servers import PostgresServer

TIMES = 60
BUSY = timedelta(milliseconds=100)
SOON = timedelta(milliseconds=250)


class Bench:
    """A worker over a database of its own, and a stopwatch."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = SystemClock()
        self.keeper = Keeper(SqlStorage(database))
        self.worker = Worker(self.keeper.storage, self.clock)
        self.dispatch = ProcrastinateDispatch(clock=self.clock, database=database, options=ProcrastinateOptions())

    async def writes(self, kept: Conversation, name: str, due_in: timedelta = timedelta()) -> None:
        await self.keeper.adds(kept, wrote(name), due_at=self.clock.now() + due_in)

    async def begun(self, kept: Conversation, times: int = 1) -> datetime:
        await self.worker.until(lambda: len(self.worker.begun_at(kept.id)) == times)
        return self.worker.begun_at(kept.id)[-1]

    async def idle(self, name: str) -> float:
        """From the commit of a message to the begin of its turn, nobody else being there."""
        kept = await self.keeper.begins(f"idle-{name}")
        await self.writes(kept, f"idle-{name}")
        committed = perf_counter()
        await self.begun(kept)
        return perf_counter() - committed

    async def behind_a_turn(self, name: str) -> float:
        """From the end of a turn to the begin of the next of the same conversation, which waited for it."""
        ended, loaded = 0.0, asyncio.Event()

        async def busy(_due: Due) -> None:
            nonlocal ended
            loaded.set()
            await self.clock.sleep_until(self.clock.now() + BUSY)
            ended = perf_counter()

        kept = await self.keeper.begins(f"behind-{name}")
        self.worker.meanwhile = busy
        await self.writes(kept, f"{name}-1")
        await loaded.wait()
        await self.writes(kept, f"{name}-2")
        await self.begun(kept, 2)
        took = perf_counter() - ended
        await self.worker.until(lambda: f"message:{name}-2" in self.worker.taken)
        del self.worker.meanwhile
        return took

    async def after_its_moment(self, name: str) -> float:
        """From the moment something is due to its begin."""
        kept = await self.keeper.begins(f"later-{name}")
        due_at = self.clock.now() + SOON
        await self.keeper.adds(kept, wrote(f"later-{name}"), due_at=due_at)
        return (await self.begun(kept) - due_at).total_seconds()

    async def bare(self, name: str) -> float:
        """One insert and its commit."""
        began = perf_counter()
        async with self.database.engine.begin() as connection:
            await connection.execute(text("INSERT INTO bare VALUES (:name)"), {"name": name})
        return perf_counter() - began


async def measured(what: str, once: Callable[[str], Awaitable[float]]) -> None:
    """Print the median and the slowest twentieth."""
    took = [1000 * await once(str(number)) for number in range(TIMES)]
    print(f"{what:48} median {median(took):6.1f} ms, 95 of 100 within {quantiles(took, n=20)[-1]:6.1f} ms")


async def main() -> None:
    """Print each way to wait."""
    async with PostgresServer() as server, open_database(await server.fresh_database()) as database:
        await upgrade(database)
        async with database.engine.begin() as connection:
            await connection.execute(text("CREATE TABLE bare (name text)"))
        bench = Bench(database)
        async with running(bench.dispatch, bench.worker.serve):
            await measured("one insert and its commit", bench.bare)
            await measured("an idle conversation", bench.idle)
            await measured("behind a turn of the same conversation", bench.behind_a_turn)
            await measured("what becomes due", bench.after_its_moment)


if __name__ == "__main__":
    asyncio.run(main())
