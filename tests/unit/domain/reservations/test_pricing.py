"""A stay is priced room by room and night by night, and adds up to the cent."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import RatePlanId, RoomTypeId
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.reservations.catalogue import RoomStay
from hotel_agent.domain.reservations.period import Period
from hotel_agent.domain.reservations.pricing import price
from hotel_agent.domain.reservations.tariff import ChildBand, PlanRate, RoomRate, Season, Supplements, Tariff
from hotel_agent.domain.reservations.taxes import NightFee, PercentTax, PersonFee, StayFee
from hotel_agent.domain.stay import Stay
from hotel_agent.testing.strategies.reservations import room_stays, tariffs

DOUBLE, SUITE = RoomTypeId("double"), RoomTypeId("suite")
FLEXIBLE, BREAKFAST = RatePlanId("flexible"), RatePlanId("breakfast")
anything = tariffs((DOUBLE, SUITE), (FLEXIBLE, BREAKFAST))
plans = st.sampled_from((FLEXIBLE, BREAKFAST))
ADULT = 99
rooms = st.lists(room_stays((DOUBLE, SUITE)), min_size=1, max_size=3)


def half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))


def pencil(tariff: Tariff, room_stays: list[RoomStay], plan: RatePlanId) -> tuple[Counter[int], list[int]]:
    """What each night and each tax come to in minor units, worked out guest by guest in whole fractions."""
    nights: Counter[int] = Counter()
    taxes = [0] * len(tariff.taxes)
    for room in room_stays:
        first, end = room.stay.arrival.toordinal(), room.stay.departure.toordinal()
        for day in range(first, end):
            amount = night_by_pencil(tariff, room, date.fromordinal(day), tariff.plans.get(plan))
            nights[day] += amount
            for place, tax in enumerate(tariff.taxes):
                taxes[place] += tax_by_pencil(tariff, tax, room, day - first, amount)
    return nights, taxes


def night_by_pencil(tariff: Tariff, room: RoomStay, night: date, plan: PlanRate | None) -> int:
    rate = tariff.rates[room.room_type]
    cost = Fraction(rate.nightly.minor)
    for season in tariff.seasons:
        if room.room_type in season.nightly and season.period.contains(night):
            cost = Fraction(season.nightly[room.room_type].minor)
    cost = cost * (100 + Fraction(tariff.weekdays.get((night.toordinal() - 1) % 7, Decimal(0)))) / 100
    ages = [ADULT] * room.occupancy.adults + list(room.occupancy.child_ages)
    grown = [ADULT if age > tariff.child_until_age else age for age in ages]
    for age in sorted(grown, reverse=True)[rate.guests :]:
        if tariff.supplements:
            bands = [band for band in tariff.supplements.children if age <= band.until_age]
            cost += (bands[0].amount if bands else tariff.supplements.adult).minor
    if plan is None:
        return half_up(cost)
    meals = sum(plan.per_person.minor for age in ages if age >= plan.from_age) if plan.per_person else 0
    return half_up(cost * (100 + Fraction(plan.percent)) / 100) + meals


def tax_by_pencil(tariff: Tariff, tax: object, room: RoomStay, nights_before: int, amount: int) -> int:
    match tax:
        case PercentTax(percent=percent, included=True):
            return amount - half_up(Fraction(amount) * 100 / (100 + Fraction(percent)))
        case PercentTax(percent=percent):
            return half_up(amount * Fraction(percent) / 100)
        case StayFee(amount=fee):
            return fee.minor if nights_before == 0 else 0
        case NightFee(amount=fee, max_nights=limit):
            return fee.minor if limit is None or nights_before < limit else 0
        case PersonFee(amount=fee, from_age=from_age, max_nights=limit):
            payers = room.occupancy.adults
            for age in room.occupancy.child_ages:
                payers += age > tariff.child_until_age if from_age is None else age >= from_age
            return fee.minor * payers if limit is None or nights_before < limit else 0
        case _:
            raise AssertionError(tax)


@given(anything, rooms, plans)
def test_a_stay_costs_what_the_pencil_says(tariff: Tariff, room_stays: list[RoomStay], plan: RatePlanId) -> None:
    nights, taxes = pencil(tariff, room_stays, plan)
    found = price(tariff, room_stays, plan)
    assert [(each.night.toordinal(), each.amount) for each in found.nights] == [
        (day, Money(nights[day], tariff.currency)) for day in sorted(nights)
    ]
    assert [line.amount.minor for line in found.taxes] == [tax for tax in taxes if tax]
    on_top = sum(
        amount
        for tax, amount in zip(tariff.taxes, taxes, strict=True)
        if not (isinstance(tax, PercentTax) and tax.included)
    )
    assert found.total == Money(sum(nights.values()) + on_top, tariff.currency)


@settings(max_examples=40)
@given(anything, rooms, plans)
def test_several_rooms_cost_what_each_costs_alone(tariff: Tariff, room_stays: list[RoomStay], plan: RatePlanId) -> None:
    alone = [price(tariff, [each], plan).total.minor for each in room_stays]
    assert price(tariff, room_stays, plan).total.minor == sum(alone)


@settings(max_examples=40)
@given(anything, rooms, plans)
def test_nobody_is_paid_for_sleeping_here(tariff: Tariff, room_stays: list[RoomStay], plan: RatePlanId) -> None:
    found = price(tariff, room_stays, plan)
    assert all(night.amount.minor >= 0 for night in found.nights)
    assert all(tax.amount.minor > 0 for tax in found.taxes)


@settings(max_examples=40)
@given(anything, room_stays((DOUBLE,)), plans)
def test_one_more_adult_never_makes_it_cheaper(tariff: Tariff, room: RoomStay, plan: RatePlanId) -> None:
    tariff = evolve(tariff, supplements=tariff.supplements and evolve(tariff.supplements, children=()))
    crowd = evolve(room, occupancy=evolve(room.occupancy, adults=room.occupancy.adults + 1))
    assert price(tariff, [crowd], plan).total >= price(tariff, [room], plan).total


# Examples with real dates: a hotel by the sea in 2027.


def euros(amount: str) -> Money:
    return Money.of(amount, "EUR")


SUMMER = Season(
    name="summer", period=Period(date(2000, 6, 15), date(2000, 9, 15), yearly=True), nightly={DOUBLE: euros("150")}
)
FAIR = Season(name="fair", period=Period(date(2027, 8, 14), date(2027, 8, 16)), nightly={DOUBLE: euros("190")})

SEASIDE = Tariff(
    currency="EUR",
    rates={DOUBLE: RoomRate(nightly=euros("120"), guests=2), SUITE: RoomRate(nightly=euros("200"), guests=2)},
    seasons=(SUMMER, FAIR),
    weekdays={4: Decimal(10), 5: Decimal("12.5")},
    supplements=Supplements(
        adult=euros("30"),
        children=(ChildBand(until_age=2, amount=euros("0")), ChildBand(until_age=12, amount=euros("15"))),
    ),
    plans={BREAKFAST: PlanRate(percent=Decimal(-10), per_person=euros("12"), from_age=3)},
    child_until_age=12,
)


def stays_in(room_type: RoomTypeId, arrival: date, nights: int, party: Party) -> RoomStay:
    return RoomStay(
        room_type=room_type,
        name=LocalText.of("Room"),
        stay=Stay.of_nights(arrival, nights),
        occupancy=party,
    )


def nightly(room: RoomStay, plan: RatePlanId = FLEXIBLE, tariff: Tariff = SEASIDE) -> list[str]:
    return [str(each.amount.amount) for each in price(tariff, [room], plan).nights]


COUPLE = Party(2)


def test_a_weekend_costs_more_than_a_monday() -> None:
    assert nightly(stays_in(DOUBLE, date(2027, 3, 4), 5, COUPLE)) == ["120.00", "132.00", "135.00", "120.00", "120.00"]


def test_the_season_begins_on_its_first_night_and_ends_after_its_last() -> None:
    assert nightly(stays_in(DOUBLE, date(2027, 6, 14), 2, COUPLE)) == ["120.00", "150.00"]
    assert nightly(stays_in(DOUBLE, date(2027, 9, 15), 2, COUPLE)) == ["150.00", "120.00"]


def test_a_room_type_the_season_does_not_name_keeps_its_rate() -> None:
    assert nightly(stays_in(SUITE, date(2027, 7, 5), 1, COUPLE)) == ["200.00"]


def test_of_two_seasons_the_later_in_the_list_wins() -> None:
    assert nightly(stays_in(DOUBLE, date(2027, 8, 15), 3, COUPLE)) == ["190.00", "190.00", "150.00"]
    turned = evolve(SEASIDE, seasons=(FAIR, SUMMER))
    assert nightly(stays_in(DOUBLE, date(2027, 8, 15), 1, COUPLE), tariff=turned) == ["150.00"]


@pytest.mark.parametrize(
    ("party", "night"),
    [
        (Party(1), "120.00"),
        (Party(1, (5,)), "120.00"),  # the child takes the second place
        (Party(1, (5, 1)), "120.00"),  # the older child takes it, the baby is free
        (Party(2, (1,)), "120.00"),
        (Party(2, (2,)), "120.00"),
        (Party(2, (3,)), "135.00"),
        (Party(2, (12,)), "135.00"),
        (Party(2, (13,)), "150.00"),  # an adult in this house
        (Party(1, (13,)), "120.00"),
        (Party(3), "150.00"),
        (Party(3, (5, 1)), "165.00"),
    ],
)
def test_guests_beyond_the_rate_pay_by_their_age(party: Party, night: str) -> None:
    assert nightly(stays_in(DOUBLE, date(2027, 3, 1), 1, party)) == [night]


def test_without_supplements_guests_beyond_the_rate_pay_nothing() -> None:
    room = stays_in(DOUBLE, date(2027, 3, 1), 1, Party(4))
    assert nightly(room, tariff=evolve(SEASIDE, supplements=None)) == ["120.00"]


def test_a_plan_is_percent_on_room_and_supplements_and_an_amount_on_top() -> None:
    family = stays_in(DOUBLE, date(2027, 3, 1), 1, Party(2, (5, 1)))
    assert nightly(family, BREAKFAST) == ["157.50"]  # (120 + 15) x 0.9, and three breakfasts


def test_half_a_cent_is_rounded_up_once_a_night() -> None:
    odd = evolve(SEASIDE, rates={DOUBLE: RoomRate(nightly=euros("99.99"), guests=2)}, weekdays={0: Decimal("12.5")})
    assert nightly(stays_in(DOUBLE, date(2027, 3, 1), 1, COUPLE), BREAKFAST, odd) == ["125.24"]  # 101.2399 + 24


def test_included_vat_is_shown_and_not_added_and_other_taxes_come_on_top() -> None:
    taxed = evolve(
        SEASIDE,
        taxes=(
            PercentTax(name=LocalText.of("VAT"), percent=Decimal(10), included=True),
            PercentTax(name=LocalText.of("Service"), percent=Decimal(5)),
            PersonFee(name=LocalText.of("City tax"), amount=euros("2.20"), from_age=16, max_nights=2),
            PersonFee(name=LocalText.of("Spa"), amount=euros("1")),
            NightFee(name=LocalText.of("Garage"), amount=euros("10"), max_nights=7),
            StayFee(name=LocalText.of("Cleaning"), amount=euros("25")),
            StayFee(name=LocalText.of("Nothing"), amount=euros("0")),
        ),
    )
    room = stays_in(DOUBLE, date(2027, 3, 1), 3, Party(2, (17, 13, 5)))
    found = price(taxed, [room], FLEXIBLE)
    assert [
        (line.name.in_language(Language("en")), str(line.amount.amount), line.included) for line in found.taxes
    ] == [
        ("VAT", "53.19", True),  # 195.00 a night holds 17.73
        ("Service", "29.25", False),
        ("City tax", "13.20", False),  # two adults and one of seventeen, two nights
        ("Spa", "12.00", False),  # four adults of this house, three nights
        ("Garage", "30.00", False),
        ("Cleaning", "25.00", False),
    ]
    assert found.total == euros("694.45")


def test_a_room_type_without_a_rate_is_our_own_mistake() -> None:
    with pytest.raises(Bug, match="no rate for room type 'cave'"):
        price(SEASIDE, [stays_in(RoomTypeId("cave"), date(2027, 3, 1), 1, COUPLE)], FLEXIBLE)


def test_age_bands_go_from_the_youngest_to_the_oldest() -> None:
    bands = (ChildBand(until_age=12, amount=euros("9")), ChildBand(until_age=2, amount=euros("0")))
    for wrong in (bands, (bands[0], bands[0])):
        with pytest.raises(ValueError, match="youngest to the oldest"):
            Supplements(adult=euros("9"), children=wrong)


@pytest.mark.parametrize(
    ("makes_no_sense", "said"),
    [
        (lambda: RoomRate(nightly=euros("9"), guests=0), "guests"),
        (lambda: PlanRate(percent=Decimal("-100.01")), "percent"),
        (lambda: evolve(SEASIDE, weekdays={4: Decimal(-101)}), "weekdays"),
        (lambda: PercentTax(name=LocalText.of("VAT"), percent=Decimal(-1)), "percent"),
    ],
)
def test_a_tariff_by_which_the_hotel_would_pay_its_guests_is_refused(
    makes_no_sense: Callable[[], object], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        makes_no_sense()
