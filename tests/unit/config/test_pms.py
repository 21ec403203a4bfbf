"""Which adapter keeps a hotel's book: PMS_TYPE says it for all, the tenants file for one."""

from collections.abc import Sequence

import pytest
from attrs import evolve
from tests.unit.config.hotels import AVAILABLE, LUA, SOL, Told, Wrong

from hotel_agent.config import AdapterChoice
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.tenant import Tenant

LUA_ID, SOL_ID = TenantId("lua"), TenantId("sol")
WITH_ALL = evolve(AVAILABLE, pms=frozenset({"mock", "builtin", "qloapps"}))


@pytest.mark.parametrize("kind", ["mock", "MOCK", " Mock ", "builtin", "qloapps", "QloApps"])
def test_every_pms_type_selects_the_adapter_of_its_name(told: Told, kind: str) -> None:
    assert told(LUA, available=WITH_ALL, PMS_TYPE=kind).pms[LUA_ID].name == kind.strip().lower()


@pytest.mark.parametrize("kind", ["qloapps", "QLOAPPS"])
def test_a_pms_whose_adapter_is_not_there_yet_refuses_to_start(wrong: Wrong, kind: str) -> None:
    (problem,) = wrong(PMS_TYPE=kind, PMS_BASE_URL="http://localhost:8080", PMS_API_KEY="hush")
    assert problem == (
        f"PMS_TYPE: the adapter for {kind.lower()} is not part of this version yet;"
        " unset it to start without, or set PMS_TYPE=builtin"
    )


@pytest.mark.parametrize("variable", ["PMS_BASE_URL", "PMS_API_KEY", "PMS_HOTEL_ID"])
def test_the_address_of_a_pms_without_its_type_is_one_of_qloapps(told: Told, wrong: Wrong, variable: str) -> None:
    (problem,) = wrong(**{variable: "1"})
    assert problem.startswith(f"{variable}: the adapter for qloapps is not part of this version yet")
    assert told(PMS_TYPE="mock", **{variable: "1"}).pms[TenantId("marina")].name == "mock"


def test_an_unknown_pms_lists_what_is_allowed(wrong: Wrong) -> None:
    assert wrong(PMS_TYPE="opera") == ["PMS_TYPE: expected one of builtin, mock, found 'opera'"]
    assert wrong(PMS_TYPE="opera", available=WITH_ALL) == [
        "PMS_TYPE: expected one of builtin, mock, qloapps, found 'opera'"
    ]


def test_what_the_variables_tell_of_a_pms_reaches_its_adapter(told: Told) -> None:
    config = told(LUA, available=WITH_ALL, PMS_BASE_URL="http://pms", PMS_API_KEY="hush", PMS_HOTEL_ID="7")
    assert config.pms[LUA_ID] == AdapterChoice(
        "qloapps",
        {"base_url": "http://pms", "api_key": "hush", "hotel_id": "7", "properties": {"lua": {}}},
    )


def test_the_file_outranks_the_variable_for_its_hotel(told: Told) -> None:
    config = told(SOL + LUA, available=WITH_ALL, PMS_TYPE="qloapps", PMS_API_KEY="hush")
    assert (config.pms[SOL_ID].name, config.pms[LUA_ID].name) == ("mock", "qloapps")
    assert "api_key" not in config.pms[SOL_ID].options


def test_an_adapter_gets_its_options_and_the_book_of_each_property_as_they_were_written(told: Told) -> None:
    text = SOL.replace('adapter = "mock"', 'adapter = "mock"\ndelay_seconds = 2')
    assert told(text).pms[SOL_ID].options == {
        "delay_seconds": 2,
        "properties": {"sol-centro": {"room_types": [{"id": "double"}]}, "sol-playa": {}},
    }


def test_a_secret_option_is_named_by_the_variable_that_holds_it(told: Told, wrong: Wrong) -> None:
    text = SOL.replace('adapter = "mock"', 'adapter = "mock"\napi_key_env = "HOTEL_SOL_PMS_KEY"')
    options = told(text, HOTEL_SOL_PMS_KEY="hush").pms[SOL_ID].options
    assert options["api_key"] == "hush"
    assert "api_key_env" not in options
    assert wrong(text) == ["HOTEL_SOL_PMS_KEY: missing; tenants.sol.pms.api_key_env names it"]


def test_an_adapter_nobody_knows_is_a_problem_of_the_hotel_that_names_it(wrong: Wrong) -> None:
    assert wrong(SOL.replace('"mock"', '"mook"')) == [
        "tenants.sol.pms.adapter: expected one of builtin, mock, found 'mook'; did you mean 'mock'?"
    ]


def test_what_the_adapter_has_to_say_of_a_book_is_said_with_all_the_rest(wrong: Wrong) -> None:
    asked: list[Tenant] = []

    def check_book(choice: AdapterChoice, tenant: Tenant) -> Sequence[str]:
        asked.append(tenant)
        return ["properties.lua.rate_plans: missing"] if tenant.id == LUA_ID else []

    text = (SOL + LUA).replace('"America/Sao_Paulo"', '"Brasil"').replace("largest_party = 6", "child_until_age = 9")
    assert wrong(text, check_book=check_book) == [
        "tenants.lua.properties.lua.rate_plans: missing",
        "tenants.lua.properties.lua.time_zone: 'Brasil' is not a time zone; a name as 'Europe/Madrid' is expected",
    ]
    sol, lua = asked
    assert [(each.id, each.currency) for each in (*sol.properties, *lua.properties)] == [
        ("sol-centro", "EUR"),
        ("sol-playa", "EUR"),
        ("lua", "BRL"),
    ]
    assert (sol.rules.child_until_age, sol.languages, lua.languages) == (9, ("es", "en"), ("pt",))


def test_a_book_is_checked_even_where_the_hotel_around_it_makes_no_sense(wrong: Wrong) -> None:
    said = "properties.lua.rate_plans: missing"
    for text in (
        LUA.replace('"BRL"', "5"),
        LUA.replace('["pt"]', '"pt"'),
        LUA.replace('id = "lua"\nname = "Pousada Lua"\ntime_zone', "time_zone"),
        LUA + "[tenants.rules]\nchild_until_age = 99\n",
    ):
        assert f"tenants.lua.{said}" in wrong(text, check_book=lambda _choice, _tenant: [said])
