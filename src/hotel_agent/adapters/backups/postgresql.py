"""The tables of a PostgreSQL, copied as they are at one moment, and put back: COPY over our own connection.

So neither the version nor the place of `pg_dump` matters. Jobs of the queue are left out: what is due stands in the
ledger, and workers find what has no job. Tables are laid by our own steps, and only filled from the backup.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, cast

from attrs import frozen
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from hotel_agent.adapters.backups.archive import Archive, Manifest
from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.database.schema import in_transaction, lay_anew
from hotel_agent.adapters.database.tables import metadata
from hotel_agent.domain.errors import BadConfig, Unavailable

FOLDER = "tables/"
"""How the names of tables begin in a backup."""

_PASSES_POLICIES = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
_ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_MAY_NOT_READ = "may not read its tables; let an administrator run `GRANT pg_read_all_data TO` that name"
_WHO_MAY_SEE_ALL = (
    "database: whoever is connected sees the rows of one hotel at a time, and a backup needs all; let an administrator"
    " run `CREATE ROLE hotel_backup LOGIN PASSWORD '...' BYPASSRLS; GRANT pg_read_all_data TO hotel_backup`, and name"
    " that role in POSTGRES_URL for this command"
)
_COUNTED = """
SELECT attribute.attrelid::regclass::text, attribute.attname,
    pg_get_serial_sequence(attribute.attrelid::regclass::text, attribute.attname)
FROM pg_attribute AS attribute
WHERE attribute.attrelid = ANY (CAST(:tables AS regclass[])) AND attribute.attnum > 0 AND NOT attribute.attisdropped
AND pg_get_serial_sequence(attribute.attrelid::regclass::text, attribute.attname) IS NOT NULL
"""
_IS_FORCED = "SELECT relforcerowsecurity FROM pg_class WHERE oid = CAST(:table AS regclass)"


@frozen
class Taken:
    """What was copied: rows by table, and the next number of each column the database counts."""

    rows: Mapping[str, int]
    numbers: Mapping[str, int]


def add_tables(archive: Archive, url: URL) -> Taken:
    """Put every row of every table into the archive, as they are at one moment, while others work.

    Raises BadConfig where whoever is connected would not see them all, and Unavailable.
    """
    return in_transaction(url, lambda connection: _add_tables(archive, connection), denied=_MAY_NOT_READ)


async def lay(database: Database, manifest: Manifest, tables: Iterable[tuple[str, Iterable[bytes]]]) -> None:
    """Lay the tables anew and fill them, all or nothing. Raises BadConfig, Conflict and Unavailable."""
    await lay_anew(database, manifest.revision, lambda connection: _fill(connection, manifest, tables))


def _add_tables(archive: Archive, connection: Connection) -> Taken:
    connection.execute(text(_ONE_MOMENT))
    if not connection.execute(text(_PASSES_POLICIES)).scalar():
        raise BadConfig(_WHO_MAY_SEE_ALL)
    rows: dict[str, int] = {}
    for table in sorted(metadata.tables):
        tally = _Tally()
        archive.add(FOLDER + table, tally.counting(_copied_out(connection, table)))
        rows[table] = tally.lines
    return Taken(rows, {name: _next(connection, sequence) for name, sequence in _counted(connection, rows).items()})


def _fill(connection: Connection, manifest: Manifest, tables: Iterable[tuple[str, Iterable[bytes]]]) -> None:
    filled: dict[str, int] = {}
    for name, pieces in tables:
        if not name.startswith(FOLDER):
            continue
        table = name.removeprefix(FOLDER)
        if table not in manifest.rows:
            raise BadConfig(f"it holds a table its manifest does not name: {table}")
        filled[table] = _copied_in(connection, table, pieces)
    if filled != manifest.rows:
        raise BadConfig("not all rows that its manifest counts went back; nothing was changed")
    for column, sequence in _counted(connection, filled).items():
        if column in manifest.numbers:
            setting = text("SELECT setval(CAST(:sequence AS regclass), :number, false)")
            connection.execute(setting, {"sequence": sequence, "number": manifest.numbers[column]})


def _copied_out(connection: Connection, table: str) -> Iterator[bytes]:
    with (
        _in_the_drivers_words(connection) as cursor,
        cursor.copy(f"COPY {table} ({_columns(connection, table)}) TO STDOUT") as copy,
    ):
        for piece in copy:
            yield bytes(piece)


def _copied_in(connection: Connection, table: str, pieces: Iterable[bytes]) -> int:
    """Owners are held by the policies too: they are let in for as long as this transaction lasts."""
    forced = connection.execute(text(_IS_FORCED), {"table": table}).scalar()
    if forced:
        connection.execute(text(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"))
    columns = _columns(connection, table)
    with _in_the_drivers_words(connection) as cursor:
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for piece in pieces:
                copy.write(piece)
        copied = cursor.rowcount
    if forced:
        connection.execute(text(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))
    return copied


def _columns(connection: Connection, table: str) -> str:
    """Those of the database, in one sequence wherever they were added."""
    asked = text(
        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attname) FROM pg_attribute"
        " WHERE attrelid = CAST(:table AS regclass) AND attnum > 0 AND NOT attisdropped"
    )
    return str(connection.execute(asked, {"table": table}).scalar())


def _counted(connection: Connection, tables: Iterable[str]) -> dict[str, str]:
    """The sequence behind each column that the database counts."""
    found = connection.execute(text(_COUNTED), {"tables": sorted(tables)}).all()
    return {f"{table}.{column}": str(sequence) for table, column, sequence in found}


def _next(connection: Connection, sequence: str) -> int:
    asked = text(f"SELECT last_value + CASE WHEN is_called THEN 1 ELSE 0 END FROM {sequence}")  # noqa: S608 - its own name
    return int(connection.execute(asked).scalar_one())


class _Tally:
    """Counts rows on their way: in COPY's text format each ends with the only line feeds there are."""

    def __init__(self) -> None:
        self.lines = 0

    def counting(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.lines += piece.count(b"\n")
            yield piece


class _Copy(Protocol):
    def __iter__(self) -> Iterator[bytes]: ...

    def write(self, piece: bytes) -> None: ...


class _Cursor(Protocol):
    rowcount: int

    def copy(self, statement: str) -> AbstractContextManager[_Copy]: ...


class _Driver(Protocol):
    def cursor(self) -> AbstractContextManager[_Cursor]: ...


@contextmanager
def _in_the_drivers_words(connection: Connection) -> Iterator[_Cursor]:
    """COPY is the driver's own; what it raises is said as the house says it, never with what stands in a row."""
    driver = cast(_Driver, connection.connection.driver_connection)
    try:
        with driver.cursor() as cursor:
            yield cursor
    except connection.dialect.loaded_dbapi.Error as cause:
        raise Unavailable(f"the database broke off: {str(cause).partition(chr(10))[0]}") from cause
