"""Who comes behind the desk: the porter of a reception, and the roster for the command line."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from hotel_agent.adapters.clock import SystemChance, SystemClock
from hotel_agent.adapters.database import schema
from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.adapters.limits import LIMITS
from hotel_agent.adapters.people import PEOPLE, Argon2Passwords, JwtVouchers, TotpCodes
from hotel_agent.adapters.storage import STORAGES
from hotel_agent.application.porter import Porter
from hotel_agent.application.roster import Roster
from hotel_agent.bootstrap.families import row
from hotel_agent.config import Config
from hotel_agent.ports.clock import Chance, Clock
from hotel_agent.ports.storage import Storage


@asynccontextmanager
async def open_roster(config: Config) -> AsyncIterator[Roster]:
    """Who works behind the desk, with every door closed. A new file gets its tables. Raises BadConfig, Unavailable."""
    storage_factory = row(STORAGES, config.storage, "storage")
    async with open_database(config.database) as database:
        await schema.begin(database)
        async with storage_factory(config.storage.options, announce=lambda _due: None, database=database) as storage:
            yield _roster(config, storage, database, SystemClock(), SystemChance())


async def open_porter(  # noqa: PLR0917 - everything a porter may need
    opened: AsyncExitStack, config: Config, storage: Storage, database: Database | None, clock: Clock, chance: Chance
) -> Porter:
    """Who knows those that come behind the desk. What has to be closed again is."""
    tries_factory = row(LIMITS, config.tries, "tries")
    return Porter(
        roster=_roster(config, storage, database, clock, chance),
        vouchers=JwtVouchers(config.jwt_secret),
        tries=await opened.enter_async_context(tries_factory(config.tries.options, clock=clock)),
    )


def _roster(config: Config, storage: Storage, database: Database | None, clock: Clock, chance: Chance) -> Roster:
    people = row(PEOPLE, config.storage, "people")(storage, database, config.sealing_keys)
    return Roster(people=people, passwords=Argon2Passwords(), codes=TotpCodes(), clock=clock, chance=chance)
