"""The switches of one process: thrown by hand, and back at their defaults when the process starts again."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from hotel_agent.domain.errors import BadConfig, Bug
from hotel_agent.domain.ids import GuestId, TenantId
from hotel_agent.domain.tenants.flags import Flag, declared


@asynccontextmanager
async def open_memory(options: Mapping[str, object]) -> AsyncIterator["MemoryFlags"]:
    """Every switch at its default. Raises BadConfig for options, since there are none."""
    if options:
        raise BadConfig([f"{key}: unknown; flags in memory have no options" for key in sorted(options)])
    yield MemoryFlags()


class MemoryFlags:
    """Switches in a dict: a tenant's own value, else everybody's, else the default."""

    def __init__(self) -> None:
        self._thrown: dict[tuple[str, TenantId | None], bool] = {}

    async def enabled(self, flag: str, *, tenant: TenantId, guest: GuestId | None = None) -> bool:  # noqa: ARG002 - nothing here differs by guest
        """Whether this flag is on here."""
        everybodys = self._thrown.get((flag, None), _flag(flag).default)
        return self._thrown.get((flag, tenant), everybodys)

    async def set(self, flag: str, on: bool, *, tenant: TenantId | None = None) -> None:
        """Throw the switch, for one tenant or for all."""
        self._thrown[_flag(flag).name, tenant] = on

    async def unset(self, flag: str, *, tenant: TenantId | None = None) -> None:
        """Forget what was set; the default holds again."""
        self._thrown.pop((_flag(flag).name, tenant), None)


def _flag(name: str) -> Flag:
    flag = declared(name)
    if flag is None:
        raise Bug(
            f"nobody declared a flag {name!r}; declare it in domain/tenants/flags.py with its default and meaning"
        )
    return flag
