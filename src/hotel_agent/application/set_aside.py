"""What was set aside: shown to whoever keeps the house, and put back once its cause is mended."""

from collections.abc import Sequence

from attrs import frozen

from hotel_agent.domain.errors import HotelAgentError
from hotel_agent.domain.ids import TenantId, event_name
from hotel_agent.domain.tenants.directory import Directory
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.rows import AuditEntry, SetAside, Stray
from hotel_agent.ports.storage import Storage

MOST_SHOWN = 1000
"""So much is looked at, of each hotel and of what belongs to none; the latest of it."""


class NoSuchEvent(HotelAgentError):
    """No event that was set aside has this name, or several begin with it."""


@frozen
class Shelved:
    """An event that was set aside, under the short name that people and logs know it by."""

    tenant: TenantId
    event: SetAside

    @property
    def name(self) -> str:
        """Its short name."""
        return event_name(self.tenant, self.event.conversation, self.event.key)


@frozen(kw_only=True)
class Shelf:
    """Everything set aside in the hotels of this installation."""

    storage: Storage
    tenants: Directory
    clock: Clock

    async def events(self) -> Sequence[Shelved]:
        """Events no turn could consume, the latest first."""
        found: list[Shelved] = []
        for tenant in self.tenants.tenants:
            async with self.storage.work(tenant.id) as work:
                found += [Shelved(tenant.id, event) for event in await work.aside(limit=MOST_SHOWN)]
        return sorted(found, key=lambda shelved: shelved.event.at, reverse=True)

    async def strays(self) -> Sequence[Stray]:
        """What came in and belongs to no conversation, the latest first."""
        return await self.storage.strays(limit=MOST_SHOWN)

    async def named(self, name: str) -> Shelved:
        """The event of this name, or whose name alone begins with it. Raises NoSuchEvent, saying what to do."""
        events = await self.events()
        found = [each for each in events if each.name.startswith(name.lower())] if name else []
        if len(found) == 1:
            return found[0]
        if not found:
            raise NoSuchEvent(
                f"{name!r}: nothing of this name is set aside; `hotel-agent set-aside list` shows what is"
            )
        names = ", ".join(each.name for each in found)
        raise NoSuchEvent(f"{name!r}: {len(found)} names begin with it ({names}); write more of the one you mean")

    async def replay(self, shelved: Shelved, *, by: str) -> bool:
        """Let it wait for its turn again, and write down who wanted it. False when somebody else did so before."""
        now, event = self.clock.now(), shelved.event
        async with self.storage.work(shelved.tenant) as work:
            if not await work.replay(event.conversation, event.key, due_at=now):
                return False
            await work.note_act(AuditEntry(at=now, by=by, action="replay", subject=shelved.name))
            return True
