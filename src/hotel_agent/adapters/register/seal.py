"""Hotels' secrets at rest: AES-256-GCM under a key derived from SECRET_KEY, bound to the hotel and the secret's name.

A sealed secret is one byte of form, eight that name the key, twelve of nonce, and the ciphertext. Keys of before open
what was sealed under them; whatever is sealed now is sealed under the present one.
"""

import secrets
from collections.abc import Sequence

from attrs import field, frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import TenantId

_FORM = b"\x01"
_NAME, _NONCE = 8, 12
_PURPOSE = b"hotel_agent: secrets of hotels in the register"
_NO_KEY = (
    "SECRET_KEY: missing; secrets of hotels are sealed with it: set it to at least 32 characters of pure chance,"
    " as `openssl rand -hex 32` prints them"
)


@frozen
class _Key:
    """One key, and the name under which what it sealed is known. The name tells nothing of the key."""

    name: bytes
    cipher: AESGCM


def _key(secret_key: str) -> _Key:
    derived = HKDF(algorithm=SHA256(), length=32 + _NAME, salt=None, info=_PURPOSE).derive(
        secret_key.encode("utf-8", "surrogatepass")
    )
    return _Key(derived[32:], AESGCM(derived[:32]))


def _keys(told: Sequence[str]) -> tuple[_Key, ...]:
    return tuple(_key(each) for each in told if each)


@frozen
class Seal:
    """Seals with the first of these secret keys, and opens with any. Without one it seals nothing."""

    _keys: tuple[_Key, ...] = field(converter=_keys, repr=False)

    def seal(self, tenant: TenantId, name: str, secret: str) -> bytes:
        """The secret, for this hotel and under this name only. Raises BadConfig where there is no key."""
        if not self._keys:
            raise BadConfig(_NO_KEY)
        key, nonce = self._keys[0], secrets.token_bytes(_NONCE)
        sealed = key.cipher.encrypt(nonce, secret.encode("utf-8", "surrogatepass"), _whose(tenant, name))
        return _FORM + key.name + nonce + sealed

    def open(self, tenant: TenantId, name: str, sealed: bytes) -> str | None:
        """The secret; None where it was sealed under another key, for another hotel, or was changed."""
        head = len(_FORM)
        key = next((each for each in self._keys if each.name == sealed[head : head + _NAME]), None)
        if key is None or sealed[:head] != _FORM:
            return None
        nonce, rest = sealed[head + _NAME : head + _NAME + _NONCE], sealed[head + _NAME + _NONCE :]
        try:
            return key.cipher.decrypt(nonce, rest, _whose(tenant, name)).decode("utf-8", "surrogatepass")
        except (InvalidTag, ValueError):
            return None


def _whose(tenant: TenantId, name: str) -> bytes:
    """What is sealed along: a secret moved to another hotel, or under another name, opens no more."""
    return f"{tenant}\x00{name}".encode()
