"""Who may come in behind the desk, and how they prove who they are."""

from datetime import datetime
from typing import Protocol

from hotel_agent.domain.tenants.rights import Principal


class Vouchers(Protocol):
    """Letters by which somebody else whom the house trusts says who the bearer is, and until when."""

    def read(self, letter: str, *, now: datetime) -> Principal | None:
        """Who bears this letter; None for one that is not theirs, has expired, or does not say all there is to say."""
        ...
