"""The pass a browser bears: in a cookie no script can read, with a second proof for whatever changes something."""

import hmac
from collections.abc import Mapping
from datetime import datetime

from attrs import frozen
from litestar.datastructures import Cookie

from hotel_agent.domain.ids import digest

PROOF = "x-csrf-token"
"""The header in which a page says its second proof: other sites' pages cannot set it, nor learn it."""


@frozen
class Cookies:
    """How the pass is borne. Where everything is encrypted, it goes over no other line and to no other host."""

    only_encrypted: bool

    @property
    def name(self) -> str:
        """Under which name. Browsers hold `__Host-` to this host, this path and an encrypted line."""
        return "__Host-hotel_agent_pass" if self.only_encrypted else "hotel_agent_pass"

    def borne(self, cookies: Mapping[str, str]) -> str:
        """The pass among these; empty where there is none."""
        return cookies.get(self.name, "")

    def given(self, secret: str, *, now: datetime, expires_at: datetime) -> Cookie:
        """The pass, to be kept by the browser until it expires."""
        return self._cookie(secret, int((expires_at - now).total_seconds()))

    def taken_back(self) -> Cookie:
        """No pass any more."""
        return self._cookie("", 0)

    def _cookie(self, value: str, seconds: int) -> Cookie:
        return Cookie(
            key=self.name,
            value=value,
            max_age=seconds,
            path="/",
            secure=self.only_encrypted,
            httponly=True,
            samesite="strict",
        )


def proof_of(secret: str) -> str:
    """The second proof of this pass: whoever can read it in an answer is a page of ours."""
    return digest("second proof", secret)


def is_proven(secret: str, told: str) -> bool:
    """Whether a page said the second proof of this pass."""
    return hmac.compare_digest(proof_of(secret).encode(), told.encode("utf-8", "surrogatepass"))
