"""A hotel's reservations over HTTP, as its own book holds them at this moment."""

from datetime import date, timedelta
from typing import Annotated

from attrs import field, frozen
from litestar import get
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import PathParameter, QueryParameter

from hotel_agent.application.reservations import LONGEST_SPAN, Reservations, Sought
from hotel_agent.domain.ids import ConfirmationNumber, PropertyId, TenantId
from hotel_agent.domain.reservations.catalogue import RoomStay
from hotel_agent.domain.reservations.reservation import Reservation, ReservationState
from hotel_agent.domain.stay import Stay
from hotel_agent.domain.tenants.rights import Permission
from hotel_agent.entrypoints.http.amounts import Amount, amount_of, day_in, room_name
from hotel_agent.entrypoints.http.given import GivenDesk
from hotel_agent.entrypoints.http.guard import NOT_ALLOWED, NOT_YOURS, UNKNOWN, no_such_hotel
from hotel_agent.entrypoints.http.hotels import HotelName
from hotel_agent.entrypoints.http.operations import SILENT, Shown, written
from hotel_agent.entrypoints.http.paging import PageNumber, Pages, PageSize, paged
from hotel_agent.entrypoints.http.rules import Whose, only

_STATES = {each.value: each for each in ReservationState}
_NO_SPAN = f"`from` and `to` are dates, as 2026-11-23, `to` after `from` and at most {LONGEST_SPAN} nights later"
_NO_STATE = f"state: expected one of {', '.join(_STATES)}"
_NO_RESERVATION = "The hotel's book has no reservation of this number"
_NO_NUMBER = "No confirmation number is as long as this"
_USUAL = timedelta(days=30)
_TOTAL = {"amount": "452.40", "currency": "EUR"}
_ONE = {
    "number": "K7QX2M",
    "property": "marina",
    "state": "confirmed",
    "arrival": "2026-12-12",
    "departure": "2026-12-15",
    "nights": 3,
    "rooms": [{"name": "Doble superior", "arrival": "2026-12-12", "departure": "2026-12-15", "guests": 2}],
    "name": "Ana García",
    "email": "ana@guests.example",
    "phone": "34600111222",
    "language": "es",
    "total": _TOTAL,
    "requests": ["a high floor"],
    "made_in_chat": True,
}
_PROBLEMS = {401: UNKNOWN, 403: NOT_ALLOWED, 503: SILENT}


@frozen(kw_only=True)
class ReservedRoom:
    """One room of a reservation, by its name in the hotel's own language."""

    name: str
    arrival: str
    departure: str
    guests: int


@frozen(kw_only=True)
class Reserved:
    """A reservation as the book holds it."""

    number: str
    property: str
    state: str
    arrival: str
    departure: str
    nights: int
    rooms: list[ReservedRoom]
    name: str = field(repr=False)
    email: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    language: str
    total: Amount
    requests: list[str] = field(repr=False)
    made_in_chat: bool


@frozen(kw_only=True)
class AllReserved:
    """One page of reservations."""

    reservations: list[Reserved]
    pagination: Pages


@get(
    "/admin/tenants/{tenant_id:str}/reservations",
    tags=["administration"],
    summary="A hotel's reservations",
    opt=only(Permission.SEE_GUESTS, Whose.NAMED),
    security=[{"staff": []}],
    operation_class=written(
        answers={
            200: Shown(
                about="One page, the earliest arrival first",
                example={
                    "reservations": [_ONE],
                    "pagination": {"page": 1, "page_size": 50, "total": 1, "pages": 1},
                },
            )
        },
        problems={400: f"{_NO_SPAN}; {_NO_STATE}", 404: NOT_YOURS, **_PROBLEMS},
    ),
)
async def list_reservations(  # noqa: PLR0917 - what one may look for
    desk: GivenDesk,
    tenant_id: HotelName,
    first: Annotated[str, QueryParameter(name="from", description="The first night; without it, today's")] = "",
    last: Annotated[str, QueryParameter(name="to", description="The day after the last night; a month later")] = "",
    stands: Annotated[str, QueryParameter(name="state", description="Such as `confirmed`")] = "",
    guest: Annotated[
        str, QueryParameter(description="Part of a name; or a whole e-mail address or telephone number", max_length=320)
    ] = "",
    number: Annotated[str, QueryParameter(description="The confirmation number", max_length=64)] = "",
    property_id: Annotated[str, QueryParameter(name="property", description="Only this property")] = "",
    page: PageNumber = 1,
    page_size: PageSize = 50,
) -> AllReserved:
    """The reservations that hold a room on these nights; a number or a whole contact is looked for on every night.

    Those that were cancelled hold no night: a number or a contact finds them. Wherever a reservation was made, it is
    here: they are read from the hotel's own book, and nothing of them is kept.
    """
    if stands and stands not in _STATES:
        raise ClientException(_NO_STATE)
    begins = day_in(first, otherwise=_NO_SPAN) or desk.clock.now().date()
    sought = Sought(
        nights=_nights(begins, day_in(last, otherwise=_NO_SPAN)),
        number=number.strip(),
        guest=guest.strip(),
        state=_STATES.get(stands),
        property_id=PropertyId(property_id) if property_id else None,
    )
    found = await _reservations(desk, tenant_id).look(TenantId(tenant_id), sought)
    shown, pages = paged(found, page, page_size)
    return AllReserved(reservations=[_reserved(each) for each in shown], pagination=pages)


@get(
    "/admin/tenants/{tenant_id:str}/reservations/{number:str}",
    tags=["administration"],
    summary="One reservation",
    opt=only(Permission.SEE_GUESTS, Whose.NAMED),
    security=[{"staff": []}],
    operation_class=written(
        answers={200: Shown(about="The reservation", example=_ONE)},
        problems={400: _NO_NUMBER, 404: f"{_NO_RESERVATION}. Or: {NOT_YOURS}", **_PROBLEMS},
    ),
)
async def show_reservation(
    desk: GivenDesk,
    tenant_id: HotelName,
    number: Annotated[str, PathParameter(description="The confirmation number", max_length=64)],
) -> Reserved:
    """The reservation of this number as the hotel's book holds it, wherever it was made, cancelled ones too."""
    found = await _reservations(desk, tenant_id).numbered(TenantId(tenant_id), ConfirmationNumber(number))
    if found is None:
        raise NotFoundException(_NO_RESERVATION)
    return _reserved(found)


def _reservations(desk: GivenDesk, tenant_id: str) -> Reservations:
    if desk.tenants.tenant(TenantId(tenant_id)) is None:
        raise no_such_hotel()
    return Reservations(tenants=desk.tenants, books=desk.books)


def _nights(first: date, last: date | None) -> Stay:
    if last is None:
        last = first + min(_USUAL, date.max - first)
    if not 0 < (last - first).days <= LONGEST_SPAN:
        raise ClientException(_NO_SPAN)
    return Stay(first, last)


def _reserved(each: Reservation) -> Reserved:
    return Reserved(
        number=each.number,
        property=each.property_id,
        state=each.state.value,
        arrival=each.stay.arrival.isoformat(),
        departure=each.stay.departure.isoformat(),
        nights=each.stay.night_count,
        rooms=[_room(room) for room in each.room_stays],
        name=each.booker.name,
        email=each.booker.email,
        phone=each.booker.phone,
        language=each.booker.language,
        total=amount_of(each.total),
        requests=list(each.requests),
        made_in_chat=each.key is not None,
    )


def _room(room: RoomStay) -> ReservedRoom:
    return ReservedRoom(
        name=room_name(room),
        arrival=room.stay.arrival.isoformat(),
        departure=room.stay.departure.isoformat(),
        guests=room.occupancy.size,
    )
