"""A small hotel's own book keeps the promises of its port on PostgreSQL, where many processes write in it."""

from collections.abc import AsyncIterator

import pytest
from attrs import evolve
from sqlalchemy import select
from tests.unit.adapters.pms.database_office import DatabaseOffice, open_book, open_office
from tests.unit.adapters.pms.own_book import HERE, TENANT
from tests.unit.adapters.pms.rivals import DatabaseBookContract

from hotel_agent.adapters.database.tables_book import reservation_changes, reservations, reserved_nights
from hotel_agent.domain.ids import TenantId
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.contracts.pms.front_office import Clerk, offered


@pytest.fixture
async def office(emptied: str) -> AsyncIterator[DatabaseOffice]:
    async with open_office(emptied) as opened:
        yield opened


@pytest.fixture
async def pms(emptied: str) -> AsyncIterator[Pms]:
    async with open_book(emptied) as opened:
        yield opened


class TestBuiltinOnPostgres(DatabaseBookContract):
    async def test_another_hotels_book_is_out_of_reach(
        self, clerk: Clerk, office: DatabaseOffice, emptied: str
    ) -> None:
        reservation = await clerk.reserve(clerk.ask(clerk.stay(), room_type=clerk.scarce))
        stranger = TenantId("stranger")
        async with open_book(emptied, evolve(TENANT, id=stranger)) as elsewhere:
            assert list(await elsewhere.find(HERE, reservation.number)) == []
            assert offered(await elsewhere.search(clerk.ask(clerk.stay(), room_type=clerk.scarce)))
        async with office.database.transaction(stranger) as connection:
            for table in (reservations, reserved_nights, reservation_changes):
                assert (await connection.execute(select(table))).all() == []
