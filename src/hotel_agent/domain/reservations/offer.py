"""What the book answers to an ask: rooms that are free, and what they cost now."""

from attrs import field, frozen, validators

from hotel_agent.domain.ids import ConfirmationNumber, PropertyId, RatePlanId, RoomTypeId
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.party import Party
from hotel_agent.domain.reservations.cancellation import CancellationTerms
from hotel_agent.domain.reservations.catalogue import Meals, RoomStay
from hotel_agent.domain.reservations.price import Price
from hotel_agent.domain.stay import Stay


@frozen(kw_only=True)
class Ask:
    """What a guest wants to know of the book: these nights, these people, one party per room."""

    property_id: PropertyId
    stay: Stay
    parties: tuple[Party, ...] = field(validator=validators.min_len(1))
    room_type: RoomTypeId | None = None
    instead_of: ConfirmationNumber | None = None
    """A reservation this stay would replace: its own rooms count as free."""


@frozen(kw_only=True)
class Offer:
    """Rooms of one type, free for the whole stay, under one rate plan, and their price now. It promises nothing."""

    property_id: PropertyId
    room_stays: tuple[RoomStay, ...] = field(validator=validators.min_len(1))
    rate_plan: RatePlanId
    rate_plan_name: LocalText
    meals: Meals = Meals.ROOM_ONLY
    price: Price
    terms: CancellationTerms
    rooms_left: int | None = None

    @property
    def stay(self) -> Stay:
        """The nights offered: the same in every room."""
        return self.room_stays[0].stay

    @property
    def room_type(self) -> RoomTypeId:
        """What is offered: the same in every room."""
        return self.room_stays[0].room_type
