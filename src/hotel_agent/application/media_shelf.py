"""What guests sent beside words: shown to whoever keeps the house, and taken out where somebody writes down who did."""

from collections.abc import Sequence

from attrs import frozen

from hotel_agent.domain.errors import HotelAgentError
from hotel_agent.domain.ids import TenantId, digest
from hotel_agent.domain.tenants.directory import Directory
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.media import KeptMedia, Media, MediaStore
from hotel_agent.ports.rows import AuditEntry
from hotel_agent.ports.storage import Storage


class NoSuchMedium(HotelAgentError):
    """Nothing of this name is kept, or several things begin with it."""


@frozen
class ShelvedMedium:
    """Something that is kept, under the short name that people know it by: the channel's own may name a guest."""

    tenant: TenantId
    kept: KeptMedia

    @property
    def name(self) -> str:
        """Its short name."""
        return digest("medium", self.tenant, self.kept.name)[:12]


@frozen(kw_only=True)
class MediaShelf:
    """Everything guests of this installation's hotels sent, as long as it is kept."""

    store: MediaStore
    storage: Storage
    tenants: Directory
    clock: Clock

    async def all(self, tenant: TenantId | None = None) -> Sequence[ShelvedMedium]:
        """What is kept of one hotel's guests, or of all, the latest first."""
        now = self.clock.now()
        wanted = [each.id for each in self.tenants.tenants] if tenant is None else [tenant]
        found = [ShelvedMedium(each, kept) for each in wanted for kept in await self.store.all_kept(each, now=now)]
        return sorted(found, key=lambda shelved: shelved.kept.kept_at, reverse=True)

    async def named(self, name: str) -> ShelvedMedium:
        """What is kept under this name, or whose name alone begins with it. Raises NoSuchMedium, saying what to do."""
        found = [each for each in await self.all() if each.name.startswith(name.lower())] if name else []
        if len(found) == 1:
            return found[0]
        if not found:
            raise NoSuchMedium(f"{name!r}: nothing of this name is kept; `hotel-agent media list` shows what is")
        names = ", ".join(each.name for each in found)
        raise NoSuchMedium(f"{name!r}: {len(found)} names begin with it ({names}); write more of the one you mean")

    async def take_out(self, shelved: ShelvedMedium, *, by: str) -> Media:
        """The thing itself. Who took it out is written down before it is given out. Raises NoSuchMedium."""
        now = self.clock.now()
        medium = await self.store.kept(shelved.tenant, shelved.kept.name, now=now)
        if medium is None:
            raise NoSuchMedium(
                f"{shelved.name}: it does not open; it was sealed under another SECRET_KEY, or its time is over"
            )
        async with self.storage.work(shelved.tenant) as work:
            await work.note_act(AuditEntry(at=now, by=by, action="take_out", subject=shelved.name))
        return medium
