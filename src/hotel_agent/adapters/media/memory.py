"""What guests sent, kept in this process and forgotten with it."""

from collections.abc import Sequence
from datetime import datetime

from attrs import field, frozen

from hotel_agent.domain.ids import ConversationId, ProviderId, TenantId
from hotel_agent.ports.media import KeptMedia, Media


@frozen
class MemoryMedia:
    """The port MediaStore over a dictionary. Nothing leaves the process, so nothing is sealed."""

    _kept: dict[tuple[TenantId, ProviderId], tuple[Media, KeptMedia]] = field(factory=dict, init=False)

    async def keep(
        self,
        tenant: TenantId,
        conversation: ConversationId,
        name: ProviderId,
        medium: Media,
        *,
        now: datetime,
        expires_at: datetime,
    ) -> None:
        """Keep this until it expires, and let go what has expired by now."""
        for each in [each for each, (_, told) in self._kept.items() if told.expires_at <= now]:
            del self._kept[each]
        told = KeptMedia(
            name=name,
            conversation=conversation,
            mime_type=medium.mime_type,
            size=len(medium.content),
            kept_at=now,
            expires_at=expires_at,
        )
        self._kept.setdefault((tenant, name), (medium, told))

    async def kept(self, tenant: TenantId, name: ProviderId, *, now: datetime) -> Media | None:
        """What is kept under this name."""
        media, told = self._kept.get((tenant, name), (None, None))
        return media if told is not None and told.expires_at > now else None

    async def all_kept(self, tenant: TenantId, *, now: datetime) -> Sequence[KeptMedia]:
        """What is kept of this tenant's guests."""
        theirs = (told for (whose, _), (_, told) in self._kept.items() if whose == tenant and told.expires_at > now)
        return sorted(theirs, key=lambda told: told.kept_at, reverse=True)
