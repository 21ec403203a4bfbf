"""Switches an operator may throw while the house is open."""

from typing import Protocol

from hotel_agent.domain.ids import GuestId, TenantId
from hotel_agent.domain.tenants.flags import Setting, Thrown


class Flags(Protocol):
    """Named switches. Each has a default, written in `domain/tenants/flags.py` with its meaning."""

    async def enabled(self, flag: str, *, tenant: TenantId, guest: GuestId | None = None) -> bool:
        """Whether this flag is on here. Never raises for a world that does not answer: the last known value counts.

        Of a share of the guests, the same guest is always in or out, and stays in when it grows; without a guest the
        hotel as a whole is. What was set elsewhere counts within a second. Raises Bug for a flag nobody declared.
        """
        ...

    async def set(self, flag: str, to: Setting, *, tenant: TenantId | None = None) -> None:
        """Throw the switch, for one tenant or for all; a tenant's own value outranks the common one.

        Repeating is safe. Raises Bug for a flag nobody declared, Unavailable when it could not be kept.
        """
        ...

    async def unset(self, flag: str, *, tenant: TenantId | None = None) -> None:
        """Forget what was set; the default holds again. Repeating is safe. Raises as `set`."""
        ...

    async def thrown(self) -> Thrown:
        """Everything that is set. Raises Unavailable when nobody can tell: an operator wants no guess."""
        ...
