"""How much one guest, and one hotel's guests together, may ask of us in a while: what a turn costs is limited here."""

from datetime import timedelta
from typing import Protocol

from hotel_agent.domain.ids import GuestId, TenantId


class Limits(Protocol):
    """Two limits on turns: one for each guest, one for all guests of a hotel. Whoever is limited waits."""

    async def spend(self, *, tenant: TenantId, guest: GuestId) -> timedelta | None:
        """Spend one turn of this guest and of this hotel; nothing is returned where both may have it.

        Otherwise how long to wait before asking again can help: more than zero, and nothing is spent, so whoever waits
        that long is not pushed back by having asked. Another guest's turns never count against this guest, nor another
        hotel's against this hotel. Not safe to repeat: a turn spent twice counts twice.

        Never raises for a world that does not answer: what this process counted itself holds then.
        """
        ...
