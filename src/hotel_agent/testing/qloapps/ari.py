"""`hotel_ari`: which rooms are free and what they cost."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from attrs import frozen

from hotel_agent.testing.qloapps.book import Book, Line, midnight
from hotel_agent.testing.qloapps.complaints import ARI_FILE, Complaint, Refused, not_markup, refused
from hotel_agent.testing.qloapps.house import Room, RoomType
from hotel_agent.testing.qloapps.markup import BadMarkup, Node, cdata, parse
from hotel_agent.testing.qloapps.rendering import Writer
from hotel_agent.testing.qloapps.wire import Answer

_LISTS: Final = {
    "get_unavailable_rooms": "unavailable",
    "get_booked_rooms": "booked",
    "get_available_rooms": "available",
    "get_partial_available_rooms": "partially_available",
}
"""Field that asks for a list -> name of the list, in the sequence in which the lists are served."""
_TOTALS: Final = {
    "total_unavailable_rooms": "unavailable",
    "total_partial_available_rooms": "partially_available",
    "total_booked_rooms": "booked",
}
Tree = dict[str, object]


@frozen(kw_only=True)
class Question:
    """What is asked of `hotel_ari`."""

    hotel: int
    arrival: date
    departure: date
    room_type: int | None
    lists: tuple[str, ...]
    rooms: int
    by_night: bool


def question(body: bytes) -> Question:
    """Read from XML; nothing else is understood. Raises Refused."""
    try:
        node = parse(body).child("hotel_ari")
    except BadMarkup as error:
        invalid = Complaint(85, "Validation error: Invalid ARI search parameters found.")
        raise Refused(400, *not_markup(body.decode(errors="replace"), ARI_FILE, 476), invalid) from error
    node = node or Node("hotel_ari")
    for name in ("id_hotel", "date_from", "date_to"):
        if not node.value(name):
            raise refused(400, 41, f'parameter "{name}" required')
    arrival, departure = _day(node, "date_from"), _day(node, "date_to")
    if departure <= arrival:
        raise refused(400, 85, 'Validation error: "Date to" must be after "date from"')
    return Question(
        hotel=_int(node, "id_hotel"),
        arrival=arrival,
        departure=departure,
        room_type=_int(node, "id_room_type") or None,
        lists=tuple(name for field, name in _LISTS.items() if _int(node, field)) or ("available",),
        rooms=_occupancies(node) or 1,
        by_night=bool(_int(node, "date_wise_breakdown")),
    )


def answer(asked: Question, book: Book, writer: Writer) -> Answer:
    """What the house has."""
    if not asked.by_night:
        tree = _whole(asked, book)
        return writer.json({"hotel_ari": tree}) if writer.as_json else writer.markup(_markup(tree, writer))
    trees = [_night(asked, book, asked.arrival + timedelta(n)) for n in range((asked.departure - asked.arrival).days)]
    if writer.as_json:
        return writer.json({"hotel_aris": trees})
    return writer.markup("<hotel_aris>\n" + "".join(_markup(tree, writer) for tree in trees) + "</hotel_aris>")


def _whole(asked: Question, book: Book) -> Tree:
    tree = _head(asked, asked.arrival, asked.departure, book)
    types = list(_types(asked, book))
    if not types:
        return tree
    found = {each.id: _sorted_out(each, book, asked.arrival, asked.departure) for each in types}
    tree["total_rooms"] = sum(1 for each in types for room in book.house.rooms_of(each.id))
    tree["total_available_rooms"] = sum(len(found[each.id]["available"]) for each in types)
    if len(asked.lists) > 1:
        tree |= {
            name: sum(len(found[each.id][of]) for each in types) for name, of in _TOTALS.items() if of in asked.lists
        }
    tree["room_types"] = [
        _prices(asked, book, each, asked.arrival, asked.departure)
        | {"rooms": {name: found[each.id][name] or [] for name in _LISTS.values() if name in asked.lists}}
        for each in types
    ]
    return tree


def _night(asked: Question, book: Book, night: date) -> Tree:
    """One night. All totals repeat the available rooms: count the lists."""
    morning = night + timedelta(1)
    tree, types = _head(asked, night, morning, book), list(_types(asked, book))
    if not types:
        return tree
    tree["total_rooms"] = sum(1 for each in types for room in book.house.rooms_of(each.id))
    rows, free = [], 0
    for each in types:
        found = _sorted_out(each, book, night, morning)
        free += len(found["available"])
        lists: Tree = {
            name: {door: {"id_room": door, "room_num": book.house.rooms[int(door)].number} for door in found[name]}
            or []
            for name in ("available", "booked", "unavailable")
            if name in asked.lists
        }
        rows.append(_prices(asked, book, each, night, morning) | {"rooms": lists})
    tree |= {"room_types": rows, "total_available_rooms": free}
    if len(asked.lists) > 1:
        tree |= {"total_unavailable_rooms": free, "total_booked_rooms": free}
    return tree


def _head(asked: Question, arrival: date, departure: date, book: Book) -> Tree:
    return {
        "id_hotel": str(asked.hotel),
        "date_from": arrival.isoformat(),
        "date_to": departure.isoformat(),
        "currency": book.house.currency,
    }


def _types(asked: Question, book: Book) -> Iterator[RoomType]:
    for each in book.house.room_types.values():
        if each.active and each.hotel == asked.hotel and asked.room_type in {None, each.id}:
            yield each


def _prices(asked: Question, book: Book, room_type: RoomType, arrival: date, departure: date) -> Tree:
    house, nights = book.house, (departure - arrival).days
    net = house.price_of_stay(room_type, arrival, departure)
    taxed = house.with_tax(net, room_type.tax_group)
    for fee in house.fees_of(room_type):
        net += fee.total(nights)
        taxed += house.with_tax(fee.total(nights), fee.tax_group)
    return {
        "id_room_type": str(room_type.id),
        "base_price": Decimal(net) / nights,
        "base_price_with_tax": Decimal(taxed) / nights,
        "total_price": net * asked.rooms,
        "total_price_with_tax": taxed * asked.rooms,
        "name": room_type.name,
    }


def _sorted_out(room_type: RoomType, book: Book, arrival: date, departure: date) -> dict[str, Tree]:
    """The rooms of a type, by what is the matter with them. A room taken for a part of the stay counts as booked."""
    found: dict[str, Tree] = {name: {} for name in _LISTS.values()}
    nights = (departure - arrival).days
    allowed = room_type.min_nights <= nights and (not room_type.max_nights or nights <= room_type.max_nights)
    for room in book.house.rooms_of(room_type.id):
        lines = list(book.taken(room.id, arrival, departure))
        if room.status != 1:
            found["unavailable"][str(room.id)] = _booked(room, [])
        elif lines:
            found["booked"][str(room.id)] = _booked(room, lines)
        elif allowed:
            found["available"][str(room.id)] = _available(room, room_type)
    return found


def _available(room: Room, room_type: RoomType) -> Tree:
    return {
        "id_room": str(room.id),
        "id_product": str(room.room_type),
        "id_hotel": str(room.hotel),
        "room_num": room.number,
        "room_comment": "",
        "max_adult": str(room_type.max_adults),
        "max_children": str(room_type.max_children),
        "max_occupancy": str(room_type.max_guests),
    }


def _booked(room: Room, lines: Sequence[Line]) -> Tree:
    detail = [
        {
            "id_htl_booking": str(line.id),
            "date_from": midnight(line.arrival),
            "date_to": midnight(line.departure),
            "id_customer": str(line.person),
            "booking_type": "1",
            "booking_status": str(line.status),
            "comment": line.comment,
        }
        for line in lines
    ]
    ids: Tree = {"id_product": str(room.room_type), "id_room": str(room.id), "id_hotel": str(room.hotel)}
    return ids | {"room_num": room.number, "detail": detail}


def _markup(tree: Tree, writer: Writer) -> str:
    """The XML of one `hotel_ari`: other names than JSON, and no capacity."""
    types = tree.pop("room_types", None)
    inside = ""
    for name, value in tree.items():
        link = writer.link("hotels", value) if name == "id_hotel" else ""
        inside += f"<{name}{link}>{cdata(str(value))}</{name}>\n"
    if isinstance(types, list):
        inside += f"<room_types>\n{''.join(_type_markup(each, writer) for each in types)}</room_types>\n"
    return f"<hotel_ari>\n{inside}</hotel_ari>\n"


def _type_markup(tree: Tree, writer: Writer) -> str:
    number, rooms = tree["id_room_type"], tree["rooms"]
    link = writer.link("room_types", number)
    inside = f"<id_room_type{link}>{cdata(str(number))}</id_room_type>\n"
    for name in ("base_price", "base_price_with_tax", "total_price", "total_price_with_tax"):
        inside += f"<{name}>{cdata(_plain(tree[name]))}</{name}>\n"
    inside += writer.translated("name", str(tree["name"])) + "\n<rooms>\n"
    for name, found in rooms.items() if isinstance(rooms, dict) else ():
        tag = name.replace("partially", "partial")
        each = found.values() if isinstance(found, dict) else ()
        doors = "".join(
            f'<room id="{room["id_room"]}">\n<id_room>{cdata(str(room["id_room"]))}</id_room>\n'
            f"<room_number>{cdata(str(room['room_num']))}</room_number>\n</room>\n"
            for room in each
        )
        inside += f"<{tag}>\n{doors}</{tag}>\n"
    return f'<room_type id="{number}"{link}>\n{inside}</rooms>\n</room_type>\n'


def _plain(value: object) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) and value % 1 else f"{value:.0f}"


def _occupancies(node: Node) -> int:
    entries = (node.child("associations") or Node("")).child("room_occupancies") or Node("")
    for each in entries.children:
        for name in ("adults", "children"):
            if not each.value(name):
                raise refused(400, 41, f'parameter "{name}" required')
    return len(entries.children)


def _int(node: Node, name: str) -> int:
    try:
        return int(node.value(name) or "0")
    except ValueError as error:
        raise refused(400, 85, f'Validation error: "{name}" is invalid') from error


def _day(node: Node, name: str) -> date:
    try:
        return date.fromisoformat((node.value(name) or "")[:10])
    except ValueError as error:
        raise refused(400, 85, f'Validation error: "{name}" is invalid') from error


__all__ = ["Question", "answer", "question"]
