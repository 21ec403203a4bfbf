"""`POST /bookings`: makes a new entry every time it is asked, whatever was made before."""

from collections.abc import Awaitable, Callable, Set
from decimal import Decimal

from hotel_agent.testing.qloapps.allotting import SOLD_OUT, Place, places, settle
from hotel_agent.testing.qloapps.asked import Asked, AskedService
from hotel_agent.testing.qloapps.book import AWAITING, CANCELLED, PAID, Book, Entry
from hotel_agent.testing.qloapps.complaints import RESERVATIONS_FILE, Refused, no, warning
from hotel_agent.testing.qloapps.faults import Fault
from hotel_agent.testing.qloapps.writing import (
    attach,
    check_guest,
    check_method,
    first_state,
    guest_written,
    new_entry,
    new_line,
    pay,
    raise_to,
)


async def created(book: Book, asked: Asked, faults: Set[Fault], moment: Callable[[], Awaitable[None]]) -> Entry:
    """The new entry. Raises Refused and Broken, sometimes with the work done."""
    if asked.currency not in {each["iso_code"] for each in book.house.tables["currencies"]}:
        raise no("Please provide valid currency.")
    check_hotel(book, asked)
    check_guest(asked.guest)
    check_rooms(book, asked, stop=".")
    wishes = [(each, each.rooms or (None,) * each.many) for each in asked.room_types]
    found = places(book, wishes, asked.hotel or 0, exchange=Fault.MOVES_ROOMS in faults, stop=".")
    cart = book.next_cart()
    person = guest_written(book, asked.guest, faults)
    check_method(asked)
    await settle(book, found, faults, moment)
    return _written(book, asked, faults, new_entry(book, asked, person, cart), found)


def check_hotel(book: Book, asked: Asked) -> None:
    """Raises Refused for a hotel the installation does not have."""
    if book.house.hotel(asked.hotel or 0) is None:
        raise no("Please provide a valid id_property.")


def check_rooms(book: Book, asked: Asked, *, stop: str) -> None:
    """Raises Refused for rooms that cannot be: of no type, of unreadable dates, more or fewer than announced."""
    if not asked.room_types:
        raise no(SOLD_OUT + stop)
    for each in asked.room_types:
        if each.wrong:
            raise no(each.wrong)
        if each.room_type not in book.house.room_types:
            raise no("Invalid room type in the request")
        if each.rooms and len(each.rooms) != each.many:
            raise no("Room count does not matches with the number of rooms")
        linked = book.house.room_types[each.room_type].services
        if any(service.id not in linked for room in each.rooms for service in room.services):
            raise no("Service is not linked with the requested room type.")


def _written(book: Book, asked: Asked, faults: Set[Fault], entry: Entry, found: list[Place]) -> Entry:
    priced = set()
    for place in found:
        line = new_line(book, entry, place, entry.cart)
        if place.said is not None and place.said.price is not None:
            priced.add(line.id)
        attach(book, line, place.said.services if place.said else (), fees=True)
        if Fault.STRIPS_FEES not in faults:
            fees = book.house.fees_of(book.house.room_types[line.room_type])
            attach(book, line, [AskedService(id=each.id, quantity=1, taxed=True) for each in fees], fees=True)
    total = book.total(entry.id)[1]
    state, amount = first_state(asked, total), asked.paid or (total if asked.status == 2 else Decimal(0))
    if amount:
        pay(book, entry, amount, method=entry.payment, kind=entry.payment_type, transaction=asked.transaction)
    for each in _states(found, state):
        book.set_state(entry, each)
    price_kept(book, asked, entry, priced)
    entry.advance = book.total(entry.id)[1]
    return entry


def _states(found: list[Place], state: int) -> list[int]:
    """The states an entry goes through: one back order cancels it whole, and then its state is set as if it did not."""
    through = [AWAITING if state == PAID else state]
    if any(place.surplus for place in found):
        through.append(CANCELLED)
    return through if through[-1] == state else [*through, state]


def price_kept(book: Book, asked: Asked, entry: Entry, priced: Set[int]) -> None:
    """Bring an entry to the total that was asked for. Raises Refused where that divides by zero."""
    if asked.total_with_tax and not raise_to(book, entry, asked.total_with_tax, priced):
        raise Refused(500, warning("Division by zero", RESERVATIONS_FILE, 986))


__all__ = ["check_hotel", "check_rooms", "created", "price_kept"]
