"""What really stands in the book, for tests: read around the API, counted the plain way."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from attrs import define, frozen

from hotel_agent.testing.qloapps.book import CHECKED_IN, CHECKED_OUT, Book, Line


@frozen(kw_only=True)
class LineSeen:
    """One room of one order, as a person at the front desk reads it off the screen."""

    id: int
    entry: int
    """QloApps says order."""
    reference: str
    source: str
    state: int
    """Of the order."""
    hotel: int
    room_type: int
    room: int
    number: str
    arrival: date
    departure: date
    adults: int
    children: int
    child_ages: str
    live: bool
    cancelled: bool
    surplus: bool
    checked_in: bool
    checked_out: bool
    guest: str
    email: str
    phone: str
    total: Decimal
    """Of the whole order, with tax."""
    paid: Decimal
    remarks: tuple[str, ...] = ()


@frozen(kw_only=True)
class DoubleNight:
    """A room that two guests may count on for the same night."""

    room: int
    night: date
    lines: tuple[int, ...]


@define
class Ledger:
    """Reads a book."""

    _book: Book

    def lines(self) -> tuple[LineSeen, ...]:
        """Every line there is, cancelled ones too, in the sequence of their ids."""
        return tuple(self._seen(line) for _, line in sorted(self._book.lines.items()))

    def live(self) -> tuple[LineSeen, ...]:
        """The lines that guests may count on."""
        return tuple(line for line in self.lines() if line.live)

    def under(self, source: str) -> tuple[LineSeen, ...]:
        """The lines of the orders with this token, letters large or small."""
        return tuple(line for line in self.lines() if line.source.casefold() == source.casefold())

    def guests(self) -> tuple[tuple[str, str, str], ...]:
        """Name, e-mail and telephone of everybody in the book."""
        return tuple((f"{each.first} {each.last}", each.email, each.phone) for each in self._book.people.values())

    def services(self, line: int) -> tuple[tuple[int, int], ...]:
        """Id and quantity of everything sold with a room, the automatic fees too."""
        return tuple(sorted((each.id, each.quantity) for each in self._book.lines[line].services))

    def oversold(self) -> tuple[DoubleNight, ...]:
        """The nights on which a room has more than one guest, one by one."""
        sleepers: dict[tuple[int, date], list[int]] = defaultdict(list)
        for line in self._book.lines.values():
            if line.refunded or line.cancelled or line.surplus:
                continue
            night = line.arrival
            while night < line.departure and not self._left(line, night):
                sleepers[line.room, night].append(line.id)
                night += timedelta(days=1)
        return tuple(
            DoubleNight(room=room, night=night, lines=tuple(sorted(lines)))
            for (room, night), lines in sorted(sleepers.items())
            if len(lines) > 1
        )

    @staticmethod
    def _left(line: Line, night: date) -> bool:
        return line.status == CHECKED_OUT and line.checked_out[:10] <= night.isoformat()

    def _seen(self, line: Line) -> LineSeen:
        entry, person = self._book.entries[line.entry], self._book.people[line.person]
        return LineSeen(
            id=line.id,
            entry=entry.id,
            reference=entry.reference,
            source=entry.source,
            state=entry.state,
            hotel=line.hotel,
            room_type=line.room_type,
            room=line.room,
            number=line.number,
            arrival=line.arrival,
            departure=line.departure,
            adults=line.adults,
            children=line.children,
            child_ages=line.child_ages,
            live=not (line.refunded or line.cancelled or line.surplus),
            cancelled=line.cancelled,
            surplus=line.surplus,
            checked_in=line.status == CHECKED_IN,
            checked_out=line.status == CHECKED_OUT,
            guest=f"{person.first} {person.last}",
            email=person.email,
            phone=person.phone,
            total=self._book.total(entry.id)[1],
            paid=entry.paid,
            remarks=tuple(entry.remarks),
        )


__all__ = ["DoubleNight", "Ledger", "LineSeen"]
