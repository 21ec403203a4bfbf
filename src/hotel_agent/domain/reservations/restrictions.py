"""Limits a hotel sets on the stays it sells, and the reason for which they refuse one."""

from collections.abc import Iterable, Iterator
from datetime import date

from attrs import field, frozen, validators

from hotel_agent.domain.ids import RoomTypeId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.period import Period
from hotel_agent.domain.stay import Stay


@frozen(kw_only=True)
class Restriction:
    """A limit for one room type or for all, in a period or always.

    The minimum and the maximum bind stays that arrive in the period; closed refuses every stay that sleeps in it.
    Nobody arrives or departs on the weekdays named, 0 (Monday) to 6.
    """

    period: Period | None = None
    room_type: RoomTypeId | None = None
    minimum_nights: int = field(default=1, validator=validators.ge(1))
    maximum_nights: int | None = field(default=None)
    no_arrival_on: frozenset[int] = frozenset()
    no_departure_on: frozenset[int] = frozenset()
    closed: bool = False

    @maximum_nights.validator
    def _leaves_room(self, _attribute: object, maximum: int | None) -> None:
        if maximum is not None and maximum < self.minimum_nights:
            raise ValueError(f"at most {maximum} and at least {self.minimum_nights} nights leave no stay to sell")

    def refusals(self, stay: Stay) -> Iterator[Refusal]:
        """Every reason for which this limit refuses the stay."""
        if self.closed:
            closed = (night for night in stay.nights if self._holds_on(night))
            yield from (Refusal(Reason.SOLD_OUT, on=night, detail="closed") for night in closed)
        if stay.departure.weekday() in self.no_departure_on and self._holds_on(stay.departure):
            yield Refusal(Reason.CLOSED_TO_DEPARTURE, on=stay.departure)
        if self._holds_on(stay.arrival):
            if stay.arrival.weekday() in self.no_arrival_on:
                yield Refusal(Reason.CLOSED_TO_ARRIVAL, on=stay.arrival)
            if stay.night_count < self.minimum_nights:
                yield Refusal(Reason.MINIMUM_STAY, limit=self.minimum_nights)
            if self.maximum_nights is not None and stay.night_count > self.maximum_nights:
                yield Refusal(Reason.MAXIMUM_STAY, limit=self.maximum_nights)

    def _holds_on(self, day: date) -> bool:
        return self.period is None or self.period.contains(day)


def restricted(restrictions: Iterable[Restriction], room_type: RoomTypeId, stay: Stay) -> Refusal | None:
    """Why no room of this type is sold for this stay; None when nothing speaks against it.

    Of several reasons the one that is hardest to get round: whoever stays the minimum said is told of no longer one.
    """
    binding = (each for each in restrictions if each.room_type in {None, room_type})
    return max((refusal for each in binding for refusal in each.refusals(stay)), key=_hardness, default=None)


def easiest(refusals: Iterable[Refusal]) -> Refusal:
    """Of the reasons for which several room types are refused, the one a guest gets round most easily."""
    return min(refusals, key=_hardness)


_EASIEST_FIRST = (
    Reason.MINIMUM_STAY,
    Reason.MAXIMUM_STAY,
    Reason.CLOSED_TO_DEPARTURE,
    Reason.CLOSED_TO_ARRIVAL,
    Reason.SOLD_OUT,
)


def _hardness(refusal: Refusal) -> tuple[int, int]:
    limit = refusal.limit or 0
    return _EASIEST_FIRST.index(refusal.reason), -limit if refusal.reason is Reason.MAXIMUM_STAY else limit
