"""What the book answers to an ask: rooms that are free, and what they cost now."""

from attrs import field, frozen, validators

from hotel_agent.domain.ids import ConfirmationNumber, ExtraId, PropertyId, RatePlanId, RoomTypeId
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.party import Party
from hotel_agent.domain.reservations.cancellation import CancellationTerms
from hotel_agent.domain.reservations.catalogue import Meals, RoomStay
from hotel_agent.domain.reservations.price import Price
from hotel_agent.domain.stay import Stay
from hotel_agent.domain.tenants.house_rules import Deposit


@frozen(kw_only=True)
class Ask:
    """What a guest wants to know of the book: these nights, these people, one party per room."""

    property_id: PropertyId
    stay: Stay
    parties: tuple[Party, ...] = field(validator=validators.min_len(1))
    room_type: RoomTypeId | None = None
    """All rooms are of this type; None: of any one type."""
    room_types: tuple[RoomTypeId, ...] = field(default=())
    """Where rooms of several types are wanted together: the type of each, in the sequence of the parties."""
    extras: tuple[ExtraId, ...] = ()
    """What is wanted beside the room. What is not sold is left out of what is offered."""
    instead_of: ConfirmationNumber | None = None
    """A reservation this stay would replace: its own rooms count as free."""

    @room_types.validator
    def _one_for_each_party(self, _attribute: object, room_types: tuple[RoomTypeId, ...]) -> None:
        if room_types and (len(room_types) != len(self.parties) or self.room_type is not None):
            raise ValueError("rooms of several types are asked for by one type for each party, and no other")


@frozen(kw_only=True)
class Offer:
    """Rooms free for the whole stay, under one rate plan, and their price now. It promises nothing.

    The rooms are all of one type, unless several types were asked for together.
    """

    property_id: PropertyId
    room_stays: tuple[RoomStay, ...] = field(validator=validators.min_len(1))
    rate_plan: RatePlanId
    rate_plan_name: LocalText
    meals: Meals = Meals.ROOM_ONLY
    price: Price
    terms: CancellationTerms
    deposit: Deposit | None = None
    """What its rate asks for ahead; None where it leaves that to the house."""
    rooms_left: int | None = None

    @property
    def stay(self) -> Stay:
        """The nights offered: the same in every room."""
        return self.room_stays[0].stay

    @property
    def room_type(self) -> RoomTypeId:
        """The type of the first room: that of every room, unless several types were asked for together."""
        return self.room_stays[0].room_type

    @property
    def room_types(self) -> tuple[RoomTypeId, ...]:
        """The type of each room, in their sequence."""
        return tuple(each.room_type for each in self.room_stays)
