"""The house as a turn meets it: the tenant's words, and the book's catalogue as last read."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import evolve, field, frozen
from loguru import logger

from hotel_agent.application.deadline import within
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.errors import Bug, Unavailable, failure_facts
from hotel_agent.domain.ids import PropertyId, TenantId
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.domain.tenants.directory import Directory
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.flags import Flags
from hotel_agent.ports.observer import Observer
from hotel_agent.ports.pms import Pms

FRESH = timedelta(minutes=5)
"""For so long a catalogue is not asked for again. Prices and free rooms never come from it."""

PATIENCE = timedelta(seconds=3)
"""So long a turn waits for a catalogue, or for a flag. It goes on without: the guest waits for an answer."""

_MAIL = "email"
_WHATSAPP = "whatsapp"
"""The channel whose guests are known by the address they tell elsewhere."""

LEFT_ALONE = timedelta(seconds=30)
"""For so long a book that did not give its catalogue is not asked for it again."""


@frozen
class _Read:
    """A catalogue as the book gave it, and when it was asked for it."""

    catalogue: Catalogue
    at: datetime
    book: Pms
    """A hotel that changes its book changes what it sells."""


@frozen
class Houses:
    """Finds the house of a conversation. Catalogues are kept, and outlive a book that does not answer."""

    tenants: Directory
    books: Mapping[TenantId, Pms]
    flags: Flags
    clock: Clock
    observer: Observer
    _kept: dict[tuple[TenantId, PropertyId], _Read] = field(factory=dict, init=False)
    _asked: set[tuple[TenantId, PropertyId]] = field(factory=set, init=False)
    """Whose catalogue is being read. Whoever has an older one does not wait for it."""
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
            knowledge=tenant.knowledge,
            has_mail_door=conversation.channel != _MAIL and _is_written_to(tenant, _MAIL),
            has_phone_door=_is_proven_by_mail(conversation) and _is_written_to(tenant, _WHATSAPP),
        )

    async def of(self, conversation: Conversation) -> House:
        """The house in which this conversation takes place."""
        read = await self._catalogue(conversation.tenant, conversation.property_id)
        return evolve(
            self.unread(conversation),
            catalogue=read.catalogue if read else Catalogue(),
            catalogue_read_at=read.at if read else None,
            suggests_when_unclear=await self._flag("nlp.fallback.enhanced", conversation),
        )

    async def in_shadow(self, conversation: Conversation) -> bool:
        """Whether the machine only drafts for this guest, and the hotel's people say and do everything.

        A hotel whose own rules say so needs no switch. Never raises: it is looked at where nothing is there yet to
        catch what keeps a guest waiting.
        """
        tenant = self.tenants.tenant(conversation.tenant)
        if tenant is not None and tenant.rules.shadow:
            return True
        try:
            return await self._flag("shadow.enabled", conversation)
        except Exception as failure:  # noqa: BLE001 - whatever is wrong with the switches, guests are answered
            logger.error("nobody can say whether a guest is in the shadow", **failure_facts(failure))
            return False

    async def _flag(self, name: str, conversation: Conversation) -> bool:
        """Whether this is switched on. What nobody can say is off."""
        asked = self.flags.enabled(name, tenant=conversation.tenant, guest=conversation.guest)
        try:
            return await within(self.clock, self.clock.now() + PATIENCE, asked)
        except Unavailable:
            return False

    async def _catalogue(self, tenant: TenantId, property_id: PropertyId) -> _Read | None:
        """The catalogue as last read, however long ago."""
        name = (tenant, property_id)
        kept = self._kept.get(name)
        if kept is None or self._is_to_be_read(name, kept):
            read = await self._read(name)
            if read is not None:
                self.observer.book_recalled("catalogue", "none", tenant=tenant)
                return read
        memory = "none" if kept is None else "stale" if name in self._silent else "fresh"
        self.observer.book_recalled("catalogue", memory, tenant=tenant)
        return kept

    def _is_to_be_read(self, name: tuple[TenantId, PropertyId], kept: _Read) -> bool:
        is_old = self.clock.now() - kept.at >= FRESH or kept.book is not self.books.get(name[0])
        return is_old and name not in self._asked

    async def _read(self, name: tuple[TenantId, PropertyId]) -> _Read | None:
        """The catalogue as the book gives it now; None where it does not, or is left alone."""
        (tenant, property_id), now, kept = name, self.clock.now(), self._kept.get(name)
        silent_at = self._silent.get(name)
        if silent_at is not None and now - silent_at < LEFT_ALONE:
            return None
        book = self.book(tenant)
        self._asked.add(name)
        try:
            read = _Read(await within(self.clock, now + PATIENCE, book.catalogue(property_id)), at=now, book=book)
        except Exception as silence:  # noqa: BLE001 - whatever is wrong with the book, guests are answered
            self._silent[name] = self.clock.now()
            logger.warning(
                "a catalogue could not be read; the one kept is used",
                tenant=tenant,
                property=property_id,
                read_at=kept.at if kept else "never",
                **failure_facts(silence),
            )
            return None
        finally:
            self._asked.discard(name)
        self._kept[name] = read
        self._silent.pop(name, None)
        return read


def _is_written_to(tenant: Tenant, channel: str) -> bool:
    """Whether guests of this hotel also write over this channel."""
    return any(each.channel == channel for each in tenant.accounts)


def _is_proven_by_mail(conversation: Conversation) -> bool:
    """Whether it is at the mailbox, with somebody who does not only claim their address and so can be linked."""
    return conversation.channel == _MAIL and bool(conversation.known.contacts)
