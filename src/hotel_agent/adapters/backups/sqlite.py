"""A SQLite file, copied while others work in it, and put back."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from hotel_agent.adapters.backups.archive import Archive, Manifest
from hotel_agent.domain.errors import BadConfig, Unavailable

DATABASE = "database.sqlite3"
"""What the database's file is called in a backup."""

_NOBODY_ELSE = 0o600
_PIECE = 1024 * 1024
_TRIES = 40
"""A file that is busy is tried again after a quarter of a second, so often."""
_OUR_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
    " ORDER BY name"
)


def add_file(archive: Archive, file: Path, *, beside: Path) -> Mapping[str, int]:
    """Put the database into the archive, as it is at one moment. Returns its rows by table.

    The copy is made `beside` and taken away again. Raises Unavailable where the file cannot be read.
    """
    copy = beside.with_name(f"{beside.name}.copy")
    with _short_lived(copy):
        with closing(_connected(file)) as source, closing(sqlite3.connect(copy)) as copied:
            source.backup(copied)
        archive.add(DATABASE, _read(copy))
        return rows(copy)


def lay(pieces: Iterable[bytes], file: Path, manifest: Manifest) -> None:
    """Put the database back. What is at its place is replaced at once, or, where anything is wrong, left as it is."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = file.with_name(f"{file.name}.restored")
    with _short_lived(copy):
        with copy.open("r+b") as out:
            out.writelines(pieces)
        _check(copy, manifest)
        with closing(_only_read(copy)) as source, closing(_created(file)) as target:
            source.backup(target, progress=_Patience())


def rows(file: Path) -> Mapping[str, int]:
    """How many rows each table of a file nobody works in has."""
    with closing(_only_read(file)) as connection:
        tables = [name for (name,) in connection.execute(_OUR_TABLES)]
        # Its own tables' names, as it gave them.
        counted = ", ".join(f'(SELECT count(*) FROM "{name}")' for name in tables)  # noqa: S608
        return dict(zip(tables, connection.execute(f"SELECT {counted}").fetchone(), strict=True))


def _check(copy: Path, manifest: Manifest) -> None:
    with closing(_only_read(copy)) as connection:
        (said,) = connection.execute("PRAGMA integrity_check").fetchone()
    if said != "ok" or rows(copy) != manifest.rows:
        raise BadConfig("the database in it is damaged; take an older backup")


class _Patience:
    """Gives up where somebody works in the file for too long."""

    def __init__(self) -> None:
        self._tries = 0

    def __call__(self, _: int, __: int, ___: int) -> None:
        self._tries += 1
        if self._tries > _TRIES:
            raise Unavailable("somebody works in the database; stop the service first")


def _connected(file: Path) -> sqlite3.Connection:
    if not file.exists():
        raise BadConfig(f"database: there is no file {str(file)!r} yet; nothing was ever kept here")
    return sqlite3.connect(file)


def _created(file: Path) -> sqlite3.Connection:
    if not file.exists():
        os.close(os.open(file, os.O_CREAT | os.O_EXCL, _NOBODY_ELSE))
    return sqlite3.connect(file, timeout=0)  # `_Patience` waits


def _only_read(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


@contextmanager
def _short_lived(file: Path) -> Iterator[None]:
    file.unlink(missing_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_EXCL, _NOBODY_ELSE))
    try:
        yield
    except sqlite3.Error as cause:
        raise Unavailable(f"the database's file cannot be copied: {cause}") from cause
    finally:
        for each in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
            each.unlink(missing_ok=True)


def _read(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            yield piece
