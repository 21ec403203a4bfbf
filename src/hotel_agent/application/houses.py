"""The house as a turn meets it: the tenant's words, and the book's catalogue as last read."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from hotel_agent.application.deadline import within
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

PATIENCE = timedelta(seconds=3)
"""So long a turn waits for a catalogue, or for a flag. It goes on without: the guest waits for an answer."""

LEFT_ALONE = timedelta(seconds=30)
"""For so long a book that did not give its catalogue is not asked for it again."""


@frozen
class Houses:
    """Finds the house of a conversation. Catalogues are kept, and outlive a book that does not answer."""

    tenants: Tenants
    books: Mapping[TenantId, Pms]
    flags: Flags
    clock: Clock
    _kept: dict[tuple[TenantId, PropertyId], tuple[datetime, Catalogue]] = field(factory=dict, init=False)
    _silent: dict[tuple[TenantId, PropertyId], datetime] = field(factory=dict, init=False)
    """When a catalogue was last asked for in vain."""

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
            suggests_when_unclear=await self._flag("nlp.fallback.enhanced", conversation),
        )

    async def _flag(self, name: str, conversation: Conversation) -> bool:
        """Whether this is switched on. What nobody can say is off."""
        asked = self.flags.enabled(name, tenant=conversation.tenant, guest=conversation.guest)
        try:
            return await within(self.clock, self.clock.now() + PATIENCE, asked)
        except Unavailable:
            return False

    async def _catalogue(self, tenant: TenantId, property_id: PropertyId) -> Catalogue:
        """The catalogue as last read; empty where it never was."""
        name, now = (tenant, property_id), self.clock.now()
        read_at, catalogue = self._kept.get(name, (None, Catalogue()))
        if read_at is not None and now - read_at < FRESH:
            return catalogue
        silent_at = self._silent.get(name)
        if silent_at is not None and now - silent_at < LEFT_ALONE:
            return catalogue
        try:
            catalogue = await within(self.clock, now + PATIENCE, self.book(tenant).catalogue(property_id))
        except Unavailable:
            self._silent[name] = self.clock.now()
            return catalogue
        self._kept[name] = (now, catalogue)
        self._silent.pop(name, None)
        return catalogue
