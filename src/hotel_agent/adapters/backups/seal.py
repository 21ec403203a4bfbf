"""A file nobody reads or changes without its key: sealed piece by piece, so that any size passes through.

Each piece is sealed with AES-256-GCM under a key that scrypt (RFC 7914) makes of the words the keeper chose. A piece's
nonce bears its number and whether it is the last one, as in STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, 2015): pieces
that are changed, swapped, left out or cut off at the end are noticed.
"""

import secrets
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from hotel_agent.domain.errors import BadConfig

MAGIC = b"hotel-agent backup 1\n"
"""How every such file begins."""

_SALT, _PREFIX, _TAG = 16, 7, 16
_PIECE = 1024 * 1024
"""Bytes sealed at once."""
_HARDNESS = 2**15
"""Of scrypt, with blocks of 8: 32 MB and about a tenth of a second for every guess at the key."""


class SealedFile:
    """What is written here goes into a file, sealed. It is whole only once it was closed."""

    def __init__(self, file: BinaryIO, key: str) -> None:
        head = MAGIC + secrets.token_bytes(_SALT) + secrets.token_bytes(_PREFIX)
        file.write(head)
        self._file, self._pieces, self._waiting = file, _Pieces(head, key), bytearray()

    def write(self, written: bytes, /) -> int:
        """Seal what is written as soon as there is a piece of it."""
        self._waiting += written
        # What may be the end is kept: the last piece is sealed as the last.
        while len(self._waiting) > _PIECE:
            self._file.write(self._pieces.seal(bytes(self._waiting[:_PIECE]), last=False))
            del self._waiting[:_PIECE]
        return len(written)

    def finish(self) -> None:
        """Seal the end. What is left without it opens for nobody."""
        self._file.write(self._pieces.seal(bytes(self._waiting), last=True))
        self._waiting.clear()


class OpenedFile:
    """What is in a sealed file. Raises BadConfig where it is none, was sealed with another key, or was changed."""

    def __init__(self, file: BinaryIO, key: str) -> None:
        head = file.read(len(MAGIC) + _SALT + _PREFIX)
        if not head.startswith(MAGIC):
            raise BadConfig("it is no backup of hotel-agent, or one of a version that seals otherwise")
        self._file, self._pieces, self._ready = file, _Pieces(head, key), bytearray()
        self._next = file.read(_PIECE + _TAG)
        self._ended = False

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes; fewer than asked for only at the end."""
        while not self._ended and (size < 0 or len(self._ready) < size):
            self._open_next()
        given = bytes(self._ready) if size < 0 else bytes(self._ready[:size])
        del self._ready[: len(given)]
        return given

    def _open_next(self) -> None:
        piece, self._next = self._next, self._file.read(_PIECE + _TAG)
        self._ended = not self._next
        try:
            self._ready += self._pieces.open(piece, last=self._ended)
        except InvalidTag as cause:
            raise BadConfig(
                "it does not open: HOTEL_BACKUP_KEY is not the one of that day, or the file was cut off or changed"
            ) from cause


class _Pieces:
    """The pieces of one file, one after the other."""

    def __init__(self, head: bytes, key: str) -> None:
        salt = head[len(MAGIC) : len(MAGIC) + _SALT]
        derived = Scrypt(salt=salt, length=32, n=_HARDNESS, r=8, p=1).derive(key.encode("utf-8", "surrogatepass"))
        self._cipher, self._head, self._number = AESGCM(derived), head, 0

    def seal(self, piece: bytes, *, last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(last=last), piece, self._head)

    def open(self, piece: bytes, *, last: bool) -> bytes:
        return self._cipher.decrypt(self._nonce(last=last), piece, self._head)

    def _nonce(self, *, last: bool) -> bytes:
        nonce = self._head[-_PREFIX:] + self._number.to_bytes(4, "big") + bytes([last])
        self._number += 1
        return nonce
