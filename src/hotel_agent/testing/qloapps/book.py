"""The book of the house: guests, entries (QloApps says orders), the lines of their rooms. No rule is checked here."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from attrs import define, field

from hotel_agent.testing.qloapps.house import House, Room

AWAITING, PAID, CANCELLED, REFUNDED, PARTLY_PAID = 1, 2, 4, 5, 8
"""States of an entry."""
ALLOTTED, CHECKED_IN, CHECKED_OUT = 1, 2, 3
"""States of a line."""
NEVER = "0000-00-00 00:00:00"


@define(kw_only=True)
class Person:
    """A record of `customers`."""

    id: int
    first: str
    last: str
    email: str
    phone: str
    active: bool | None = True
    added: str
    updated: str


@define(kw_only=True)
class LineService:
    """A service on a line. A hidden one counts in the total and is not shown."""

    id: int
    quantity: int
    price: Decimal
    """For the whole stay, without tax."""
    taxed: Decimal
    hidden: bool = False


@define(kw_only=True)
class Line:
    """One room of one entry: a record of `room_bookings`."""

    id: int
    entry: int
    cart: int
    detail: int
    hotel: int
    room_type: int
    room: int
    number: str
    person: int
    arrival: date
    departure: date
    adults: int
    children: int
    child_ages: str = "[]"
    price: Decimal
    taxed: Decimal
    services: list[LineService] = field(factory=list)
    status: int = ALLOTTED
    checked_in: str = NEVER
    checked_out: str = NEVER
    refunded: bool = False
    cancelled: bool = False
    surplus: bool = False
    comment: str = ""
    added: str
    updated: str

    @property
    def nights(self) -> int:
        """How long it was reserved for."""
        return (self.departure - self.arrival).days

    @property
    def live(self) -> bool:
        """Whether a guest may count on it."""
        return not (self.refunded or self.cancelled or self.surplus)

    @property
    def free_from(self) -> date:
        """The day the room is somebody else's again: earlier than the departure after an early check-out."""
        if self.status == CHECKED_OUT and self.checked_out != NEVER:
            return min(self.departure, date.fromisoformat(self.checked_out[:10]))
        return self.departure

    def takes(self, arrival: date, departure: date) -> bool:
        """Whether its room is gone on one of these nights, as QloApps counts."""
        kept = not self.refunded and not self.surplus
        return kept and self.arrival < departure and arrival < self.free_from


@define(kw_only=True)
class Entry:
    """A record of `orders`."""

    id: int
    reference: str
    person: int
    hotel: int
    cart: int
    source: str
    language: int = 1
    state: int = AWAITING
    payment: str = "Order from API"
    payment_type: int = 1
    paid: Decimal = Decimal(0)
    advance: Decimal = Decimal(0)
    remarks: list[str] = field(factory=list)
    shop: int = 1
    added: str
    updated: str


@define(kw_only=True)
class Payment:
    """A record of `order_payments`."""

    id: int
    reference: str
    amount: Decimal
    method: str
    kind: int
    transaction: str
    added: str


@define(kw_only=True)
class Step:
    """A record of `order_histories`."""

    id: int
    entry: int
    state: int
    added: str


@define
class Book:
    """Everything written since the house opened. `now` is the shop's local time, without offset."""

    house: House
    now: Callable[[], datetime]
    reference: Callable[[int], str]
    people: dict[int, Person] = field(factory=dict)
    entries: dict[int, Entry] = field(factory=dict)
    lines: dict[int, Line] = field(factory=dict)
    """In the sequence of their ids, which is that of their writing."""
    payments: list[Payment] = field(factory=list)
    steps: list[Step] = field(factory=list)
    carts: int = 0
    details: int = 0
    last_line: int = 0
    """Line ids are never used again, though lines are deleted."""

    def stamp(self) -> str:
        """This moment, as the database writes it."""
        return self.now().strftime("%Y-%m-%d %H:%M:%S")

    def lines_of(self, entry: int) -> list[Line]:
        """The lines of an entry, in the sequence of their ids."""
        return [line for line in self.lines.values() if line.entry == entry]

    def person_of(self, email: str) -> Person | None:
        """Who has this address; letters may be large or small."""
        return next((each for each in self.people.values() if each.email.casefold() == email.casefold()), None)

    def taken(self, room: int, arrival: date, departure: date) -> Iterator[Line]:
        """The lines that keep this room on one of these nights."""
        return (line for line in self.lines.values() if line.room == room and line.takes(arrival, departure))

    def free_rooms(self, room_type: int, arrival: date, departure: date, but: Sequence[int] = ()) -> list[Room]:
        """The rooms of a type that nobody has on any of these nights, but these."""
        return [
            room
            for room in self.house.rooms_of(room_type)
            if room.status == 1 and room.id not in but and not any(self.taken(room.id, arrival, departure))
        ]

    def total(self, entry: int) -> tuple[Decimal, Decimal]:
        """What an entry costs, without and with tax. Cancelled lines still count."""
        lines = self.lines_of(entry)
        without = sum((line.price + sum(each.price for each in line.services) for line in lines), Decimal(0))
        return without, sum((line.taxed + sum(each.taxed for each in line.services) for line in lines), Decimal(0))

    def set_state(self, entry: Entry, state: int) -> Step:
        """Give an entry a state, with all it brings about."""
        entry.state, entry.updated = state, self.stamp()
        self.steps.append(Step(id=len(self.steps) + 1, entry=entry.id, state=state, added=entry.updated))
        for line in self.lines_of(entry.id):
            if state in {CANCELLED, REFUNDED}:
                line.refunded = True
                line.cancelled = line.cancelled or state == CANCELLED
        return self.steps[-1]

    def add_person(
        self, *, first: str, last: str, email: str, phone: str, active: bool | None = True, added: str = ""
    ) -> Person:
        """A new record of a guest."""
        now = added or self.stamp()
        person = Person(
            id=len(self.people) + 1,
            first=first,
            last=last,
            email=email,
            phone=phone,
            active=active,
            added=now,
            updated=now,
        )
        self.people[person.id] = person
        return person

    def add_entry(self, *, person: int, hotel: int, cart: int, source: str) -> Entry:
        """A new record of an order, without rooms and state."""
        number, now = len(self.entries) + 1, self.stamp()
        entry = Entry(
            id=number,
            reference=self.reference(number),
            person=person,
            hotel=hotel,
            cart=cart,
            source=source,
            added=now,
            updated=now,
        )
        self.entries[number] = entry
        return entry

    def next_line(self) -> int:
        """An id no line ever had."""
        self.last_line += 1
        return self.last_line

    def next_cart(self) -> int:
        """An id no cart ever had."""
        self.carts += 1
        return self.carts


def nights(arrival: date, departure: date) -> list[date]:
    """The dates slept."""
    return [arrival + timedelta(n) for n in range((departure - arrival).days)]


def midnight(day: date) -> str:
    """A day as the database writes it."""
    return datetime.combine(day, time()).strftime("%Y-%m-%d %H:%M:%S")


__all__ = [
    "ALLOTTED",
    "AWAITING",
    "CANCELLED",
    "CHECKED_IN",
    "CHECKED_OUT",
    "NEVER",
    "PAID",
    "PARTLY_PAID",
    "REFUNDED",
    "Book",
    "Entry",
    "Line",
    "LineService",
    "Payment",
    "Person",
    "Step",
    "midnight",
    "nights",
]
