"""What is wrong with a shop is found, and said with what to do about it; nothing is written by looking."""

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from tests.integration.pms.qloapps_office import HERE, PROPERTIES, TENANT, options, small_house

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.pms.qloapps import open_qloapps
from hotel_agent.domain.tenants.tenant import Property
from hotel_agent.ports.abilities import Finding, SupportsDiagnosis, Verdict
from hotel_agent.testing.qloapps import Fault, Key, QloAppsStub
from hotel_agent.testing.qloapps.resources import RESOURCES, VERBS

DECIDED = {name: {**table, "separate_fees": False} for name, table in PROPERTIES.items()}


async def looked(stub: QloAppsStub, *, currency: str = "USD", zone: str = "America/New_York",
                 **told: object) -> dict[str, Finding]:  # fmt: skip
    """Every finding that is told of this shop, by what it is about. The book is as it was, and no key is told."""
    houses = tuple(
        Property(id=each.id, name=each.name, time_zone=zone, currency=currency) for each in TENANT.properties
    )
    tenant, before = evolve(TENANT, properties=houses), stub.ledger.lines()
    async with open_qloapps(
        options(stub, **{"properties": DECIDED, **told}), tenant=tenant, clock=SystemClock()
    ) as pms:
        assert isinstance(pms, SupportsDiagnosis)
        found = [each async for each in pms.diagnose()]
    assert stub.ledger.lines() == before
    assert {each.method for each in stub.requests if each.segments[:1] != ("hotel_ari",)} <= {"GET"}
    assert not [each for each in found if stub.key in f"{each}" or str(told.get("api_key", stub.key)) in f"{each}"]
    assert all(each.remedy for each in found if each.verdict is not Verdict.WELL), "a fault is told with its remedy"
    return {each.what: each for each in found}


async def only(stub: QloAppsStub, **told: str) -> Finding:
    """The only thing to be said of a shop that turns us away."""
    (finding,) = (await looked(stub, **told)).values()
    assert finding.verdict is Verdict.BROKEN
    return finding


def unlike(found: dict[str, Finding]) -> dict[str, Verdict]:
    """What is not well."""
    return {name: each.verdict for name, each in found.items() if each.verdict is not Verdict.WELL}


async def test_a_shop_set_up_well_has_nothing_to_mend(stub: QloAppsStub) -> None:
    found = await looked(stub)
    assert unlike(found) == {}
    assert [name.partition(": ")[2] for name in found] == [
        "webservice",
        "rights of the key",
        "server mode",
        *(f"{each}: {of}" for each in PROPERTIES for of in ("currency", "time zone", "languages", "room types")),
    ]


async def test_a_shop_that_does_not_answer_cannot_be_reached(stub: QloAppsStub) -> None:
    await stub.go_away()
    finding = await only(stub)
    assert "no answer" in finding.seen
    assert stub.url in finding.remedy


async def test_a_key_the_shop_does_not_know_is_compared_with_the_back_office(stub: QloAppsStub) -> None:
    finding = await only(stub, api_key="WRONG" + "0" * 27)
    assert finding.seen == "does not know the key, or the key is not active"
    assert "api_key" in finding.remedy


async def test_another_domain_than_the_shops_own_is_named(stub: QloAppsStub) -> None:
    stub.shop.domain = "shop.example.com"
    finding = await only(stub)
    assert "redirects to shop.example.com" in finding.seen
    assert "http://shop.example.com" in finding.remedy


async def test_a_webservice_that_is_switched_off_is_switched_on(stub: QloAppsStub) -> None:
    stub.shop.active = False
    assert (await only(stub)).seen == "is switched off"


async def test_a_server_that_keeps_the_key_to_itself_is_told_from_a_wrong_key(stub: QloAppsStub) -> None:
    stub.break_next(401)
    finding = await only(stub)
    assert finding.seen == "asks for a key though it was given one"
    assert "Authorization" in finding.remedy


async def test_what_is_no_webservice_is_not_looked_at_further(stub: QloAppsStub) -> None:
    stub.break_next(200)
    assert "no list of resources" in (await only(stub)).seen


async def test_each_right_the_key_lacks_is_named_as_it_is_ticked(stub: QloAppsStub) -> None:
    grants = dict.fromkeys(RESOURCES, frozenset(VERBS))
    grants |= {"room_bookings": frozenset({"GET"}), "bookings": frozenset({"GET"})}
    del grants["customers"]
    stub.shop.keys[stub.key] = Key(grants=grants)
    found = await looked(stub)
    assert unlike(found) == {"QloApps: rights of the key": Verdict.BROKEN}
    told = found["QloApps: rights of the key"].seen
    assert told == "missing: PUT room_bookings; GET customers; POST, PUT bookings"


async def test_rights_that_only_help_are_no_fault(stub: QloAppsStub) -> None:
    stub.shop.keys[stub.key] = Key(
        grants={each: frozenset(VERBS) for each in RESOURCES if each not in {"hotels", "configurations"}}
    )
    found = await looked(stub)
    assert unlike(found) == {"QloApps: rights of the key": Verdict.WARNING}
    assert not [name for name in found if "time zone" in name]


async def test_the_mode_of_the_server_is_seen_on_what_was_reserved(stub: QloAppsStub) -> None:
    room = next(iter(stub.house.rooms))
    stub.desk.reserve(room, date(2027, 3, 1), date(2027, 3, 3))
    assert (await looked(stub))["QloApps: server mode"].verdict is Verdict.WELL
    stub.faults.add(Fault.STOCK_INI)
    mode = (await looked(stub))["QloApps: server mode"]
    assert mode.verdict is Verdict.WARNING
    assert "error_reporting = 22519" in mode.remedy


async def test_a_hotel_the_shop_does_not_have_is_told(stub: QloAppsStub) -> None:
    found = await looked(stub, properties={**DECIDED, HERE: {"hotel_id": 9}})
    assert unlike(found) == {"QloApps: prime": Verdict.BROKEN}
    assert found["QloApps: prime"].seen == "there is no hotel 9"


async def test_another_currency_and_another_clock_are_told(stub: QloAppsStub) -> None:
    found = await looked(stub, currency="EUR", zone="Europe/Madrid")
    assert unlike(found) == {
        f"QloApps: {each}: {of}": verdict
        for each in PROPERTIES
        for of, verdict in (("currency", Verdict.BROKEN), ("time zone", Verdict.WARNING))
    }
    assert "QloApps prices in USD, the property in EUR" in found["QloApps: prime: currency"].seen


async def test_a_language_the_shop_does_not_speak_is_told(stub: QloAppsStub) -> None:
    del stub.house.tables["languages"][1]
    found = await looked(stub)
    assert set(unlike(found).values()) == {Verdict.WARNING}
    assert found["QloApps: prime: languages"].seen == "the shop does not speak: es"


async def test_a_hotel_with_nothing_to_sell_is_told(stub: QloAppsStub) -> None:
    for room_type in stub.house.room_types.values():
        room_type.active = room_type.hotel == 1
    assert unlike(await looked(stub)) == {"QloApps: prime-2: room types": Verdict.BROKEN}


@pytest.mark.parametrize(
    ("separate_fees", "tax_group", "verdicts"),
    [
        (None, 1, {Verdict.WARNING}),
        (False, 1, set[Verdict]()),
        (True, 1, set[Verdict]()),
        (True, 7, {Verdict.BROKEN}),
    ],
)
async def test_fees_beside_the_room_are_told_where_guests_would_pay_another_total(
    separate_fees: bool | None, tax_group: int, verdicts: set[Verdict]
) -> None:
    house = small_house()
    automatic = next(each for each in house.services.values() if each.automatic)
    automatic.addition, automatic.tax_group = 2, tax_group
    house.tax_rates[7] = Decimal(21)
    async with QloAppsStub(house=house) as stub:
        found = await looked(
            stub,
            properties={
                name: table if separate_fees is None else {**table, "separate_fees": separate_fees}
                for name, table in PROPERTIES.items()
            },
        )
    assert set(unlike(found).values()) == verdicts
