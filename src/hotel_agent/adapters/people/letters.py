"""Bearer tokens of another system that shares a secret with the house: JWT, HS256 only (RFC 7519, RFC 8725)."""

from collections.abc import Mapping
from datetime import datetime

import jwt

from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.rights import EVERYWHERE, Principal, Role

_ALGORITHM = "HS256"
"""The one that is believed: which one a letter names is its bearer's choice (RFC 8725, 3.1)."""
_LONGEST = 4096
_LONGEST_NAME = 200


class JwtVouchers:
    """The port Vouchers over JSON Web Tokens. Without a secret nobody is believed."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def read(self, letter: str, *, now: datetime) -> Principal | None:
        """Who bears this: `sub`, `exp`, `role`, and `tenant`: an id, a list of them, or `*` for all hotels."""
        if not self._secret or len(letter) > _LONGEST:
            return None
        try:
            # Whether its time has come is asked of the house's clock, below, not of the machine's.
            claims = jwt.decode(
                letter,
                self._secret,
                algorithms=[_ALGORITHM],
                options={
                    "require": ["sub", "exp"],
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                    "verify_aud": False,
                    "verify_iss": False,
                },
            )
        except (jwt.InvalidTokenError, ValueError, UnicodeError):
            return None
        return _principal(claims) if _is_in_its_time(claims, now.timestamp()) else None


def _is_in_its_time(claims: Mapping[str, object], now: float) -> bool:
    begins, ends = claims.get("nbf", 0), claims.get("exp")
    # A truth is a number in Python; neither is a moment in a letter.
    if isinstance(begins, bool) or isinstance(ends, bool):
        return False
    return isinstance(begins, int | float) and isinstance(ends, int | float) and begins <= now < ends


def _principal(claims: Mapping[str, object]) -> Principal | None:
    who, role, told = claims["sub"], claims.get("role"), claims.get("tenant", claims.get("tenants"))
    names = [told] if isinstance(told, str) else told
    if not isinstance(who, str) or not who.strip() or len(who) > _LONGEST_NAME or not who.strip().isprintable():
        return None
    if not isinstance(role, str) or role not in {each.value for each in Role}:
        return None
    if not isinstance(names, list) or not names or not all(isinstance(each, str) and each for each in names):
        return None
    everywhere = EVERYWHERE in names
    return Principal(
        who=who.strip(), role=Role(role), tenants=None if everywhere else frozenset(TenantId(each) for each in names)
    )
