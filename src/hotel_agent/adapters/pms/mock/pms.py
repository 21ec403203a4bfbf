"""The mock's book: rooms and reservations in memory, one object for a tenant, for as long as it lives."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from attrs import evolve, frozen

from hotel_agent.adapters.pms.mock.hotel import Hotel
from hotel_agent.adapters.pms.mock.numbers import confirmation_number
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, PropertyId, RoomId, RoomTypeId
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.availability import free_rooms
from hotel_agent.domain.reservations.catalogue import Catalogue, RoomStay, RoomType
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.pricing import price
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import (
    Booker,
    Cancellation,
    GuestContact,
    Move,
    Reservation,
    ReservationState,
    after,
)
from hotel_agent.domain.reservations.restrictions import easiest, restricted
from hotel_agent.domain.stay import Stay
from hotel_agent.ports.clock import Clock


@frozen
class Entry:
    """A line of the book: a reservation, and the room given to each of its room stays."""

    reservation: Reservation
    rooms: Sequence[RoomId]


class MockPms:
    """The port `Pms` over hotels that keep their book here.

    What is looked at and changed is so in one step of the event loop: no call sees half of another.
    """

    def __init__(self, hotels: Mapping[PropertyId, Hotel], *, clock: Clock, delay: timedelta = timedelta(0)) -> None:
        self._hotels = dict(hotels)
        self._clock = clock
        self._delay = delay
        self._book: dict[ConfirmationNumber, Entry] = {}
        self._made: dict[EffectKey, ConfirmationNumber] = {}
        self._modified: dict[EffectKey, ConfirmationNumber] = {}
        self._cancelled: dict[EffectKey, Cancellation] = {}

    async def catalogue(self, property_id: PropertyId) -> Catalogue:
        """What the property sells, in the sequence of its tables."""
        await self._take_time()
        return self._hotel(property_id).catalogue

    async def search(self, ask: Ask) -> Sequence[Offer] | Refusal:
        """An offer for every room type that fits and is free, under every rate plan."""
        await self._take_time()
        hotel = self._hotel(ask.property_id)
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
        offers = [offer for each in fitting if refusals[each.id] is None for offer in self._offers(hotel, each, ask)]
        return offers or Refusal(Reason.SOLD_OUT)

    async def book(self, quote: Quote, booker: Booker, *, key: EffectKey) -> Reservation | Refusal:
        """Make the reservation, unless this key already made one."""
        await self._take_time()
        if key in self._made:
            return self._book[self._made[key]].reservation
        if not (booker.email or booker.phone):
            return Refusal(Reason.MISSING_CONTACT)
        rooms = self._rooms_for(quote.offer)
        if isinstance(rooms, Refusal):
            return rooms
        offer = quote.offer
        reservation = Reservation(
            number=confirmation_number(key, self._book),
            property_id=offer.property_id,
            room_stays=offer.room_stays,
            rate_plan=offer.rate_plan,
            price=offer.price,
            terms=offer.terms,
            booker=booker,
            key=key,
        )
        self._book[reservation.number] = Entry(reservation, rooms)
        self._made[key] = reservation.number
        return reservation

    async def modify(self, number: ConfirmationNumber, quote: Quote, *, key: EffectKey) -> Reservation | Refusal:
        """Change the reservation, unless this key already did."""
        await self._take_time()
        if key in self._modified:
            return self._book[self._modified[key]].reservation
        entry = self._entry(number)
        if entry is None or entry.reservation.property_id != quote.offer.property_id:
            return Refusal(Reason.NOT_FOUND)
        state = after(entry.reservation.state, Move.MODIFY)
        if isinstance(state, Refusal):
            return state
        rooms = self._rooms_for(quote.offer, instead_of=entry.reservation.number)
        if isinstance(rooms, Refusal):
            return rooms
        offer = quote.offer
        changed = evolve(
            entry.reservation,
            state=state,
            room_stays=offer.room_stays,
            rate_plan=offer.rate_plan,
            price=offer.price,
            terms=offer.terms,
        )
        self._book[changed.number] = Entry(changed, rooms)
        self._modified[key] = changed.number
        return changed

    async def cancel(self, number: ConfirmationNumber, *, penalty: Money, key: EffectKey) -> Cancellation | Refusal:
        """Cancel the reservation, unless this key already did."""
        await self._take_time()
        if key in self._cancelled:
            return self._cancelled[key]
        entry = self._entry(number)
        if entry is None:
            return Refusal(Reason.NOT_FOUND)
        moved = self._move(entry, Move.CANCEL)
        if isinstance(moved, Refusal):
            return moved
        self._cancelled[key] = Cancellation(number=moved.number, penalty=penalty)
        return self._cancelled[key]

    async def find(
        self, property_id: PropertyId, by: ConfirmationNumber | EffectKey | GuestContact
    ) -> Sequence[Reservation]:
        """The property's reservations that match, the earliest arrival first."""
        await self._take_time()
        found = [entry.reservation for entry in self.ledger(property_id) if _matches(entry.reservation, by)]
        return sorted(found, key=lambda each: (each.stay.arrival, each.number))

    def ledger(self, property_id: PropertyId) -> Sequence[Entry]:
        """The property's book as its own people see it: every reservation ever made, in the sequence they were made."""
        return [entry for entry in self._book.values() if entry.reservation.property_id == property_id]

    def check_in(self, number: ConfirmationNumber) -> None:
        """Somebody at the front desk gives the guest the key. Raises Bug where no guest can be checked in."""
        entry = self._entry(number)
        if entry is None or isinstance(self._move(entry, Move.CHECK_IN), Refusal):
            raise Bug(f"{number} cannot be checked in")

    async def _take_time(self) -> None:
        if self._delay:
            await self._clock.sleep_until(self._clock.now() + self._delay)

    def _hotel(self, property_id: PropertyId) -> Hotel:
        if property_id not in self._hotels:
            raise Bug(f"there is no book of property {property_id!r}")
        return self._hotels[property_id]

    def _entry(self, number: ConfirmationNumber) -> Entry | None:
        return self._book.get(ConfirmationNumber(number.upper()))

    def _move(self, entry: Entry, move: Move) -> Reservation | Refusal:
        state = after(entry.reservation.state, move)
        if isinstance(state, Refusal):
            return state
        moved = evolve(entry.reservation, state=state)
        self._book[moved.number] = evolve(entry, reservation=moved)
        return moved

    def _free(
        self, property_id: PropertyId, room_type: RoomTypeId, stay: Stay, instead_of: ConfirmationNumber | None
    ) -> Sequence[RoomId]:
        replaced = None if instead_of is None else self._entry(instead_of)
        taken = (
            (room, room_stay.stay)
            for entry in self.ledger(property_id)
            if entry is not replaced and entry.reservation.state is not ReservationState.CANCELLED
            for room, room_stay in zip(entry.rooms, entry.reservation.room_stays, strict=True)
        )
        return free_rooms(self._hotel(property_id).rooms[room_type], taken, stay)

    def _offers(self, hotel: Hotel, room_type: RoomType, ask: Ask) -> Iterator[Offer]:
        free = self._free(ask.property_id, room_type.id, ask.stay, ask.instead_of)
        if len(free) < len(ask.parties):
            return
        room_stays = tuple(
            RoomStay(room_type=room_type.id, name=room_type.name, stay=ask.stay, occupancy=party)
            for party in ask.parties
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

    def _rooms_for(self, offer: Offer, *, instead_of: ConfirmationNumber | None = None) -> Sequence[RoomId] | Refusal:
        """The rooms this offer would be given now, if it still stands as it was quoted."""
        hotel = self._hotel(offer.property_id)
        room_type = hotel.catalogue.room_type(offer.room_type)
        if room_type is None:
            return Refusal(Reason.SOLD_OUT, detail="no longer sold")
        if not all(room_type.capacity.fits(each.occupancy) for each in offer.room_stays):
            return Refusal(Reason.NO_ROOM_FITS)
        free = self._free(offer.property_id, room_type.id, offer.stay, instead_of)
        if len(free) < len(offer.room_stays):
            return Refusal(Reason.SOLD_OUT)
        if offer.rate_plan not in {plan.id for plan in hotel.catalogue.rate_plans}:
            return Refusal(Reason.PRICE_CHANGED, detail="rate plan no longer sold")
        if price(hotel.tariff, offer.room_stays, offer.rate_plan).total != offer.price.total:
            return Refusal(Reason.PRICE_CHANGED)
        return free[: len(offer.room_stays)]


def _matches(reservation: Reservation, by: ConfirmationNumber | EffectKey | GuestContact) -> bool:
    if isinstance(by, GuestContact):
        return reservation.booker.reached_by(by)
    return by.casefold() in {name.casefold() for name in (reservation.number, reservation.key) if name}
