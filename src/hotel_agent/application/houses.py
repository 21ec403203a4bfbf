"""The house as a turn meets it: the tenant's words, and the book's catalogue as last read."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.errors import Bug, Unavailable
from hotel_agent.domain.ids import PropertyId, TenantId
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.domain.tenants.tenant import Tenants
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.flags import Flags
from hotel_agent.ports.pms import Pms

FRESH = timedelta(minutes=5)
"""For so long a catalogue is not asked for again. Prices and free rooms never come from it."""


@frozen
class Houses:
    """Finds the house of a conversation. Catalogues are kept, and outlive a book that does not answer."""

    tenants: Tenants
    books: Mapping[TenantId, Pms]
    flags: Flags
    clock: Clock
    _kept: dict[tuple[TenantId, PropertyId], tuple[datetime, Catalogue]] = field(factory=dict, init=False)

    def book(self, tenant: TenantId) -> Pms:
        """The tenant's own book. Raises Bug for a tenant that has none."""
        try:
            return self.books[tenant]
        except KeyError as cause:
            raise Bug(f"tenant {tenant} has no book") from cause

    def unread(self, conversation: Conversation) -> House:
        """The house without asking anybody: what it sells stays unknown."""
        tenant = self.tenants.tenant(conversation.tenant)
        if tenant is None:
            raise Bug(f"tenant {conversation.tenant} is not served here")
        return House(
            tenant=tenant.id,
            property=tenant.property_named(conversation.property_id),
            rules=tenant.rules,
            languages=tenant.languages,
        )

    async def of(self, conversation: Conversation) -> House:
        """The house in which this conversation takes place."""
        return evolve(
            self.unread(conversation),
            catalogue=await self._catalogue(conversation.tenant, conversation.property_id),
            suggests_when_unclear=await self.flags.enabled(
                "nlp.fallback.enhanced", tenant=conversation.tenant, guest=conversation.guest
            ),
        )

    async def _catalogue(self, tenant: TenantId, property_id: PropertyId) -> Catalogue:
        kept = self._kept.get((tenant, property_id))
        now = self.clock.now()
        if kept is not None and now - kept[0] < FRESH:
            return kept[1]
        try:
            catalogue = await self.book(tenant).catalogue(property_id)
        except Unavailable:
            return kept[1] if kept is not None else Catalogue()
        self._kept[tenant, property_id] = (now, catalogue)
        return catalogue
