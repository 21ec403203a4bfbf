"""The mock's book: rooms and reservations in memory, one object for a tenant, for as long as it lives."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from attrs import evolve, frozen

from hotel_agent.adapters.pms import rules
from hotel_agent.adapters.pms.numbers import confirmation_numbers
from hotel_agent.adapters.pms.tables import Hotel
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, PropertyId, RoomId
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import (
    Booker,
    Cancellation,
    GuestContact,
    Move,
    Reservation,
    ReservationState,
)
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
        return rules.offers(self._hotel(ask.property_id), ask, self._taken(ask.property_id, ask.instead_of))

    async def book(self, quote: Quote, booker: Booker, *, key: EffectKey) -> Reservation | Refusal:
        """Make the reservation, unless this key already made one."""
        await self._take_time()
        if key in self._made:
            return self._book[self._made[key]].reservation
        if not (booker.email or booker.phone):
            return Refusal(Reason.MISSING_CONTACT)
        offer = quote.offer
        rooms = rules.rooms_for(self._hotel(offer.property_id), offer, self._taken(offer.property_id))
        if isinstance(rooms, Refusal):
            return rooms
        number = next(each for each in confirmation_numbers(key) if each not in self._book)
        reservation = rules.made(quote, booker, key=key, number=number)
        self._book[number] = Entry(reservation, rooms)
        self._made[key] = number
        return reservation

    async def modify(self, number: ConfirmationNumber, quote: Quote, *, key: EffectKey) -> Reservation | Refusal:
        """Change the reservation, unless this key already did."""
        await self._take_time()
        if key in self._modified:
            return self._book[self._modified[key]].reservation
        entry, offer = self._entry(number), quote.offer
        changed = rules.changed(entry.reservation if entry else None, quote)
        if isinstance(changed, Refusal):
            return changed
        taken = self._taken(offer.property_id, changed.number)
        rooms = rules.rooms_for(self._hotel(offer.property_id), offer, taken)
        if isinstance(rooms, Refusal):
            return rooms
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
        found = [entry.reservation for entry in self.ledger(property_id) if rules.matches(entry.reservation, by)]
        return sorted(found, key=lambda each: (each.stay.arrival, each.number))

    async def staying(self, property_id: PropertyId, nights: Stay) -> Sequence[Reservation]:
        """The property's reservations that hold a room on one of these nights."""
        await self._take_time()
        self._hotel(property_id)
        found = [entry.reservation for entry in self.ledger(property_id) if rules.sleeps(entry.reservation, nights)]
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
        moved = rules.moved_on(entry.reservation, move)
        if isinstance(moved, Refusal):
            return moved
        self._book[moved.number] = evolve(entry, reservation=moved)
        return moved

    def _taken(self, property_id: PropertyId, instead_of: ConfirmationNumber | None = None) -> rules.Taken:
        replaced = None if instead_of is None else self._entry(instead_of)
        return [
            (room, room_stay.stay)
            for entry in self.ledger(property_id)
            if entry is not replaced and entry.reservation.state is not ReservationState.CANCELLED
            for room, room_stay in zip(entry.rooms, entry.reservation.room_stays, strict=True)
        ]
