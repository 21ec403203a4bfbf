"""What a caller of `bookings` asks for, read from JSON or XML as loosely as QloApps reads it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from attrs import evolve, field, frozen

from hotel_agent.testing.qloapps.complaints import RESERVATIONS_FILE, Refused, no, not_markup, warning
from hotel_agent.testing.qloapps.markup import BadMarkup, Node, parse

Tree = Mapping[str, object]
_LISTS: Final = frozenset({"room_types", "rooms", "services", "child_ages", "cart_rules", "facilities"})


@frozen(kw_only=True)
class AskedService:
    """A service for one room."""

    id: int
    quantity: int
    taxed: bool
    """Whether the request says how it is taxed."""


@frozen(kw_only=True)
class AskedRoom:
    """What is said of one room."""

    room: int | None = None
    adults: int | None = None
    children: int = 0
    child_ages: str = "[]"
    price: Decimal | None = None
    """For the whole stay, without tax."""
    taxed: bool = False
    services: tuple[AskedService, ...] = ()


@frozen(kw_only=True)
class AskedType:
    """So many rooms of a type for a stay; the rooms are named one by one, or not at all."""

    room_type: int
    arrival: date
    departure: date
    many: int
    rooms: tuple[AskedRoom, ...] = ()
    wrong: str = ""
    """Why it cannot be read."""

    @property
    def what(self) -> tuple[int, date, date]:
        """Type and dates, by which lines are matched."""
        return self.room_type, self.arrival, self.departure


@frozen(kw_only=True)
class Asked:
    """A whole request for `bookings`."""

    id: int | None
    hotel: int | None
    currency: str
    language: int | None
    status: int | None
    payment_status: int | None
    source: str
    remark: str
    guest: Mapping[str, str]
    """What was said of the guest, be it nothing; what was not said is not there."""
    paid: Decimal | None
    total_with_tax: Decimal | None
    pays: bool
    """Whether anything was said of the way of paying."""
    payment_type: str
    payment_method: str
    transaction: str
    room_types: tuple[AskedType, ...] = field(repr=False)


def asked(body: bytes) -> Asked:
    """Raises Refused for what is neither JSON nor XML."""
    tree = _branch(_tree(body), "booking")
    of = _branch(tree, "associations")
    prices, payment = _branch(of, "price_details"), _branch(of, "payment_detail")
    guest = _branch(of, "customer_detail")
    return Asked(
        id=_int(tree.get("id")),
        hotel=_int(tree.get("id_property")),
        currency=_text(tree, "currency"),
        language=_int(tree.get("id_language")),
        status=_int(tree.get("booking_status")),
        payment_status=_int(tree.get("payment_status")),
        source=_text(tree, "source"),
        remark=_text(tree, "remark"),
        guest={name: _text(guest, name).strip() for name, said in guest.items() if said is not None},
        paid=_decimal(prices.get("total_paid")),
        total_with_tax=_decimal(prices.get("total_price_with_tax")),
        pays=bool(payment),
        payment_type=_text(payment, "payment_type"),
        payment_method=_text(payment, "payment_method"),
        transaction=_text(payment, "transaction_id"),
        room_types=_merged(_type(each) for each in _branches(of, "room_types")),
    )


def _tree(body: bytes) -> Tree:
    text = body.decode(errors="replace")
    with suppress(ValueError):
        found = json.loads(text)
        return found if isinstance(found, dict) else {}
    try:
        return _plain(parse(body))
    except BadMarkup as error:
        line = not_markup(text, RESERVATIONS_FILE, 374)
        merged = warning("array_merge(): Expected parameter 1 to be an array, bool given", RESERVATIONS_FILE, 408)
        raise Refused(400, *line, merged, *no("Please provide valid currency.").complaints) from error


def _plain(node: Node) -> dict[str, object]:
    return {each.name: _value(each) for each in node.children}


def _value(node: Node) -> object:
    if node.name in _LISTS:
        return [_plain(each) if each.children else each.text.strip() for each in node.children]
    return _plain(node) if node.children else node.text.strip()


def _merged(told: Iterable[AskedType]) -> tuple[AskedType, ...]:
    """Entries of one type and dates are one: their numbers added, the rooms of the last that names any."""
    merged: dict[object, AskedType] = {}
    for each in told:
        before = merged.get(each.what)
        if before is not None:
            merged[each.what] = evolve(before, many=before.many + each.many, rooms=each.rooms or before.rooms)
        else:
            merged[each.what] = each
    return tuple(merged.values())


def _type(tree: Tree) -> AskedType:
    arrival, departure = _date(_text(tree, "checkin_date")), _date(_text(tree, "checkout_date"))
    wrong = ""
    if arrival is None or departure is None:
        wrong = f"Invalid check {'in' if arrival is None else 'out'} date in the request"
    elif departure < arrival:
        wrong = "Invalid check in and check out dates in the request"
    return AskedType(
        room_type=_int(tree.get("id_room_type")) or 0,
        arrival=arrival or date.min,
        departure=departure or date.min,
        many=_int(tree.get("number_of_rooms")) or 0,
        rooms=tuple(_room(each) for each in _branches(tree, "rooms")),
        wrong=wrong,
    )


def _room(tree: Tree) -> AskedRoom:
    ages = tree.get("child_ages")
    listed = ages if isinstance(ages, list) and ages else []
    return AskedRoom(
        room=_int(tree.get("id_room")) or None,
        adults=_int(tree.get("adult")),  # the documented name, `adults`, is not read
        children=(_int(tree.get("child")) or 0) if listed else 0,
        child_ages=json.dumps(listed, separators=(",", ":")),
        price=_decimal(tree.get("unit_price_without_tax")),
        taxed=_says_tax(tree),
        services=tuple(
            AskedService(
                id=_int(each.get("id_service")) or 0,
                quantity=_int(each.get("quantity")) or 1,
                taxed=_says_tax(each),
            )
            for each in _branches(tree, "services")
        ),
    )


def _says_tax(tree: Tree) -> bool:
    return bool(_int(tree.get("id_tax_rules_group"))) or "total_tax" in tree


def _branch(tree: Tree, name: str) -> Tree:
    found = tree.get(name)
    return found if isinstance(found, dict) else {}


def _branches(tree: Tree, name: str) -> Sequence[Tree]:
    found = tree.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _text(tree: Tree, name: str) -> str:
    found = tree.get(name)
    return "" if found is None or isinstance(found, dict | list) else str(found)


def _int(value: object) -> int | None:
    try:
        return int(str(value))
    except ValueError:
        return None


def _decimal(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


__all__ = ["Asked", "AskedRoom", "AskedService", "AskedType", "asked"]
