"""What a property sells: room types with their capacity, and rate plans."""

from enum import Enum

from attrs import field, frozen, validators

from hotel_agent.domain.ids import ExtraId, RatePlanId, RoomTypeId
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.reservations.cancellation import CancellationTerms
from hotel_agent.domain.stay import Stay
from hotel_agent.domain.tenants.house_rules import Deposit


@frozen(kw_only=True)
class Capacity:
    """How many people one room takes: adults, children, and both together."""

    adults: int = field(validator=validators.ge(1))
    children: int = field(default=0, validator=validators.ge(0))
    guests: int = field(validator=validators.ge(1))

    @guests.default
    def _both(self) -> int:
        return self.adults + self.children

    def fits(self, party: Party) -> bool:
        """Whether this party sleeps in one such room. A child may take an adult's place, never the other way."""
        return (
            party.adults <= self.adults
            and party.size <= self.guests
            and (party.children <= self.children + (self.adults - party.adults))
        )


@frozen(kw_only=True)
class RoomType:
    """What is sold: a kind of room, its name in the languages of the house, and whom it takes."""

    id: RoomTypeId
    name: LocalText
    capacity: Capacity
    description: LocalText | None = None
    picture: str = ""
    """The web address of a picture of such a room."""


class Meals(Enum):
    """What is eaten in the house and paid with the room."""

    ROOM_ONLY = "room_only"
    BREAKFAST = "breakfast"
    HALF_BOARD = "half_board"
    FULL_BOARD = "full_board"


@frozen(kw_only=True)
class RatePlan:
    """The conditions under which a room is sold."""

    id: RatePlanId
    name: LocalText
    meals: Meals = Meals.ROOM_ONLY
    terms: CancellationTerms
    deposit: Deposit | None = None
    """What is paid ahead under it, where that is not what the house asks of every stay."""


class ExtraBasis(Enum):
    """What the price of an extra is for."""

    STAY = "stay"
    NIGHT = "night"
    PERSON = "person"
    PERSON_NIGHT = "person_night"


@frozen(kw_only=True)
class Extra:
    """What a guest may have beside the room: parking, a cot, a transfer."""

    id: ExtraId
    name: LocalText
    price: Money
    basis: ExtraBasis = ExtraBasis.STAY
    from_age: int = 0
    """Guests younger than this do not pay it, where it is paid by the person."""


@frozen(kw_only=True)
class Catalogue:
    """Everything a property sells, in the sequence in which the hotel shows it."""

    room_types: tuple[RoomType, ...] = ()
    rate_plans: tuple[RatePlan, ...] = ()
    extras: tuple[Extra, ...] = ()
    email_required: bool = False
    """Whether the book takes no reservation without the booker's e-mail address."""
    phone_required: bool = False
    """Whether the book takes no reservation without the booker's telephone number."""
    shortest_number: int = 1
    """How many signs every confirmation number of this book has at least."""

    def room_type(self, wanted: RoomTypeId) -> RoomType | None:
        """The room type of this id, if the property still sells it."""
        return next((each for each in self.room_types if each.id == wanted), None)

    def extra(self, wanted: ExtraId) -> Extra | None:
        """What is sold beside the room under this id, if it still is."""
        return next((each for each in self.extras if each.id == wanted), None)

    def rooms_needed(self, party: Party) -> int | None:
        """The smallest number of rooms of one type in which this party sleeps; None when none is enough."""
        for rooms in range(1, party.adults + 1):
            shares = party.split(rooms)
            if any(all(each.capacity.fits(share) for share in shares) for each in self.room_types):
                return rooms
        return None


@frozen(kw_only=True)
class RoomStay:
    """One room of a type for one stay, and who sleeps in it."""

    room_type: RoomTypeId
    name: LocalText
    stay: Stay
    occupancy: Party
