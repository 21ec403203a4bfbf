"""The address at which a mail of ours is to be answered: it says whose thread it is, and nobody else can make one.

A reply that lost its headers on the way finds its thread by it (contract, 5).
"""

import hmac
import re
from base64 import b32encode
from collections.abc import Iterable

from attrs import field, frozen

_LONGEST_LOCAL = 64
"""Octets before the @ (RFC 5321, 4.5.3.1.1)."""
_SIGNED = re.compile(r"(?P<local>[^+@]+)\+c\.(?P<mark>[0-9a-f]{16})(?P<sign>[a-z2-7]{16})@(?P<domain>[^@]+)")


def _key_of(secret: str) -> bytes:
    # A key for this purpose only: nothing signed with it is worth anything elsewhere.
    return hmac.digest(secret.encode("utf-8", "surrogatepass"), b"hotel_agent: the thread of a mail", "sha256")


@frozen
class ReplyAddresses:
    """Makes such addresses of one mailbox, and reads them. Without a secret there are none."""

    mailbox: str
    _secret: str = field(repr=False)

    def of(self, mark: str) -> str:
        """Where mails of this thread are to be answered; the mailbox itself where it would be too long."""
        local, _, domain = self.mailbox.rpartition("@")
        token = f"{local}+c.{mark}{self._sign(mark)}"
        return f"{token}@{domain}" if self._secret and len(token.encode()) <= _LONGEST_LOCAL else self.mailbox

    def marks(self, addresses: Iterable[str]) -> tuple[str, ...]:
        """The threads these addresses prove to answer."""
        found = (_SIGNED.fullmatch(each) for each in addresses) if self._secret else ()
        return tuple(dict.fromkeys(each["mark"] for each in found if each is not None and self._proves(each)))

    def _proves(self, found: re.Match[str]) -> bool:
        own = f"{found['local']}@{found['domain']}" == self.mailbox
        return own and hmac.compare_digest(found["sign"], self._sign(found["mark"]))

    def _sign(self, mark: str) -> str:
        digest = hmac.digest(_key_of(self._secret), f"{self.mailbox} {mark}".encode(), "sha256")
        return b32encode(digest)[:16].decode().lower()
