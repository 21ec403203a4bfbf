"""The database everything durable is kept in: a SQLite file, or PostgreSQL; and one transaction in it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path

import aiosqlite
from sqlalchemy import Connection, event, func, make_url, select
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from hotel_agent.adapters.database.unbroken import UnbrokenConnection
from hotel_agent.domain.errors import BadConfig, Bug, Conflict, OutcomeUnknown, Unavailable
from hotel_agent.domain.ids import TenantId

IN_MEMORY = "sqlite://"
"""A database of this process, gone when it is closed."""

DESK_ROLE = "hotel_agent_desk"
"""The role in which tenants' rows are read and written on PostgreSQL: neither owner nor superuser, held by policies."""

TENANT_SETTING = "hotel_agent.tenant"
"""The setting of a transaction that the policies compare each row's tenant with."""

_READS = "hotel_agent_reads"
"""The execution option of a transaction that only looks, which on SQLite waits for no writer."""

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
    "postgresql+psycopg": "postgresql+asyncpg",
    "postgresql+psycopg2": "postgresql+asyncpg",
}
_EXPECTED = "expected sqlite:///path/to/file or postgresql://name:password@host:5432/database"
_LOST_TO_ANOTHER = frozenset({"40001", "40P01", "55P03", "23505", "23503"})
"""PostgreSQL's names for what another transaction won: serialization failure, deadlock, lock not available, a row that
is there already, one that is there no longer."""
_SQLITE_LOST_TO_ANOTHER = frozenset({1555, 2067, 787})
"""The same of SQLite: a key that is there already, another unique row, one that is there no longer."""
_NO_SUCH_ROLE = frozenset({"22023", "42501"})
"""PostgreSQL's names for a role that is not there, or that somebody else may take: invalid value, not allowed."""
_SILENCES = ("08", "25006", "25P03", "53", "57", "58")
"""How PostgreSQL's names begin for a server that is away, stopping, full, read-only or in trouble."""
_SQLITE_SILENCES = frozenset({5, 6, 8, 10, 13, 14, 15})
"""SQLite's numbers for a file that is busy, locked, read-only, unreadable, on a full disk, not to be opened, or whose
log another process is still putting in order."""
_SECONDS_TO_CONNECT = 5
_SECONDS_FOR_A_STATEMENT = 20
_MILLISECONDS_FOR_ANOTHER = 30_000
_SECONDS_TO_LEAVE = 60
_MOST_TRIES = 20


def database_url(text: str) -> URL:
    """The address of a database, whatever driver it names. Raises BadConfig; never says what was found in it."""
    try:
        url = make_url(text)
    except ArgumentError as cause:
        raise BadConfig(f"url: {_EXPECTED}") from cause
    if url.drivername not in _DRIVERS:
        raise BadConfig(f"url: {_EXPECTED}")
    # asyncpg's name for what everybody else calls sslmode.
    told = {"ssl" if name == "sslmode" else name: value for name, value in url.query.items()}
    return url.set(drivername=_DRIVERS[url.drivername], query=told)


class Database:
    """Transactions in one database. On SQLite they wait for one another; on PostgreSQL rows are locked as needed."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.on_postgresql = engine.dialect.name == "postgresql"
        self._readers = engine.execution_options(**{_READS: True})
        self._one_at_a_time = nullcontext() if self.on_postgresql else asyncio.Lock()
        self._inside: set[asyncio.Task[object] | None] = set()
        self._held: set[asyncio.Task[None]] = set()
        """Who keeps each connection that is not closed yet, also where nobody waits for it any more."""

    @property
    def url(self) -> URL:
        """Its address, with the password in it."""
        return self.engine.url

    @asynccontextmanager
    async def transaction(self, tenant: TenantId | None = None) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees this tenant's rows; without one, only what belongs to no tenant.

        Leaving by an exception undoes it. Raises Unavailable when the database does not answer, OutcomeUnknown when it
        fell silent while committing, Conflict when another transaction was faster, and Bug inside another transaction
        of the same task, which it would wait for.
        """
        task = asyncio.current_task()
        if task in self._inside:
            raise Bug("a transaction inside another one waits for it; leave the first before you begin the second")
        async with self._one_at_a_time:
            self._inside.add(task)
            try:
                async with self._connected(self.engine, tenant) as connection:
                    yield connection
                    with _committing():
                        await connection.commit()
            finally:
                self._inside.discard(task)

    @asynccontextmanager
    async def reading(self, tenant: TenantId | None = None) -> AsyncIterator[AsyncConnection]:
        """A look at what is committed of this tenant; without one, at what belongs to no tenant.

        It waits for no transaction, also not for its own.
        """
        if isinstance(self.engine.pool, StaticPool):
            async with self.transaction(tenant) as connection:
                yield connection
        else:
            async with self._connected(self._readers, tenant) as connection:
                yield connection

    async def sweep(self) -> None:
        """Write the file anew, without what was deleted from it. PostgreSQL clears up by itself: nothing is done there.

        Others wait meanwhile: seconds, where the file is large. Repeating is safe. Raises Unavailable when somebody
        was in the way for too long; then it was not done, or not wholly.
        """
        if self.on_postgresql or not self.url.database:
            return
        async with self._one_at_a_time, self._connected_bare() as driver:
            # SQLite leaves what it deletes where it stood; `secure_delete` overwrites most of it, and not all.
            await driver.execute("VACUUM")
            async with driver.execute("PRAGMA wal_checkpoint(TRUNCATE)") as told:
                (in_the_way, *_) = await told.fetchone() or (1,)
        if in_the_way:
            raise Unavailable("the database is too busy to be written anew")

    async def aclose(self) -> None:
        """Wait for those who are on their way out, and close the rest. Repeating is safe.

        Whoever was cancelled may still be waiting for the end of a statement. Who has a connection and never gives it
        back is waited for as long as a statement may take, and no longer.
        """
        try:
            if self._held:
                await asyncio.wait(self._held, timeout=_SECONDS_TO_LEAVE)
        finally:
            await self.engine.dispose()

    @asynccontextmanager
    async def _connected(self, engine: AsyncEngine, tenant: TenantId | None) -> AsyncIterator[AsyncConnection]:
        with _translated():
            # Tasks of their own: whoever is cancelled meanwhile, once or twice, leaves no connection behind.
            opening, over = asyncio.create_task(_begun(engine, tenant)), asyncio.Event()
            keeping = asyncio.create_task(_closed_once_over(opening, over))
            self._held.add(keeping)
            keeping.add_done_callback(self._held.discard)
            try:
                connection = await asyncio.shield(opening)
                yield connection
            finally:
                over.set()
                await asyncio.shield(keeping)

    @asynccontextmanager
    async def _connected_bare(self) -> AsyncIterator[aiosqlite.Connection]:
        """SQLite's own connection, in no transaction: there is work it does in none."""
        async with self._connected(self.engine, None) as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            if not isinstance(driver, aiosqlite.Connection):
                raise Bug("this is no SQLite")
            try:
                yield driver
            except sqlite3.OperationalError as cause:
                raise Unavailable("the database is too busy to be written anew") from cause


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Database]:
    """The database at this address; nothing connects before the first transaction. Raises BadConfig."""
    address = database_url(url)
    engine = _sqlite(address) if address.get_backend_name() == "sqlite" else _postgresql(address)
    database = Database(engine)
    try:
        yield database
    finally:
        await database.aclose()


async def _closed_once_over(opening: "asyncio.Task[AsyncConnection]", over: asyncio.Event) -> None:
    await over.wait()
    await asyncio.wait([opening])
    if not opening.cancelled() and opening.exception() is None:
        await opening.result().close()


async def _begun(engine: AsyncEngine, tenant: TenantId | None) -> AsyncConnection:
    try:
        return await _begin(engine, tenant)
    except DBAPIError as stale:
        # A connection kept from before the server was started again: nothing was done over it, a new one will do.
        if not stale.connection_invalidated:
            raise
        return await _begin(engine, tenant)


async def _begin(engine: AsyncEngine, tenant: TenantId | None) -> AsyncConnection:
    connection = await (engine.connect() if engine.dialect.name == "postgresql" else UnbrokenConnection(engine))
    try:
        if engine.dialect.name == "postgresql":
            role = func.set_config("role", DESK_ROLE, True)
            await connection.execute(select(role, func.set_config(TENANT_SETTING, tenant or "", True)))
    except DBAPIError as cause:
        await connection.close()
        if getattr(cause.orig, "sqlstate", None) in _NO_SUCH_ROLE:
            raise BadConfig(
                f"database: whoever is connected may not work as {DESK_ROLE}; let the owner of the tables, or an"
                f" administrator, run `GRANT {DESK_ROLE} TO` that name"
            ) from cause
        raise
    except BaseException:
        await connection.close()
        raise
    return connection


def _postgresql(url: URL) -> AsyncEngine:
    return create_async_engine(
        url,
        hide_parameters=True,  # they hold what guests wrote
        pool_size=10,
        max_overflow=10,
        pool_timeout=_SECONDS_TO_CONNECT,
        connect_args={
            "timeout": _SECONDS_TO_CONNECT,
            "command_timeout": _SECONDS_FOR_A_STATEMENT,
            "server_settings": {
                "application_name": "hotel_agent",
                "idle_in_transaction_session_timeout": "30s",
                "lock_timeout": "10s",
            },
        },
    )


def _sqlite(url: URL) -> AsyncEngine:
    if url.database:
        _make_folder(Path(url.database).parent)
        engine = create_async_engine(url, hide_parameters=True)
    else:
        engine = create_async_engine(url, hide_parameters=True, poolclass=StaticPool)
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin_writing)
    event.listen(engine.sync_engine, "invalidate", _undo)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # guests' names are in there
    except OSError as cause:
        raise BadConfig(f"database: the folder {str(folder)!r} cannot be made: {cause.strerror}") from cause


def _prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    # Our own BEGIN comes from `_begin_writing`: the driver's would come too late, at the first write.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_MILLISECONDS_FOR_ANOTHER}")
    _log_ahead(cursor)
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _log_ahead(cursor: sqlite3.Cursor) -> None:
    # A new file gets its write-ahead log from whoever opens it first. SQLite waits for nobody there and says at once
    # that the file is busy; so whoever comes second waits as a writer would, and looks again.
    for _ in range(_MOST_TRIES - 1):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as cause:
            if not _is_silence(cause):
                raise
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("ROLLBACK")
    cursor.execute("PRAGMA journal_mode = WAL")


def _begin_writing(connection: Connection) -> None:
    reads = connection.get_execution_options().get(_READS, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _undo(connection: DBAPIConnection, _: ConnectionPoolEntry, __: BaseException | None) -> None:
    # A connection whose own statement was cancelled, as all that is left is at the end of a loop, is closed; but the
    # file stays locked while a row of a statement is unread.
    connection.rollback()


@contextmanager
def _committing() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, OSError) as cause:
        raise OutcomeUnknown("the database fell silent while it committed") from cause


@contextmanager
def _translated() -> Iterator[None]:
    """The driver's errors as those of the house, each kept as the cause."""
    try:
        yield
    except DBAPIError as cause:
        if _is_lost_to_another(cause.orig):
            raise Conflict("another transaction was faster") from cause
        if cause.connection_invalidated or _is_silence(cause.orig):
            raise Unavailable("the database does not answer") from cause
        raise Bug("the database refused a statement") from cause
    except (NoConnectionFree, OSError, TimeoutError) as cause:
        raise Unavailable("the database does not answer") from cause
    except SQLAlchemyError as cause:
        raise Bug("a statement was put wrongly") from cause


def _is_lost_to_another(error: BaseException | None) -> bool:
    if getattr(error, "sqlstate", None) in _LOST_TO_ANOTHER:
        return True
    return getattr(error, "sqlite_errorcode", None) in _SQLITE_LOST_TO_ANOTHER


def _is_silence(error: BaseException | None) -> bool:
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return state.startswith(_SILENCES)
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(error, OSError | TimeoutError) or (isinstance(code, int) and code & 0xFF in _SQLITE_SILENCES)
