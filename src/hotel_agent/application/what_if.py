"""What changed rules would have made of conversations: each is decided again. Nothing is said, written or asked."""

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve, field, frozen

from hotel_agent.domain.conversations.conversation import Conversation, KnownGuest
from hotel_agent.domain.conversations.decide import decide
from hotel_agent.domain.conversations.effects import (
    Book,
    Cancel,
    Effect,
    FindReservation,
    Modify,
    NotifyStaff,
    Query,
    Say,
    SearchRooms,
    Understand,
)
from hotel_agent.domain.conversations.events import (
    Booked,
    Event,
    GuestEvent,
    GuestTurn,
    Happening,
    Modified,
    Outcome,
    ReservationsFound,
    RoomsFound,
    Understood,
)
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.ids import ConversationId, TenantId, event_name
from hotel_agent.domain.reservations.offer import Offer
from hotel_agent.domain.reservations.reservation import Reservation
from hotel_agent.domain.tenants.house_rules import HouseRules
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.nlu import Nlu
from hotel_agent.ports.rows import InboxRow, OutboxRow
from hotel_agent.ports.storage import Storage

MOST_QUERIES = 8


@frozen(kw_only=True)
class Difference:
    """One event of a conversation that would have led elsewhere."""

    conversation: ConversationId
    event: str
    """The short name by which people and logs know it."""
    at: datetime
    before: str
    after: str


@frozen(kw_only=True)
class Replayed:
    """How many conversations were decided again, and where they differ."""

    conversations: int
    differences: tuple[Difference, ...] = ()


@frozen(kw_only=True)
class _Recorded:
    """What the book is known to have answered in a conversation: nothing else is answered for it."""

    offers: tuple[Offer, ...] = ()
    reservations: tuple[Reservation, ...] = ()

    def answer(self, query: SearchRooms | FindReservation, happening: Happening) -> Happening | None:
        """The event the book's answer was; None where nobody kept it."""
        key, at = happening.key, happening.at
        if isinstance(query, FindReservation):
            found = tuple(
                each
                for each in self.reservations
                if each.number == query.by or (not isinstance(query.by, str) and each.booker.reached_by(query.by))
            )
            return ReservationsFound(key=key, at=at, by=query.by, reservations=found[-1:]) if found else None
        offers = tuple(
            each
            for each in self.offers
            if each.stay == query.ask.stay and tuple(stay.occupancy for stay in each.room_stays) == query.ask.parties
        )
        return RoomsFound(key=key, at=at, ask=query.ask, offers=offers) if offers else None


@frozen(kw_only=True)
class WhatIf:
    """Decides what a hotel keeps once under its rules and once under others, the reader and the rest being as now."""

    storage: Storage
    tenant: Tenant
    nlu: Nlu
    limit: int = field(default=1000)

    async def under(self, rules: HouseRules) -> Replayed:
        """Every conversation kept, the latest first, and each event at which these rules would end otherwise.

        What a guest wrote is read again. Of the book only what it is known to have answered is used: where nothing
        is known, the event ends with what would be asked.
        """
        count, differences = 0, list[Difference]()
        async with self.storage.work(self.tenant.id) as work:
            listed = [each.conversation for each in await work.conversations(limit=self.limit) if each.conversation]
        for kept in listed:
            async with self.storage.work(self.tenant.id) as work:
                rows, commands = await work.happened(kept.id), await work.outbox(kept.id)
            count += 1
            differences += await self._differences(kept, rows, commands, rules)
        return Replayed(conversations=count, differences=tuple(differences))

    async def _differences(
        self, kept: Conversation, rows: Sequence[InboxRow], commands: Sequence[OutboxRow], rules: HouseRules
    ) -> list[Difference]:
        now, recorded = _house(self.tenant, kept), _recorded(rows, commands)
        then = evolve(now, rules=rules)
        before = after = _as_it_began(kept, self.tenant)
        found: list[Difference] = []
        for row in rows:
            happening = _happening(row.event)
            before, told = await self._decided(before, happening, now, recorded)
            after, would_be_told = await self._decided(after, happening, then, recorded)
            if told != would_be_told:
                name = event_name(TenantId(kept.tenant), kept.id, row.event.key)
                found.append(
                    Difference(conversation=kept.id, event=name, at=row.received_at, before=told, after=would_be_told)
                )
        return found

    async def _decided(
        self, state: Conversation, happening: Happening, house: House, recorded: _Recorded
    ) -> tuple[Conversation, str]:
        """The conversation afterwards, and in a few words what was decided."""
        if isinstance(happening, Outcome) and state.errand is None:
            return state, "not asked for"
        words: list[str] = []
        next_up: Happening = happening
        for _ in range(MOST_QUERIES):
            decision = decide(state, next_up, house)
            state = decision.state
            words += [said for effect in decision.effects if (said := _in_words(effect))]
            query = next((each for each in decision.effects if isinstance(each, Query)), None)
            if query is None:
                break
            if isinstance(query, Understand):
                understanding = await self.nlu.understand(query.texts, query.reading)
                next_up = Understood(key=happening.key, at=happening.at, understanding=understanding)
                continue
            answer = recorded.answer(query, happening)
            if answer is None:
                words.append("asks the book")
                break
            next_up = answer
        return evolve(state, breath=None), ", ".join(words) or "nothing"


def _happening(event: Event) -> Happening:
    if isinstance(event, GuestEvent):
        return GuestTurn(key=event.key, at=event.at, sent=(event,))
    return event  # type: ignore[return-value]


def _house(tenant: Tenant, kept: Conversation) -> House:
    return House(
        tenant=tenant.id,
        property=tenant.property_named(kept.property_id),
        rules=tenant.rules,
        knowledge=tenant.knowledge,
        languages=tenant.languages,
    )


def _as_it_began(kept: Conversation, tenant: Tenant) -> Conversation:
    return Conversation(
        id=kept.id,
        tenant=kept.tenant,
        property_id=kept.property_id,
        channel=kept.channel,
        account=kept.account,
        guest=kept.guest,
        language=tenant.languages[0],
        known=KnownGuest(phone=kept.known.phone, contacts=kept.known.contacts),
    )


def _recorded(rows: Sequence[InboxRow], commands: Sequence[OutboxRow]) -> _Recorded:
    quotes = [row.command.quote for row in commands if isinstance(row.command, Book | Modify)]
    made = [row.event.reservation for row in rows if isinstance(row.event, Booked | Modified)]
    return _Recorded(offers=tuple(quote.offer for quote in quotes), reservations=tuple(made))


def _in_words(effect: Effect) -> str:
    match effect:
        case Say():
            return " ".join(part.line for part in effect.reply.parts)
        case NotifyStaff():
            return f"tells staff: {effect.reason}"
        case Book() | Modify() | Cancel():
            return type(effect).__name__.lower()
        case _:
            return ""
