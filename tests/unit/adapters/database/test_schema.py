"""The tables of a SQLite file: brought to what is needed as the service starts, with a copy of what was there."""

import sqlite3
from contextlib import closing
from pathlib import Path
from traceback import format_exception

import pytest
from sqlalchemy import insert, inspect
from tests.unit.adapters.database.schema_steps import A_GUEST, SchemaSteps, tables_in

from hotel_agent.adapters.database.database import IN_MEMORY, open_database
from hotel_agent.adapters.database.schema import NOTHING, Moved, current, latest, prepare, upgrade
from hotel_agent.adapters.database.tables import guests, metadata
from hotel_agent.domain.errors import BadConfig, Conflict, Unavailable
from hotel_agent.domain.ids import TenantId


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "hotel.sqlite3"


@pytest.fixture
def url(file: Path) -> str:
    return f"sqlite:///{file}"


def names_beside(file: Path) -> set[str]:
    """What lies in the folder, but for what SQLite itself keeps beside an open file."""
    return {path.name for path in file.parent.iterdir()} - {f"{file.name}-wal", f"{file.name}-shm"}


def written(file: Path, text: str = "") -> str:
    """What stands in the file, after this was written into it, if anything."""
    if text:
        file.write_text(text)
    return file.read_text()


class TestSchemaOfSqlite(SchemaSteps):
    """On a file."""


async def test_a_new_file_is_made_ready_without_a_copy(file: Path, url: str) -> None:
    async with open_database(url) as database:
        await prepare(database)
        assert await current(database) == latest()
    assert tables_in(url) == set(metadata.tables)
    assert names_beside(file) == {"hotel.sqlite3"}


async def test_the_folder_is_made_for_its_owner_only(file: Path, url: str) -> None:
    async with open_database(url):
        assert file.parent.stat().st_mode & 0o077 == 0


async def test_looking_makes_no_file(file: Path, url: str) -> None:
    async with open_database(url) as database:
        assert await current(database) == NOTHING
        assert "hotel.sqlite3" not in names_beside(file)


async def test_an_older_file_is_brought_up_and_kept_as_it_was_beside(file: Path, url: str) -> None:
    async with open_database(url) as database:
        await upgrade(database, "0001")
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("INSERT INTO tenants VALUES ('lua', 'Pousada Lua', '2026-11-23 12:00:00')")
            connection.commit()
        await prepare(database)
        assert await current(database) == latest()
    copy = file.with_name("hotel.at-0001.sqlite3")
    with closing(sqlite3.connect(copy)) as kept, closing(sqlite3.connect(file)) as now:
        assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        for each in (kept, now):
            assert each.execute("SELECT tenant FROM tenants").fetchall() == [("lua",)]


async def test_without_a_copy_nothing_is_changed(file: Path, url: str) -> None:
    async with open_database(url) as database:
        await upgrade(database, "0001")
        (file.parent / "hotel.at-0001.sqlite3").mkdir()
        with pytest.raises(Unavailable, match="the database's file cannot be copied"):
            await prepare(database)
        assert await current(database) == "0001"


async def test_what_is_no_database_is_left_alone(file: Path, url: str) -> None:
    async with open_database(url) as database:
        letter = written(file, "a letter to the hotel, much longer than the head of a database " * 20)
        with pytest.raises(BadConfig, match="database: the file is no SQLite database; move it away"):
            await prepare(database)
    assert written(file) == letter


async def test_a_folder_that_cannot_be_made_is_named(file: Path, url: str) -> None:
    file.parent.write_text("a file")
    with pytest.raises(BadConfig, match=f"database: the folder '{file.parent}' cannot be made: "):
        async with open_database(url):
            pass


async def test_a_database_in_memory_has_every_table_from_the_start() -> None:
    async with open_database(IN_MEMORY) as database:
        await prepare(database)
        assert await upgrade(database) == Moved(NOTHING, latest())
        async with database.transaction() as connection:
            found = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    assert found == set(metadata.tables)


async def test_no_statement_that_fails_quotes_what_a_guest_wrote(url: str) -> None:
    async with open_database(url) as database:
        await prepare(database)
        with pytest.raises(Conflict) as refused:
            async with database.transaction(TenantId("marina")) as connection:
                await connection.execute(insert(guests), [A_GUEST, A_GUEST])
    assert str(A_GUEST["value"]) not in "".join(format_exception(refused.value))
