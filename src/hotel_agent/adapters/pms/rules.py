"""What a hotel that keeps its own book sells, and when it says no: the same rules wherever the book is kept.

Pure. `taken` are rooms with the stays for which they are given away, in whatever pieces the book has them.
"""

from collections.abc import Collection, Iterator, Sequence

from attrs import evolve

from hotel_agent.adapters.pms.tables.hotel import Hotel
from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, ExtraId, RatePlanId, RoomId, RoomTypeId
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.availability import free_rooms
from hotel_agent.domain.reservations.catalogue import RoomStay
from hotel_agent.domain.reservations.extras import extra_lines
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.price import Price
from hotel_agent.domain.reservations.pricing import price
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Booker, GuestContact, Move, Reservation, ReservationState, after
from hotel_agent.domain.reservations.restrictions import easiest, restricted
from hotel_agent.domain.stay import Stay

Taken = Collection[tuple[RoomId, Stay]]


def offers(hotel: Hotel, ask: Ask, taken: Taken) -> Sequence[Offer] | Refusal:
    """An offer for every room type that fits and is free, under every rate plan; or why there is none."""
    rooms = len(ask.parties)
    wanted = [ask.room_types] if ask.room_types else [(each.id,) * rooms for each in hotel.catalogue.room_types]
    fitting = [each for each in wanted if ask.room_type in {None, each[0]} and _fits(hotel, each, ask.parties)]
    if not fitting:
        return Refusal(Reason.NO_ROOM_FITS)
    refusals = {each: _restricted(hotel, each, ask.stay) for each in fitting}
    if all(refusals.values()):
        return easiest(refusal for refusal in refusals.values() if refusal)
    found = [offer for each in fitting if refusals[each] is None for offer in _under_each_plan(hotel, each, ask, taken)]
    return found or Refusal(Reason.SOLD_OUT)


def rooms_for(hotel: Hotel, offer: Offer, taken: Taken) -> Sequence[RoomId] | Refusal:
    """The rooms this offer is given now, one for each room stay, if it still stands as it was quoted."""
    if any(hotel.catalogue.room_type(each) is None for each in offer.room_types):
        return Refusal(Reason.SOLD_OUT, detail="no longer sold")
    if not _fits(hotel, offer.room_types, [each.occupancy for each in offer.room_stays]):
        return Refusal(Reason.NO_ROOM_FITS)
    rooms = _doors(hotel, offer.room_types, offer.stay, taken)
    if rooms is None:
        return Refusal(Reason.SOLD_OUT)
    if offer.rate_plan not in {plan.id for plan in hotel.catalogue.rate_plans}:
        return Refusal(Reason.PRICE_CHANGED, detail="rate plan no longer sold")
    now = _price(hotel, offer.room_stays, offer.rate_plan, offer.price.extra_ids)
    if (now.total, now.extras) != (offer.price.total, offer.price.extras):
        return Refusal(Reason.PRICE_CHANGED)
    return rooms


def made(quote: Quote, booker: Booker, *, key: EffectKey, number: ConfirmationNumber) -> Reservation:
    """The contract over what was quoted."""
    offer = quote.offer
    return Reservation(
        number=number,
        property_id=offer.property_id,
        room_stays=offer.room_stays,
        rate_plan=offer.rate_plan,
        price=offer.price,
        terms=offer.terms,
        booker=booker,
        key=key,
        requests=quote.requests,
    )


def changed(reservation: Reservation | None, quote: Quote) -> Reservation | Refusal:
    """The reservation as this quote would make it, if it may be changed and is of the same property."""
    offer = quote.offer
    if reservation is None or reservation.property_id != offer.property_id:
        return Refusal(Reason.NOT_FOUND)
    moved = moved_on(reservation, Move.MODIFY)
    if isinstance(moved, Refusal):
        return moved
    return evolve(
        moved,
        room_stays=offer.room_stays,
        rate_plan=offer.rate_plan,
        price=offer.price,
        terms=offer.terms,
        booker=evolve(moved.booker, name=quote.in_name or moved.booker.name),
        requests=tuple(dict.fromkeys((*moved.requests, *quote.requests))),
    )


def moved_on(reservation: Reservation, move: Move) -> Reservation | Refusal:
    """The reservation after this move, or why it cannot be made."""
    state = after(reservation.state, move)
    return state if isinstance(state, Refusal) else evolve(reservation, state=state)


def matches(reservation: Reservation, by: ConfirmationNumber | EffectKey | GuestContact) -> bool:
    """Whether this is a reservation of that number, key or contact."""
    if isinstance(by, GuestContact):
        return reservation.booker.reached_by(by)
    return by.casefold() in {name.casefold() for name in (reservation.number, reservation.key) if name}


def sleeps(reservation: Reservation, nights: Stay) -> bool:
    """Whether this reservation holds a room on one of these nights."""
    is_cancelled = reservation.state is ReservationState.CANCELLED
    return not is_cancelled and any(each.stay.overlaps(nights) for each in reservation.room_stays)


def _fits(hotel: Hotel, room_types: Sequence[RoomTypeId], parties: Sequence[Party]) -> bool:
    """Whether each of these parties sleeps in a room of its type."""
    sold = [hotel.catalogue.room_type(each) for each in room_types]
    return all(each is not None and each.capacity.fits(party) for each, party in zip(sold, parties, strict=True))


def _restricted(hotel: Hotel, room_types: Sequence[RoomTypeId], stay: Stay) -> Refusal | None:
    """Why rooms of these types are not sold for this stay: of several reasons that of the first type."""
    reasons = (restricted(hotel.restrictions, each, stay) for each in dict.fromkeys(room_types))
    return next((each for each in reasons if each is not None), None)


def _doors(hotel: Hotel, room_types: Sequence[RoomTypeId], stay: Stay, taken: Taken) -> Sequence[RoomId] | None:
    """A free room for each of these types, in their sequence; None when there are not enough."""
    free = {each: iter(free_rooms(hotel.rooms[each], taken, stay)) for each in room_types}
    doors = [next(free[each], None) for each in room_types]
    found = [each for each in doors if each is not None]
    return found if len(found) == len(room_types) else None


def _price(hotel: Hotel, room_stays: Sequence[RoomStay], plan: RatePlanId, extras: Sequence[ExtraId]) -> Price:
    return price(hotel.tariff, room_stays, plan, extra_lines(hotel.catalogue.extras, extras, room_stays))


def _under_each_plan(hotel: Hotel, room_types: Sequence[RoomTypeId], ask: Ask, taken: Taken) -> Iterator[Offer]:
    if _doors(hotel, room_types, ask.stay, taken) is None:
        return
    named = {each.id: each for each in hotel.catalogue.room_types}
    room_stays = tuple(
        RoomStay(room_type=each, name=named[each].name, stay=ask.stay, occupancy=party)
        for each, party in zip(room_types, ask.parties, strict=True)
    )
    alike = len(set(room_types)) == 1
    for plan in hotel.catalogue.rate_plans:
        yield Offer(
            property_id=ask.property_id,
            room_stays=room_stays,
            rate_plan=plan.id,
            rate_plan_name=plan.name,
            meals=plan.meals,
            price=_price(hotel, room_stays, plan.id, ask.extras),
            terms=plan.terms,
            deposit=plan.deposit,
            rooms_left=len(free_rooms(hotel.rooms[room_types[0]], taken, ask.stay)) if alike else None,
        )
