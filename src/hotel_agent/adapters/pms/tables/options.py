"""What the tenants file holds of a hotel's book, table by table: the keys a hotelier writes, and what they make.

Each table makes its value of the domain while it is read, so that what makes no sense is a problem of that table.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NewType

from attrs import field, fields, frozen

from hotel_agent.domain.ids import ExtraId, RatePlanId, RoomId, RoomTypeId
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.money import Money
from hotel_agent.domain.reservations.cancellation import CancellationTerms, PenaltyBasis, PenaltyStep
from hotel_agent.domain.reservations.catalogue import Capacity, Extra, ExtraBasis, Meals, RatePlan, RoomType
from hotel_agent.domain.reservations.period import Period
from hotel_agent.domain.reservations.restrictions import Restriction
from hotel_agent.domain.reservations.tariff import ChildBand, PlanRate, RoomRate, Season, Supplements
from hotel_agent.domain.reservations.taxes import NightFee, PercentTax, PersonFee, StayFee, Tax
from hotel_agent.domain.tenants.house_rules import Deposit

Count = NewType("Count", int)
"""One or more."""
Percent = NewType("Percent", Decimal)
"""More or less: from -100 on."""
Share = NewType("Share", Decimal)
"""A share in percent, above 0."""
Seconds = NewType("Seconds", Decimal)
Weekday = NewType("Weekday", int)
"""Monday is 0; written by its English name."""

_AS_IT_IS = Percent(Decimal(0))


@frozen
class Day:
    """A day of one year, or of every year."""

    date: date
    yearly: bool = False


@frozen(kw_only=True)
class RoomTypeOptions:
    """A kind of room, its doors, whom it takes and what it costs a night."""

    id: RoomTypeId
    name: LocalText
    description: LocalText | None = None
    picture: str = ""
    rooms: list[RoomId]
    adults: Count
    children: int = 0
    guests: Count | None = None
    rate: Money
    base_guests: Count | None = None
    room_type: RoomType = field(init=False)
    room_rate: RoomRate = field(init=False)

    @room_type.default
    def _sold(self) -> RoomType:
        if not self.rooms:
            raise ValueError("expected at least one room in rooms")
        both = self.adults + self.children
        guests = self.guests or both
        if not self.adults <= guests <= both:
            raise ValueError(
                f"expected guests from {self.adults} (adults) to {both} (adults and children), found {guests}"
            )
        capacity = Capacity(adults=self.adults, children=self.children, guests=guests)
        return RoomType(
            id=self.id, name=self.name, capacity=capacity, description=self.description, picture=self.picture
        )

    @room_rate.default
    def _priced(self) -> RoomRate:
        included, most = self.base_guests or self.adults, self.room_type.capacity.guests
        if included > most:
            raise ValueError(f"expected base_guests up to {most}, all who sleep in such a room, found {included}")
        return RoomRate(nightly=self.rate, guests=included)


@frozen(kw_only=True)
class PenaltyOptions:
    """A step of the cancellation terms."""

    hours_before: int
    nights: Count | None = None
    percent: Share | None = None
    amount: Money | None = None
    step: PenaltyStep = field(init=False)

    @step.default
    def _made(self) -> PenaltyStep:
        match self.nights, self.percent, self.amount:
            case int() as nights, None, None:
                basis, value = PenaltyBasis.NIGHTS, Decimal(nights)
            case None, Decimal() as percent, None:
                basis, value = PenaltyBasis.PERCENT, percent
            case None, None, Money() as money:
                basis, value = PenaltyBasis.AMOUNT, money.amount
            case _:
                raise ValueError("expected exactly one of nights, percent, amount")
        return PenaltyStep(hours_before=self.hours_before, basis=basis, value=value)


@frozen(kw_only=True)
class RatePlanOptions:
    """The conditions under which rooms are sold, and what they make of the rate."""

    id: RatePlanId
    name: LocalText
    meals: Meals = Meals.ROOM_ONLY
    percent: Percent = _AS_IT_IS
    per_person: Money | None = None
    from_age: int = 0
    cancellation: list[PenaltyOptions] = field(factory=list)
    deposit: Deposit | None = None
    rate_plan: RatePlan = field(init=False)
    plan_rate: PlanRate = field(init=False)

    @rate_plan.default
    def _sold(self) -> RatePlan:
        terms = CancellationTerms(tuple(each.step for each in self.cancellation))
        return RatePlan(id=self.id, name=self.name, meals=self.meals, terms=terms, deposit=self.deposit)

    @plan_rate.default
    def _priced(self) -> PlanRate:
        _goes_only_with(self, "from_age", "per_person")
        return PlanRate(percent=self.percent, per_person=self.per_person, from_age=self.from_age)


@frozen(kw_only=True)
class SeasonOptions:
    """Days with other rates, for the room types named."""

    name: str
    first: Day
    last: Day
    rates: Mapping[RoomTypeId, Money]
    season: Season = field(init=False)

    @season.default
    def _made(self) -> Season:
        return Season(name=self.name, period=_period(self.first, self.last), nightly=self.rates)


@frozen(kw_only=True)
class WeekdayOptions:
    """Percent on the rate by the weekday on which a night begins."""

    monday: Percent = _AS_IT_IS
    tuesday: Percent = _AS_IT_IS
    wednesday: Percent = _AS_IT_IS
    thursday: Percent = _AS_IT_IS
    friday: Percent = _AS_IT_IS
    saturday: Percent = _AS_IT_IS
    sunday: Percent = _AS_IT_IS


WEEKDAYS = tuple(each.name for each in fields(WeekdayOptions))


@frozen(kw_only=True)
class ChildOptions:
    """What a child up to this age pays a night."""

    until_age: int
    amount: Money


@frozen(kw_only=True)
class SupplementOptions:
    """What guests beyond those included pay a night."""

    adult: Money
    children: list[ChildOptions] = field(factory=list)
    supplements: Supplements = field(init=False)

    @supplements.default
    def _made(self) -> Supplements:
        bands = tuple(ChildBand(until_age=each.until_age, amount=each.amount) for each in self.children)
        return Supplements(adult=self.adult, children=bands)


@frozen(kw_only=True)
class TaxOptions:
    """A tax or fee."""

    name: LocalText
    percent: Share | None = None
    per_night: Money | None = None
    per_person_night: Money | None = None
    per_stay: Money | None = None
    included: bool = False
    from_age: int | None = None
    max_nights: Count | None = None
    tax: Tax = field(init=False)

    @tax.default
    def _made(self) -> Tax:
        _goes_only_with(self, "included", "percent")
        _goes_only_with(self, "from_age", "per_person_night")
        _goes_only_with(self, "max_nights", "per_night", "per_person_night")
        name, nights = self.name, self.max_nights
        match self.percent, self.per_night, self.per_person_night, self.per_stay:
            case Decimal() as percent, None, None, None:
                return PercentTax(name=name, percent=percent, included=self.included)
            case None, Money() as amount, None, None:
                return NightFee(name=name, amount=amount, max_nights=nights)
            case None, None, Money() as amount, None:
                return PersonFee(name=name, amount=amount, from_age=self.from_age, max_nights=nights)
            case None, None, None, Money() as amount:
                return StayFee(name=name, amount=amount)
            case _:
                raise ValueError("expected exactly one of percent, per_night, per_person_night, per_stay")


@frozen(kw_only=True)
class ExtraOptions:
    """What a guest may have beside the room."""

    id: ExtraId
    name: LocalText
    per_stay: Money | None = None
    per_night: Money | None = None
    per_person: Money | None = None
    per_person_night: Money | None = None
    from_age: int = 0
    extra: Extra = field(init=False)

    @extra.default
    def _sold(self) -> Extra:
        _goes_only_with(self, "from_age", "per_person", "per_person_night")
        asked = {
            ExtraBasis.STAY: self.per_stay,
            ExtraBasis.NIGHT: self.per_night,
            ExtraBasis.PERSON: self.per_person,
            ExtraBasis.PERSON_NIGHT: self.per_person_night,
        }
        prices = [(basis, price) for basis, price in asked.items() if price is not None]
        if len(prices) != 1:
            raise ValueError("expected exactly one of per_stay, per_night, per_person, per_person_night")
        return Extra(id=self.id, name=self.name, price=prices[0][1], basis=prices[0][0], from_age=self.from_age)


@frozen(kw_only=True)
class RestrictionOptions:
    """A limit on stays, always or from the first day to the last, for one room type or for all."""

    first: Day | None = None
    last: Day | None = None
    room_type: RoomTypeId | None = None
    minimum_nights: Count = Count(1)
    maximum_nights: Count | None = None
    no_arrival_on: list[Weekday] = field(factory=list)
    no_departure_on: list[Weekday] = field(factory=list)
    closed: bool = False
    restriction: Restriction = field(init=False)

    @restriction.default
    def _made(self) -> Restriction:
        return Restriction(
            period=_period(self.first, self.last) if self.first or self.last else None,
            room_type=self.room_type,
            minimum_nights=self.minimum_nights,
            maximum_nights=self.maximum_nights,
            no_arrival_on=frozenset(self.no_arrival_on),
            no_departure_on=frozenset(self.no_departure_on),
            closed=self.closed,
        )


@frozen(kw_only=True)
class HotelOptions:
    """Everything a property sells."""

    room_types: list[RoomTypeOptions]
    rate_plans: list[RatePlanOptions]
    seasons: list[SeasonOptions] = field(factory=list)
    weekdays: WeekdayOptions = WeekdayOptions()
    supplements: SupplementOptions | None = None
    taxes: list[TaxOptions] = field(factory=list)
    extras: list[ExtraOptions] = field(factory=list)
    restrictions: list[RestrictionOptions] = field(factory=list)


def _period(first: Day | None, last: Day | None) -> Period:
    if first is None or last is None:
        raise ValueError("expected first and last together")
    if first.yearly is not last.yearly:
        raise ValueError("expected first and last both of one year, or both of every year")
    return Period(first.date, last.date, yearly=first.yearly)


def _goes_only_with(table: object, name: str, *others: str) -> None:
    if getattr(table, name) and all(getattr(table, other) is None for other in others):
        raise ValueError(f"{name} goes only with {' or '.join(others)}")
