"""The tables of an installation's database, for the command line."""

from collections.abc import Sequence

from hotel_agent.adapters.database import schema
from hotel_agent.adapters.database.database import open_database
from hotel_agent.config import Config


async def upgrade_database(config: Config, revision: str = schema.LATEST) -> schema.Moved:
    """Bring the database up to a revision, or to the one this version needs. Raises BadConfig, Unavailable."""
    async with open_database(config.database) as database:
        return await schema.upgrade(database, revision)


async def downgrade_database(config: Config, revision: str) -> schema.Moved:
    """Take the database back to a revision; what came with later ones is lost. Raises BadConfig, Unavailable."""
    async with open_database(config.database) as database:
        return await schema.downgrade(database, revision)


async def losses_of_downgrade(config: Config, revision: str) -> Sequence[str]:
    """What would be lost by taking the database back to a revision. Raises BadConfig, Unavailable."""
    async with open_database(config.database) as database:
        return await schema.losses(database, revision)


async def standing_of_database(config: Config) -> schema.Standing:
    """At which revision the database is, and what this version makes of it. Raises Unavailable."""
    async with open_database(config.database) as database:
        return await schema.standing(database)
