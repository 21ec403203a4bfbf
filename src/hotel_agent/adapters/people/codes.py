"""Codes from an app on a telephone: TOTP (RFC 6238), SHA-1, six digits, half a minute."""

import hmac
from datetime import datetime

import pyotp

_HOUSE = "hotel_agent"
_OFF = (0, -1, 1)
"""Telephones go wrong by half a minute, and people take as long to type."""


class TotpCodes:
    """The port Codes."""

    def seed(self) -> str:
        """A new seed of 160 bits."""
        return pyotp.random_base32()

    def address(self, seed: str, name: str) -> str:
        """What the app takes the seed from."""
        return pyotp.TOTP(seed).provisioning_uri(name=name, issuer_name=_HOUSE)

    def step(self, seed: str, code: str, *, now: datetime) -> int | None:
        """The step this code is of."""
        told = code.replace(" ", "").encode("utf-8", "surrogatepass")
        made = pyotp.TOTP(seed)
        present = made.timecode(now)
        steps = (present + off for off in _OFF)
        return next((step for step in steps if hmac.compare_digest(told, made.generate_otp(step).encode())), None)
