"""What stands in QloApps of a reservation: an entry (QloApps says order), a line for each room, a guest's account."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from attrs import field, frozen

from hotel_agent.adapters.pms.qloapps.fields import Row, day, exact, flag, numbers, whole, words
from hotel_agent.domain.party import OLDEST_CHILD, Party
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact
from hotel_agent.domain.stay import Stay

ALLOTTED, CHECKED_IN, CHECKED_OUT = 1, 2, 3
"""`id_status` of a line."""

_MAKING = timedelta(minutes=1)
"""QloApps touches an entry more than once while it makes it."""

ENTRY_FIELDS = (
    *("id", "reference", "source", "current_state", "id_customer", "id_currency", "id_lang"),
    *("total_paid_tax_incl", "total_paid_tax_excl", "date_add", "date_upd"),
)
LINE_FIELDS = (
    *("id", "id_order", "id_product", "id_hotel", "id_room", "date_from", "date_to", "adults", "children"),
    *("child_ages", "id_status", "is_cancelled", "is_refunded", "is_back_order", "comment"),
    *("total_price_tax_excl", "total_price_tax_incl"),
)
ACCOUNT_FIELDS = ("id", "firstname", "lastname", "email", "phone", "is_guest", "deleted")
"""Never all of them: the password's hash is among those (contract, 4)."""


@frozen(kw_only=True)
class Entry:
    """A record of `orders`. What its state says of rooms is not to be trusted (contract, fact 7)."""

    id: int
    reference: str
    source: str
    state: int
    account: int
    currency: int
    language: int
    gross: Decimal
    net: Decimal
    untouched: bool = False
    """Whether it is as it was made: nobody changed it later than a minute after that."""

    @classmethod
    def read(cls, row: Row) -> "Entry":
        """The entry of this record."""
        return cls(
            id=whole(row, "id"),
            reference=words(row, "reference"),
            source=words(row, "source"),
            state=whole(row, "current_state"),
            account=whole(row, "id_customer"),
            currency=whole(row, "id_currency"),
            language=whole(row, "id_lang"),
            gross=exact(row, "total_paid_tax_incl"),
            net=exact(row, "total_paid_tax_excl"),
            untouched=_untouched(words(row, "date_add"), words(row, "date_upd")),
        )


@frozen(kw_only=True)
class Line:
    """A record of `room_bookings`: one room for one stay."""

    id: int
    entry: int
    room_type: int
    hotel: int
    room: int
    stay: Stay
    occupancy: Party
    status: int
    freed: bool
    """Cancelled or refunded: its room is somebody else's to have."""
    back_order: bool
    """QloApps noticed itself that the room was given away twice."""
    comment: str
    gross: Decimal
    net: Decimal

    @property
    def live(self) -> bool:
        """Whether a guest may count on this room."""
        return not (self.freed or self.back_order)

    @classmethod
    def read(cls, row: Row) -> "Line | None":
        """The line of this record; None where it has no nights."""
        arrival, departure = day(row, "date_from"), day(row, "date_to")
        if arrival is None or departure is None or departure <= arrival:
            return None
        return cls(
            id=whole(row, "id"),
            entry=whole(row, "id_order"),
            room_type=whole(row, "id_product"),
            hotel=whole(row, "id_hotel"),
            room=whole(row, "id_room"),
            stay=Stay(arrival, departure),
            occupancy=_party(row),
            status=whole(row, "id_status"),
            freed=flag(row, "is_cancelled") or flag(row, "is_refunded"),
            back_order=flag(row, "is_back_order"),
            comment=words(row, "comment"),
            gross=exact(row, "total_price_tax_incl"),
            net=exact(row, "total_price_tax_excl"),
        )


@frozen(kw_only=True)
class Account:
    """A record of `customers`: whoever has this e-mail address, in every reservation made under it."""

    id: int
    first: str = field(repr=False)
    last: str = field(repr=False)
    email: str = field(repr=False)
    phone: str = field(repr=False)
    lasting: bool = True
    """Whether QloApps uses it again for the same address: neither deleted nor of one visit."""

    @classmethod
    def read(cls, row: Row) -> "Account":
        """The account of this record."""
        return cls(
            id=whole(row, "id"),
            first=words(row, "firstname"),
            last=words(row, "lastname"),
            email=words(row, "email"),
            phone=words(row, "phone"),
            lasting=not (flag(row, "is_guest") or flag(row, "deleted")),
        )

    def reached_by(self, contact: GuestContact) -> bool:
        """Whether this contact is the holder's, in whatever way QloApps has it written."""
        if contact.kind is ContactKind.EMAIL:
            return bool(self.email) and self.email.casefold() == contact.value.casefold()
        digits = "".join(each for each in self.phone if each in "0123456789").removeprefix("00")
        return bool(digits) and digits == contact.value


@frozen
class Kept:
    """An entry with its lines, the lowest id first."""

    entry: Entry
    lines: tuple[Line, ...]

    @property
    def live(self) -> tuple[Line, ...]:
        """The rooms a guest may count on."""
        return tuple(line for line in self.lines if line.live)

    def at(self, hotel: int) -> bool:
        """Whether it is a reservation of this hotel."""
        return any(line.hotel == hotel for line in self.lines)


def read_lines(found: Sequence[Row]) -> list[Line]:
    """The lines of these records, the lowest id first."""
    lines = (Line.read(row) for row in found)
    return sorted((line for line in lines if line is not None), key=lambda line: line.id)


def _untouched(added: str, updated: str) -> bool:
    try:
        return datetime.fromisoformat(updated) - datetime.fromisoformat(added) <= _MAKING
    except ValueError:
        return False


def _party(row: Row) -> Party:
    """Who sleeps there. A child without a sensible age is taken for the oldest there is."""
    ages = [age if 0 <= age <= OLDEST_CHILD else OLDEST_CHILD for age in numbers(row, "child_ages")]
    ages += [OLDEST_CHILD] * (whole(row, "children") - len(ages))
    return Party(max(1, whole(row, "adults")), tuple(ages))
