"""`PUT /bookings`: the rooms it names replace those there are, by type and dates."""

from collections.abc import Awaitable, Callable, Set
from decimal import Decimal

from attrs import define, field

from hotel_agent.testing.qloapps.allotting import SOLD_OUT, places, settle
from hotel_agent.testing.qloapps.asked import Asked, AskedRoom, AskedType
from hotel_agent.testing.qloapps.book import Book, Entry, Line
from hotel_agent.testing.qloapps.complaints import no
from hotel_agent.testing.qloapps.creating import check_currency, check_rooms
from hotel_agent.testing.qloapps.faults import Fault
from hotel_agent.testing.qloapps.writing import attach, new_line, pay, rename, state_wanted


@define
class _Plan:
    """What a request comes to: lines that stay with what is said of them, lines that go, rooms to be found."""

    stay: list[tuple[Line, AskedRoom | None]] = field(factory=list)
    go: list[Line] = field(factory=list)
    come: list[tuple[AskedType, list[AskedRoom | None]]] = field(factory=list)
    added: set[tuple[object, ...]] = field(factory=set)
    """Types and dates of which some lines stay: what is added to them gets the base occupancy."""


async def changed(book: Book, asked: Asked, faults: Set[Fault], moment: Callable[[], Awaitable[None]]) -> Entry:
    """The entry as it is then. Raises Refused and leaves it as it was."""
    entry = book.entries.get(asked.id or 0)
    if entry is None:
        raise no("Booking not found.")
    if asked.currency:
        check_currency(book, asked)
    person = book.person_of(asked.guest["email"])
    if person is None:
        raise no("Customer not found.")
    check_rooms(asked, stop="")
    plan = _plan(book, entry, asked)
    found = places(book, plan.come, asked.hotel or entry.hotel, exchange=Fault.MOVES_ROOMS in faults)
    await settle(book, found, faults, moment)
    if any(place.surplus for place in found):
        raise no(SOLD_OUT)
    rename(person, asked.guest, book)
    for line in plan.go:
        book.lines.pop(line.id, None)
    for line, said in plan.stay:
        _keep(book, line, said)
    cart = book.next_cart() if found else entry.cart
    for place in found:
        more = (place.room_type, place.arrival, place.departure) in plan.added
        line = new_line(book, entry, place, cart, base_occupancy=more)
        attach(book, line, place.said.services if place.said else (), fees=Fault.DROPS_FEES not in faults)
    _settle_accounts(book, entry, asked)
    return entry


def _plan(book: Book, entry: Entry, asked: Asked) -> _Plan:
    plan, lines = _Plan(), book.lines_of(entry.id)
    if any(line.live for line in lines):
        lines = [line for line in lines if line.live]
    wanted = {each.what: each for each in asked.room_types}
    for what, each in wanted.items():
        same = [line for line in lines if (line.room_type, line.arrival, line.departure) == what]
        said: list[AskedRoom | None] = list(each.rooms) or [None] * each.many
        plan.stay += list(zip(same, said, strict=False))
        plan.go += same[each.many :]
        if said[len(same) :]:
            plan.come.append((each, said[len(same) :]))
            if same:
                plan.added.add(what)
    plan.go += [line for line in lines if (line.room_type, line.arrival, line.departure) not in wanted]
    return plan


def _keep(book: Book, line: Line, said: AskedRoom | None) -> None:
    """A line that stays keeps its guests; services that are not repeated go, and the fees that are come back.

    A price that is said replaces the room's, as on a new line.
    """
    services = said.services if said else ()
    line.services = [each for each in line.services if each.id in {wanted.id for wanted in services}]
    shown = any(not each.hidden for each in line.services)
    attach(book, line, services, fees=True, hidden=not shown)
    if said is not None and said.price is not None:
        line.price, line.taxed = (
            said.price,
            book.house.with_tax(said.price, book.house.room_types[line.room_type].tax_group),
        )
    line.updated = book.stamp()


def _settle_accounts(book: Book, entry: Entry, asked: Asked) -> None:
    if asked.remark:
        entry.remarks.append(asked.remark)
    more = (asked.paid or Decimal(0)) - entry.paid
    if asked.paid and more:
        pay(book, entry, more)  # method and transaction are lost on the way
    entry.updated = book.stamp()
    state = state_wanted(asked)
    if state is not None and state != entry.state:
        book.set_state(entry, state)


__all__ = ["changed"]
