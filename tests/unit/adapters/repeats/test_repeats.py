"""First answers keep their promises in memory and in a file, and nobody reads them there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from hotel_agent.adapters.database.database import IN_MEMORY, Database, open_database
from hotel_agent.adapters.database.schema import prepare
from hotel_agent.adapters.database.tables_repeats import repeats as table
from hotel_agent.adapters.repeats import REPEATS, MemoryRepeats, SqlRepeats
from hotel_agent.ports.repeats import Repeats, Standing
from hotel_agent.testing.contracts.repeats import DAY, FIRST, NOON, SOL, RepeatsContract, begun

KEY = "a key of the house, long enough for anybody"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(f"sqlite:///{tmp_path / 'hotel.sqlite3'}") as database:
        await prepare(database)
        yield database


class TestMemoryRepeats(RepeatsContract):
    @pytest.fixture
    def repeats(self) -> Repeats:
        return MemoryRepeats()

    @pytest.fixture
    def elsewhere(self, repeats: Repeats) -> Repeats:
        return repeats


class TestSqliteRepeats(RepeatsContract):
    @pytest.fixture
    def repeats(self, house: Database) -> Repeats:
        return SqlRepeats(house, KEY)

    @pytest.fixture
    async def elsewhere(self, house: Database) -> AsyncIterator[Repeats]:
        async with open_database(house.url.render_as_string(hide_password=False)) as opened:
            yield SqlRepeats(opened, KEY)


async def test_an_answer_lies_sealed_and_under_another_key_of_the_house_nothing_is_done_again(house: Database) -> None:
    repeats = SqlRepeats(house, KEY)
    await begun(repeats)
    await repeats.keep(SOL, "one", FIRST)
    async with house.reading(SOL) as connection:
        (sealed,) = (await connection.execute(select(table.c.sealed))).scalars()
    assert FIRST.body not in sealed
    assert await begun(SqlRepeats(house, "another key")) is Standing.OTHERWISE


async def test_what_is_over_leaves_the_memory_by_itself() -> None:
    repeats = MemoryRepeats()
    await begun(repeats)
    await begun(repeats, "later", at=NOON + DAY)
    assert await repeats.forget(SOL, NOON + DAY) == 0


async def test_the_family_opens_what_the_installation_has() -> None:
    async with open_database(IN_MEMORY) as database:
        assert isinstance(REPEATS["memory"](database, (KEY,)), MemoryRepeats)
        assert isinstance(REPEATS["sql"](database, (KEY,)), SqlRepeats)
        assert isinstance(REPEATS["sql"](None, (KEY,)), MemoryRepeats)
