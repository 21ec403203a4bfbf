"""What guests sent, kept in this process and forgotten with it."""

from datetime import datetime

from attrs import field, frozen

from hotel_agent.domain.ids import ConversationId, ProviderId, TenantId
from hotel_agent.ports.media import Media


@frozen
class MemoryMedia:
    """The port MediaStore over a dictionary. Nothing leaves the process, so nothing is sealed."""

    _kept: dict[tuple[TenantId, ProviderId], tuple[Media, datetime]] = field(factory=dict, init=False)

    async def keep(
        self,
        tenant: TenantId,
        conversation: ConversationId,  # noqa: ARG002 - a table would name it
        name: ProviderId,
        medium: Media,
        *,
        now: datetime,
        expires_at: datetime,
    ) -> None:
        """Keep this until it expires, and let go what has expired by now."""
        for each in [each for each, (_, until) in self._kept.items() if until <= now]:
            del self._kept[each]
        self._kept.setdefault((tenant, name), (medium, expires_at))

    async def kept(self, tenant: TenantId, name: ProviderId, *, now: datetime) -> Media | None:
        """What is kept under this name."""
        media, expires_at = self._kept.get((tenant, name), (None, now))
        return media if expires_at > now else None
