"""The day of a hotel over HTTP: arrivals and departures, open quotes, what the chat brought, who waits."""

from collections.abc import Sequence
from typing import Annotated

from attrs import frozen
from litestar import get
from litestar.exceptions import ClientException, HTTPException, NotFoundException
from litestar.params import QueryParameter

from hotel_agent.application.today import LONGEST_SPAN, OpenQuote, PropertyToday, Takings, WholeDay
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import PropertyId, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.catalogue import RoomStay
from hotel_agent.domain.reservations.reservation import Reservation
from hotel_agent.domain.tenants.rights import Permission
from hotel_agent.entrypoints.http.amounts import Amount, amount_of, day_in, room_name
from hotel_agent.entrypoints.http.given import GivenDesk
from hotel_agent.entrypoints.http.guard import NOT_ALLOWED, NOT_YOURS, UNKNOWN, no_such_hotel
from hotel_agent.entrypoints.http.inbox import HotelName
from hotel_agent.entrypoints.http.operations import Shown, written
from hotel_agent.entrypoints.http.rules import Whose, only

_BOOK = {True: "answers", False: "silent"}
_NO_SPAN = f"`from` and `to` are dates, as 2026-11-23, at most {LONGEST_SPAN} days from one to the other, both counted"
_NO_PROPERTY = "This hotel has no such property"
_AWAY = "The database does not answer; ask again"


@frozen(kw_only=True)
class Stays:
    """A reservation of the hotel's book: who comes, goes or stays."""

    number: str
    name: str
    state: str
    arrival: str
    departure: str
    nights: int
    rooms: list[str]
    guests: int
    total: Amount


@frozen(kw_only=True)
class Brought:
    """What conversations brought: `revenue` by currency, as it was when it was reserved."""

    reservations: int
    revenue: list[Amount]
    changed: int
    cancelled: int


@frozen(kw_only=True)
class Place:
    """One property's day. `book`: `answers`, or `silent`; then arrivals, departures and staying are null."""

    property: str
    name: str
    day: str
    time_zone: str
    book: str
    arrivals: list[Stays] | None
    departures: list[Stays] | None
    staying: int | None
    today: Brought
    span_from: str
    span_to: str
    span: Brought


@frozen(kw_only=True)
class Open:
    """A quote that its guest may still say yes to."""

    conversation: str
    property: str
    guest: str
    rooms: list[str]
    arrival: str
    departure: str
    total: Amount
    expires_at: str


@frozen(kw_only=True)
class Waits:
    """Conversations in which a person is wanted; `conversation` waits the longest."""

    count: int
    conversation: str | None
    since: str | None


@frozen(kw_only=True)
class Topic:
    """What guests asked in vain: write it down, and they are answered."""

    topic: str
    asked: int


@frozen(kw_only=True)
class Day:
    """A hotel's day. `open_tasks`: what guests asked for in the house and nobody has done yet.

    `unanswered` are of the whole hotel, over the span.
    """

    at: str
    properties: list[Place]
    quotes: list[Open]
    waiting: Waits
    open_tasks: int
    unanswered: list[Topic]


_TOTAL = {"amount": "452.40", "currency": "EUR"}
_STAY = {
    "number": "K7QX2M",
    "name": "Maria Lima",
    "state": "confirmed",
    "arrival": "2026-11-23",
    "departure": "2026-11-26",
    "nights": 3,
    "rooms": ["Doble superior con vista al mar"],
    "guests": 2,
    "total": _TOTAL,
}
_BROUGHT = {"reservations": 1, "revenue": [_TOTAL], "changed": 0, "cancelled": 0}
_DAY = {
    "at": "2026-11-23T10:15:00+00:00",
    "properties": [
        {
            "property": "marina",
            "name": "Hotel Marina",
            "day": "2026-11-23",
            "time_zone": "Europe/Madrid",
            "book": "answers",
            "arrivals": [_STAY],
            "departures": [],
            "staying": 1,
            "today": _BROUGHT,
            "span_from": "2026-11-17",
            "span_to": "2026-11-23",
            "span": _BROUGHT,
        }
    ],
    "quotes": [
        {
            "conversation": "5f0c7a1e9b3d4c62",
            "property": "marina",
            "guest": "Ana García",
            "rooms": ["Doble superior con vista al mar"],
            "arrival": "2026-12-12",
            "departure": "2026-12-15",
            "total": _TOTAL,
            "expires_at": "2026-11-23T11:40:00+00:00",
        }
    ],
    "waiting": {"count": 1, "conversation": "9c62aa0e7b1d4f55", "since": "2026-11-23T10:02:00+00:00"},
    "open_tasks": 3,
    "unanswered": [{"topic": "karaoke", "asked": 2}],
}


@get(
    "/api/tenants/{tenant_id:str}/today",
    tags=["reception"],
    summary="The day: who comes and goes, open quotes, what the chat brought, who waits, what is to be done",
    opt=only(Permission.SEE_GUESTS, Whose.NAMED),
    security=[{"staff": []}],
    operation_class=written(
        answers={200: Shown(about="The day, by each property's own clock", example=_DAY)},
        problems={400: _NO_SPAN, 401: UNKNOWN, 403: NOT_ALLOWED, 404: f"{NOT_YOURS}. Or: {_NO_PROPERTY}", 503: _AWAY},
    ),
)
async def today(
    desk: GivenDesk,
    tenant_id: HotelName,
    first: Annotated[str, QueryParameter(name="from", description="The first day of the span looked back over")] = "",
    last: Annotated[str, QueryParameter(name="to", description="Its last; without both it is the last week")] = "",
    property_id: Annotated[str, QueryParameter(name="property", description="Only this property")] = "",
) -> Day:
    """The day of each property by its own calendar, and what conversations brought today and over a span.

    Arrivals and departures are read from the hotel's own book. Where it is silent, `book` says so and the rest is
    told all the same.
    """
    try:
        told = await desk.today.look(
            TenantId(tenant_id),
            first=day_in(first, otherwise=_NO_SPAN),
            last=day_in(last, otherwise=_NO_SPAN),
            property_id=PropertyId(property_id) if property_id else None,
        )
    except Unavailable as away:
        raise HTTPException(detail=_AWAY, status_code=503) from away
    if isinstance(told, Refusal):
        if told.reason is Reason.BAD_REQUEST:
            raise ClientException(_NO_SPAN)
        if desk.tenants.tenant(TenantId(tenant_id)) is None:
            raise no_such_hotel()
        raise NotFoundException(_NO_PROPERTY)
    return _day(told)


def _day(told: WholeDay) -> Day:
    return Day(
        at=told.at.isoformat(),
        properties=[_place(each) for each in told.properties],
        quotes=[_open(each) for each in told.quotes],
        waiting=Waits(
            count=told.waiting,
            conversation=told.longest,
            since=None if told.waits_since is None else told.waits_since.isoformat(),
        ),
        open_tasks=told.open_tasks,
        unanswered=[Topic(topic=topic, asked=count) for topic, count in told.unanswered.items()],
    )


def _place(each: PropertyToday) -> Place:
    house = each.property
    return Place(
        property=house.id,
        name=house.name,
        day=each.day.isoformat(),
        time_zone=house.time_zone,
        book=_BOOK[each.arrivals is not None],
        arrivals=None if each.arrivals is None else [_stays(one) for one in each.arrivals],
        departures=None if each.departures is None else [_stays(one) for one in each.departures],
        staying=each.staying,
        today=_brought(each.today),
        span_from=each.span.first.isoformat(),
        span_to=each.span.last.isoformat(),
        span=_brought(each.over_span),
    )


def _stays(each: Reservation) -> Stays:
    return Stays(
        number=each.number,
        name=each.booker.name,
        state=each.state.value,
        arrival=each.stay.arrival.isoformat(),
        departure=each.stay.departure.isoformat(),
        nights=each.stay.night_count,
        rooms=_rooms(each.room_stays),
        guests=sum(room.occupancy.size for room in each.room_stays),
        total=amount_of(each.total),
    )


def _open(each: OpenQuote) -> Open:
    known, offer = each.conversation.known, each.quote.offer
    return Open(
        conversation=each.conversation.id,
        property=offer.property_id,
        guest=known.name or known.phone or known.email or "",
        rooms=_rooms(offer.room_stays),
        arrival=offer.stay.arrival.isoformat(),
        departure=offer.stay.departure.isoformat(),
        total=amount_of(each.quote.total),
        expires_at=each.quote.expires_at.isoformat(),
    )


def _brought(each: Takings) -> Brought:
    return Brought(
        reservations=each.reservations,
        revenue=[amount_of(sum_) for sum_ in each.revenue],
        changed=each.changed,
        cancelled=each.cancelled,
    )


def _rooms(stays: Sequence[RoomStay]) -> list[str]:
    """Their names in the hotel's own language."""
    return [room_name(each) for each in stays]
