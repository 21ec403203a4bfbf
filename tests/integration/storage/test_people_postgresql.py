"""People in PostgreSQL keep the promises of ports/people, between two processes too; hotels learn nothing of them."""

from collections.abc import AsyncIterator

import pytest

from hotel_agent.adapters.database.codec import Codec
from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.adapters.people import SqlPeople
from hotel_agent.adapters.storage.sql import SqlStorage
from hotel_agent.ports.people import People
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.people import PeopleContract

KEY = "the house's secret"


class TestPostgresqlPeople(PeopleContract):
    @pytest.fixture
    def storage(self, house: Database, codec: Codec) -> Storage:
        return SqlStorage(house, codec=codec)

    @pytest.fixture
    def people(self, house: Database) -> People:
        return SqlPeople(house, KEY)

    @pytest.fixture
    async def elsewhere(self, url: str) -> AsyncIterator[People]:
        async with open_database(url) as opened:
            yield SqlPeople(opened, KEY)
