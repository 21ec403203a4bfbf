"""The storage in PostgreSQL keeps the promises of ports/storage, between two processes too."""

from collections.abc import AsyncIterator

import pytest
from tests.durable import Durable
from tests.spoiling import SqlSpoiler

from hotel_agent.adapters.database.codec import Codec
from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.adapters.storage.sql import SqlStorage
from hotel_agent.ports.storage import Due, Storage
from hotel_agent.testing.contracts.storage import AnnouncingContract, StorageContract
from hotel_agent.testing.contracts.storage.fixtures import Spoiler


class TestPostgresqlStorage(StorageContract, AnnouncingContract, Durable):
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
    async def elsewhere(self, url: str, codec: Codec) -> AsyncIterator[Storage]:
        """Another process at the same database."""
        async with open_database(url) as opened:
            yield SqlStorage(opened, codec=codec)
