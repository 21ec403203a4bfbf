"""The worker's own connections to PostgreSQL: it listens on one, and asks on a few more."""

from procrastinate import PsycopgConnector
from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import URL

from hotel_agent.adapters.database.database import DESK_ROLE

_SECONDS_TO_CONNECT = 5
_PATIENCE = 2
"""Seconds. For so long a question waits for a connection; those that broke are made anew as often."""


def connector_to(url: URL) -> PsycopgConnector:
    """Connects to this database once it is opened, as the desk, each statement a transaction of its own."""
    # libpq's name for what asyncpg calls ssl.
    told = {"sslmode" if name == "ssl" else name: value for name, value in url.query.items()}
    return PsycopgConnector(
        conninfo=url.set(drivername="postgresql", query=told).render_as_string(hide_password=False),
        min_size=1,
        max_size=4,
        timeout=_PATIENCE,
        reconnect_timeout=_PATIENCE / 2,
        configure=_become_the_desk,
        kwargs={
            "application_name": "hotel_agent worker",
            "connect_timeout": _SECONDS_TO_CONNECT,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
        },
    )


async def _become_the_desk(connection: AsyncConnection) -> None:
    await connection.set_autocommit(True)
    await connection.execute(SQL("SET ROLE {}").format(Identifier(DESK_ROLE)))
