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
EXTRA = Line("told.extra", ("name", "amount"))
EXTRA_FREE = Line("told.extra_free", ("name",))
REQUEST = Line("told.request", ("text",))
ROOM_OF_SEVERAL = Line("told.room_of_several", ("room", "party"))
SEVERAL_ROOMS = Line("told.several_rooms", ("rooms", "several", "meals"))
RESERVED_SEVERAL = Line("told.reserved_several", ("rooms", "several"))
DEARER = Line("told.dearer", ("amount", "before"))
CHEAPER = Line("told.cheaper", ("amount", "before"))
SAME_PRICE = Line("told.same_price")
TOTAL = Line("told.total", ("total",))
TAX_INCLUDED = Line("told.tax_included", ("name", "amount"))
TAX_ADDED = Line("told.tax_added", ("name", "amount"))
FREE_ALWAYS = Line("told.free_always")
FREE_UNTIL = Line("told.free_until", ("until",))
COSTS_NOW = Line("told.costs_now", ("penalty",))
COSTS_AFTER = Line("told.costs_after", ("penalty",))
COSTS_SINCE = Line("told.costs_since", ("since", "penalty"))
BEFORE = Line("told.total_before", ("total",))
DEPOSIT = Line("told.deposit", ("amount",))
HOW_TO_PAY = Line("told.how_to_pay", ("ways",))
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
    EXTRA,
    EXTRA_FREE,
    REQUEST,
    ROOM_OF_SEVERAL,
    SEVERAL_ROOMS,
    RESERVED_SEVERAL,
    DEARER,
    CHEAPER,
    SAME_PRICE,
    TOTAL,
    TAX_INCLUDED,
    TAX_ADDED,
    FREE_ALWAYS,
    FREE_UNTIL,
    COSTS_NOW,
    COSTS_AFTER,
    COSTS_SINCE,
    BEFORE,
    DEPOSIT,
    HOW_TO_PAY,
    VALID_UNTIL,
    NUMBER,
    NAME,
    OFFERS,
    OFFERS_IN_ROOMS,
    OFFER,
    SUMMARY,
    *MEALS.values(),
)

LONGEST_SHOWN = 60
"""Characters of wishes told again: a quote is read at one look."""


def describe(house: House, quote: Quote, before: Reservation | None = None) -> tuple[Part, ...]:
    """Everything a guest must know before saying yes. `before`: the reservation the quote would change."""
    offer = quote.offer
    return (
        *((NAME(name=Words(quote.in_name)),) if quote.in_name is not None else ()),
        _rooms(quote),
        DATES(stay=offer.stay),
        *_guests(offer.room_stays),
        TOTAL(total=quote.total),
        *extras(offer.price),
        *_taxes(offer.price),
        *(_difference(before, quote) if before is not None else deposit(quote)),
        *_requests(quote.requests),
        *terms(house, offer.terms, offer.price, arrival=_arrival(house, offer.room_stays), at=quote.issued_at),
        VALID_UNTIL(until=Moment(house.property.local(quote.expires_at))),
    )


def deposit(quote: Quote) -> tuple[Part, ...]:
    """What of a new stay is paid ahead. What was paid of one that is changed is not known here."""
    if quote.deposit is None or quote.replaces is not None:
        return ()
    return (DEPOSIT(amount=quote.deposit),)


def to_be_paid(house: House, quote: Quote) -> tuple[Part, ...]:
    """What of the stay just reserved is paid ahead, and how, in the hotel's own words."""
    asked, ways = deposit(quote), house.property.payment
    return (*asked, HOW_TO_PAY(ways=ways)) if asked and ways is not None else asked


def summarise(house: House, reservation: Reservation, at: datetime) -> tuple[Part, ...]:
    """A reservation as it stands in the book."""
    stays = reservation.room_stays
    room = RESERVED_ROOM(room=stays[0].name)
    if _of_several_types(stays):
        room = RESERVED_SEVERAL(rooms=Count(len(stays)), several=_listed(stays))
    elif len(stays) > 1:
        room = RESERVED_ROOMS(rooms=Count(len(stays)), room=stays[0].name)
    return (
        NUMBER(number=Words(reservation.number)),
        NAME(name=Words(reservation.booker.name)),
        room,
        DATES(stay=reservation.stay),
        *_guests(stays),
        TOTAL(total=reservation.total),
        *extras(reservation.price),
        *_taxes(reservation.price),
        *_requests(reservation.requests),
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
    beside = (*extras(first.price), *_requests(quotes[0].requests))
    if rooms > 1:
        return *beside, OFFERS_IN_ROOMS(stay=first.stay, party=party, rooms=Count(rooms), offers=Sayings(items))
    return *beside, OFFERS(stay=first.stay, party=party, offers=Sayings(items))


def extras(price: Price) -> tuple[Part, ...]:
    """What is had beside the room, each with what it costs for the whole stay."""
    return tuple(
        EXTRA(name=each.name, amount=each.amount) if each.amount.minor else EXTRA_FREE(name=each.name)
        for each in price.extras
    )


def cut_short(request: str) -> str:
    """A wish as it is told again, cut short: the whole of it goes to the house."""
    return request if len(request) <= LONGEST_SHOWN else f"{request[: LONGEST_SHOWN - 1].rstrip()}…"


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

    def since(moment: datetime) -> Part:
        penalty = cost(moment + timedelta(microseconds=1))
        # Right behind the moment until which it is free, that moment needs no second telling.
        if moment == steps[0]:
            return COSTS_AFTER(penalty=penalty)
        return COSTS_SINCE(since=Moment(house.property.local(moment)), penalty=penalty)

    steps = tuple(arrival - timedelta(hours=step.hours_before) for step in terms.ladder)
    now = COSTS_NOW(penalty=cost(at)) if at > steps[0] else FREE_UNTIL(until=Moment(house.property.local(steps[0])))
    return (now, *(since(step) for step in steps if step >= at))


def _arrival(house: House, room_stays: tuple[RoomStay, ...]) -> datetime:
    return house.property.arrival_moment(min(each.stay.arrival for each in room_stays))


def _rooms(quote: Quote) -> Part:
    offer = quote.offer
    meals, rooms = Term(MEALS[offer.meals].name), len(offer.room_stays)
    if _of_several_types(offer.room_stays):
        return SEVERAL_ROOMS(rooms=Count(rooms), several=_listed(offer.room_stays), meals=meals)
    if rooms > 1:
        return ROOMS(rooms=Count(rooms), room=name_room(quote), meals=meals)
    return ROOM(room=name_room(quote), meals=meals)


def _guests(room_stays: tuple[RoomStay, ...]) -> tuple[Part, ...]:
    """Who comes, unless it stands beside each room already."""
    return () if _of_several_types(room_stays) else (GUESTS(party=everybody(room_stays)),)


def _of_several_types(room_stays: tuple[RoomStay, ...]) -> bool:
    return len({each.room_type for each in room_stays}) > 1


def _listed(room_stays: tuple[RoomStay, ...]) -> Sayings:
    return Sayings(tuple(ROOM_OF_SEVERAL(room=each.name, party=each.occupancy) for each in room_stays))


def _difference(before: Reservation, quote: Quote) -> tuple[Part, ...]:
    """What the reservation costs now, and what the change makes of it."""
    told, now = before.total, quote.total
    if told.currency != now.currency:
        return (BEFORE(total=told),)
    if told == now:
        return (SAME_PRICE(),)
    return (DEARER(amount=now - told, before=told) if told < now else CHEAPER(amount=told - now, before=told),)


def _requests(requests: tuple[str, ...]) -> tuple[Part, ...]:
    """The wishes in one line."""
    return (REQUEST(text=Words(cut_short("; ".join(requests)))),) if requests else ()


def _taxes(price: Price) -> tuple[Part, ...]:
    return tuple((TAX_INCLUDED if tax.included else TAX_ADDED)(name=tax.name, amount=tax.amount) for tax in price.taxes)
