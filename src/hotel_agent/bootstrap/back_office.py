"""The back office of an installation: hotels entered, changed and closed, and what their tables mean."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from attrs import frozen

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.database import schema
from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.adapters.register import REGISTERS
from hotel_agent.adapters.storage import STORAGES
from hotel_agent.application.back_office import BackOffice
from hotel_agent.application.diagnosing import diagnose_book, diagnose_opened
from hotel_agent.bootstrap.families import available, opened_book, problems_of_book, row
from hotel_agent.bootstrap.hotels import hotel_from
from hotel_agent.config import (
    AdapterChoice,
    Config,
    Hotel,
    forbidden_servers,
    hotel_of,
    in_force,
    parted,
    says_unknown,
    secrets_named_in,
    tables_to_enter,
)
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import AccountId, TenantId
from hotel_agent.domain.tenants.directory import FoundBy
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.abilities import Finding
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.register import Register, RegisteredTenant, Table
from hotel_agent.ports.storage import Storage


@frozen
class HotelDrawings:
    """Understands hotels' tables as this installation does."""

    config: Config

    def parted(self, table: Table) -> tuple[dict[str, object], dict[str, str]]:
        """The table as anybody may see it, and the secrets that stood in it."""
        return parted(table)

    def named(self, table: Table) -> frozenset[str]:
        """The names of the secrets it speaks of."""
        return secrets_named_in(table)

    def tenant(self, table: Table, secrets: Mapping[str, str], *, whole: bool) -> Tenant:
        """The hotel it describes. Raises BadConfig with every problem; unless it must be whole, without its book's."""
        check = problems_of_book if whole else None
        told = hotel_of(table, secrets=secrets, config=self.config, available=available(), check_book=check)
        return told.tenant

    def check_written(self, table: Table, secrets: Mapping[str, str]) -> None:
        """Raises BadConfig for every server a hotel may not name here, and every key its book does not know."""
        hotel = hotel_of(table, secrets=secrets, config=self.config, available=available(), check_book=_unknown_in_book)
        if wrong := forbidden_servers(hotel, self.config):
            raise BadConfig(wrong)


def _unknown_in_book(choice: AdapterChoice, tenant: Tenant) -> Sequence[str]:
    """Keys are known or not also where a book is not whole yet."""
    return [problem for problem in problems_of_book(choice, tenant) if says_unknown(problem)]


def register_of(config: Config, database: Database | None, storage: Storage | None = None) -> Register:
    """The register of this installation. Raises BadConfig."""
    return row(REGISTERS, config.storage, "register")(config.secret_keys, database, storage)


def back_office(
    config: Config,
    *,
    register: Register,
    clock: Clock,
    database: Database | None,
    refresh: Callable[[], Awaitable[None]],
) -> BackOffice:
    """The back office over what is open."""

    async def try_book(record: RegisteredTenant) -> Sequence[Finding]:
        hotel = hotel_from(record, config, available())
        look = partial(diagnose_book, hotel.tenant, clock=clock, searched=True)
        book = opened_book(hotel.book, hotel.tenant, clock=clock, database=database)
        return [found async for found in diagnose_opened(f"{hotel.tenant.name}: book", book, look)]

    def of_file(channel: str, account: AccountId) -> TenantId | None:
        found = config.tenants.resolve(channel, account) if config.tenants_file else None
        return found.door.tenant.id if found and found.door and found.found_by is FoundBy.FILE else None

    return BackOffice(
        register=register,
        clock=clock,
        drawings=HotelDrawings(config),
        refresh=refresh,
        of_file=of_file,
        try_book=try_book,
    )


@asynccontextmanager
async def open_back_office(config: Config) -> AsyncIterator[BackOffice]:
    """The back office beside a service that may be running, and follows within a second. A new file gets its tables.

    Raises BadConfig, Unavailable.
    """
    storage_factory = row(STORAGES, config.storage, "storage")
    async with AsyncExitStack() as opened:
        database = await opened.enter_async_context(open_database(config.database))
        await schema.begin(database)
        storing = storage_factory(config.storage.options, announce=lambda _due: None, database=database)
        storage = await opened.enter_async_context(storing)
        yield back_office(
            config,
            register=register_of(config, database, storage),
            clock=SystemClock(),
            database=database,
            refresh=_nobody_waits,
        )


async def config_in_force(config: Config) -> Config:
    """The configuration with the hotels of the register, for who looks from outside. What cannot be read is left out.

    A database that is not there yet, or whose tables are of another version, has no register. Raises Unavailable.
    """
    if not config.database:
        return config
    async with open_database(config.database) as database:
        if (await schema.standing(database)).at != schema.latest():
            return config
        found = await register_of(config, database).changed()
    here = available()
    hotels: list[tuple[Hotel, bool]] = []
    for record in found:
        try:
            hotels.append((hotel_from(record, config, here), record.active))
        except BadConfig:
            continue
    active = [hotel for hotel, counts in hotels if counts]
    return in_force(config, active, closed=[hotel for hotel, counts in hotels if not counts])


def tables_of_file(path: str, environ: Mapping[str, str] = os.environ) -> Sequence[Table]:
    """The hotels of a tenants file as they are entered in the register, with their secrets. Raises BadConfig."""
    return tables_to_enter(path, environ, available=available())


async def _nobody_waits() -> None:
    """No guest is served in this process."""
