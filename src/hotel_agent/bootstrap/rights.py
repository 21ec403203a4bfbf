"""Opens what a house knows of its guests, to be shown and to be forgotten."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.database import schema
from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.adapters.rights import RECORDS
from hotel_agent.adapters.storage import STORAGES
from hotel_agent.application.rights import GuestRights
from hotel_agent.bootstrap.families import book_of, row
from hotel_agent.config import Config
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.directory import Directory
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.pms import Pms
from hotel_agent.ports.repeats import Repeats
from hotel_agent.ports.storage import Storage


@asynccontextmanager
async def open_rights(config: Config) -> AsyncIterator[GuestRights]:
    """The rights of this installation's guests, with every door closed. Raises BadConfig, Unavailable.

    Whoever looks makes no database and changes no table, under a service that may be running.
    """
    clock = SystemClock()
    storage_factory = row(STORAGES, config.storage, "storage")
    async with AsyncExitStack() as opened:
        database = await opened.enter_async_context(open_database(config.database))
        await schema.require(database)
        storage = await opened.enter_async_context(
            storage_factory(config.storage.options, announce=lambda _due: None, database=database)
        )
        books = {
            tenant.id: await opened.enter_async_context(book_of(config, tenant, clock=clock, database=database))
            for tenant in config.tenants.tenants
        }
        records = row(RECORDS, config.storage, "storage")(database)
        yield GuestRights(storage=storage, records=records, books=books, tenants=config.tenants, clock=clock)


def rights_of(
    config: Config,
    *,
    storage: Storage,
    database: Database | None,
    books: Mapping[TenantId, Pms],
    tenants: Directory,
    clock: Clock,
    repeats: Repeats,
) -> GuestRights | None:
    """The rights of guests over what is open already; None where all is kept in memory, and forgotten with it."""
    if database is None:
        return None
    records = row(RECORDS, config.storage, "storage")(database)
    return GuestRights(storage=storage, records=records, books=books, tenants=tenants, clock=clock, repeats=repeats)
