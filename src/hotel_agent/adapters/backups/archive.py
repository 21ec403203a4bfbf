"""What lies in a backup: named contents in pieces, and at the end the manifest that says what they have to be."""

import json
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, cast

import cattrs
from attrs import asdict, evolve, field, frozen

from hotel_agent.adapters.backups.seal import OpenedFile, SealedFile
from hotel_agent.domain.errors import BadConfig

_MANIFEST = "manifest.json"
_PIECE = 1024 * 1024
"""Bytes held in memory at once."""


@frozen(kw_only=True)
class Content:
    """One thing in a backup: a table, a database's file, or a file of the installation."""

    size: int
    digest: str
    """SHA-256 of its bytes."""


@frozen(kw_only=True)
class Manifest:
    """What a backup is of, and what has to be in it."""

    made_at: str
    version: str
    """The version of hotel-agent that made it."""
    database: str
    """`sqlite` or `postgresql`."""
    revision: str
    """The one its tables are at."""
    rows: Mapping[str, int] = field(factory=dict)
    """How many, by table."""
    numbers: Mapping[str, int] = field(factory=dict)
    """The next number of each column that is counted by the database, as `table.column`."""
    sealed_under: str = ""
    """Tells whether a SECRET_KEY is the one that secrets and media in it are sealed under; the key cannot be found."""
    contents: Mapping[str, Content] = field(factory=dict)


class Archive:
    """A backup that is being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._contents: dict[str, Content] = {}

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write a content under a name of its own."""
        digest, size = sha256(), 0
        for number, piece in enumerate(_pieces(chunks)):
            digest.update(piece)
            size += len(piece)
            self._write(f"{name}/{number:08}", piece)
        self._contents[name] = Content(size=size, digest=digest.hexdigest())

    def end(self, manifest: Manifest) -> Manifest:
        """Write the manifest, with what was written before it."""
        whole = evolve(manifest, contents=self._contents)
        self._write(_MANIFEST, json.dumps(asdict(whole), indent=1).encode())
        return whole

    def _write(self, name: str, piece: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size = len(piece)
        self._tar.addfile(member, BytesIO(piece))


@contextmanager
def written(file: BinaryIO, key: str) -> Iterator[Archive]:
    """An archive that goes into this file, packed and sealed; whole only where this is left without an error."""
    sealed = SealedFile(file, key)
    with tarfile.open(fileobj=cast(BinaryIO, sealed), mode="w|gz") as tar:
        yield Archive(tar)
    sealed.finish()


def contents(path: Path, key: str) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The contents of a backup, each with its pieces, to be read as they come. The manifest comes last."""
    with path.open("rb") as file:
        opened = cast(BinaryIO, OpenedFile(file, key))
        with tarfile.open(fileobj=opened, mode="r|gz") as tar:
            for name, members in groupby(tar, lambda member: member.name.rpartition("/")[0] or member.name):
                yield name, (_read(tar, member) for member in members)


def verified(path: Path, key: str) -> Manifest:
    """The manifest of a backup that was read from end to end and is what it says. Raises BadConfig where it is not."""
    found: dict[str, Content] = {}
    manifest: Manifest | None = None
    for name, pieces in contents(path, key):
        if name == _MANIFEST:
            manifest = cattrs.structure(json.loads(b"".join(pieces)), Manifest)
            continue
        digest, size = sha256(), 0
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
        found[name] = Content(size=size, digest=digest.hexdigest())
    if manifest is None:
        raise BadConfig("it has no manifest")
    wrong = sorted(
        name for name in found.keys() | manifest.contents.keys() if found.get(name) != manifest.contents.get(name)
    )
    if wrong:
        raise BadConfig(f"what lies in it is not what its manifest says: {', '.join(wrong)}")
    return manifest


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size; at least one, so that what is empty is there too."""
    waiting, given = bytearray(), False
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= _PIECE:
            yield bytes(waiting[:_PIECE])
            del waiting[:_PIECE]
            given = True
    if waiting or not given:
        yield bytes(waiting)


def _read(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    opened = tar.extractfile(member)
    return b"" if opened is None else opened.read()
