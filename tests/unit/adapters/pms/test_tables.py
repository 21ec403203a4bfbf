"""What a hotelier writes becomes a hotel, or every mistake is said at once, with its key and what was expected."""

import tomllib
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.pms import PMS
from hotel_agent.adapters.pms import tables as room_of_tables
from hotel_agent.adapters.pms.tables import Hotel, read_hotel
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import ExtraId, PropertyId, RatePlanId, RoomTypeId, TenantId
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.money import Money
from hotel_agent.domain.reservations.cancellation import CancellationTerms, PenaltyBasis, PenaltyStep
from hotel_agent.domain.reservations.catalogue import Capacity, Extra, ExtraBasis, Meals, RatePlan, RoomType
from hotel_agent.domain.reservations.period import Period
from hotel_agent.domain.reservations.restrictions import Restriction
from hotel_agent.domain.reservations.tariff import ChildBand, PlanRate, RoomRate, Season, Supplements
from hotel_agent.domain.reservations.taxes import NightFee, PercentTax, PersonFee, StayFee
from hotel_agent.domain.tenants.house_rules import Deposit, HouseRules
from hotel_agent.domain.tenants.tenant import Property, Tenant

PROPERTY = PropertyId("miramar")
TENANT = Tenant(
    id=TenantId("miramar"),
    name="Miramar",
    languages=(Language("es"),),
    properties=(Property(id=PROPERTY, name="Miramar", time_zone="Europe/Madrid", currency="EUR"),),
    rules=HouseRules(child_until_age=13),
)
CLOCK = ManualClock(datetime(2027, 1, 1, tzinfo=UTC))

Tables = dict[str, object]


def documented() -> Tables:
    """The tables that the documentation shows, as a property of their own."""
    (shown,) = (part.split("```")[0] for part in str(room_of_tables.__doc__).split("```toml")[1:])
    tenants = "[[tenants]]\n[[tenants.properties]]\n" + shown
    tables: Tables = tomllib.loads(tenants)["tenants"][0]["properties"][0]
    return tables


def least() -> Tables:
    """The smallest hotel there is."""
    return tomllib.loads("""
        room_types = [{ id = "single", name = { es = "Individual" }, rooms = ["1"], adults = 1, rate = 80 }]
        rate_plans = [{ id = "flexible", name = { es = "Flexible" } }]
    """)


def read(tables: object, currency: str = "EUR") -> Hotel:
    return read_hotel(tables, key="properties.miramar", currency=currency, child_until_age=13)


def problems(tables: object, currency: str = "EUR") -> list[str]:
    with pytest.raises(BadConfig) as bad:
        read(tables, currency)
    return [each.removeprefix("properties.miramar") for each in bad.value.problems]


def euros(amount: str) -> Money:
    return Money.of(amount, "EUR")


def names(**texts: str) -> LocalText:
    return LocalText(tuple((Language(code), text) for code, text in texts.items()))


def test_the_documented_tables_are_read_as_documented() -> None:
    hotel = read(documented())
    double, breakfast = RoomTypeId("double"), RatePlanId("breakfast")
    assert hotel.catalogue.room_types == (
        RoomType(
            id=double,
            name=names(es="Habitación doble", en="Double room", pt="Quarto duplo"),
            description=names(en="..."),
            capacity=Capacity(adults=2, children=1, guests=3),
        ),
    )
    assert hotel.rooms == {double: ("101", "102", "103")}
    assert hotel.catalogue.rate_plans == (
        RatePlan(
            id=breakfast,
            name=names(es="Con desayuno", en="With breakfast", pt="Com café da manhã"),
            meals=Meals.BREAKFAST,
            terms=CancellationTerms(
                (
                    PenaltyStep(hours_before=48, basis=PenaltyBasis.NIGHTS, value=Decimal(1)),
                    PenaltyStep(hours_before=24, basis=PenaltyBasis.PERCENT, value=Decimal(100)),
                )
            ),
            deposit=Deposit(percent=30),
        ),
    )
    tariff = hotel.tariff
    assert (tariff.currency, tariff.child_until_age) == ("EUR", 13)
    assert tariff.rates == {double: RoomRate(nightly=euros("120"), guests=2)}
    assert tariff.plans == {breakfast: PlanRate(percent=Decimal(-10), per_person=euros("12"), from_age=3)}
    summer = Period(date(2000, 6, 15), date(2000, 9, 15), yearly=True)
    assert tariff.seasons == (Season(name="summer", period=summer, nightly={double: euros("150")}),)
    assert {day: rate for day, rate in tariff.weekdays.items() if rate} == {4: Decimal(10), 6: Decimal("-7.5")}
    assert tariff.supplements == Supplements(
        adult=euros("30"),
        children=(ChildBand(until_age=2, amount=euros("0")), ChildBand(until_age=12, amount=euros("15"))),
    )
    assert tariff.taxes == (
        PercentTax(name=names(es="IVA", en="VAT", pt="IVA"), percent=Decimal(10), included=True),
        PersonFee(
            name=names(es="Tasa turística", en="City tax", pt="Taxa turística"),
            amount=euros("2.20"),
            from_age=16,
            max_nights=7,
        ),
    )
    assert hotel.catalogue.extras == (
        Extra(
            id=ExtraId("parking"),
            name=names(es="Estacionamiento", en="Parking", pt="Estacionamento"),
            price=euros("15"),
            basis=ExtraBasis.NIGHT,
        ),
    )
    assert hotel.restrictions == (
        Restriction(
            period=Period(date(2000, 8, 1), date(2000, 8, 31), yearly=True),
            room_type=double,
            minimum_nights=3,
            maximum_nights=14,
            no_arrival_on=frozenset({6}),
            no_departure_on=frozenset({5}),
            closed=True,
        ),
    )


def test_what_is_left_out_is_as_documented() -> None:
    hotel = read(least())
    assert hotel.catalogue.room_types[0].capacity == Capacity(adults=1, children=0, guests=1)
    assert hotel.catalogue.rate_plans[0].terms == CancellationTerms()
    assert hotel.tariff.rates == {RoomTypeId("single"): RoomRate(nightly=euros("80"), guests=1)}
    assert hotel.tariff.supplements is None
    assert (hotel.tariff.seasons, hotel.tariff.taxes, hotel.restrictions) == ((), (), ())


def test_every_kind_of_fee_and_penalty_can_be_written() -> None:
    tables = least()
    tables["taxes"] = [
        {"name": {"en": "Linen"}, "per_stay": 9},
        {"name": {"en": "Heating"}, "per_night": "1.50", "max_nights": 5},
        {"name": {"en": "Service"}, "percent": "2.5"},
    ]
    tables["rate_plans"] = [
        {"id": "strict", "name": {"en": "Strict"}, "cancellation": [{"hours_before": 0, "amount": "49.90"}]}
    ]
    hotel = read(tables)
    assert hotel.tariff.taxes == (
        StayFee(name=names(en="Linen"), amount=euros("9")),
        NightFee(name=names(en="Heating"), amount=euros("1.50"), max_nights=5),
        PercentTax(name=names(en="Service"), percent=Decimal("2.5")),
    )
    assert hotel.catalogue.rate_plans[0].terms.ladder == (
        PenaltyStep(hours_before=0, basis=PenaltyBasis.AMOUNT, value=Decimal("49.90")),
    )


def test_a_rate_may_ask_for_nights_ahead() -> None:
    tables = least()
    tables["rate_plans"] = [{"id": "saver", "name": {"en": "Saver"}, "deposit": {"nights": 2}}]
    assert read(tables).catalogue.rate_plans[0].deposit == Deposit(nights=2)


@pytest.mark.parametrize(
    "written", [{}, {"percent": 30, "nights": 1}, {"percent": 101}, {"percent": "30"}, {"e": 5}, 30]
)
def test_a_deposit_that_makes_no_sense_is_named(written: object) -> None:
    tables = least()
    tables["rate_plans"] = [{"id": "saver", "name": {"en": "Saver"}, "deposit": written}]
    with pytest.raises(BadConfig, match=r"rate_plans\.saver\.deposit"):
        read(tables)


def test_days_may_be_of_one_year_or_of_every_year() -> None:
    tables = least()
    tables["restrictions"] = [
        {"first": date(2027, 12, 24), "last": date(2027, 12, 26), "closed": True},
        {"first": "12-30", "last": "01-02", "closed": True},
        {"minimum_nights": 2},
    ]
    assert [each.period for each in read(tables).restrictions] == [
        Period(date(2027, 12, 24), date(2027, 12, 26)),
        Period(date(2000, 12, 30), date(2000, 1, 2), yearly=True),
        None,
    ]


@pytest.mark.parametrize(
    ("path", "written", "problem"),
    [
        ("room_types.0.rate", 80.5, '.room_types.single.rate: 80.5 is not exact; write it in quotes, as "80.5"'),
        ("room_types.0.rate", "80,50", '.room_types.single.rate: expected an amount from 0 on, as "120.50", found'),
        ("room_types.0.rate", -1, '.room_types.single.rate: expected an amount from 0 on, as "120.50", found -1'),
        ("room_types.0.rate", "80.505", ".room_types.single.rate: expected an amount of EUR, but 80.505 has more"),
        ("room_types.0.rate", True, '.room_types.single.rate: expected an amount from 0 on, as "120.50", found true'),
        ("room_types.0.rooms", "101", ".room_types.single.rooms: expected a list in square brackets, found '101'"),
        ("room_types.0.rooms", [101], ".room_types.single.rooms[1]: expected a text in quotes, found 101"),
        ("room_types.0.rooms", [], ".room_types.single: expected at least one room in rooms"),
        ("room_types.0.rooms", ["1", "1"], ".room_types: expected each room once, found '1' twice"),
        ("room_types.0.adults", "1", ".room_types.single.adults: expected a whole number from 1 on, found '1'"),
        ("room_types.0.adults", 0, ".room_types.single.adults: expected a whole number from 1 on, found 0"),
        ("room_types.0.adults", True, ".room_types.single.adults: expected a whole number from 1 on, found true"),
        ("room_types.0.children", -1, ".room_types.single.children: expected a whole number from 0 on, found -1"),
        ("room_types.0.guests", 2, ".room_types.single: expected guests from 1 (adults) to 1 (adults and children)"),
        ("room_types.0.base_guests", 2, ".room_types.single: expected base_guests up to 1, all who sleep in such a"),
        ("room_types.0.id", " ", ".room_types. .id: expected a text in quotes, found ' '"),
        ("room_types.0.name", "Single", ".room_types.single.name: expected a text by language, as { es = "),
        ("room_types.0.name", {}, ".room_types.single.name: expected a text by language, as { es = "),
        ("room_types.0.name", {"EN": "Single"}, ".room_types.single.name: 'EN' is not a language code; two"),
        ("room_types.0.name", {"en": 7}, ".room_types.single.name: expected a text in quotes, found 7"),
        ("room_types.0.rats", 1, ".room_types.single.rats: unknown; expected one of id, name, description, picture, "),
        ("room_types.0", "single", ".room_types[1]: expected a table, found 'single'"),
        ("room_types", [], ".room_types: expected at least one"),
        ("rate_plans", [], ".rate_plans: expected at least one"),
        ("rate_plans", {"id": "flexible"}, ".rate_plans: expected a list in square brackets, found {'id': 'flexible'}"),
        (
            "rate_plans.0.meals",
            "picnic",
            ".rate_plans.flexible.meals: expected one of room_only, breakfast, half_board",
        ),
        ("rate_plans.0.percent", -101, ".rate_plans.flexible.percent: expected a percentage from -100 on, as 10 or"),
        ("rate_plans.0.percent", "NaN", ".rate_plans.flexible.percent: expected a percentage from -100 on, as 10 or"),
        ("rate_plans.0.from_age", 3, ".rate_plans.flexible: from_age goes only with per_person"),
        (
            "rate_plans.0.cancellation",
            [{"hours_before": 24}],
            ".rate_plans.flexible.cancellation[1]: expected exactly one of nights, percent, amount",
        ),
        (
            "rate_plans.0.cancellation",
            [{"hours_before": 24, "percent": 0}],
            ".rate_plans.flexible.cancellation[1].percent: expected a percentage above 0, as 10 or",
        ),
        (
            "rate_plans.0.cancellation",
            [{"hours_before": 24, "nights": 1}, {"hours_before": 48, "nights": 2}],
            ".rate_plans.flexible: penalty steps go from the most hours before arrival to the fewest, each once",
        ),
        ("seasons", [{"name": "s", "first": "06-01", "last": "07-01"}], ".seasons.s.rates: missing; expected a table"),
        (
            "seasons",
            [{"name": "s", "first": "02-30", "last": "07-01", "rates": {}}],
            ".seasons.s.first: expected a date as 2027-06-15, or a day of every year as \"06-15\", found '02-30'",
        ),
        (
            "seasons",
            [{"name": "s", "first": "06-01", "last": date(2027, 7, 1), "rates": {}}],
            ".seasons.s: expected first and last both of one year, or both of every year",
        ),
        (
            "seasons",
            [{"name": "s", "first": date(2027, 7, 2), "last": date(2027, 7, 1), "rates": {}}],
            ".seasons.s: the last day 2027-07-01 comes before the first, 2027-07-02",
        ),
        (
            "seasons",
            [{"name": "s", "first": "06-01", "last": "07-01", "rates": {"suite": 9}}],
            ".seasons.s.rates.suite: expected one of single, found 'suite'",
        ),
        (
            "seasons",
            [{"name": "s", "first": "06-01", "last": "07-01", "rates": {"single": 9.5}}],
            ".seasons.s.rates.single: 9.5 is not exact; write it in quotes, as",
        ),
        ("weekdays", {"lunes": 10}, ".weekdays.lunes: unknown; expected one of monday, tuesday, wednesday, "),
        ("supplements", {"children": []}, '.supplements.adult: missing; expected an amount from 0 on, as "120.50"'),
        (
            "supplements",
            {"adult": 9, "children": [{"until_age": 9, "amount": 1}, {"until_age": 2, "amount": 0}]},
            ".supplements: age bands go from the youngest to the oldest, each once",
        ),
        (
            "taxes",
            [{"name": {"en": "VAT"}, "percent": 10, "per_stay": 1}],
            ".taxes[1]: expected exactly one of percent, per_night, per_person_night, per_stay",
        ),
        (
            "taxes",
            [{"name": {"en": "VAT"}, "per_stay": 1, "included": True}],
            ".taxes[1]: included goes only with percent",
        ),
        (
            "taxes",
            [{"name": {"en": "VAT"}, "per_stay": 1, "max_nights": 3}],
            ".taxes[1]: max_nights goes only with per_night or per_person_night",
        ),
        (
            "extras",
            [{"id": "cot", "name": {"en": "Cot"}}],
            ".extras.cot: expected exactly one of per_stay, per_night, per_person, per_person_night",
        ),
        (
            "extras",
            [{"id": "cot", "name": {"en": "Cot"}, "per_stay": 0}, {"id": "cot", "name": {"en": "Cot"}, "per_stay": 1}],
            ".extras.cot: expected an id of its own, found 'cot' twice",
        ),
        ("restrictions", [{"first": "06-01"}], ".restrictions[1]: expected first and last together"),
        ("restrictions", [{"room_type": "x"}], ".restrictions[1].room_type: expected one of single, found 'x'"),
        (
            "restrictions",
            [{"minimum_nights": 3, "maximum_nights": 2}],
            ".restrictions[1]: at most 2 and at least 3 nights leave no stay to sell",
        ),
        (
            "restrictions",
            [{}, {"no_arrival_on": ["sunday", "sun"]}],
            ".restrictions[2].no_arrival_on[2]: expected one of monday, tuesday, ",
        ),
        ("restrictions", [{"closed": "yes"}], ".restrictions[1].closed: expected true or false, found 'yes'"),
        ("restaurants", [], ".restaurants: unknown; expected one of room_types, rate_plans, seasons, weekdays, "),
    ],
)
def test_a_mistake_is_said_with_its_key(path: str, written: object, problem: str) -> None:
    tables = least()
    put(tables, path, written)
    (said,) = problems(tables)
    assert said.startswith(problem)


def put(tables: Tables, path: str, written: object) -> None:
    *parents, last = path.split(".")
    place: object = tables
    for step in parents:
        place = place[int(step)] if isinstance(place, list) else place[step] if isinstance(place, dict) else None
    if isinstance(place, list):
        place[int(last)] = written
    elif isinstance(place, dict):
        place[last] = written


@pytest.mark.parametrize("part", ["room_types", "rate_plans"])
def test_two_of_one_name_are_refused(part: str) -> None:
    tables = least()
    twins = tables[part]
    assert isinstance(twins, list)
    twin = deepcopy(twins[0])
    twin.update({"rooms": ["2"]} if part == "room_types" else {})
    twins.append(twin)
    name = twin["id"]
    assert problems(tables) == [f".{part}.{name}: expected an id of its own, found {name!r} twice"]


def test_an_amount_has_the_digits_of_its_currency() -> None:
    tables = least()
    put(tables, "room_types.0.rate", "8000")
    assert read(tables, "JPY").tariff.rates[RoomTypeId("single")].nightly == Money(8000, "JPY")
    put(tables, "room_types.0.rate", "8000.5")
    assert problems(tables, "JPY") == [
        ".room_types.single.rate: expected an amount of JPY, but 8000.5 has more digits than JPY has"
    ]


@pytest.mark.parametrize("nothing", [None, [], "book", 7])
def test_a_book_that_is_no_table_is_said_to_be_none(nothing: object) -> None:
    (said,) = problems(nothing)
    assert said.startswith(": expected a table, found ")


def test_an_empty_table_lacks_what_every_room_type_has() -> None:
    tables = least()
    tables["room_types"] = [{}]
    assert problems(tables) == [
        ".room_types[1].id: missing; expected a text in quotes",
        '.room_types[1].name: missing; expected a text by language, as { es = "...", en = "..." }',
        ".room_types[1].rooms: missing; expected a list in square brackets",
        ".room_types[1].adults: missing; expected a whole number from 1 on",
        '.room_types[1].rate: missing; expected an amount from 0 on, as "120.50"',
    ]


def test_an_empty_book_lacks_what_every_hotel_has() -> None:
    assert problems({}) == [
        ".room_types: missing; expected a list in square brackets",
        ".rate_plans: missing; expected a list in square brackets",
    ]


def test_all_mistakes_of_all_tables_are_said_at_once() -> None:
    tables = least()
    put(tables, "room_types.0.rate", 80.5)
    put(tables, "rate_plans.0.meals", "picnic")
    tables["restrictions"] = [{"room_type": "suite", "minimum_nights": 0}]
    options = {"delay_seconds": -1, "adaptor": "mock", "properties": {PROPERTY: tables}}
    with pytest.raises(BadConfig) as bad:
        PMS["mock"](options, tenant=TENANT, clock=CLOCK)
    assert [problem.split(":")[0] for problem in bad.value.problems] == [
        "pms.delay_seconds",
        "pms.adaptor",
        "properties.miramar.room_types.single.rate",
        "properties.miramar.rate_plans.flexible.meals",
        "properties.miramar.restrictions[1].minimum_nights",
        "properties.miramar.restrictions[1].room_type",
    ]


@pytest.mark.parametrize("options", [{}, {"properties": {}}, {"properties": "none"}])
def test_a_property_without_tables_is_missed(options: Mapping[str, object]) -> None:
    with pytest.raises(BadConfig, match=r"properties\.miramar\.room_types: missing"):
        PMS["mock"](options, tenant=TENANT, clock=CLOCK)


async def test_house_rules_and_currency_come_from_the_tenant() -> None:
    async with PMS["mock"]({"properties": {PROPERTY: documented()}}, tenant=TENANT, clock=CLOCK) as pms:
        assert (await pms.catalogue(PROPERTY)).room_type(RoomTypeId("double"))
