"""What the people of the house do in its book, without the API."""

from datetime import date
from decimal import Decimal

from attrs import define

from hotel_agent.testing.qloapps.allotting import Place
from hotel_agent.testing.qloapps.asked import AskedService
from hotel_agent.testing.qloapps.book import CANCELLED, CHECKED_IN, CHECKED_OUT, Book, Entry
from hotel_agent.testing.qloapps.writing import attach, new_line, pay


@define
class FrontDesk:
    """Somebody at the front desk. Nothing they do is checked."""

    _book: Book

    def reserve(self, room: int, arrival: date, departure: date, *, email: str = "walk-in@example.com") -> Entry:
        """Put a guest into this room, free or not, at the usual price."""
        book = self._book
        person = book.person_of(email)
        if person is None:
            person = book.add_person(first="Walk", last="In", email=email, phone="5550109999")
        door = book.house.rooms[room]
        cart = book.next_cart()
        entry = book.add_entry(person=person.id, hotel=door.hotel, cart=cart, source="front desk")
        line = new_line(
            book, entry, Place(room_type=door.room_type, arrival=arrival, departure=departure, room=room), cart
        )
        fees = book.house.fees_of(book.house.room_types[door.room_type])
        attach(book, line, [AskedService(id=each.id, quantity=1, taxed=True) for each in fees], fees=True)
        entry.advance = book.total(entry.id)[1]
        book.set_state(entry, entry.state)
        return entry

    def check_in(self, entry: int, at: str | None = None) -> None:
        """Hand out the keys of all rooms of an order."""
        for line in self._book.lines_of(entry):
            line.status, line.checked_in = CHECKED_IN, at or self._book.stamp()
            line.updated = self._book.stamp()

    def check_out(self, entry: int, at: str | None = None) -> None:
        """Take the keys back, perhaps before the last night."""
        for line in self._book.lines_of(entry):
            line.status, line.checked_out = CHECKED_OUT, at or self._book.stamp()
            line.updated = self._book.stamp()

    def cancel(self, entry: int) -> None:
        """Cancel an order."""
        self._book.set_state(self._book.entries[entry], CANCELLED)

    def receive(self, entry: int, amount: Decimal) -> None:
        """Take money."""
        pay(self._book, self._book.entries[entry], amount, method="Cash", kind=2)

    def reopen(self, entry: int) -> None:
        """Give a cancelled order its first state again. Its rooms stay cancelled."""
        self._book.set_state(self._book.entries[entry], 1)


__all__ = ["FrontDesk"]
