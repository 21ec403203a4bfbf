"""The house's keys for one purpose: the present one seals, and what was sealed under those of before still opens."""

import hmac
import secrets
from collections.abc import Sequence

from attrs import field, frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
"""Bytes: what AES-GCM wants, fresh for each thing that is sealed."""


@frozen
class Keyring:
    """Seals under the first of the house's secret keys, and opens under any: AES-256-GCM.

    A key is for its purpose only: nothing sealed with it is worth anything elsewhere.
    """

    _secret_keys: Sequence[str] = field(repr=False)
    _purpose: bytes
    _ciphers: tuple[AESGCM, ...] = field(init=False, repr=False)

    @_ciphers.default
    def _derived(self) -> tuple[AESGCM, ...]:
        keys = (each.encode("utf-8", "surrogatepass") for each in self._secret_keys)
        return tuple(AESGCM(hmac.digest(key, self._purpose, "sha256")) for key in keys)

    def seal(self, content: bytes, whose: bytes) -> bytes:
        """The content, for this place only: moved to another, it opens no more."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._ciphers[0].encrypt(nonce, content, whose)

    def open(self, sealed: bytes, whose: bytes) -> bytes | None:
        """The content; None where it was sealed under none of these keys, for another place, or was changed."""
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], whose)
            except (InvalidTag, ValueError):
                continue
        return None
