"""Switches an operator may throw while the house is open."""

from typing import Protocol

from hotel_agent.domain.ids import GuestId, TenantId


class Flags(Protocol):
    """Named switches. Each has a default, written in `domain/tenants/flags.py` with its meaning."""

    async def enabled(self, flag: str, *, tenant: TenantId, guest: GuestId | None = None) -> bool:
        """Whether this flag is on here. Never raises for a world that does not answer: the last known value counts.

        Raises Bug for a flag nobody declared.
        """
        ...

    async def set(self, flag: str, on: bool, *, tenant: TenantId | None = None) -> None:
        """Throw the switch, for one tenant or for all; a tenant's own value outranks the common one. Raises Bug."""
        ...

    async def unset(self, flag: str, *, tenant: TenantId | None = None) -> None:
        """Forget what was set; the default holds again. Repeating is safe."""
        ...
