"""The day as a reception begins it: who comes, goes and waits, quotes, what the chat brought, what is to be done."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from attrs import field, frozen
from loguru import logger

from hotel_agent.application.deadline import within
from hotel_agent.domain.conversations.conversation import Conversation, Standing
from hotel_agent.domain.conversations.effects import Say
from hotel_agent.domain.conversations.events import Booked, Cancelled, Modified
from hotel_agent.domain.conversations.staff_tasks import Tasks
from hotel_agent.domain.errors import failure_facts
from hotel_agent.domain.ids import ConversationId, PropertyId, TenantId
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Reservation, ReservationState
from hotel_agent.domain.stay import Stay
from hotel_agent.domain.tenants.directory import Directory
from hotel_agent.domain.tenants.tenant import Property, Tenant
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.pms import Pms
from hotel_agent.ports.spans import CameTo
from hotel_agent.ports.storage import Storage, Work

PATIENCE = timedelta(seconds=8)
"""So long a book is waited for: whoever opens the page waits for the rest, too."""
LONGEST_SPAN = 366
"""Days that are looked back over at once."""
_A_WEEK = 7
_YEARS = range(2000, 3000)
"""Before and after them nothing was said, and calendars come to their ends."""
_A_DAY = timedelta(days=1)
_A_MOMENT = timedelta(microseconds=1)
_AT_ONCE = 200
_MOST_COUNTED = 1000


@frozen(kw_only=True)
class Span:
    """From a date to another, both counted, in each property's own calendar."""

    first: date
    last: date


@frozen(kw_only=True)
class Takings:
    """What conversations brought in a span: what was reserved for how much as it was made, by currency."""

    reservations: int = 0
    revenue: tuple[Money, ...] = ()
    changed: int = 0
    cancelled: int = 0
    """Cancelled in conversations, whenever and wherever they were made. Nothing is taken off the revenue for it."""


@frozen(kw_only=True)
class PropertyToday:
    """One property's day. Where its book is silent nobody knows who comes, goes and stays: they are None."""

    property: Property
    day: date
    arrivals: tuple[Reservation, ...] | None = field(repr=False)
    departures: tuple[Reservation, ...] | None = field(repr=False)
    staying: int | None
    """How many reservations hold a room this night."""
    today: Takings
    span: Span
    over_span: Takings


@frozen(kw_only=True)
class OpenQuote:
    """A quote a guest may still say yes to."""

    conversation: Conversation = field(repr=False)
    quote: Quote


@frozen(kw_only=True)
class WholeDay:
    """The day of a hotel with all its properties."""

    at: datetime
    properties: tuple[PropertyToday, ...]
    quotes: tuple[OpenQuote, ...]
    waiting: int
    """Conversations in which a person is wanted; at most a thousand are counted."""
    longest: ConversationId | None
    """The one that waits the longest."""
    waits_since: datetime | None
    open_tasks: int
    """What guests asked for in the house, and nobody has done yet; at most a thousand conversations are counted."""
    unanswered: Mapping[str, int]
    """Topics guests asked about in the span and nobody wrote down, with how often, the most wanted first."""


@frozen(kw_only=True)
class Today:
    """Looks at a hotel's day. Changes nothing."""

    storage: Storage
    tenants: Directory
    books: Mapping[TenantId, Pms]
    clock: Clock

    async def look(
        self,
        tenant: TenantId,
        *,
        first: date | None = None,
        last: date | None = None,
        property_id: PropertyId | None = None,
    ) -> WholeDay | Refusal:
        """The day by each property's own clock; what the chat brought from `first` to `last`, or in the last week.

        A book that is silent is said to be, and the rest is told. NOT_FOUND for a hotel or a property there is not;
        BAD_REQUEST for a span that ends before it begins, or is longer than a year. Raises Unavailable.
        """
        house, now = self.tenants.tenant(tenant), self.clock.now()
        if house is None or (property_id is not None and property_id not in {each.id for each in house.properties}):
            return Refusal(Reason.NOT_FOUND)
        places = [each for each in house.properties if property_id in {None, each.id}]
        too_long = Refusal(Reason.BAD_REQUEST, detail=f"a span is 1 to {LONGEST_SPAN} days long")
        if any(told is not None and told.year not in _YEARS for told in (first, last)):
            return too_long
        spans = {each.id: _span(each.today(now), first, last) for each in places}
        if any(not 0 <= (each.last - each.first).days < LONGEST_SPAN for each in spans.values()):
            return too_long
        staying = await asyncio.gather(*(self._staying(tenant, each, each.today(now)) for each in places))
        begins = min(each.midnight(min(spans[each.id].first, each.today(now))) for each in places)
        async with self.storage.work(tenant) as work:
            outcomes = await work.outcomes(since=begins, until=now + _A_MOMENT)
            quotes = [
                each
                async for each in _open_quotes(work, house, now)
                if property_id in {None, each.conversation.property_id}
            ]
            waiting = await work.conversations(standing=Standing.WAITING, property_id=property_id, limit=_MOST_COUNTED)
            asking = await work.conversations(tasks=(Tasks.OPEN,), property_id=property_id, limit=_MOST_COUNTED)
            unanswered = await _unanswered(work, begins, now)
        return WholeDay(
            at=now,
            properties=tuple(
                _day(each, spans[each.id], now, stays, outcomes) for each, stays in zip(places, staying, strict=True)
            ),
            quotes=tuple(sorted(quotes, key=lambda each: (each.quote.expires_at, each.quote.id))),
            waiting=len(waiting),
            longest=waiting[0].place.conversation if waiting else None,
            waits_since=waiting[0].place.since if waiting else None,
            open_tasks=sum(task.is_open for each in asking if each.conversation for task in each.conversation.tasks),
            unanswered=unanswered,
        )

    async def _staying(self, tenant: TenantId, house: Property, day: date) -> Sequence[Reservation] | None:
        """Who sleeps there this night or slept there the last; None where the book does not say."""
        nights = Stay(day - timedelta(days=1), day + timedelta(days=1))
        try:
            asked = self.books[tenant].staying(house.id, nights)
            return await within(self.clock, self.clock.now() + PATIENCE, asked)
        except Exception as silence:  # noqa: BLE001 - whatever is wrong with the book, the rest of the day is told
            logger.warning(
                "the day is told without its book", tenant=tenant, property=house.id, **failure_facts(silence)
            )
            return None


def _span(today: date, first: date | None, last: date | None) -> Span:
    last = last or max(today, first or today)
    return Span(first=first or last - timedelta(days=_A_WEEK - 1), last=last)


def _day(
    house: Property, span: Span, now: datetime, stays: Sequence[Reservation] | None, outcomes: Sequence[CameTo]
) -> PropertyToday:
    day = house.today(now)
    return PropertyToday(
        property=house,
        day=day,
        arrivals=None if stays is None else tuple(each for each in stays if each.stay.arrival == day),
        departures=None if stays is None else tuple(each for each in stays if each.stay.departure == day),
        staying=None if stays is None else sum(each.stay.departure > day for each in stays),
        today=_takings(house, Span(first=day, last=day), outcomes),
        span=span,
        over_span=_takings(house, span, outcomes),
    )


def _takings(house: Property, span: Span, outcomes: Sequence[CameTo]) -> Takings:
    """What these outcomes brought this property from the first moment of the span to its last."""
    begins, ends = house.midnight(span.first), house.midnight(span.last + timedelta(days=1))
    theirs = [each.event for each in outcomes if each.property_id == house.id and begins <= each.at < ends]
    made = {each.reservation.number: each.reservation for each in theirs if isinstance(each, Booked)}
    standing = [each for each in made.values() if each.state is not ReservationState.CANCELLED]
    return Takings(
        reservations=len(standing),
        revenue=summed(each.total for each in standing),
        changed=len({each.reservation.number for each in theirs if isinstance(each, Modified)}),
        cancelled=len({each.cancellation.number for each in theirs if isinstance(each, Cancelled)}),
    )


def summed(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """One sum for each currency, by its name."""
    sums: dict[str, Money] = {}
    for each in amounts:
        sums[each.currency] = sums.get(each.currency, Money.zero(each.currency)) + each
    return tuple(sums[currency] for currency in sorted(sums))


async def _open_quotes(work: Work, house: Tenant, now: datetime) -> AsyncIterator[OpenQuote]:
    """Every quote that may still be accepted. Nobody who was silent for longer than a quote lasts has one."""
    horizon, after = now - timedelta(minutes=house.rules.quote_valid_minutes) - _A_DAY, None
    while True:
        page = await work.conversations(standing=Standing.DESK, after=after, limit=_AT_ONCE)
        for listed in page:
            state = listed.conversation
            for each in state.quotes if state is not None else ():
                if state is not None and not each.expired(now):
                    yield OpenQuote(conversation=state, quote=each)
        if len(page) < _AT_ONCE or page[-1].place.since < horizon:
            return
        after = page[-1].place


async def _unanswered(work: Work, since: datetime, now: datetime) -> Mapping[str, int]:
    said = await work.said(since=since, until=now + _A_MOMENT)
    asked = Counter(topic for row in said if isinstance(row.command, Say) for topic in row.command.unanswered)
    return dict(sorted(asked.items(), key=lambda each: (-each[1], each[0])))
