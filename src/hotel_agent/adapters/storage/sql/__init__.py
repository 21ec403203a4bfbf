"""The storage in a database: a SQLite file, or PostgreSQL."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.storage.sql.storage import SqlStorage
from hotel_agent.domain.errors import BadConfig
from hotel_agent.ports.rows import Due

__all__ = ["SqlStorage", "open_sql"]


@asynccontextmanager
async def open_sql(
    options: Mapping[str, object], *, announce: Callable[[Due], None], database: Database | None = None
) -> AsyncIterator[SqlStorage]:
    """The storage in the installation's database. Raises BadConfig for options, and where there is no database."""
    problems = [f"{key}: unknown; what is kept in a database has no options of its own" for key in sorted(options)]
    if database is None:
        problems.append("database: none; name one in POSTGRES_URL or DATABASE_URL, or choose the storage `memory`")
    if problems or database is None:
        raise BadConfig(problems)
    yield SqlStorage(database, announce=announce)
