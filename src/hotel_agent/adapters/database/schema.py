"""Whether a database has its tables as this version needs them, and the steps that take it there or back.

Steps are taken by alembic, which keeps what it does in globals: so one call at a time in a process, in a thread of its
own and over a connection of its own. All steps of a call are one transaction, on SQLite too.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from attrs import frozen
from loguru import logger
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.database.tables import metadata
from hotel_agent.domain.errors import BadConfig, Bug, Conflict, Unavailable

Answer = TypeVar("Answer")

NOTHING = "base"
"""Where a database stands that has no tables of ours."""

LATEST = "head"
"""Where a database stands that has everything this version knows."""

COMMAND = "hotel-agent db upgrade"

_MIGRATIONS = "hotel_agent.adapters.database:migrations"
_ONE_AT_A_TIME = threading.Lock()
_LOCK_OF_STEPS = 0x686F74656C
"""The advisory lock that whoever takes steps on PostgreSQL holds: `hotel`."""
_SECONDS_TO_CONNECT = 5
_SECONDS_FOR_ANOTHER = 300
"""For so long whoever takes steps waits for another who does."""
_SECONDS_FOR_A_TABLE = 10
"""For so long a step waits for a table that is in use; longer would hold up everybody who comes after it."""
_NOT_ALLOWED = "42501"
_MAY_NOT_CHANGE = "may not change its tables; connect as their owner, who may also create roles"
_MAY_NOT_LOOK = (
    "may not see at which revision its tables are; let their owner run `GRANT SELECT ON alembic_version TO` that name"
)
_IN_USE = frozenset({"55P03", "40P01"})
_NO_DATABASE = 26


@frozen
class Moved:
    """From where to where a database went, and where its file was kept as it had been."""

    before: str
    after: str
    kept: Path | None = None


@frozen
class Standing:
    """At which revision a database is, and which one this version needs."""

    at: str
    needs: str
    newer: bool
    """Whether a newer version than this one has been at it."""


async def prepare(database: Database) -> None:
    """See to it that the tables are as this version needs them.

    A SQLite file is brought there, after a copy was laid beside it where it holds anything. PostgreSQL, which others
    may be serving from, is not touched: raises BadConfig that says which command to run. A database that a newer
    version has been at is refused too. Raises Unavailable when the database does not answer. Repeating is safe, also
    two at once.
    """
    if not database.on_postgresql:
        moved = await upgrade(database)
        if moved.kept is not None:
            logger.info("the tables were brought up", before=moved.before, after=moved.after, kept=moved.kept.name)
        return
    await require(database)


async def require(database: Database) -> None:
    """Raises BadConfig, which says what to do, where the tables are not as this version needs them. Changes nothing."""
    at = await current(database)
    if _position(at) < _position(latest()):
        found = "empty" if at == NOTHING else f"at revision {at}"
        raise BadConfig(f"database: it is {found}, and this version needs {latest()}; run `{COMMAND}` first")


async def begin(database: Database) -> None:
    """As `require`, but a SQLite file that holds nothing yet gets its tables: who begins needs no service for it."""
    if not database.on_postgresql and await current(database) == NOTHING:
        await prepare(database)
    await require(database)


async def upgrade(database: Database, revision: str = LATEST) -> Moved:
    """Take the steps up to this revision; none where it is there already. Raises BadConfig for one that lies behind."""
    if _in_memory(database):
        async with database.transaction() as connection:
            await connection.run_sync(metadata.create_all)
        return Moved(NOTHING, latest())
    return await asyncio.to_thread(_move, database.url, revision, up=True)


async def downgrade(database: Database, revision: str) -> Moved:
    """Take the steps back to this revision. Raises BadConfig for one that lies ahead."""
    return await asyncio.to_thread(_move, database.url, revision, up=False)


async def current(database: Database) -> str:
    """The revision the database is at, also one that only a newer version knows. Raises Unavailable."""
    if _in_memory(database):
        return latest()
    return await asyncio.to_thread(_look, database.url)


async def standing(database: Database) -> Standing:
    """At which revision the database is, and what this version makes of it. Raises Unavailable."""
    at = await current(database)
    return Standing(at, latest(), newer=at != NOTHING and at not in revisions())


async def losses(database: Database, revision: str) -> list[str]:
    """What would be lost by going back to this revision, the latest first. Raises BadConfig and Unavailable."""
    scripts = ScriptDirectory.from_config(_alembic())
    crossed = revisions()[_position(_named(revision)) + 1 : _position(await current(database)) + 1]
    return [scripts.get_revision(each).module.loses for each in reversed(crossed)]


async def lay_anew(database: Database, revision: str, fill: Callable[[Connection], None]) -> None:
    """Take every table of a PostgreSQL away, lay them as this revision has them, and let them be filled.

    All of it is one transaction: where filling raises, everything is as it was. Raises BadConfig where a newer version
    has been at it, Conflict where somebody still works with a table.
    """
    await asyncio.to_thread(
        in_transaction,
        database.url,
        lambda connection: _lay_anew(connection, _named(revision), fill),
        denied=_MAY_NOT_CHANGE,
    )


def latest() -> str:
    """The revision this version needs."""
    return revisions()[-1]


def revisions() -> list[str]:
    """Every revision this version knows, the first one first."""
    return [script.revision for script in ScriptDirectory.from_config(_alembic()).walk_revisions()][::-1]


def _move(url: URL, revision: str, *, up: bool) -> Moved:
    target = _named(revision)
    with _ONE_AT_A_TIME:
        return in_transaction(url, lambda connection: _take_steps(connection, target, up=up), denied=_MAY_NOT_CHANGE)


def _take_steps(connection: Connection, target: str, *, up: bool) -> Moved:
    _wait_for_others(connection)
    at = _current(connection)
    distance = _position(target) - _position(at)
    if distance and (distance > 0) is not up:
        where, other = ("behind", "downgrade") if up else ("ahead", "upgrade")
        raise BadConfig(f"revision: {target} lies {where}, the database is at {at}; use `hotel-agent db {other}`")
    if not distance:
        return Moved(at, at)
    kept = _keep_file(connection, at)
    alembic = _alembic()
    alembic.attributes["connection"] = connection
    (command.upgrade if up else command.downgrade)(alembic, target)
    return Moved(at, target, kept)


def _lay_anew(connection: Connection, revision: str, fill: Callable[[Connection], None]) -> None:
    with _ONE_AT_A_TIME:
        _wait_for_others(connection)
        alembic = _alembic()
        alembic.attributes["connection"] = connection
        if _position(_current(connection)) >= 0:
            command.downgrade(alembic, NOTHING)
        command.upgrade(alembic, revision)
        fill(connection)


def _wait_for_others(connection: Connection) -> None:
    """On SQLite the transaction is the lock."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{_SECONDS_FOR_ANOTHER}s'"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK_OF_STEPS})"))
        connection.execute(text(f"SET LOCAL lock_timeout = '{_SECONDS_FOR_A_TABLE}s'"))


def _keep_file(connection: Connection, at: str) -> Path | None:
    """A copy of a SQLite file as it is before the steps of this transaction."""
    if connection.dialect.name != "sqlite" or at == NOTHING:
        return None
    file = Path(connection.engine.url.database or "")
    kept = file.with_name(f"{file.stem}.at-{at}{file.suffix}")
    half = kept.with_name(f"{kept.name}-half")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as whole, closing(sqlite3.connect(half)) as copy:
        whole.backup(copy)
    half.replace(kept)
    return kept


def _current(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or NOTHING


def _named(revision: str) -> str:
    """The revision of this name. Raises BadConfig for one nobody knows."""
    known = [NOTHING, *revisions()]
    if revision == LATEST:
        return known[-1]
    if revision not in known:
        raise BadConfig(f"revision: expected one of {', '.join(known)}, found {revision!r}")
    return revision


def _position(at: str) -> int:
    """How many steps a database has taken. Raises BadConfig when a newer version than this one has been at it."""
    if at == NOTHING:
        return -1
    if at not in revisions():
        raise BadConfig(
            f"database: it is at revision {at}, and this version knows none after {latest()}; start the newer version"
            f" that has been at it, or let that one take it back with `hotel-agent db downgrade {latest()}`"
        )
    return revisions().index(at)


def _alembic() -> Config:
    alembic = Config()
    alembic.set_main_option("script_location", _MIGRATIONS)
    return alembic


def _look(url: URL) -> str:
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return NOTHING  # looking makes no file
    return in_transaction(url, _current, denied=_MAY_NOT_LOOK)


def _in_memory(database: Database) -> bool:
    return not database.on_postgresql and database.url.database in {None, "", ":memory:"}


def in_transaction(url: URL, do: Callable[[Connection], Answer], *, denied: str) -> Answer:
    """What comes of this in one transaction, over a connection of its own, as whoever the address names.

    `denied` is what whoever is connected may not do where the database forbids it, and what to do about that.
    """
    engine = _postgresql(url) if url.get_backend_name() == "postgresql" else _sqlite(url)
    try:
        with _translated(denied), engine.begin() as connection:
            return do(connection)
    finally:
        engine.dispose()


def _postgresql(url: URL) -> Engine:
    # libpq's name for what asyncpg calls ssl.
    told = {"sslmode" if name == "ssl" else name: value for name, value in url.query.items()}
    patient = {"connect_timeout": _SECONDS_TO_CONNECT, "application_name": "hotel_agent db"}
    return create_engine(url.set(drivername="postgresql+psycopg", query=told), poolclass=NullPool, connect_args=patient)


def _sqlite(url: URL) -> Engine:
    patient = {"timeout": _SECONDS_FOR_ANOTHER, "isolation_level": None}
    engine = create_engine(url.set(drivername="sqlite+pysqlite"), poolclass=NullPool, connect_args=patient)
    # The driver's own BEGIN would come too late, at the first write, and never before what changes tables.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


@contextmanager
def _translated(denied: str) -> Iterator[None]:
    try:
        yield
    except DBAPIError as cause:
        state = getattr(cause.orig, "sqlstate", None)
        if state == _NOT_ALLOWED:
            raise BadConfig(f"database: whoever is connected {denied}: {_first_line(cause)}") from cause
        if getattr(cause.orig, "sqlite_errorcode", None) == _NO_DATABASE:
            raise BadConfig("database: the file is no SQLite database; move it away") from cause
        if state in _IN_USE:
            raise Conflict("a table was in use for too long") from cause
        if state and not cause.connection_invalidated:
            raise Bug("the database refused a step") from cause
        raise Unavailable(f"the database does not answer: {_first_line(cause)}") from cause
    except (OSError, sqlite3.Error) as cause:
        raise Unavailable(f"the database's file cannot be copied: {cause}") from cause


def _first_line(cause: DBAPIError) -> str:
    return str(cause.orig).partition("\n")[0]
