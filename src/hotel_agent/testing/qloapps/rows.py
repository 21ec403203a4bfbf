"""The records behind the resources, computed from the house and its book each time somebody asks."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from hotel_agent.testing.qloapps.book import Book, Entry, Line, Payment, Person, Step, midnight
from hotel_agent.testing.qloapps.demo import INSTALLED, LOGABLE
from hotel_agent.testing.qloapps.house import House, Room, RoomType, Row, Service
from hotel_agent.testing.qloapps.listing import folded

_GENERATED: Final = timedelta(minutes=360)
"""QloApps dates a new password back, so that it may be changed at once."""

_UNSAID: Final = """
newsletter_date_add ip_registration_newsletter deleted birthday newsletter optin website company siret ape
outstanding_allow_amount show_public_prices max_payment_days note is_guest
"""


_PLAIN: Final = re.compile(r"[A-Za-z0-9:@._-]+")
_KNOWN_BY: Final[dict[tuple[str, str], Callable[[Any], object]]] = {
    ("orders", "id"): lambda entry: entry.id,
    ("orders", "id_customer"): lambda entry: entry.person,
    ("orders", "source"): lambda entry: entry.source,
    ("orders", "reference"): lambda entry: entry.reference,
    ("room_bookings", "id"): lambda line: line.id,
    ("room_bookings", "id_order"): lambda line: line.entry,
    ("room_bookings", "id_room"): lambda line: line.room,
    ("customers", "id"): lambda person: person.id,
    ("customers", "email"): lambda person: person.email,
}
"""Where a plain filter spares the work of writing out every record of a long book."""


def rows_of(name: str, book: Book, query: Mapping[str, str] | None = None) -> list[Row]:
    """The records of a resource, in the sequence of their ids: those at least that a list asked for so may have."""
    if name in book.house.tables:
        return book.house.tables[name]
    kept, row = _KEPT[name]
    found = list(kept(book))
    for (of, field), value in _KNOWN_BY.items():
        asked = (query or {}).get(f"filter[{field}]", "")
        if of == name and _PLAIN.fullmatch(asked):
            found = [each for each in found if folded(str(value(each))) == folded(asked)]
    return [row(each, book) for each in found]


def _flag(it: bool | None) -> str:
    return "1" if it else "0"


def _amount(it: Decimal) -> str:
    return f"{it:.6f}"


def _stamps(added: str = INSTALLED, updated: str = INSTALLED) -> Row:
    return {"date_add": added, "date_upd": updated}


def _room_type(it: RoomType, house: House) -> Row:
    return {
        "id": str(it.id),
        "id_hotel": str(it.hotel),
        "adults": str(it.adults),
        "children": str(it.children),
        "id_tax_rules_group": str(it.tax_group),
        "price": _amount(it.price),
        "active": _flag(it.active),
        **_stamps(),
        "name": it.name,
        "description": f"<p>{it.description}</p>",
        "description_short": it.description,
        "hotel_rooms": [str(room.id) for room in house.rooms_of(it.id)],
        "services": [str(each) for each in it.services],
        "room_type_features": [],
        "images": [],
        "advance_payments": [],
    }


def _limits(it: RoomType, house: House) -> Row:
    return {
        "id": str(it.id),
        "id_product": str(it.id),
        "id_hotel": str(it.hotel),
        "adults": str(it.adults),
        "children": str(it.children),
        "max_adults": str(it.max_adults),
        "max_children": str(it.max_children),
        "max_guests": str(it.max_guests),
        "min_los": str(it.min_nights),
        "max_los": str(it.max_nights),
        **_stamps(),
        "hotel_rooms": [str(room.id) for room in house.rooms_of(it.id)],
    }


def _room(it: Room) -> Row:
    return {
        "id": str(it.id),
        "id_product": str(it.room_type),
        "id_hotel": str(it.hotel),
        "room_num": it.number,
        "id_status": str(it.status),
        "floor": it.floor,
        "comment": "",
        **_stamps(),
    }


def _service(it: Service) -> Row:
    return {
        "id": str(it.id),
        "id_tax_rules_group": str(it.tax_group),
        "allow_multiple_quantity": "0",
        "max_quantity": "0",
        "price_calculation_method": "2" if it.per_night else "1",
        "price": _amount(it.price),
        "active": _flag(it.active),
        "auto_add_to_cart": _flag(it.automatic),
        "price_addition_type": str(it.addition),
        "show_at_front": _flag(not it.automatic),
        **_stamps(),
        "name": it.name,
        "description": "",
        "description_short": "",
    }


def _entry(it: Entry, book: Book) -> Row:
    without, taxed = book.total(it.id)
    return {
        "id": str(it.id),
        "id_address_delivery": "0",
        "id_address_invoice": "0",
        "id_address_tax": "2",
        "id_cart": str(it.cart),
        "id_currency": "1",
        "id_lang": str(it.language),
        "id_customer": str(it.person),
        "current_state": str(it.state),
        "module": "wsorder",
        "invoice_number": "0",
        "invoice_date": "0000-00-00 00:00:00",
        "valid": _flag(it.state in LOGABLE),
        **_stamps(it.added, it.updated),
        "transaction_id": None,
        "secure_key": f"{it.person:032x}",
        "payment": it.payment,
        "payment_type": str(it.payment_type),
        **dict.fromkeys(("total_discounts", "total_discounts_tax_incl", "total_discounts_tax_excl"), "0.000000"),
        "total_paid": _amount(taxed),
        "total_paid_tax_incl": _amount(taxed),
        "total_paid_tax_excl": _amount(without),
        "total_paid_real": _amount(it.paid),
        "total_products": _amount(without),
        "total_products_wt": _amount(taxed),
        "conversion_rate": "1.000000",
        "source": it.source,
        "reference": it.reference,
        "is_advance_payment": "0",
        "advance_paid_amount": _amount(it.advance),
        "with_occupancy": "0",
        "bookings": [str(line.id) for line in book.lines_of(it.id)],
    }


def line_row(it: Line, house: House) -> Row:
    """A record of `room_bookings`."""
    hotel, room_type = house.hotel(it.hotel) or {}, house.room_types.get(it.room_type)
    return {
        "id": str(it.id),
        "id_product": str(it.room_type),
        "id_hotel": str(it.hotel),
        "id_order": str(it.entry),
        "id_order_detail": str(it.detail),
        "id_cart": str(it.cart),
        "id_room": str(it.room),
        "id_customer": str(it.person),
        "booking_type": "1",
        "id_status": str(it.status),
        "comment": it.comment,
        "check_in": it.checked_in,
        "check_out": it.checked_out,
        "date_from": midnight(it.arrival),
        "date_to": midnight(it.departure),
        "total_price_tax_excl": _amount(it.price),
        "total_price_tax_incl": _amount(it.taxed),
        "total_paid_amount": _amount(it.taxed),
        "is_refunded": _flag(it.refunded),
        "is_cancelled": _flag(it.cancelled),
        "is_back_order": _flag(it.surplus),
        "room_num": it.number,
        "room_type_name": room_type.name if room_type else "",
        **{name: hotel.get(name, "") for name in ("hotel_name", "city", "zipcode", "phone", "email")},
        "state": "Alabama",
        "country": "United States",
        "check_in_time": hotel.get("check_in", ""),
        "check_out_time": hotel.get("check_out", ""),
        "adults": str(it.adults),
        "children": str(it.children),
        "child_ages": it.child_ages,
        **_stamps(it.added, it.updated),
        "booking_extra_demands": [],
    }


def _person(it: Person, book: Book) -> Row:
    nothing: Row = dict.fromkeys(_UNSAID.split())
    return nothing | {
        "id": str(it.id),
        "id_default_group": "" if it.active is None else "3",
        "id_lang": "1",
        "last_passwd_gen": (book.now() - _GENERATED).strftime("%Y-%m-%d %H:%M:%S"),
        "secure_key": f"{it.id:032x}",
        "passwd": "not shown",
        "phone": it.phone,
        "lastname": it.last,
        "firstname": it.first,
        "email": it.email,
        "id_gender": "",
        "id_risk": "",
        "active": None if it.active is None else _flag(it.active),
        "id_shop": "1",
        "id_shop_group": "1",
        **_stamps(it.added, it.updated),
    }


def _step(it: Step) -> Row:
    return {
        "id": str(it.id),
        "id_employee": "0",
        "id_order_state": str(it.state),
        "id_order": str(it.entry),
        "date_add": it.added,
    }


def _payment(it: Payment) -> Row:
    return {
        "id": str(it.id),
        "order_reference": it.reference,
        "id_currency": "1",
        "amount": f"{it.amount:.2f}",
        "payment_method": it.method,
        "conversion_rate": "1.000000",
        "transaction_id": it.transaction,
        "payment_type": str(it.kind),
        "date_add": it.added,
    }


_KEPT: Final[dict[str, tuple[Callable[[Book], Iterable[Any]], Callable[[Any, Book], Row]]]] = {
    "room_types": (lambda book: book.house.room_types.values(), lambda each, book: _room_type(each, book.house)),
    "hotel_room_types": (lambda book: book.house.room_types.values(), lambda each, book: _limits(each, book.house)),
    "hotel_rooms": (lambda book: book.house.rooms.values(), lambda each, _: _room(each)),
    "services": (lambda book: book.house.services.values(), lambda each, _: _service(each)),
    "orders": (lambda book: book.entries.values(), _entry),
    "room_bookings": (lambda book: book.lines.values(), lambda each, book: line_row(each, book.house)),
    "customers": (lambda book: book.people.values(), _person),
    "order_histories": (lambda book: book.steps, lambda each, _: _step(each)),
    "order_payments": (lambda book: book.payments, lambda each, _: _payment(each)),
}

__all__ = ["line_row", "rows_of"]
