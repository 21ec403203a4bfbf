"""`PUT /bookings`: the rooms it names replace those there are, by type and dates."""

from collections.abc import Awaitable, Callable, Sequence, Set
from decimal import Decimal
from typing import Final

from attrs import define, field

from hotel_agent.testing.qloapps.allotting import places
from hotel_agent.testing.qloapps.asked import Asked, AskedRoom, AskedType
from hotel_agent.testing.qloapps.book import Book, Entry, Line
from hotel_agent.testing.qloapps.complaints import no
from hotel_agent.testing.qloapps.creating import check_hotel, check_rooms, price_kept
from hotel_agent.testing.qloapps.faults import Fault
from hotel_agent.testing.qloapps.writing import attach, new_line, next_state, pay, rename

_NOTHING: Final = AskedRoom()
"""What a request that names no rooms says of the first."""


@define
class _Plan:
    """What a request comes to: lines that stay with what is said of them, lines that go, rooms to be found."""

    stay: list[tuple[Line, AskedRoom | None]] = field(factory=list)
    go: list[Line] = field(factory=list)
    come: list[tuple[AskedType, list[AskedRoom | None]]] = field(factory=list)
    added: set[tuple[object, ...]] = field(factory=set)
    """Types and dates of which some lines stay: what is added to them gets the base occupancy."""


async def changed(book: Book, asked: Asked, faults: Set[Fault], moment: Callable[[], Awaitable[None]]) -> Entry:
    """The entry as it is then. Raises Refused and leaves it as it was.

    The rooms are looked at once only: what another takes in that moment is taken twice.
    """
    entry = book.entries.get(asked.id or 0)
    if entry is None:
        raise no("Booking not found.")
    if not asked.room_types:
        raise no("Rooms not found in the request.")
    check_hotel(book, asked)
    person = book.person_of(asked.guest.get("email", ""))
    if person is None:
        raise no("Customer not found.")
    check_rooms(book, asked, stop="")
    plan = _plan(book, entry, asked)
    found = places(book, plan.come, asked.hotel or entry.hotel, exchange=Fault.MOVES_ROOMS in faults)
    rename(person, asked.guest, book)
    if found and Fault.OVERBOOKS in faults:
        await moment()
    cart = book.next_cart() if found else entry.cart
    for line, said in plan.stay:
        _keep(book, line, said)
    for place in found:
        more = (place.room_type, place.arrival, place.departure) in plan.added
        line = new_line(book, entry, place, cart, base_occupancy=more)
        plan.stay.append((line, place.said))
        attach(book, line, place.said.services if place.said else (), fees=Fault.DROPS_FEES not in faults)
    for line in plan.go:
        book.lines.pop(line.id, None)
    _settle_accounts(book, entry, asked)
    price_kept(book, asked, entry, {line.id for line, said in plan.stay if said and said.price is not None})
    return entry


def _plan(book: Book, entry: Entry, asked: Asked) -> _Plan:
    plan, lines = _Plan(), book.lines_of(entry.id)
    if any(line.live for line in lines):
        lines = [line for line in lines if line.live]
    wanted = {each.what: each for each in asked.room_types}
    for what, each in wanted.items():
        same = [line for line in lines if (line.room_type, line.arrival, line.departure) == what]
        stays, unnamed = _matched(same[: each.many], each.rooms)
        if stays and not any(said for _, said in stays):
            stays[0] = (stays[0][0], _NOTHING)  # the services of the first line alone are taken off
        plan.stay += stays
        plan.go += same[each.many :]
        missing = each.many - len(stays)
        if missing > 0:
            plan.come.append((each, [*unnamed, *[None] * missing][:missing]))
            if same:
                plan.added.add(what)
    plan.go += [line for line in lines if (line.room_type, line.arrival, line.departure) not in wanted]
    return plan


def _matched(
    lines: list[Line], rooms: Sequence[AskedRoom]
) -> tuple[list[tuple[Line, AskedRoom | None]], list[AskedRoom]]:
    """What is said of each line, and what is left: by the room's id where it is named, else by sequence."""
    left = list(rooms)
    stays: list[tuple[Line, AskedRoom | None]] = []
    for line in lines:
        said = next((each for each in left if each.room == line.room), None)
        said = said or next((each for each in left if each.room is None), None)
        if said is not None:
            left.remove(said)
        stays.append((line, said))
    return stays, left


def _keep(book: Book, line: Line, said: AskedRoom | None) -> None:
    """A line that stays keeps its guests; services that are not repeated go, and the fees that are come back.

    A price that is said replaces the room's, as on a new line.
    """
    if said is None:
        return
    services = said.services
    line.services = [each for each in line.services if each.id in {wanted.id for wanted in services}]
    shown = any(not each.hidden for each in line.services)
    attach(book, line, services, fees=True, hidden=not shown)
    if said.price is not None:
        line.price, line.taxed = (
            said.price,
            book.house.with_tax(said.price, book.house.room_types[line.room_type].tax_group),
        )
    line.updated = book.stamp()


def _settle_accounts(book: Book, entry: Entry, asked: Asked) -> None:
    if asked.remark and asked.remark not in entry.remarks:
        entry.remarks.append(asked.remark)
    more = (asked.paid or Decimal(0)) - entry.paid
    if asked.paid and asked.pays and more:
        pay(book, entry, more)  # method and transaction are lost on the way
    entry.updated = book.stamp()
    state = next_state(asked)
    if state is not None and state != entry.state:
        book.set_state(entry, state)


__all__ = ["changed"]
