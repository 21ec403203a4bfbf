"""A reservation: the contract, the states it goes through, and who made it."""

from datetime import datetime
from enum import Enum

from attrs import field, frozen, validators

from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, PropertyId, RatePlanId
from hotel_agent.domain.language import Language
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.cancellation import CancellationTerms
from hotel_agent.domain.reservations.catalogue import RoomStay
from hotel_agent.domain.reservations.price import Price
from hotel_agent.domain.stay import Stay


class ReservationState(Enum):
    """Where a reservation stands."""

    CONFIRMED = "confirmed"
    CHECKED_IN = "checked_in"
    CHECKED_OUT = "checked_out"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class Move(Enum):
    """What can happen to a reservation."""

    MODIFY = "modify"
    CANCEL = "cancel"
    CHECK_IN = "check_in"
    CHECK_OUT = "check_out"
    MISS = "miss"


TRANSITIONS: dict[tuple[ReservationState, Move], ReservationState] = {
    (ReservationState.CONFIRMED, Move.MODIFY): ReservationState.CONFIRMED,
    (ReservationState.CONFIRMED, Move.CANCEL): ReservationState.CANCELLED,
    (ReservationState.CONFIRMED, Move.CHECK_IN): ReservationState.CHECKED_IN,
    (ReservationState.CONFIRMED, Move.MISS): ReservationState.NO_SHOW,
    (ReservationState.CHECKED_IN, Move.CHECK_OUT): ReservationState.CHECKED_OUT,
}
"""Every move there is. What is not here is refused."""


def after(state: ReservationState, move: Move) -> ReservationState | Refusal:
    """Where this move leads, or why it cannot be made."""
    if state is ReservationState.CANCELLED:
        return Refusal(Reason.ALREADY_CANCELLED)
    return TRANSITIONS.get((state, move)) or Refusal(Reason.NOT_CHANGEABLE, detail=f"{move.value} while {state.value}")


class ContactKind(Enum):
    """How a guest can be reached, and known again."""

    EMAIL = "email"
    PHONE = "phone"


@frozen
class GuestContact:
    """One way to reach a guest. E-mail addresses are lower case, phone numbers digits with country and no plus."""

    kind: ContactKind
    value: str


@frozen(kw_only=True)
class Booker:
    """Who makes the contract."""

    name: str = field(validator=validators.min_len(1), repr=False)
    email: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    language: Language = Language("en")

    def reached_by(self, contact: GuestContact) -> bool:
        """Whether this contact is the booker's."""
        own = self.email if contact.kind is ContactKind.EMAIL else self.phone
        return bool(own and own.casefold() == contact.value.casefold())


@frozen(kw_only=True)
class Reservation:
    """The contract between a guest and a property, as the book holds it."""

    number: ConfirmationNumber
    property_id: PropertyId
    state: ReservationState = ReservationState.CONFIRMED
    room_stays: tuple[RoomStay, ...] = field(validator=validators.min_len(1))
    rate_plan: RatePlanId | None = None
    """The plan it was sold under, where the book knows plans."""
    price: Price
    terms: CancellationTerms
    booker: Booker
    key: EffectKey | None = None
    """The command that made it; None for reservations made elsewhere."""
    requests: tuple[str, ...] = field(default=(), repr=False)
    """What the guest wishes, in their own words, as far as the book tells it again."""

    @property
    def stay(self) -> Stay:
        """The nights reserved, from the first arrival to the last departure."""
        return Stay(
            min(each.stay.arrival for each in self.room_stays), max(each.stay.departure for each in self.room_stays)
        )

    @property
    def total(self) -> Money:
        """What the guest pays in all."""
        return self.price.total

    def penalty(self, *, at: datetime, arrival: datetime) -> Money:
        """What cancelling costs at this moment; `arrival` is when the stay begins on the property's clock."""
        return self.terms.penalty(
            at=at,
            arrival=arrival,
            total_price=self.total,
            night_prices=tuple(night.amount for night in self.price.nights),
        )


@frozen(kw_only=True)
class Cancellation:
    """A reservation that was cancelled, and what that costs."""

    number: ConfirmationNumber
    penalty: Money
