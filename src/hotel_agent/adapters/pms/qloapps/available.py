"""What `hotel_ari` answers: which rooms of a type are free for a stay, and what one of them costs."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from attrs import frozen

from hotel_agent.adapters.pms.qloapps.fields import day, elements, exact, table, whole, words


@frozen(kw_only=True)
class FreeRooms:
    """Rooms of one type that are free for a whole stay, and what one costs: automatic fees of type 1 are in it."""

    room_type: int
    rooms: tuple[int, ...]
    gross: Decimal
    net: Decimal


@frozen(kw_only=True)
class Availability:
    """Everything free in a hotel for one stay. The currency is the shop's own."""

    currency: str
    room_types: Mapping[int, FreeRooms]

    @classmethod
    def read(cls, answer: object) -> "Availability | None":
        """What this answer says; None where it says nothing of availability. An unknown hotel has no room types."""
        told = table(answer, "hotel_ari")
        if not told:
            return None
        free = (_free_rooms(each) for each in elements(told, "room_types"))
        return cls(currency=words(told, "currency"), room_types={each.room_type: each for each in free})


def night_prices(answer: object) -> Mapping[int, Mapping[date, Decimal]]:
    """Room type -> night -> what it costs, tax and automatic fees of type 1 included: the date-wise answer."""
    found: dict[int, dict[date, Decimal]] = {}
    for told in elements(answer, "hotel_aris"):
        night = day(told, "date_from") if isinstance(told, dict) else None
        for each in elements(told, "room_types"):
            if night is not None and isinstance(each, dict):
                gross = exact(each, "total_price_with_tax")
                found.setdefault(whole(each, "id_room_type"), {})[night] = gross
    return found


def _free_rooms(told: object) -> FreeRooms:
    row = told if isinstance(told, dict) else {}
    rooms = elements(table(row, "rooms"), "available")
    return FreeRooms(
        room_type=whole(row, "id_room_type"),
        rooms=tuple(whole(each, "id_room") for each in rooms if isinstance(each, dict)),
        gross=exact(row, "total_price_with_tax"),
        net=exact(row, "total_price"),
    )
