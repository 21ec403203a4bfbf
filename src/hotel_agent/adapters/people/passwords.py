"""Passwords under Argon2id, with the cost RFC 9106 gives for machines with little memory."""

import asyncio
import secrets
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_AT_ONCE = 2
"""So many are computed side by side: each takes 64 MiB and a tenth of a second of a whole core."""


class Argon2Passwords:
    """The port Passwords. What takes long is done beside the loop."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def hashed(self, password: str) -> str:
        """What is kept of this password: its hash, with salt and cost in it."""
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, _bytes(password))

    async def matches(self, password: str, kept: str) -> bool:
        """Whether this is the password."""
        async with self._turn:
            return await asyncio.to_thread(self._verified, password, kept)

    def is_old(self, kept: str) -> bool:
        """Whether it was hashed at another cost than now."""
        try:
            return self._hasher.check_needs_rehash(kept)
        except InvalidHashError:
            return True

    def _verified(self, password: str, kept: str) -> bool:
        try:
            return self._hasher.verify(kept, _bytes(password))
        except InvalidHashError:
            # There is nobody of this name. It must not take shorter than for somebody there is.
            self._verified(password, self._nobodys)
            return False
        except Argon2Error:
            return False

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_bytes(16))


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
