"""The house as QloApps keeps it: what is sold, at what price, in which rooms. Everything may be changed by a test."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from attrs import define, field

Row = dict[str, object]
"""One record of a table: texts as the database holds them, None, or a list of ids for an association."""


@define(kw_only=True)
class RoomType:
    """A sellable room type: `room_types` and `hotel_room_types` at once."""

    id: int
    hotel: int
    name: str
    price: Decimal
    """A night, without tax and fees."""
    description: str = ""
    active: bool = True
    adults: int = 2
    children: int = 2
    max_adults: int = 2
    max_children: int = 2
    max_guests: int = 4
    min_nights: int = 1
    max_nights: int = 0
    tax_group: int = 1
    services: list[int] = field(factory=list)


@define(kw_only=True)
class Room:
    """A door. `status`: 1 active, 2 inactive, 3 inactive for a while."""

    id: int
    room_type: int
    hotel: int
    number: str
    floor: str = "First"
    status: int = 1


@define(kw_only=True)
class Service:
    """Something sold beside the room. `addition`: 1 inside the room price, 2 a fee of its own."""

    id: int
    name: str
    price: Decimal
    automatic: bool = False
    addition: int = 1
    per_night: bool = False
    tax_group: int = 1
    active: bool = True

    def total(self, nights: int, quantity: int = 1) -> Decimal:
        """Without tax, for a stay of so many nights."""
        return self.price * quantity * (nights if self.per_night else 1)


@define(kw_only=True)
class Season:
    """Nights at another price, `first` to `last`, both included."""

    room_type: int
    first: date
    last: date
    price: Decimal


@define(kw_only=True)
class House:
    """Everything that stood in the database before the first guest."""

    shop_name: str
    time_zone: str
    currency: str
    tax_included: bool = False
    """Whether the shop shows prices with tax: it decides what STOCK_INI breaks."""
    room_types: dict[int, RoomType]
    rooms: dict[int, Room]
    services: dict[int, Service]
    tax_rates: dict[int, Decimal]
    """Tax rules group -> per cent."""
    seasons: list[Season] = field(factory=list)
    tables: dict[str, list[Row]]
    """The tables nothing is computed from, by the name of the resource."""

    def hotel(self, id: int) -> Row | None:
        """The record of a hotel."""
        return next((each for each in self.tables["hotels"] if each["id"] == str(id)), None)

    def rooms_of(self, room_type: int) -> Iterator[Room]:
        """The rooms of a type, in the sequence of their ids."""
        return (room for _, room in sorted(self.rooms.items()) if room.room_type == room_type)

    def price_of(self, room_type: RoomType, night: date) -> Decimal:
        """One night, without tax and fees."""
        seasons = (each for each in self.seasons if each.room_type == room_type.id)
        return next((each.price for each in seasons if each.first <= night <= each.last), room_type.price)

    def price_of_stay(self, room_type: RoomType, arrival: date, departure: date) -> Decimal:
        """All nights, without tax and fees."""
        nights = (departure - arrival).days
        return sum((self.price_of(room_type, arrival + timedelta(n)) for n in range(nights)), Decimal(0))

    def fees_of(self, room_type: RoomType, addition: int = 1) -> list[Service]:
        """The services QloApps adds by itself, inside the room price or beside it."""
        linked = (self.services[each] for each in room_type.services)
        return [each for each in linked if each.automatic and each.active and each.addition == addition]

    def with_tax(self, price: Decimal, tax_group: int) -> Decimal:
        """The price as the guest pays it."""
        return price + price * self.tax_rates.get(tax_group, Decimal(0)) / 100


__all__ = ["House", "Room", "RoomType", "Row", "Season", "Service"]
