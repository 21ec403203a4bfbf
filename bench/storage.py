"""What a storage costs: units of work a second in memory, in a SQLite file and in PostgreSQL.

Three kinds: taking a message in as the reception does, a turn that is kept with a reply, and a command claimed and
closed; eight guests side by side. Beside each database stands a bare loop over one connection of the same driver that
inserts a row and commits, in the same run. PostgreSQL is the one of HOTEL_TEST_POSTGRES_URL, else one that is started
here, with its durable settings; where there is none it is left out.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter

from attrs import frozen
from sqlalchemy import text

from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.adapters.database.schema import upgrade
from hotel_agent.adapters.storage.memory import MemoryStorage
from hotel_agent.adapters.storage.sql import SqlStorage
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import ProviderId
from hotel_agent.ports.channel import Receipt
from hotel_agent.ports.rows import CommandState
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.storage.keeper import (
    HOTEL,
    LEASE,
    NAME,
    NOW,
    PHONE,
    SECOND,
    a_conversation,
    key,
    say,
    wrote,
)
from hotel_agent.testing.servers import PostgresServer

UNITS = 400
GUESTS = 8
"""So many at once, each in a conversation of their own."""

CONVERSATIONS = [a_conversation(f"c-{number}", guest=f"g-{number}") for number in range(GUESTS)]


@frozen
class Kind:
    """A kind of unit of work, by the number of the guest and of the round."""

    name: str
    once: Callable[[Storage, int, int], Awaitable[None]]


async def take_in(storage: Storage, guest: int, number: int) -> None:
    kept, name = CONVERSATIONS[guest], f"{guest}-{number}"
    async with storage.work(HOTEL) as work:
        known = [type(PHONE)(each.kind, f"{each.value}-{guest}") for each in (PHONE, NAME)]
        await work.guest(known, fresh=kept.guest)
        if await work.conversation_at(kept.channel, kept.account, kept.guest) is None:
            await work.begin(kept)
        await work.waiting(kept.id)
        await work.unsaid(kept.id)
        await work.add_event(kept.id, wrote(name), received_at=NOW, due_at=NOW + SECOND)


async def decide(storage: Storage, guest: int, number: int) -> None:
    kept, name = CONVERSATIONS[guest], f"{guest}-{number}"
    async with storage.work(HOTEL) as work:
        await work.commit_turn(kept, version=number, consumed=[wrote(name).key], commands=[say(f"say {name}")])


async def perform(storage: Storage, guest: int, number: int) -> None:
    command = key(f"say {guest}-{number}")
    async with storage.work(HOTEL) as work:
        assert await work.claim(command, now=NOW, lease_until=NOW + LEASE) is not None
        receipt = Receipt(message=ProviderId(command))
        await work.finish(command, attempt=1, state=CommandState.DONE, receipt=receipt)


KINDS = (
    Kind("taking a message in", take_in),
    Kind("keeping a turn", decide),
    Kind("claiming and closing", perform),
)


async def units(storage: Storage, kind: Kind, guests: int) -> float:
    """Units a second, so many guests side by side."""
    rounds = UNITS // GUESTS

    async def one(guest: int) -> None:
        for number in range(rounds):
            await kind.once(storage, guest, number)

    began = perf_counter()
    await asyncio.gather(*(one(guest) for guest in range(guests)))
    return rounds * guests / (perf_counter() - began)


async def bare_commits(database: Database) -> float:
    """Rows inserted and committed a second, one after the other, over one connection."""
    async with database.engine.connect() as connection:
        await connection.execute(text("CREATE TABLE bare (said TEXT)"))
        await connection.commit()
        inserting = text("INSERT INTO bare VALUES ('hola')")
        began = perf_counter()
        for _ in range(UNITS):
            await connection.execute(inserting)
            await connection.commit()
        return UNITS / (perf_counter() - began)


async def measure(name: str, storage: Storage, bare: float | None) -> None:
    """Print each kind's figure, and how many bare commits one unit is worth."""
    print(name + ("" if bare is None else f": {bare:.0f} bare inserts and commits a second"))
    for kind in KINDS:
        each = await units(storage, kind, GUESTS)
        worth = "" if bare is None else f", one is worth {bare / each:.1f} bare commits"
        print(f"  {kind.name}: {each:.0f} a second{worth}")


@asynccontextmanager
async def laid(url: str) -> AsyncIterator[Database]:
    async with open_database(url) as database:
        await upgrade(database)
        yield database


async def main() -> None:
    await measure("memory", MemoryStorage(), None)
    with tempfile.TemporaryDirectory() as folder:
        async with laid(f"sqlite:///{Path(folder) / 'hotel.sqlite3'}") as database:
            await measure("SQLite", SqlStorage(database), await bare_commits(database))
    try:
        async with PostgresServer() as server:
            url = await server.fresh_database()
            async with laid(url) as database:
                await measure("PostgreSQL", SqlStorage(database), await bare_commits(database))
    except BadConfig as missing:
        print(f"PostgreSQL: left out. {missing}")


if __name__ == "__main__":
    asyncio.run(main())
