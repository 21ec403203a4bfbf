"""Opens a look at the day, for the command line, beside a service that may be running."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.database import schema
from hotel_agent.adapters.database.database import open_database
from hotel_agent.adapters.storage import STORAGES
from hotel_agent.application.today import Today
from hotel_agent.bootstrap.families import book_of, row
from hotel_agent.config import Config


@asynccontextmanager
async def open_today(config: Config) -> AsyncIterator[Today]:
    """The day of this installation's hotels. Whoever looks changes nothing. Raises BadConfig, Unavailable."""
    clock = SystemClock()
    async with AsyncExitStack() as opened:
        database = await opened.enter_async_context(open_database(config.database))
        await schema.require(database)
        storing = row(STORAGES, config.storage, "storage")(
            config.storage.options, announce=lambda _due: None, database=database
        )
        storage = await opened.enter_async_context(storing)
        books = {
            tenant.id: await opened.enter_async_context(book_of(config, tenant, clock=clock, database=database))
            for tenant in config.tenants.tenants
        }
        yield Today(storage=storage, tenants=config.tenants, books=books, clock=clock)
