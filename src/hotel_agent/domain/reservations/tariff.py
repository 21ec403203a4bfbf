"""A tariff: everything by which a hotel prices its nights."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from attrs import field, frozen, validators

from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import RatePlanId, RoomTypeId
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.reservations.period import Period
from hotel_agent.domain.reservations.taxes import Tax

NOTHING = Decimal(0)
_AT_MOST_FREE = validators.ge(Decimal(-100))


@frozen(kw_only=True)
class RoomRate:
    """What one room costs a night, and how many guests that includes."""

    nightly: Money
    guests: int = field(validator=validators.ge(1))


@frozen(kw_only=True)
class Season:
    """Days on which room types have another nightly price. Those not named keep the one they had."""

    name: str
    period: Period
    nightly: Mapping[RoomTypeId, Money]


@frozen(kw_only=True)
class ChildBand:
    """What a child up to this age pays a night. Nothing: babies are free."""

    until_age: int
    amount: Money


@frozen(kw_only=True)
class Supplements:
    """What each guest beyond those the rate includes pays a night. A child older than every band pays as an adult."""

    adult: Money
    children: tuple[ChildBand, ...] = field(default=())

    @children.validator
    def _ascend(self, _attribute: object, bands: tuple[ChildBand, ...]) -> None:
        ages = [band.until_age for band in bands]
        if ages != sorted(set(ages)):
            raise ValueError("age bands go from the youngest to the oldest, each once")

    def for_child(self, age: int) -> Money:
        """What a child of this age pays a night."""
        return next((band.amount for band in self.children if age <= band.until_age), self.adult)


@frozen(kw_only=True)
class PlanRate:
    """What a rate plan makes of a night: percent on the room with its supplements, and what each guest pays on top.

    Guests younger than `from_age` do not pay that.
    """

    percent: Decimal = field(default=NOTHING, validator=_AT_MOST_FREE)
    per_person: Money | None = None
    from_age: int = 0


@frozen(kw_only=True)
class Tariff:
    """How a hotel prices a stay.

    Where seasons overlap, the one listed later wins. Weekdays, 0 (Monday) to 6 by the date on which the night begins,
    are percent on the nightly price of the room, not on supplements. Guests older than `child_until_age` are adults.
    """

    currency: str
    rates: Mapping[RoomTypeId, RoomRate]
    seasons: tuple[Season, ...] = ()
    weekdays: Mapping[int, Decimal] = field(
        factory=dict, validator=validators.deep_mapping(value_validator=_AT_MOST_FREE)
    )
    supplements: Supplements | None = None
    plans: Mapping[RatePlanId, PlanRate] = field(factory=dict)
    taxes: tuple[Tax, ...] = ()
    child_until_age: int

    @property
    def adult_age(self) -> int:
        """From this age on a guest is an adult in every price of this house."""
        return self.child_until_age + 1

    def rate(self, room_type: RoomTypeId) -> RoomRate:
        """The rate of this room type. Raises Bug when it has none."""
        if room_type not in self.rates:
            raise Bug(f"there is no rate for room type {room_type!r}")
        return self.rates[room_type]

    def nightly(self, room_type: RoomTypeId, night: date) -> Money:
        """What such a room costs on this night, before weekday, guests and plan."""
        for season in reversed(self.seasons):
            if room_type in season.nightly and season.period.contains(night):
                return season.nightly[room_type]
        return self.rate(room_type).nightly

    def supplement(self, room_type: RoomTypeId, occupancy: Party) -> Money:
        """What guests beyond those included pay a night. Adults are included first, then children from the oldest."""
        cost = Money.zero(self.currency)
        if self.supplements is None:
            return cost
        included = self.rate(room_type).guests
        adults = occupancy.of_age(self.adult_age)
        children = sorted((age for age in occupancy.child_ages if age < self.adult_age), reverse=True)
        cost += self.supplements.adult * max(0, adults - included)
        for age in children[max(0, included - adults) :]:
            cost += self.supplements.for_child(age)
        return cost
