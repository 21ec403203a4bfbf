"""Where people are kept: in memory and in a SQLite file, by the same promises."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from attrs import evolve
from sqlalchemy import text

from hotel_agent.adapters.clock import ManualClock, SystemChance
from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.adapters.database.schema import prepare
from hotel_agent.adapters.limits.memory import open_memory
from hotel_agent.adapters.people import PEOPLE, Argon2Passwords, JwtVouchers, MemoryPeople, SqlPeople, TotpCodes
from hotel_agent.adapters.storage.memory import MemoryStorage
from hotel_agent.adapters.storage.sql import SqlStorage
from hotel_agent.application.porter import Porter
from hotel_agent.application.roster import Roster
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.people import People
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.people import LUA, MAR, NOW, PeopleContract, a_card, an_act

KEY = "the house's secret"


class TestMemoryPeople(PeopleContract):
    @pytest.fixture
    def storage(self) -> Storage:
        return MemoryStorage()

    @pytest.fixture
    def people(self, storage: Storage) -> People:
        return PEOPLE["memory"](storage, None, (KEY,))


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
        return PEOPLE["sql"](storage, house, (KEY,))

    @pytest.fixture
    async def elsewhere(self, house: Database) -> AsyncIterator[People]:
        async with open_database(str(house.url)) as opened:
            yield SqlPeople(opened, KEY)

    async def test_the_rows_make_no_codes_and_a_seed_of_another_key_lets_nobody_in(
        self, people: People, house: Database, storage: Storage
    ) -> None:
        await people.add(a_card(), act=an_act())
        async with house.reading() as connection:
            everything = str((await connection.execute(text("SELECT * FROM people"))).all())
        assert str(a_card().seed) not in everything
        stranger = SqlPeople(house, "another secret")
        found = await stranger.card("ana")
        assert found is not None
        assert (found.seed, found.asks_for_codes) == (None, True)
        quick = Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        roster = Roster(
            people=stranger, passwords=quick, codes=TotpCodes(), clock=ManualClock(NOW), chance=SystemChance()
        )
        await roster.give_password("ana", "four words in a row", by="olga")
        async with open_memory({}, clock=roster.clock) as tries:
            porter = Porter(roster=roster, vouchers=JwtVouchers(""), tries=tries)
            refused = await porter.let_in("ana", "four words in a row", "123456", whence="here")
        assert refused == Refusal(Reason.BAD_SIGNATURE)
        # Whoever has the key of then may still open it, whatever became of her password meanwhile.
        kept = await people.card("ana")
        assert kept is not None
        assert kept.seed == a_card().seed

    async def test_codes_are_sealed_anew_when_the_key_is_changed_and_then_open_under_the_new_one_alone(
        self, people: People, house: Database, storage: Storage
    ) -> None:
        for card in (a_card("ana", MAR), a_card("zoe", LUA), evolve(a_card("bea", LUA), seed="")):
            await people.add(card, act=an_act())
        rotated = an_act("rotate_codes", "SECRET_KEY")
        with pytest.raises(BadConfig, match="hotel-agent people code ana"):
            await SqlPeople(house, "the next secret").rotate(act=rotated)
        assert await people.card("ana") == a_card("ana", MAR)
        both, then = SqlPeople(house, "the next secret", KEY), SqlPeople(house, "the next secret")
        assert await both.card("ana") == a_card("ana", MAR)
        for _ in range(2):
            assert await both.rotate(act=rotated) == 2
        assert await then.everybody() == [a_card("ana", MAR), evolve(a_card("bea", LUA), seed=""), a_card("zoe", LUA)]
        for tenant in (MAR, LUA):
            assert (await self._log(storage, tenant)).count("rotate_codes") == 2


def test_without_a_database_people_are_kept_in_memory() -> None:
    assert isinstance(PEOPLE["sql"](MemoryStorage(), None, (KEY,)), MemoryPeople)
