"""First answers in PostgreSQL keep the promises of ports/repeats, between two processes too."""

from collections.abc import AsyncIterator

import pytest

from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.adapters.repeats import SqlRepeats
from hotel_agent.ports.repeats import Repeats
from hotel_agent.testing.contracts.repeats import RepeatsContract

KEY = "the house's secret"


class TestPostgresqlRepeats(RepeatsContract):
    @pytest.fixture
    def repeats(self, house: Database) -> Repeats:
        return SqlRepeats(house, KEY)

    @pytest.fixture
    async def elsewhere(self, url: str) -> AsyncIterator[Repeats]:
        async with open_database(url) as opened:
            yield SqlRepeats(opened, KEY)
