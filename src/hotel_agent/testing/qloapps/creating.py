"""`POST /bookings`: makes a new entry every time it is asked, whatever was made before."""

from collections.abc import Awaitable, Callable, Set

from hotel_agent.testing.qloapps.allotting import SOLD_OUT, Place, places, settle
from hotel_agent.testing.qloapps.asked import Asked, AskedService
from hotel_agent.testing.qloapps.book import AWAITING, Book, Entry
from hotel_agent.testing.qloapps.complaints import RESERVATIONS_FILE, Refused, no, warning
from hotel_agent.testing.qloapps.faults import Fault
from hotel_agent.testing.qloapps.writing import (
    attach,
    check_guest,
    check_method,
    guest_written,
    new_entry,
    new_line,
    pay,
    raise_to,
    state_wanted,
)


async def created(book: Book, asked: Asked, faults: Set[Fault], moment: Callable[[], Awaitable[None]]) -> Entry:
    """The new entry. Raises Refused and Broken, sometimes with the work done."""
    check_currency(book, asked)
    check_guest(asked.guest)
    check_rooms(asked, stop=".")
    wishes = [(each, each.rooms or (None,) * each.many) for each in asked.room_types]
    found = places(book, wishes, asked.hotel or 0, exchange=Fault.MOVES_ROOMS in faults, stop=".")
    person = guest_written(book, asked.guest, faults)
    cart = book.next_cart()
    check_method(asked)
    await settle(book, found, faults, moment)
    return _written(book, asked, faults, new_entry(book, asked, person, cart), found)


def check_currency(book: Book, asked: Asked) -> None:
    """Raises Refused for a currency the shop does not have."""
    if asked.currency not in {each["iso_code"] for each in book.house.tables["currencies"]}:
        raise no("Please provide valid currency.")


def check_rooms(asked: Asked, *, stop: str) -> None:
    """Raises Refused for rooms that cannot be counted: none, two lists of one kind, more or fewer than announced."""
    if not asked.room_types or any(each.many < 1 for each in asked.room_types):
        raise no(SOLD_OUT + stop)
    whats = {each.what for each in asked.room_types}
    if len(whats) < len(asked.room_types) or any(each.rooms and len(each.rooms) != each.many
                                                 for each in asked.room_types):  # fmt: skip
        raise no("Room count does not matches with the number of rooms")


def _written(book: Book, asked: Asked, faults: Set[Fault], entry: Entry, found: list[Place]) -> Entry:
    for place in found:
        line = new_line(book, entry, place, entry.cart)
        attach(book, line, place.said.services if place.said else (), fees=True)
        if Fault.STRIPS_FEES not in faults:
            fees = book.house.fees_of(book.house.room_types[line.room_type])
            attach(book, line, [AskedService(id=each.id, quantity=1, taxed=True) for each in fees], fees=True)
    kept = True
    if asked.total_with_tax:
        kept = raise_to(book, entry, asked.total_with_tax)
    entry.advance = book.total(entry.id)[1]
    amount = entry.advance if asked.status == 2 else asked.paid
    if amount:
        pay(book, entry, amount, method=entry.payment, kind=entry.payment_type, transaction=asked.transaction)
    book.set_state(entry, state_wanted(asked) or AWAITING)
    if not kept:
        raise Refused(500, warning("Division by zero", RESERVATIONS_FILE, 2210))
    return entry


__all__ = ["check_currency", "check_rooms", "created"]
