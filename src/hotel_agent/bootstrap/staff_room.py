"""The staff room of an installation, for the command line, beside a service that may be running."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from hotel_agent.adapters.clock import SystemChance, SystemClock
from hotel_agent.adapters.database import schema
from hotel_agent.adapters.database.database import open_database
from hotel_agent.adapters.storage import STORAGES
from hotel_agent.adapters.wording import WORDINGS
from hotel_agent.application.staff_room import StaffRoom
from hotel_agent.bootstrap.families import channel_of, row
from hotel_agent.config import Config
from hotel_agent.ports.channel import Channel


@asynccontextmanager
async def open_staff_room(config: Config) -> AsyncIterator[StaffRoom]:
    """What the hotel's people do with conversations. Raises BadConfig, Unavailable.

    Nothing comes in here and nothing goes out: what is answered is sent by the service.
    """
    clock, chance = SystemClock(), SystemChance()
    async with AsyncExitStack() as opened:
        database = await opened.enter_async_context(open_database(config.database))
        await schema.require(database)
        storing = row(STORAGES, config.storage, "storage")(
            config.storage.options, announce=lambda _due: None, database=database
        )
        channels: dict[str, Channel] = {}
        for choice in config.channels:
            opening = channel_of(config, choice, clock=clock, chance=chance, database=database)
            channel = await opened.enter_async_context(opening)
            channels[channel.name] = channel
        yield StaffRoom(
            storage=await opened.enter_async_context(storing),
            tenants=config.tenants,
            channels=channels,
            wording=await opened.enter_async_context(row(WORDINGS, config.wording, "wording")(config.wording.options)),
            clock=clock,
            chance=chance,
        )
