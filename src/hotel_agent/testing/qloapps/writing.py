"""What creating and changing have in common: guests, lines, services, money."""

import re
from collections.abc import Mapping, Sequence, Set
from decimal import Decimal
from typing import Final

from hotel_agent.testing.qloapps.allotting import Place
from hotel_agent.testing.qloapps.asked import Asked, AskedService
from hotel_agent.testing.qloapps.book import (
    AWAITING,
    CANCELLED,
    PAID,
    PARTLY_PAID,
    REFUNDED,
    Book,
    Entry,
    Line,
    LineService,
    Payment,
    Person,
)
from hotel_agent.testing.qloapps.complaints import Broken, Complaint, no, notice
from hotel_agent.testing.qloapps.faults import Fault

_DEMANDED: Final = {
    "firstname": "first name",
    "lastname": "last name",
    "email": "email",
    "phone": "phone number",
}
_ADDRESS: Final = {
    "address": "Address is required.",
    "city": "City is required.",
    "country_code": "Country code is required.",
    "state_code": "State code is required for the given country.",
    "zip": "Zip code is required.",
}
"""Any one of them makes the others mandatory: the message without it."""
_NAME: Final = re.compile(r"[^0-9!<>,;?=+()@#\"°{}_$%:]*")
_LONGEST_NAME: Final = 32
"""Letters. A new guest of another name ends in a fatal error, as one with a malformed e-mail address (source)."""
_PHONE: Final = re.compile(r"\+?[\s\d.()-]*\d+")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_TAG: Final = re.compile(r"<[^>]*>")
_FATAL_IN_METHOD: Final = set("<>={}")
_KINDS: Final = {"online": 1, "pay at hotel": 2, "remote": 3}
_BY_PAYMENT: Final = {1: PAID, 2: PARTLY_PAID}
_CENT: Final = Decimal("0.000001")


def check_guest(guest: Mapping[str, str]) -> None:
    """What is demanded of a guest before anything is written. Raises Refused."""
    if not guest:
        raise no("Customer details not found.")
    for name, called in _DEMANDED.items():
        if not guest.get(name):
            raise no(f"Please provide a valid {called}.")
    if not _ADDRESS.keys().isdisjoint(guest):
        for name, message in _ADDRESS.items():
            if not guest.get(name):
                raise no(message)


def guest_written(book: Book, guest: Mapping[str, str], faults: Set[Fault]) -> Person:
    """The guest of this e-mail address, as the request calls them. Raises Broken, or Refused."""
    person = book.person_of(guest["email"])
    names = (guest["firstname"], guest["lastname"])
    bad_name = any(len(name) > _LONGEST_NAME or (person is None and not _NAME.fullmatch(name)) for name in names)
    if bad_name or not _EMAIL.fullmatch(guest["email"]):
        wrong = "name" if bad_name else "email"
        raise Broken(200, "Fatal error") if Fault.FATAL_TEXT in faults else no(f"Please provide a valid {wrong}.")
    if person is None:
        person = book.add_person(
            first=guest["firstname"], last=guest["lastname"], email=guest["email"], phone=guest["phone"]
        )
    elif Fault.RENAMES_GUESTS in faults:
        rename(person, guest, book)
    return person


def rename(person: Person, guest: Mapping[str, str], book: Book) -> None:
    """Overwrite a guest's name and telephone with what was sent, as far as the shop thinks it could be one."""
    said = {name: guest.get(name, "") for name in ("firstname", "lastname")}
    names = {name: text for name, text in said.items() if text and _NAME.fullmatch(text)}
    person.first, person.last = names.get("firstname", person.first), names.get("lastname", person.last)
    if _PHONE.fullmatch(guest.get("phone", "")):
        person.phone = guest["phone"]
    person.updated = book.stamp()


def check_method(asked: Asked) -> None:
    """Some characters in the name of a payment method are fatal. Raises Broken."""
    if _FATAL_IN_METHOD.intersection(asked.payment_method):
        raise Broken(500)


def new_entry(book: Book, asked: Asked, person: Person, cart: int) -> Entry:
    """The record of the order, without rooms."""
    source = _TAG.sub("", asked.source)[:255]
    entry = book.add_entry(person=person.id, hotel=asked.hotel or 1, cart=cart, source=source)
    entry.payment = asked.payment_method or entry.payment
    entry.payment_type = _KINDS.get(asked.payment_type, entry.payment_type)
    installed = {str(each["id"]) for each in book.house.tables["languages"]}
    entry.language = asked.language if asked.language and str(asked.language) in installed else entry.language
    entry.remarks = [asked.remark] if asked.remark else []
    return entry


def new_line(book: Book, entry: Entry, place: Place, cart: int, *, base_occupancy: bool = False) -> Line:
    """The line of a room, without services."""
    house, now, said = book.house, book.stamp(), place.said
    room_type = house.room_types[place.room_type]
    named = said is not None and said.adults is not None and not base_occupancy
    net = said.price if said is not None and said.price is not None else None
    if net is None:
        net = house.price_of_stay(room_type, place.arrival, place.departure)
    book.details += 1
    line = Line(
        id=book.next_line(),
        entry=entry.id,
        cart=cart,
        detail=book.details,
        hotel=room_type.hotel,
        room_type=room_type.id,
        room=place.room,
        number=house.rooms[place.room].number,
        person=entry.person,
        arrival=place.arrival,
        departure=place.departure,
        adults=(said.adults or 0) if said is not None and named else room_type.adults,
        children=said.children if said is not None and named else room_type.children,
        child_ages=said.child_ages if said is not None and named else "[]",
        price=net,
        taxed=house.with_tax(net, room_type.tax_group),
        refunded=place.surplus,
        cancelled=place.surplus,
        surplus=place.surplus,
        added=now,
        updated=now,
    )
    book.lines[line.id] = line
    return line


def attach(book: Book, line: Line, asked: Sequence[AskedService], *, fees: bool, hidden: bool = True) -> None:
    """Put services on a line that are not on it yet; the automatic ones only where `fees` says so."""
    linked = book.house.room_types[line.room_type].services
    for each in asked:
        service = book.house.services.get(each.id)
        if service is None or each.id not in linked or any(on.id == each.id for on in line.services):
            continue
        if service.automatic and not fees:
            continue
        net = service.total(line.nights, each.quantity)
        taxed = book.house.with_tax(net, service.tax_group)
        book.details += 1
        line.services.append(
            LineService(id=each.id, quantity=each.quantity, price=net, taxed=taxed, hidden=service.automatic and hidden)
        )


def first_state(asked: Asked, total: Decimal) -> int:
    """The state a new entry gets: the money received decides before the words do."""
    if asked.status in {3, 4}:
        return {3: CANCELLED, 4: REFUNDED}[asked.status]
    if asked.paid:
        return PAID if asked.paid >= total else PARTLY_PAID
    return PAID if asked.status == 2 else _BY_PAYMENT.get(asked.payment_status or 0, AWAITING)


def next_state(asked: Asked) -> int | None:
    """The state a change asks for; None when it does not speak of it."""
    if asked.status is None:
        return None
    by_status = {2: PAID, 3: CANCELLED, 4: REFUNDED}
    return by_status.get(asked.status) or _BY_PAYMENT.get(asked.payment_status or 0, AWAITING)


def pay(book: Book, entry: Entry, amount: Decimal, *, method: str = "", kind: int = 1, transaction: str = "") -> None:
    """Record money received."""
    entry.paid += amount
    book.payments.append(
        Payment(
            id=len(book.payments) + 1,
            reference=entry.reference,
            amount=amount,
            method=method or "Order from API",
            kind=kind,
            transaction=transaction,
            added=book.stamp(),
        )
    )


def raise_to(book: Book, entry: Entry, total_with_tax: Decimal, told: Set[int]) -> bool:
    """Scale the rooms, but those whose price was `told`, so that the entry costs this much.

    False below the price of an unpaid one, which divides by zero.
    """
    _, taxed = book.total(entry.id)
    if total_with_tax < taxed:
        return bool(entry.paid)
    lines = [line for line in book.lines_of(entry.id) if line.id not in told] or book.lines_of(entry.id)
    rooms = sum((line.taxed for line in lines), Decimal(0))
    scale = (rooms + total_with_tax - taxed) / rooms if rooms else Decimal(1)
    for line in lines:
        line.price, line.taxed = (line.price * scale).quantize(_CENT), (line.taxed * scale).quantize(_CENT)
    return True


def writing_notices(asked: Asked) -> list[Complaint]:
    """What PHP notes of rooms and services that do not say how they are taxed."""
    rooms = [room for each in asked.room_types for room in each.rooms]
    silent = [room for room in rooms if not room.taxed]
    silent_services = [each for room in rooms for each in room.services if not each.taxed]
    lines = [504] * len(silent) + [580] * len(silent_services)
    return [notice("Undefined index: total_tax", line) for line in lines]


__all__ = [
    "attach",
    "check_guest",
    "check_method",
    "first_state",
    "guest_written",
    "new_entry",
    "new_line",
    "next_state",
    "pay",
    "raise_to",
    "rename",
    "writing_notices",
]
