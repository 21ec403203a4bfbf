"""What may be written through the generic resources: whole records, in XML, with hardly a check."""

from collections.abc import Set
from datetime import date
from decimal import Decimal

from hotel_agent.testing.qloapps.book import NEVER, Book, Line
from hotel_agent.testing.qloapps.complaints import Broken, Refused, not_markup, refused
from hotel_agent.testing.qloapps.faults import Fault
from hotel_agent.testing.qloapps.markup import BadMarkup, Node, parse
from hotel_agent.testing.qloapps.rendering import Writer
from hotel_agent.testing.qloapps.rows import line_row, rows_of
from hotel_agent.testing.qloapps.tables import TABLES, Table
from hotel_agent.testing.qloapps.wire import Answer, Request

_FILE = "/var/www/qloapps/classes/webservice/WebserviceRequest.php"


def written(request: Request, book: Book, faults: Set[Fault], writer: Writer) -> Answer:
    """The answer to a generic `POST` or `PUT`. Raises Refused and Broken."""
    name, body = request.segments[0], request.body
    table = TABLES[name]
    match request.method, name:
        case "PUT", "room_bookings":
            return _line(table, _record(table, body), book, writer)
        case "PUT", "orders":
            return _entry(table, _record(table, body), book, faults, writer)
        case "POST", "order_histories":
            return _step(table, _record(table, body), book, writer)
        case "POST", "customers":
            return _person(table, _record(table, body), book, writer)
        case _:
            raise refused(501, 101, f"This stand-in does not know {request.method} of {name}")


def _record(table: Table, body: bytes) -> Node:
    try:
        root = parse(body)
    except BadMarkup as error:
        raise Refused(400, *not_markup(body.decode(errors="replace"), _FILE, 1500)) from error
    record = root.children[0] if root.children else Node(table.item)
    for name in table.required:
        if not record.value(name):
            raise refused(400, 41, f'parameter "{name}" required')
    return record


def _line(table: Table, record: Node, book: Book, writer: Writer) -> Answer:
    """Takes rooms that are taken, dates that overlap and states there are not."""
    line = book.lines.get(_int(record, "id"))
    if line is None:
        raise refused(404, 92, "Invalid ID")
    line.entry, line.hotel, line.room_type = (
        _int(record, "id_order"),
        _int(record, "id_hotel"),
        _int(record, "id_product"),
    )
    line.room, line.number = _int(record, "id_room"), record.value("room_num") or ""
    line.person, line.cart, line.detail = (
        _int(record, "id_customer"),
        _int(record, "id_cart"),
        _int(record, "id_order_detail"),
    )
    line.status, line.comment = _int(record, "id_status"), record.value("comment") or ""
    line.checked_in, line.checked_out = record.value("check_in") or NEVER, record.value("check_out") or NEVER
    line.arrival, line.departure = _day(record, "date_from"), _day(record, "date_to")
    line.price, line.taxed = _amount(record, "total_price_tax_excl"), _amount(record, "total_price_tax_incl")
    line.refunded, line.cancelled = bool(_int(record, "is_refunded")), bool(_int(record, "is_cancelled"))
    line.surplus = bool(_int(record, "is_back_order"))
    _occupancy(line, record)
    line.updated = book.stamp()
    return writer.record(table, line_row(line, book.house))


def _occupancy(line: Line, record: Node) -> None:
    line.adults, line.children = _int(record, "adults"), _int(record, "children")
    line.child_ages = record.value("child_ages") or ""


def _entry(table: Table, record: Node, book: Book, faults: Set[Fault], writer: Writer) -> Answer:
    """An order sent back: nothing changes but the shop it belongs to, which is none then."""
    entry = book.entries.get(_int(record, "id"))
    if entry is None:
        raise refused(404, 92, "Invalid ID")
    if Fault.VANISHING in faults:
        entry.shop = 0
    entry.updated = book.stamp()
    return writer.record(table, next(row for row in rows_of("orders", book) if row["id"] == str(entry.id)))


def _step(table: Table, record: Node, book: Book, writer: Writer) -> Answer:
    """Any state may follow any other; a cancelled room stays cancelled."""
    entry, state = book.entries.get(_int(record, "id_order")), _int(record, "id_order_state")
    if entry is None or str(state) not in {row["id"] for row in book.house.tables["order_states"]}:
        raise Broken(200, "Invalid new order status")
    step = book.set_state(entry, state)
    row = {
        "id": str(step.id),
        "id_employee": record.value("id_employee") or "0",
        "id_order_state": step.state,
        "id_order": str(entry.id),
        "date_add": step.added,
    }
    return writer.record(table, row, status=201, text_id=True)


def _person(table: Table, record: Node, book: Book, writer: Writer) -> Answer:
    """A guest by themselves: neither active nor in a group."""
    active = record.value("active")
    person = book.add_person(
        first=record.value("firstname") or "",
        last=record.value("lastname") or "",
        email=record.value("email") or "",
        phone=record.value("phone") or "",
        active=None if not active else active == "1",
    )
    row = next(row for row in rows_of("customers", book) if row["id"] == str(person.id))
    return writer.record(table, row | {"id_lang": 1, "id_shop": 1}, status=201, text_id=True)


def _int(record: Node, name: str) -> int:
    text = record.value(name) or "0"
    if not text.lstrip("-").isdigit():
        raise refused(400, 85, f'Validation error: "{name}" is invalid')
    return int(text)


def _amount(record: Node, name: str) -> Decimal:
    try:
        return Decimal(record.value(name) or "0")
    except ArithmeticError as error:
        raise refused(400, 85, f'Validation error: "{name}" is invalid') from error


def _day(record: Node, name: str) -> date:
    try:
        return date.fromisoformat((record.value(name) or "")[:10])
    except ValueError as error:
        raise refused(400, 85, f'Validation error: "{name}" is invalid') from error


__all__ = ["written"]
