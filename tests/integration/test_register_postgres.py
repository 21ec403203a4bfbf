"""The register keeps its promises in PostgreSQL, between two processes too."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from attrs import evolve

from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.adapters.register import Seal, SqlRegister
from hotel_agent.adapters.storage.sql import SqlStorage
from hotel_agent.domain.ids import AccountId, TenantId
from hotel_agent.ports.register import RegisteredTenant
from hotel_agent.ports.rows import AuditEntry
from hotel_agent.testing.contracts.register import ENTRY, KEY, LATER, NOON, Opened, RegisterContract


@pytest.fixture
async def house(emptied: str) -> AsyncIterator[Database]:
    async with open_database(emptied) as database:
        yield database


class TestPostgresqlRegister(RegisterContract):
    @pytest.fixture
    def opened(self, house: Database) -> Opened:
        return lambda *keys: SqlRegister(house, Seal(keys))


async def test_of_many_who_claim_one_account_at_once_one_has_it(house: Database, emptied: str) -> None:
    number = (("whatsapp", AccountId("100000000000009")),)
    async with open_database(emptied) as another_process:
        registers = [SqlRegister(each, Seal((KEY,))) for each in (house, another_process)]
        claims = [evolve(ENTRY, id=TenantId(f"hotel-{at}"), accounts=number, secrets={}) for at in range(8)]
        outcomes = await asyncio.gather(
            *(registers[at % 2].keep(claim, version=None, at=NOON) for at, claim in enumerate(claims))
        )
    (one,) = [each for each in outcomes if isinstance(each, RegisteredTenant)]
    assert [each.id for each in await registers[0].changed() if each.accounts] == [one.id]


async def test_what_was_done_stands_in_the_log_of_its_own_hotel_alone(house: Database) -> None:
    register, storage = SqlRegister(house, Seal((KEY,))), SqlStorage(house)
    act = AuditEntry(at=NOON, by="ana", action="enter_hotel", subject="sol, version 1", after={"name": "Sol"})
    kept = await register.keep(ENTRY, version=None, at=NOON, act=act)
    assert isinstance(kept, RegisteredTenant)
    rotated = AuditEntry(at=LATER, by="ana", action="rotate_secrets", subject="SECRET_KEY")
    assert await register.rotate(act=rotated) == len(ENTRY.secrets)
    for tenant, acts in ((ENTRY.id, [rotated, act]), (TenantId("lua"), [])):
        async with storage.work(tenant) as work:
            assert list(await work.acts()) == acts
