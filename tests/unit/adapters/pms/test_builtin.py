"""A small hotel's own book keeps the promises of its port on a SQLite file, and in memory where there is none."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.adapters.pms.database_office import DatabaseOffice, open_book, open_office
from tests.unit.adapters.pms.own_book import OPTIONS, TENANT, OwnBookContract
from tests.unit.adapters.pms.rivals import DatabaseBookContract
from tests.unit.adapters.pms.test_mock import MockOffice

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.database.database import open_database
from hotel_agent.adapters.database.schema import prepare
from hotel_agent.adapters.pms import PMS
from hotel_agent.adapters.pms.mock import MockPms
from hotel_agent.domain.errors import BadConfig
from hotel_agent.ports.pms import Pms

CLOCK = ManualClock(datetime(2031, 1, 1, tzinfo=UTC))


@pytest.fixture
async def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path / 'hotel.sqlite3'}"
    async with open_database(address) as database:
        await prepare(database)
    return address


@pytest.fixture
async def office(url: str) -> AsyncIterator[DatabaseOffice]:
    async with open_office(url) as opened:
        yield opened


@pytest.fixture
async def pms(url: str) -> AsyncIterator[Pms]:
    async with open_book(url) as opened:
        yield opened


class TestBuiltinInAFile(DatabaseBookContract):
    pass


class TestBuiltinInMemory(OwnBookContract):
    @pytest.fixture
    async def pms(self) -> AsyncIterator[Pms]:
        async with PMS["builtin"](OPTIONS, tenant=TENANT, clock=CLOCK) as pms:
            yield pms

    @pytest.fixture
    def office(self, pms: MockPms) -> MockOffice:
        return MockOffice(pms=pms)


def test_an_option_nobody_knows_is_refused_with_everything_else_that_is_wrong() -> None:
    with pytest.raises(BadConfig) as bad:
        PMS["builtin"]({"delay_seconds": 2, "properties": {}}, tenant=TENANT, clock=CLOCK)
    assert [problem.split(":")[0] for problem in bad.value.problems] == [
        "pms.delay_seconds",
        *(f"properties.{name}.{part}" for name in ("miramar", "montana") for part in ("room_types", "rate_plans")),
    ]
