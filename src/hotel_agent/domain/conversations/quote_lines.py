"""How a quote and a reservation are told: room, dates, nights, guests, total, taxes and what cancelling costs."""

from datetime import datetime, timedelta

from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.replies import Count, Line, Moment, Part, Sayings, Term, Words
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.reservations.cancellation import CancellationTerms
from hotel_agent.domain.reservations.catalogue import Meals, RoomStay
from hotel_agent.domain.reservations.price import Price
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Reservation, ReservationState

ROOM = Line("told.room", ("room", "meals"))
ROOMS = Line("told.rooms", ("rooms", "room", "meals"))
RESERVED_ROOM = Line("told.reserved_room", ("room",))
RESERVED_ROOMS = Line("told.reserved_rooms", ("rooms", "room"))
DATES = Line("told.dates", ("stay",))
GUESTS = Line("told.guests", ("party",))
TOTAL = Line("told.total", ("total",))
TAX_INCLUDED = Line("told.tax_included", ("name", "amount"))
TAX_ADDED = Line("told.tax_added", ("name", "amount"))
FREE_ALWAYS = Line("told.free_always")
FREE_UNTIL = Line("told.free_until", ("until",))
COSTS_NOW = Line("told.costs_now", ("penalty",))
COSTS_SINCE = Line("told.costs_since", ("since", "penalty"))
BEFORE = Line("told.total_before", ("total",))
VALID_UNTIL = Line("told.valid_until", ("until",))
NUMBER = Line("told.number", ("number",))
NAME = Line("told.name", ("name",))
OFFERS = Line("told.offers", ("stay", "party", "offers"))
OFFERS_IN_ROOMS = Line("told.offers_in_rooms", ("stay", "party", "rooms", "offers"))
OFFER = Line("told.offer", ("number", "room", "plan", "meals", "total"))
SUMMARY = Line("told.summary", ("plan", "total"))
MEALS = {meals: Line(f"meals.{meals.value}") for meals in Meals}

LINES = (
    ROOM,
    ROOMS,
    RESERVED_ROOM,
    RESERVED_ROOMS,
    DATES,
    GUESTS,
    TOTAL,
    TAX_INCLUDED,
    TAX_ADDED,
    FREE_ALWAYS,
    FREE_UNTIL,
    COSTS_NOW,
    COSTS_SINCE,
    BEFORE,
    VALID_UNTIL,
    NUMBER,
    NAME,
    OFFERS,
    OFFERS_IN_ROOMS,
    OFFER,
    SUMMARY,
    *MEALS.values(),
)


def describe(house: House, quote: Quote, before: Reservation | None = None) -> tuple[Part, ...]:
    """Everything a guest must know before saying yes. `before`: the reservation the quote would change."""
    offer = quote.offer
    meals = Term(MEALS[offer.meals].name)
    rooms = len(offer.room_stays)
    room = ROOM(room=name_room(quote), meals=meals)
    if rooms > 1:
        room = ROOMS(rooms=Count(rooms), room=name_room(quote), meals=meals)
    return (
        room,
        DATES(stay=offer.stay),
        GUESTS(party=everybody(offer.room_stays)),
        TOTAL(total=quote.total),
        *_taxes(offer.price),
        *((BEFORE(total=before.total),) if before is not None else ()),
        *terms(house, offer.terms, offer.price, arrival=_arrival(house, offer.room_stays), at=quote.issued_at),
        VALID_UNTIL(until=Moment(house.property.local(quote.expires_at))),
    )


def summarise(house: House, reservation: Reservation, at: datetime) -> tuple[Part, ...]:
    """A reservation as it stands in the book."""
    stays = reservation.room_stays
    room = RESERVED_ROOM(room=stays[0].name)
    if len(stays) > 1:
        room = RESERVED_ROOMS(rooms=Count(len(stays)), room=stays[0].name)
    return (
        NUMBER(number=Words(reservation.number)),
        NAME(name=Words(reservation.booker.name)),
        room,
        DATES(stay=reservation.stay),
        GUESTS(party=everybody(stays)),
        TOTAL(total=reservation.total),
        *_taxes(reservation.price),
        *(
            terms(house, reservation.terms, reservation.price, arrival=_arrival(house, stays), at=at)
            if reservation.state is not ReservationState.CANCELLED
            else ()
        ),
    )


def list_offers(quotes: tuple[Quote, ...]) -> tuple[Part, ...]:
    """Several quotes, numbered, each with what the guest would pay in all."""
    first = quotes[0].offer
    items = tuple(
        OFFER(
            number=Count(place),
            room=name_room(quote),
            plan=quote.offer.rate_plan_name,
            meals=Term(MEALS[quote.offer.meals].name),
            total=quote.total,
        )
        for place, quote in enumerate(quotes, start=1)
    )
    party, rooms = everybody(first.room_stays), len(first.room_stays)
    if rooms > 1:
        return (OFFERS_IN_ROOMS(stay=first.stay, party=party, rooms=Count(rooms), offers=Sayings(items)),)
    return (OFFERS(stay=first.stay, party=party, offers=Sayings(items)),)


def name_room(quote: Quote) -> LocalText:
    """What the room is called."""
    return quote.offer.room_stays[0].name


def summary(quote: Quote) -> Part:
    """One line that tells an offer from the others."""
    return SUMMARY(plan=quote.offer.rate_plan_name, total=quote.total)


def everybody(room_stays: tuple[RoomStay, ...]) -> Party:
    """All who sleep in these rooms."""
    return everybody_in(tuple(each.occupancy for each in room_stays))


def everybody_in(parties: tuple[Party, ...]) -> Party:
    """All of these parties as one."""
    return Party(
        sum(party.adults for party in parties), tuple(sorted(age for party in parties for age in party.child_ages))
    )


def terms(house: House, terms: CancellationTerms, price: Price, *, arrival: datetime, at: datetime) -> tuple[Part, ...]:
    """Until when cancelling is free, and what it costs from when on, in money."""
    if not terms.ladder:
        return (FREE_ALWAYS(),)
    nights = tuple(night.amount for night in price.nights)

    def cost(moment: datetime) -> Money:
        return terms.penalty(at=moment, arrival=arrival, total_price=price.total, night_prices=nights)

    steps = tuple(arrival - timedelta(hours=step.hours_before) for step in terms.ladder)
    now = COSTS_NOW(penalty=cost(at)) if at > steps[0] else FREE_UNTIL(until=Moment(house.property.local(steps[0])))
    later = (
        COSTS_SINCE(since=Moment(house.property.local(since)), penalty=cost(since + timedelta(microseconds=1)))
        for since in steps
        if since >= at
    )
    return (now, *later)


def _arrival(house: House, room_stays: tuple[RoomStay, ...]) -> datetime:
    return house.property.arrival_moment(min(each.stay.arrival for each in room_stays))


def _taxes(price: Price) -> tuple[Part, ...]:
    return tuple((TAX_INCLUDED if tax.included else TAX_ADDED)(name=tax.name, amount=tax.amount) for tax in price.taxes)
