"""The link in a mail by which a guest is left alone with one press (RFC 8058): it says whose wish it is, sealed.

Nobody else can make one or read one, so no link shows an address.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from attrs import field, frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from hotel_agent.domain.ids import AccountId, EffectKey, TenantId
from hotel_agent.ports.channel import Address, Identity

PATH = "/v1/mail/unsubscribe/"
_LONGEST = 2000
"""Characters of a token that are looked at."""


def _key_of(secret: str) -> bytes:
    # A key for this purpose only: nothing sealed with it is worth anything elsewhere.
    return hmac.digest(
        secret.encode("utf-8", "surrogatepass"), b"hotel_agent: a mail's link to be left alone", "sha512"
    )


@frozen
class Pressed:
    """Whose link was pressed, and in which mail of ours it stood."""

    to: Address
    mail: EffectKey


@frozen
class Unsubscribing:
    """Makes such links, and reads them. Without a secret or a public address there are none."""

    _public_url: str
    _secret: str = field(repr=False)

    def link(self, to: Address, mail: EffectKey) -> str:
        """The link in this mail to a guest: the same each time, so that a mail sent again is the same mail."""
        if not (self._public_url and self._secret):
            return ""
        said = json.dumps([to.tenant, to.account, to.identity.kind, to.identity.value, mail])
        sealed = AESSIV(_key_of(self._secret)).encrypt(said.encode(), None)
        return f"{self._public_url}{PATH}{urlsafe_b64encode(sealed).decode().rstrip('=')}"

    def pressed(self, token: str) -> Pressed | None:
        """What the end of a link says; None for what was not made here. Never raises."""
        if not self._secret or len(token) > _LONGEST:
            return None
        try:
            sealed = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
            said = AESSIV(_key_of(self._secret)).decrypt(sealed, None)
        except (ValueError, InvalidTag):
            return None
        tenant, account, kind, value, mail = json.loads(said)
        to = Address(tenant=TenantId(tenant), account=AccountId(account), identity=Identity(kind, value))
        return Pressed(to, EffectKey(mail))
