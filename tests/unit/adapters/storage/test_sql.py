"""The storage in a SQLite file keeps the promises of ports/storage."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copy

import pytest
from tests.durable import Durable
from tests.spoiling import SqlSpoiler

from hotel_agent.adapters.database.codec import Codec, build_codec
from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.adapters.database.schema import prepare
from hotel_agent.adapters.storage.sql import SqlStorage
from hotel_agent.ports.storage import Due, Storage
from hotel_agent.testing.contracts.storage import AnnouncingContract, StorageContract
from hotel_agent.testing.contracts.storage.fixtures import Spoiler


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
