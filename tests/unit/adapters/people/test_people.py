"""Where people are kept: in memory and in a SQLite file, by the same promises."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.adapters.database.schema import prepare
from hotel_agent.adapters.people import PEOPLE, MemoryPeople, SqlPeople
from hotel_agent.adapters.storage.memory import MemoryStorage
from hotel_agent.adapters.storage.sql import SqlStorage
from hotel_agent.domain.errors import Bug
from hotel_agent.ports.people import People
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.people import PeopleContract, a_card, an_act

KEY = "the house's secret"


class TestMemoryPeople(PeopleContract):
    @pytest.fixture
    def storage(self) -> Storage:
        return MemoryStorage()

    @pytest.fixture
    def people(self, storage: Storage) -> People:
        return PEOPLE["memory"](storage, None, KEY)


class TestSqlitePeople(PeopleContract):
    @pytest.fixture
    async def house(self, tmp_path: Path) -> AsyncIterator[Database]:
        async with open_database(f"sqlite:///{tmp_path}/hotel.sqlite3") as database:
            await prepare(database)
            yield database

    @pytest.fixture
    def storage(self, house: Database) -> Storage:
        return SqlStorage(house)

    @pytest.fixture
    def people(self, storage: Storage, house: Database) -> People:
        return PEOPLE["sql"](storage, house, KEY)

    @pytest.fixture
    async def elsewhere(self, house: Database) -> AsyncIterator[People]:
        async with open_database(str(house.url)) as opened:
            yield SqlPeople(opened, KEY)

    async def test_the_rows_make_no_codes_and_a_seed_of_another_key_lets_nobody_in(
        self, people: People, house: Database
    ) -> None:
        await people.add(a_card(), act=an_act())
        async with house.reading() as connection:
            everything = str((await connection.execute(text("SELECT * FROM people"))).all())
        assert a_card().seed not in everything
        with pytest.raises(Bug, match="hotel-agent people code ana"):
            await SqlPeople(house, "another secret").card("ana")


def test_without_a_database_people_are_kept_in_memory() -> None:
    assert isinstance(PEOPLE["sql"](MemoryStorage(), None, KEY), MemoryPeople)
