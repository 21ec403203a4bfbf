"""How `bookings` shows an entry: neither reference nor state, and the automatic fees only in the total."""

from hotel_agent.testing.qloapps.book import Book, Entry, Line, midnight
from hotel_agent.testing.qloapps.complaints import Complaint, notice


def shown(entry: Entry, book: Book) -> dict[str, object]:
    """The entry as `bookings` answers it."""
    person = book.people[entry.person]
    without, taxed = book.total(entry.id)
    return {
        "id": entry.id,
        "id_property": entry.hotel,
        "currency": book.house.currency,
        "source": entry.source,
        "booking_date": entry.added,
        "id_language": 1,
        "associations": {
            "customer_detail": {
                "id_customer": person.id,
                "firstname": person.first,
                "lastname": person.last,
                "email": person.email,
                "phone": person.phone,
            },
            "price_details": {
                "total_paid": entry.paid,
                "total_price_without_tax": without,
                "total_tax": taxed - without,
            },
            "cart_rules": [],
            "remarks": list(entry.remarks),
            "room_types": _types(book.lines_of(entry.id), book),
        },
    }


def reading_notices(entry: Entry, book: Book) -> list[Complaint]:
    """What PHP notes while an entry is shown: nothing in a shop that shows prices with tax."""
    if book.house.tax_included:
        return []
    return [notice("Undefined variable: useTax", at) for _ in book.lines_of(entry.id) for at in (3463, 3494)]


def _types(lines: list[Line], book: Book) -> list[dict[str, object]]:
    groups: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.room_type, line.arrival, line.departure), []).append(line)
    return [
        {
            "id_room_type": group[0].room_type,
            "checkin_date": midnight(group[0].arrival),
            "checkout_date": midnight(group[0].departure),
            "total_tax": sum(line.taxed - line.price for line in group),
            "number_of_rooms": len(group),
            "name": book.house.room_types[group[0].room_type].name,
            "rooms": [_room(line, book) for line in group],
        }
        for group in groups.values()
    ]


def _room(line: Line, book: Book) -> dict[str, object]:
    room: dict[str, object] = {
        "id_room": line.room,
        "id_hotel_booking": line.id,
        "adults": line.adults,
        "child": line.children,
        "unit_price_without_tax": line.price,
        "total_tax": line.taxed - line.price,
    }
    services = [
        {
            "id_service": each.id,
            "name": book.house.services[each.id].name,
            "quantity": each.quantity,
            "unit_price_without_tax": each.price / each.quantity,
            "total_price_without_tax": each.price,
            "total_tax": each.taxed - each.price,
            "per_night": int(book.house.services[each.id].per_night),
            "price_mode": 2 if book.house.services[each.id].per_night else 1,
        }
        for each in sorted(line.services, key=lambda each: each.id)
        if not each.hidden
    ]
    return room | ({"services": services} if services else {})


__all__ = ["reading_notices", "shown"]
