"""What a hotel that keeps its own book sells, and when it says no: the same rules wherever the book is kept.

Pure. `taken` are rooms with the stays for which they are given away, in whatever pieces the book has them.
"""

from collections.abc import Collection, Iterator, Sequence

from attrs import evolve

from hotel_agent.adapters.pms.tables.hotel import Hotel
from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, RoomId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.availability import free_rooms
from hotel_agent.domain.reservations.catalogue import RoomStay, RoomType
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.pricing import price
from hotel_agent.domain.reservations.reservation import Booker, GuestContact, Move, Reservation, after
from hotel_agent.domain.reservations.restrictions import easiest, restricted
from hotel_agent.domain.stay import Stay

Taken = Collection[tuple[RoomId, Stay]]


def offers(hotel: Hotel, ask: Ask, taken: Taken) -> Sequence[Offer] | Refusal:
    """An offer for every room type that fits and is free, under every rate plan; or why there is none."""
    fitting = [
        each
        for each in hotel.catalogue.room_types
        if ask.room_type in {None, each.id} and all(each.capacity.fits(party) for party in ask.parties)
    ]
    if not fitting:
        return Refusal(Reason.NO_ROOM_FITS)
    refusals = {each.id: restricted(hotel.restrictions, each.id, ask.stay) for each in fitting}
    if all(refusals.values()):
        return easiest(refusal for refusal in refusals.values() if refusal)
    found = [
        offer for each in fitting if refusals[each.id] is None for offer in _under_each_plan(hotel, each, ask, taken)
    ]
    return found or Refusal(Reason.SOLD_OUT)


def rooms_for(hotel: Hotel, offer: Offer, taken: Taken) -> Sequence[RoomId] | Refusal:
    """The rooms this offer is given now, one for each room stay, if it still stands as it was quoted."""
    room_type = hotel.catalogue.room_type(offer.room_type)
    if room_type is None:
        return Refusal(Reason.SOLD_OUT, detail="no longer sold")
    if not all(room_type.capacity.fits(each.occupancy) for each in offer.room_stays):
        return Refusal(Reason.NO_ROOM_FITS)
    free = free_rooms(hotel.rooms[room_type.id], taken, offer.stay)
    if len(free) < len(offer.room_stays):
        return Refusal(Reason.SOLD_OUT)
    if offer.rate_plan not in {plan.id for plan in hotel.catalogue.rate_plans}:
        return Refusal(Reason.PRICE_CHANGED, detail="rate plan no longer sold")
    if price(hotel.tariff, offer.room_stays, offer.rate_plan).total != offer.price.total:
        return Refusal(Reason.PRICE_CHANGED)
    return free[: len(offer.room_stays)]


def made(offer: Offer, booker: Booker, *, key: EffectKey, number: ConfirmationNumber) -> Reservation:
    """The contract over this offer."""
    return Reservation(
        number=number,
        property_id=offer.property_id,
        room_stays=offer.room_stays,
        rate_plan=offer.rate_plan,
        price=offer.price,
        terms=offer.terms,
        booker=booker,
        key=key,
    )


def changed(reservation: Reservation | None, offer: Offer) -> Reservation | Refusal:
    """The reservation as this offer would make it, if it may be changed and is of the same property."""
    if reservation is None or reservation.property_id != offer.property_id:
        return Refusal(Reason.NOT_FOUND)
    moved = moved_on(reservation, Move.MODIFY)
    if isinstance(moved, Refusal):
        return moved
    return evolve(moved, room_stays=offer.room_stays, rate_plan=offer.rate_plan, price=offer.price, terms=offer.terms)


def moved_on(reservation: Reservation, move: Move) -> Reservation | Refusal:
    """The reservation after this move, or why it cannot be made."""
    state = after(reservation.state, move)
    return state if isinstance(state, Refusal) else evolve(reservation, state=state)


def matches(reservation: Reservation, by: ConfirmationNumber | EffectKey | GuestContact) -> bool:
    """Whether this is a reservation of that number, key or contact."""
    if isinstance(by, GuestContact):
        return reservation.booker.reached_by(by)
    return by.casefold() in {name.casefold() for name in (reservation.number, reservation.key) if name}


def _under_each_plan(hotel: Hotel, room_type: RoomType, ask: Ask, taken: Taken) -> Iterator[Offer]:
    free = free_rooms(hotel.rooms[room_type.id], taken, ask.stay)
    if len(free) < len(ask.parties):
        return
    room_stays = tuple(
        RoomStay(room_type=room_type.id, name=room_type.name, stay=ask.stay, occupancy=party) for party in ask.parties
    )
    for plan in hotel.catalogue.rate_plans:
        yield Offer(
            property_id=ask.property_id,
            room_stays=room_stays,
            rate_plan=plan.id,
            rate_plan_name=plan.name,
            meals=plan.meals,
            price=price(hotel.tariff, room_stays, plan.id),
            terms=plan.terms,
            rooms_left=len(free),
        )
