"""Backups of an installation: everything its database holds, and the files it was told by, in one sealed file."""

import asyncio
import hmac
import os
import re
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import ParamSpec, TypeVar

from attrs import evolve, frozen

from hotel_agent.adapters.backups import postgresql, sqlite
from hotel_agent.adapters.backups.archive import Archive, Manifest, contents, verified, written
from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.database import schema
from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.config import Config
from hotel_agent.domain.errors import BadConfig, Unavailable

Told = ParamSpec("Told")
Answer = TypeVar("Answer")

_NAME = re.compile(r"hotel-\d{8}T\d{6}Z\.backup")
_FILES = "files/"
_NOBODY_ELSE = 0o600
_SHORTEST_KEY = 16
_ON = {True: "postgresql", False: "sqlite"}


@frozen
class Backup:
    """A backup that was made or read."""

    path: Path
    manifest: Manifest


@frozen
class Restored:
    """What was put back."""

    manifest: Manifest
    files: Sequence[Path] = ()
    needs: str = ""
    """The revision this version needs, where the tables are older."""
    sealed_otherwise: bool = False
    """Whether secrets of hotels and media were sealed under a SECRET_KEY that is not the present one."""


async def make_backup(config: Config, folder: Path, *, key: str, files: Sequence[Path] = ()) -> Backup:
    """Write everything into a new file in this folder, while the service runs. Raises BadConfig and Unavailable.

    The name appears once the file is whole and on the disk.
    """
    moment = SystemClock().now()
    path = folder / f"hotel-{moment:%Y%m%dT%H%M%SZ}.backup"
    _mind(key)
    async with open_database(config.database) as database:
        await schema.require(database)
        manifest = Manifest(
            made_at=moment.isoformat(),
            version=version("hotel-agent"),
            database=_ON[database.on_postgresql],
            revision=schema.latest(),
            sealed_under=_mark(config.secret_key),
        )
        return Backup(path, await _in_thread(_write, path, key, database, manifest, files))


async def read_backup(path: Path, *, key: str) -> Backup:
    """Read a backup from end to end. Raises BadConfig where it is not what it says, or does not open."""
    _mind(key)
    return Backup(path, await _in_thread(_verified, path, key))


async def restore_backup(
    config: Config, path: Path, *, key: str, overwrite: bool = False, files_to: Path | None = None
) -> Restored:
    """Put everything back, once all of it was read and found whole. Raises BadConfig, Conflict and Unavailable.

    What the database holds is replaced only where `overwrite` says so. Files go into `files_to`, a folder that must not
    hold them yet; without it they stay in the backup.
    """
    backup = await read_backup(path, key=key)
    manifest = backup.manifest
    if manifest.revision not in schema.revisions():
        raise BadConfig(
            f"its tables are at revision {manifest.revision}, and this version knows none after {schema.latest()};"
            f" install hotel-agent {manifest.version} or newer"
        )
    async with open_database(config.database) as database:
        if manifest.database != _ON[database.on_postgresql]:
            raise BadConfig(f"it was made of {manifest.database}, and everything is kept elsewhere here")
        if not overwrite and await schema.current(database) != schema.NOTHING:
            raise BadConfig("the database holds something already, which would be lost; --overwrite replaces it")
        laid = await _in_thread(_lay_files, path, key, files_to)
        if database.on_postgresql:
            await postgresql.lay(database, manifest, contents(path, key))
        else:
            await _in_thread(_lay_sqlite, path, key, Path(database.url.database or ""), manifest)
    return Restored(
        manifest,
        laid,
        needs=schema.latest() if manifest.revision != schema.latest() else "",
        sealed_otherwise=manifest.sealed_under != _mark(config.secret_key),
    )


def forget_backups(folder: Path, *, keep: int) -> Sequence[Path]:
    """Delete the oldest backups in this folder but for so many. What is not called like one of ours is left alone."""
    old = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))[:-keep]
    for path in old:
        path.unlink(missing_ok=True)
    return old


def _mind(key: str) -> None:
    if len(key) < _SHORTEST_KEY:
        raise BadConfig(
            f"HOTEL_BACKUP_KEY: {'too short' if key else 'missing'}; expected at least {_SHORTEST_KEY} characters, as"
            " `openssl rand -hex 32` prints them. Keep them elsewhere too: without them no backup opens"
        )


def _write(path: Path, key: str, database: Database, manifest: Manifest, files: Sequence[Path]) -> Manifest:
    half = path.with_name(f".{path.name}.half")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        raise BadConfig(f"{path} is there already; try again in a second")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _NOBODY_ELSE), "wb") as out:
            with written(out, key) as archive:
                for file in files:
                    archive.add(_FILES + file.name, iter([file.read_bytes()]))
                whole = archive.end(_taken(manifest, archive, database, half))
            out.flush()
            os.fsync(out.fileno())
        half.rename(path)
    finally:
        half.unlink(missing_ok=True)
    return whole


def _taken(manifest: Manifest, archive: Archive, database: Database, beside: Path) -> Manifest:
    if database.on_postgresql:
        taken = postgresql.add_tables(archive, database.url)
        return evolve(manifest, rows=taken.rows, numbers=taken.numbers)
    return evolve(manifest, rows=sqlite.add_file(archive, Path(database.url.database or ""), beside=beside))


def _verified(path: Path, key: str) -> Manifest:
    try:
        return verified(path, key)
    except BadConfig as bad:
        raise BadConfig(f"{path}: {bad}") from bad


def _lay_files(path: Path, key: str, folder: Path | None) -> Sequence[Path]:
    """The files of the installation, in a folder where none of them is yet."""
    if folder is None:
        return ()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    laid = []
    for name, pieces in contents(path, key):
        if name.startswith(_FILES):
            file = folder / Path(name).name
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _NOBODY_ELSE), "wb") as out:
                out.writelines(pieces)
            laid.append(file)
    return laid


def _lay_sqlite(path: Path, key: str, file: Path, manifest: Manifest) -> None:
    for name, pieces in contents(path, key):
        if name == sqlite.DATABASE:
            sqlite.lay(pieces, file, manifest)


def _mark(secret_key: str) -> str:
    """Tells keys apart, and nothing of them."""
    return hmac.digest(secret_key.encode("utf-8", "surrogatepass"), b"hotel_agent: sealed in a backup", "sha256").hex()


async def _in_thread(do: Callable[Told, Answer], /, *told: Told.args, **named: Told.kwargs) -> Answer:
    """What this comes to, with a disk that refuses said in the words of the house."""
    try:
        return await asyncio.to_thread(do, *told, **named)
    except OSError as cause:
        raise Unavailable(f"{cause.filename or 'the disk'}: {cause.strerror or type(cause).__name__}") from cause
