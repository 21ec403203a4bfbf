"""What QloApps needs to be told is checked before anything connects: each wrong word with its place and what to do."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.pms import PMS
from hotel_agent.adapters.pms.qloapps.options import PLAN, House, QloAppsOptions, read_options
from hotel_agent.bootstrap import load_config
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import PropertyId, TenantId
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.reservations.catalogue import Meals
from hotel_agent.domain.tenants.tenant import Property, Tenant

KEY = "HUSHHUSHHUSHHUSHHUSHHUSHHUSHHUSH"
SHOP = {"base_url": "https://shop.example.com", "api_key": KEY}
OPTIONS = ("base_url", "api_key", "hotel_id", "read_seconds", "write_seconds", "settles_seconds")
TABLE = ("hotel_id", "rate_plan_name", "meals", "cancellation", "separate_fees")
HERE, THERE = PropertyId("here"), PropertyId("there")


def tenant(*names: PropertyId) -> Tenant:
    houses = tuple(Property(id=each, name=each, time_zone="Europe/Madrid", currency="EUR") for each in names)
    return Tenant(id=TenantId("group"), name="Group", languages=(Language("es"), Language("en")), properties=houses)


def read(*names: PropertyId, **told: object) -> tuple[QloAppsOptions, Mapping[PropertyId, House]]:
    return read_options({**SHOP, **told}, tenant=tenant(*(names or (HERE,))))


def problems(*names: PropertyId, **told: object) -> list[str]:
    """Everything that is wrong with these options; what is None was not written."""
    written = {name: value for name, value in {**SHOP, **told}.items() if value is not None}
    with pytest.raises(BadConfig) as bad:
        PMS["qloapps"](written, tenant=tenant(*(names or (HERE,))), clock=SystemClock())
    assert KEY not in str(bad.value)
    return list(bad.value.problems)


def test_one_hotel_is_told_by_an_address_a_key_and_a_number() -> None:
    shop, houses = read(hotel_id="7")
    assert (shop.api, shop.api_key) == ("https://shop.example.com/api", KEY)
    assert (houses[HERE].hotel, houses[HERE].currency, houses[HERE].separate_fees) == (7, "EUR", None)
    assert (houses[HERE].plan.id, houses[HERE].plan.name.texts[0]) == (PLAN, ("es", "Tarifa estándar"))
    assert houses[HERE].plan.meals is Meals.ROOM_ONLY
    assert KEY not in repr(shop)


@pytest.mark.parametrize("address", ["https://shop.example.com/", "https://shop.example.com/api", "http://shop:8080/q"])
def test_the_address_is_the_shops_with_or_without_its_api(address: str) -> None:
    shop, _ = read(hotel_id=1, base_url=address)
    assert shop.api == f"{address.rstrip('/').removesuffix('/api')}/api"


def test_each_hotel_of_a_group_is_one_of_the_shop_on_its_own_terms() -> None:
    _, houses = read(
        HERE,
        THERE,
        properties={
            "here": {"hotel_id": 1, "cancellation": [{"hours_before": 48, "nights": 1}], "separate_fees": True},
            "there": {"hotel_id": 2, "meals": "breakfast", "rate_plan_name": {"es": "Con desayuno"}},
        },
    )
    assert [(each.hotel, each.separate_fees, each.plan.meals.value) for each in houses.values()] == [
        (1, True, "room_only"),
        (2, None, "breakfast"),
    ]
    assert houses[HERE].plan.terms != houses[THERE].plan.terms
    assert houses[THERE].plan.name == LocalText.of("Con desayuno", "es")


def test_the_tables_of_a_book_of_ones_own_may_stay_for_the_way_back() -> None:
    _, houses = read(properties={"here": {"hotel_id": 3, "room_types": [{"id": "double"}], "rate_plans": []}})
    assert houses[HERE].hotel == 3


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"base_url": None}, "pms.base_url: missing; expected a text in quotes"),
        ({"api_key": None}, "pms.api_key: missing; expected a text in quotes"),
        (
            {"base_url": "shop.example.com"},
            "pms.base_url: expected the shop's address, as https://shop.example.com, without a name or a ? in it",
        ),
        (
            {"base_url": f"https://{KEY}@shop.example.com"},
            "pms.base_url: expected the shop's address, as https://shop.example.com, without a name or a ? in it",
        ),
        (
            {"api_key": KEY[:-1]},
            "pms.api_key: expected the 32 characters of a webservice key; what was found is not shown",
        ),
        ({"hotel_id": 0}, "pms.hotel_id: expected a whole number from 1 on, found 0"),
        ({"hotel_id": "one"}, "pms.hotel_id: expected a whole number from 1 on, found 'one'"),
        ({"read_seconds": 0}, "pms.read_seconds: expected 1 to 30 seconds, found 0"),
        ({"write_seconds": 60}, "pms.write_seconds: expected 5 to 45 seconds, found 60"),
        ({"settles_seconds": 5}, "pms.settles_seconds: expected 30 to 3600 seconds, found 5"),
        (
            {"shop": "x"},
            f"pms.shop: unknown; expected one of {', '.join(OPTIONS)}",
        ),
    ],
)
def test_each_wrong_word_about_the_shop_is_told_with_what_is_expected(told: dict[str, object], problem: str) -> None:
    assert problems(**{"hotel_id": 1, **told}) == [problem]


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({}, "properties.here.hotel_id: missing; expected the id of this property's hotel in QloApps, as 1"),
        (
            {"hotel_id": 1, "meals": "dinner"},
            "properties.here.meals: expected one of room_only, breakfast, half_board, full_board, found 'dinner'",
        ),
        ({"hotel_id": 1, "separate_fees": "yes"}, "properties.here.separate_fees: expected true or false, found 'yes'"),
        (
            {"hotel_id": 1, "rooms": 3},
            f"properties.here.rooms: unknown; expected one of {', '.join(TABLE)}",
        ),
    ],
)
def test_each_wrong_word_about_a_hotel_is_told_with_what_is_expected(table: dict[str, object], problem: str) -> None:
    assert problems(properties={"here": table}) == [problem]


def test_two_hotels_cannot_be_the_same_one_of_the_shop_nor_share_the_variable_for_one() -> None:
    assert problems(HERE, THERE, properties={"here": {"hotel_id": 1}, "there": {"hotel_id": 1}}) == [
        "properties.here.hotel_id: 1 is given to more than one property",
        "properties.there.hotel_id: 1 is given to more than one property",
    ]
    assert problems(HERE, THERE, hotel_id="1", properties={"here": {"hotel_id": 1}}) == [
        "properties.there.hotel_id: missing; expected the id of this property's hotel in QloApps, as 1"
    ]


def test_everything_wrong_is_told_at_once() -> None:
    told = problems(api_key="short", base_url="x", properties={"here": {"meals": 1}})
    assert [each.partition(":")[0] for each in told] == ["pms.base_url", "pms.api_key", "properties.here.meals"]


def test_three_variables_are_enough_for_one_hotel() -> None:
    told = {"PMS_BASE_URL": SHOP["base_url"], "PMS_API_KEY": KEY, "PMS_HOTEL_ID": "1", "HOTEL_DATA_DIR": "none"}
    (choice,) = load_config(told).pms.values()
    assert choice.name == "qloapps"
    with pytest.raises(BadConfig) as bad:
        load_config({**told, "PMS_API_KEY": "hush-hush", "PMS_HOTEL_ID": ""})
    assert "hush-hush" not in str(bad.value)
    assert [each.partition(": ")[0].partition("marina.")[2] for each in bad.value.problems] == [
        "pms.api_key",
        "properties.marina.hotel_id",
    ]


def test_how_long_an_answer_may_take_is_what_the_hotel_says() -> None:
    assert (read(hotel_id=1, read_seconds="2.5")[0].read_seconds) == Decimal("2.5")
