"""The register keeps its promises in memory and in a file, and nothing in it tells a secret."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from attrs import evolve
from sqlalchemy import insert, select, update

from hotel_agent.adapters.database.database import IN_MEMORY, Database, open_database
from hotel_agent.adapters.database.schema import prepare
from hotel_agent.adapters.database.tables_register import registered_secrets, registered_tenants
from hotel_agent.adapters.register import REGISTERS, MemoryRegister, Seal, SqlRegister
from hotel_agent.adapters.register.memory import Rows
from hotel_agent.adapters.storage.memory import MemoryStorage
from hotel_agent.adapters.storage.sql import SqlStorage
from hotel_agent.domain.errors import Conflict
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.refusals import Refusal
from hotel_agent.ports.register import RegisteredTenant
from hotel_agent.ports.rows import AuditEntry
from hotel_agent.testing.contracts.register import ENTRY, KEY, LUA, NOON, SOL, TOKEN, Opened, RegisterContract, entered


@pytest.fixture
async def house() -> AsyncIterator[Database]:
    async with open_database(IN_MEMORY) as database:
        await prepare(database)
        yield database


class TestMemoryRegister(RegisterContract):
    @pytest.fixture
    def opened(self) -> Opened:
        rows = Rows()
        return lambda *keys: MemoryRegister(Seal(keys), rows)


class TestSqlRegister(RegisterContract):
    @pytest.fixture
    def opened(self, house: Database) -> Opened:
        return lambda *keys: SqlRegister(house, Seal(keys))


async def test_the_family_opens_what_the_installation_has(house: Database) -> None:
    assert isinstance(REGISTERS["memory"]((KEY,), house, None), MemoryRegister)
    assert isinstance(REGISTERS["sql"]((KEY,), house, None), SqlRegister)
    assert isinstance(REGISTERS["sql"]((KEY,), None, None), MemoryRegister)


ACT = AuditEntry(at=NOON, by="ana", action="enter_hotel", subject="sol, version 1", after={"name": "Sol"})


@pytest.mark.parametrize("kind", ["memory", "sql"])
async def test_what_was_done_is_written_down_with_it_or_neither_is(house: Database, kind: str) -> None:
    storage = SqlStorage(house) if kind == "sql" else MemoryStorage()
    register = REGISTERS[kind]((KEY,), house, storage)

    async def acts() -> list[AuditEntry]:
        async with storage.work(SOL) as work:
            return list(await work.acts())

    assert isinstance(await register.keep(ENTRY, version=None, at=NOON, act=ACT), RegisteredTenant)
    assert await acts() == [ACT]
    with pytest.raises(Conflict):
        await register.keep(ENTRY, version=7, at=NOON, act=evolve(ACT, by="bea"))
    taken = await register.keep(evolve(ENTRY, id=LUA), version=None, at=NOON, act=evolve(ACT, by="bea"))
    assert isinstance(taken, Refusal)
    assert await acts() == [ACT]


@pytest.mark.parametrize("kind", ["memory", "sql"])
async def test_that_secrets_were_sealed_anew_stands_in_the_log_of_each_hotel_that_has_any(
    house: Database, kind: str
) -> None:
    storage = SqlStorage(house) if kind == "sql" else MemoryStorage()
    register = REGISTERS[kind]((KEY,), house, storage)
    bare, rotated = TenantId("bare"), evolve(ACT, action="rotate_secrets", subject="SECRET_KEY", after=None)
    for entry in (
        evolve(ENTRY, secrets={**ENTRY.secrets, "SOL_KEY": "k"}, named=(*ENTRY.named, "SOL_KEY")),
        evolve(ENTRY, id=LUA, accounts=()),
        evolve(ENTRY, id=bare, accounts=(), secrets={}, named=()),
    ):
        await entered(register, entry)
    assert await register.rotate(act=rotated) == 3
    for tenant, acts in ((SOL, [rotated]), (LUA, [rotated]), (bare, [])):
        async with storage.work(tenant) as work:
            assert list(await work.acts()) == acts
    kept = await register.tenant(SOL)
    assert kept is not None
    assert kept.secrets == {"SOL_TOKEN": TOKEN, "SOL_KEY": "k"}


async def test_a_change_that_cannot_be_written_down_is_not_made(house: Database) -> None:
    register = SqlRegister(house, Seal((KEY,)))
    with pytest.raises(TypeError):
        await register.keep(ENTRY, version=None, at=NOON, act=evolve(ACT, after={"name": object()}))
    assert await register.tenant(SOL) is None
    assert await register.revision() == 0


async def test_of_two_who_change_a_hotel_at_once_one_is_told(house: Database) -> None:
    register = SqlRegister(house, Seal((KEY,)))
    await entered(register, ENTRY)
    ways = [register.keep(evolve(ENTRY, written={"name": name}), version=1, at=NOON) for name in ("Sol", "Luna")]
    outcomes = await asyncio.gather(*ways, return_exceptions=True)
    assert sorted(isinstance(each, Conflict) for each in outcomes) == [False, True]


async def test_a_secret_lies_sealed_and_opens_for_nobody_else(house: Database) -> None:
    register = SqlRegister(house, Seal((KEY,)))
    await entered(register, ENTRY)
    async with house.reading() as connection:
        (sealed,) = (await connection.execute(select(registered_secrets.c.sealed))).scalars()
    assert TOKEN.encode() not in sealed
    seal = Seal((KEY,))
    assert seal.open(SOL, "SOL_TOKEN", sealed) == TOKEN
    assert seal.open(LUA, "SOL_TOKEN", sealed) is None
    assert seal.open(SOL, "OTHER_TOKEN", sealed) is None
    for spoilt in (sealed[:-1] + bytes([sealed[-1] ^ 1]), b"\x02" + sealed[1:], b"", sealed[:12]):
        assert seal.open(SOL, "SOL_TOKEN", spoilt) is None


async def test_a_secret_moved_to_another_hotels_row_is_not_opened(house: Database) -> None:
    register = SqlRegister(house, Seal((KEY,)))
    await entered(register, ENTRY)
    await entered(register, evolve(ENTRY, id=LUA, accounts=(), secrets={}))
    async with house.transaction() as connection:
        await connection.execute(update(registered_secrets).values(tenant=LUA))
    kept = await register.tenant(LUA)
    assert kept is not None
    assert (kept.secrets, kept.unopened) == ({}, ("SOL_TOKEN",))


async def test_what_somebody_spoilt_by_hand_hurts_no_other_hotel(house: Database) -> None:
    register = SqlRegister(house, Seal((KEY,)))
    await entered(register, ENTRY)
    row = {"tenant": "mar", "version": 1, "revision": 9, "active": True, "entered_at": NOON, "changed_at": NOON}
    async with house.transaction() as connection:
        await connection.execute(insert(registered_tenants).values(written="{ nonsense", **row))
    assert {each.id: bool(each.written) for each in await register.changed()} == {TenantId("mar"): False, SOL: True}
