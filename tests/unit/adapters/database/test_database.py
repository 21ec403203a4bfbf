"""What the database refuses, in the words of the house."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, insert, text

from hotel_agent.adapters.database.database import IN_MEMORY, Database, open_database
from hotel_agent.adapters.database.schema import upgrade
from hotel_agent.adapters.database.tables_chats import chats
from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import TenantId

MARINA = TenantId("marina")
A_CHAT: Mapping[str, object] = {
    "tenant": "marina",
    "name": "a-chat",
    "account": "marina",
    "last": 0,
    "alive_at": datetime(2026, 11, 22, 12, tzinfo=UTC),
}


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    async with open_database(IN_MEMORY) as opened:
        await upgrade(opened)
        yield opened


async def put(database: Database, **told: object) -> None:
    async with database.transaction(MARINA) as connection:
        await connection.execute(insert(chats).values(**{**A_CHAT, **told}))


async def test_a_row_that_another_put_there_first_is_a_conflict(database: Database) -> None:
    await put(database)
    with pytest.raises(Conflict):
        await put(database)


async def test_a_row_that_no_table_takes_is_a_mistake_of_ours_and_not_tried_again(database: Database) -> None:
    with pytest.raises(Bug):
        await put(database, account=None)
    await put(database)


async def test_who_opens_a_new_file_while_another_writes_in_it_waits_for_the_other(tmp_path: Path) -> None:
    file = tmp_path / "hotel.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as another:
        another.execute("CREATE TABLE notes (word)")
        another.execute("BEGIN IMMEDIATE")
        another.execute("INSERT INTO notes VALUES ('first')")
        waits: list[str] = []

        def at_last(statement: str) -> None:
            if statement == "BEGIN IMMEDIATE" and another.in_transaction:
                waits.append(statement)
                another.execute("COMMIT")

        async with open_database(f"sqlite:///{file}") as opened:

            @event.listens_for(opened.engine.sync_engine, "connect", insert=True)
            def watch(connection: sqlite3.Connection, _: object) -> None:
                connection.driver_connection._conn.set_trace_callback(at_last)  # type: ignore[attr-defined]

            async with opened.transaction() as connection:
                assert (await connection.scalars(text("SELECT word FROM notes"))).all() == ["first"]
                assert (await connection.scalars(text("PRAGMA journal_mode"))).all() == ["wal"]
        assert waits


async def test_whoever_is_cancelled_twice_wherever_they_are_leaves_no_connection_open(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    for passes in range(40):
        async with open_database(f"sqlite:///{tmp_path}/{passes}.sqlite3") as database:
            looking = asyncio.create_task(_looks(database))
            await asyncio.wait([looking], timeout=passes / 2000)
            looking.cancel()
            await asyncio.wait([looking], timeout=0)
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
    for thread in set(threading.enumerate()) - before:
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join, 60)
            assert not thread.is_alive(), "a connection was left open"


async def test_what_is_kept_in_memory_is_there_after_a_cancellation_wherever_it_came() -> None:
    async with open_database(IN_MEMORY) as database:
        async with database.transaction() as connection:
            await connection.execute(text("CREATE TABLE notes (word)"))
        for moment in range(40):
            looking = asyncio.create_task(_looks(database))
            for _ in range(moment):
                await asyncio.wait([looking], timeout=0)
            looking.cancel()
            await asyncio.wait([looking], timeout=0)
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
            async with database.transaction() as connection:
                await connection.execute(text("INSERT INTO notes VALUES ('another')"))
        async with database.reading() as connection:
            assert (await connection.scalars(text("SELECT count(*) FROM notes"))).all() == [40]


async def test_whoever_is_cancelled_leaves_what_they_were_asking_for_done_and_the_connection_whole(
    tmp_path: Path,
) -> None:
    async with open_database(f"sqlite:///{tmp_path / 'hotel.sqlite3'}") as database:
        came: list[object] = []
        event.listen(database.engine.sync_engine, "connect", lambda connection, _: came.append(connection))
        for _ in range(10):
            asking = asyncio.Event()
            looking = asyncio.create_task(_looks_at_many(database, asking))
            await asking.wait()
            looking.cancel()
            assert isinstance(*await asyncio.gather(looking, return_exceptions=True), asyncio.CancelledError)
            await _looks(database)
        assert len(came) == 1


async def test_a_database_is_closed_after_those_who_are_on_their_way_out(tmp_path: Path) -> None:
    closed: list[object] = []
    for _ in range(10):
        asking = asyncio.Event()
        async with open_database(f"sqlite:///{tmp_path / 'hotel.sqlite3'}") as database:
            event.listen(database.engine.sync_engine, "close", lambda connection, _: closed.append(connection))
            looking = asyncio.create_task(_looks_at_many(database, asking))
            await asking.wait()
            looking.cancel()
        assert isinstance(*await asyncio.gather(looking, return_exceptions=True), asyncio.CancelledError)
    assert len(closed) == 10


async def _looks_at_many(database: Database, asking: asyncio.Event) -> None:
    async with database.transaction() as connection:
        asyncio.get_running_loop().call_soon(asking.set)
        await connection.execute(
            text(
                "WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 20000)"
                " SELECT n FROM many"
            )
        )


async def _looks(database: Database) -> None:
    for _ in range(5):
        async with database.reading() as connection:
            await connection.execute(text("SELECT 1"))
