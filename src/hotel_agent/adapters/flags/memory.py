"""The switches of one process: thrown by hand, and back at their defaults when the process starts again."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import GuestId, TenantId
from hotel_agent.domain.tenants.flags import Setting, Thrown, is_on, named
from hotel_agent.ports.clock import Clock


@asynccontextmanager
async def open_memory(
    options: Mapping[str, object],
    *,
    clock: Clock,  # noqa: ARG001 - nothing here grows old
) -> AsyncIterator["MemoryFlags"]:
    """Every switch at its default. Raises BadConfig for options, since there are none."""
    if options:
        raise BadConfig([f"{key}: unknown; flags in memory have no options" for key in sorted(options)])
    yield MemoryFlags()


class MemoryFlags:
    """Switches in a dict: a tenant's own value, else everybody's, else the default."""

    def __init__(self) -> None:
        self._thrown: dict[tuple[str, TenantId | None], Setting] = {}

    async def enabled(self, flag: str, *, tenant: TenantId, guest: GuestId | None = None) -> bool:
        """Whether this flag is on here."""
        return is_on(named(flag), self._thrown, tenant=tenant, guest=guest)

    async def set(self, flag: str, to: Setting, *, tenant: TenantId | None = None) -> None:
        """Throw the switch, for one tenant or for all."""
        self._thrown[named(flag).name, tenant] = to

    async def unset(self, flag: str, *, tenant: TenantId | None = None) -> None:
        """Forget what was set; the default holds again."""
        self._thrown.pop((named(flag).name, tenant), None)

    async def thrown(self) -> Thrown:
        """Everything that is set."""
        return dict(self._thrown)
