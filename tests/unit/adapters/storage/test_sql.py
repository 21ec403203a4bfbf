"""The storage in a SQLite file keeps the promises of ports/storage."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from shutil import copy

import pytest
from tests.crowding import keeps_the_latest
from tests.durable import Durable
from tests.spoiling import SqlSpoiler

from hotel_agent.adapters.database.codec import Codec, build_codec
from hotel_agent.adapters.database.database import IN_MEMORY, Database, open_database
from hotel_agent.adapters.database.schema import prepare
from hotel_agent.adapters.storage import STORAGES
from hotel_agent.adapters.storage.sql import SqlStorage
from hotel_agent.domain.errors import BadConfig, Unavailable
from hotel_agent.ports.rows import Due
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.storage import AnnouncingContract, StorageContract
from hotel_agent.testing.contracts.storage.fixtures import Spoiler
from hotel_agent.testing.contracts.storage.keeper import NOW, Keeper, wrote


@pytest.fixture(scope="module")
def codec() -> Codec:
    return build_codec()


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with every table and no row, to be copied."""
    file = tmp_path_factory.mktemp("empty") / "hotel.sqlite3"

    async def lay() -> None:
        async with open_database(f"sqlite:///{file}") as opened:
            await prepare(opened)

    asyncio.run(lay())
    return file


@pytest.fixture
async def house(empty_file: Path, tmp_path: Path) -> AsyncIterator[Database]:
    file = copy(empty_file, tmp_path / "hotel.sqlite3")
    async with open_database(f"sqlite:///{file}") as opened:
        yield opened


class TestSqlStorage(StorageContract, AnnouncingContract, Durable):
    @pytest.fixture
    def announced(self) -> list[Due]:
        return []

    @pytest.fixture
    def storage(self, house: Database, announced: list[Due], codec: Codec) -> Storage:
        return SqlStorage(house, announce=announced.append, codec=codec)

    @pytest.fixture
    def spoiler(self, house: Database) -> Spoiler:
        return SqlSpoiler(house)

    @pytest.fixture
    async def elsewhere(self, house: Database, codec: Codec) -> AsyncIterator[Storage]:
        """Another process at the same file."""
        async with open_database(f"sqlite:///{house.url.database}") as opened:
            yield SqlStorage(opened, codec=codec)


async def test_the_family_opens_the_installations_database_and_tells_its_listener(house: Database) -> None:
    announced: list[Due] = []
    async with STORAGES["sql"]({}, announce=announced.append, database=house) as storage:
        keeper = Keeper(storage)
        await keeper.adds(await keeper.begins(), wrote())
    assert len(announced) == 1


async def test_options_and_a_missing_database_are_refused_all_at_once() -> None:
    with pytest.raises(BadConfig) as refused:
        async with STORAGES["sql"]({"url": "x", "pool": 1}, announce=lambda due: None):
            pass
    assert [problem.split(":")[0] for problem in refused.value.problems] == ["pool", "url", "database"]


async def test_what_was_kept_is_there_when_the_house_opens_again(house: Database, codec: Codec) -> None:
    kept = await Keeper(SqlStorage(house, codec=codec)).begins()
    async with open_database(f"sqlite:///{house.url.database}") as again:
        assert (await Keeper(SqlStorage(again, codec=codec)).stored(kept)).conversation == kept


async def test_a_file_another_process_holds_too_long_is_silence_and_nothing_is_kept(
    house: Database, codec: Codec
) -> None:
    storage = SqlStorage(house, codec=codec)
    await Keeper(storage).begins("c-0")
    with closing(sqlite3.connect(house.url.database or "", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        async with house.reading() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            assert raw is not None
            await raw.execute("PRAGMA busy_timeout = 1")
        with pytest.raises(Unavailable):
            await Keeper(storage).begins()
        assert list(await storage.due(NOW, limit=1)) == []
    await Keeper(storage).begins()


async def test_a_database_of_this_process_keeps_its_promises_too(codec: Codec) -> None:
    async with open_database(IN_MEMORY) as house:
        await prepare(house)
        keeper = Keeper(SqlStorage(house, codec=codec))
        await keeper.adds(await keeper.begins(), wrote())
        assert len(await keeper.due()) == 1


async def test_of_too_much_that_belongs_nowhere_the_oldest_gives_way(house: Database, codec: Codec) -> None:
    await keeps_the_latest(SqlStorage(house, codec=codec, most_strays=3))
