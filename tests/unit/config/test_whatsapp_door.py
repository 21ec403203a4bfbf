"""The WhatsApp door: opened by a number or a variable, each app with the numbers it speaks for."""

import pytest
from attrs import evolve
from tests.unit.config.hotels import AVAILABLE, LUA, SECRETS_OF_SOL, SOL, Told, Wrong

from hotel_agent.config import AdapterChoice, Config, report
from hotel_agent.domain.ids import AccountId

TWO_APPS = (
    SOL
    + LUA
    + """
[[tenants.properties.whatsapp]]
phone_number_id = "200000000000002"
token_env = "HOTEL_LUA_WHATSAPP_TOKEN"
app = "lua"

[[whatsapp_apps]]
id = "lua"
app_secret_env = "HOTEL_LUA_APP_SECRET"
verify_token_env = "HOTEL_LUA_VERIFY_TOKEN"
"""
)


def whatsapp_of(config: Config) -> AdapterChoice | None:
    return next((choice for choice in config.channels if choice.name == "whatsapp"), None)


def test_a_hotel_that_says_nothing_of_whatsapp_has_no_such_door(told: Told) -> None:
    assert whatsapp_of(told()) is None
    assert whatsapp_of(told(LUA)) is None


def test_a_number_told_by_variables_belongs_to_the_only_hotel(told: Told) -> None:
    config = told(
        WHATSAPP_PHONE_NUMBER_ID="100000000000009",
        WHATSAPP_ACCESS_TOKEN="EAAG",
        WHATSAPP_APP_SECRET="seal",
        WHATSAPP_VERIFY_TOKEN="word",
        WHATSAPP_API_URL="http://127.0.0.1:9999/",
        WHATSAPP_API_VERSION="v27.1",
    )
    (app,) = config.whatsapp_apps
    assert (app.name, app.app_secret, app.verify_token) == ("", "seal", "word")
    assert sorted(app.accounts) == ["100000000000009"]
    assert config.whatsapp_app() == app
    assert config.whatsapp_app("lua") is None
    assert whatsapp_of(config) == AdapterChoice(
        "whatsapp",
        {
            "api_url": "http://127.0.0.1:9999",
            "api_version": "v27.1",
            "access_tokens": {"100000000000009": "EAAG"},
        },
    )
    door = config.tenants.behind("whatsapp", AccountId("100000000000009"))
    assert door is not None
    assert [account.account for account in door.tenant.accounts] == ["marina", "100000000000009"]


def test_what_is_not_told_is_left_to_the_adapter(told: Told) -> None:
    assert whatsapp_of(told(WHATSAPP_PHONE_NUMBER_ID="100000000000009")) == AdapterChoice(
        "whatsapp", {"access_tokens": {}}
    )


def test_each_number_is_answered_with_its_own_token(told: Told) -> None:
    choice = whatsapp_of(told(SOL, **SECRETS_OF_SOL, WHATSAPP_ACCESS_TOKEN="another"))
    assert choice is not None
    assert choice.options["access_tokens"] == {"100000000000001": SECRETS_OF_SOL["HOTEL_SOL_WHATSAPP_TOKEN"]}


def test_a_number_told_twice_is_one_number(told: Told) -> None:
    once = told(SOL, **SECRETS_OF_SOL)
    assert told(SOL, **SECRETS_OF_SOL, WHATSAPP_PHONE_NUMBER_ID="100000000000001").tenants == once.tenants


def test_every_app_speaks_for_its_own_numbers_only(told: Told) -> None:
    config = told(
        TWO_APPS,
        **SECRETS_OF_SOL,
        HOTEL_LUA_WHATSAPP_TOKEN="EAAGlua",
        HOTEL_LUA_APP_SECRET="lua's seal",
        HOTEL_LUA_VERIFY_TOKEN="lua's word",
    )
    usual, lua = config.whatsapp_apps
    assert (usual.name, sorted(usual.accounts)) == ("", ["100000000000001"])
    assert (lua.name, sorted(lua.accounts)) == ("lua", ["200000000000002"])
    assert (lua.app_secret, lua.verify_token) == ("lua's seal", "lua's word")


def test_an_app_of_a_hotel_demands_nothing_of_the_usual_one(told: Told) -> None:
    only_lua = LUA + TWO_APPS.partition(LUA)[2]
    config = told(
        only_lua,
        ENVIRONMENT="production",
        SECRET_KEY="9b1d6c0e5f7a4832b1c0d9e8f7a65443",
        HOTEL_LUA_WHATSAPP_TOKEN="EAAGlua",
        HOTEL_LUA_APP_SECRET="8c1f0e5d",
        HOTEL_LUA_VERIFY_TOKEN="kVn2pXq8",
    )
    assert [app.name for app in config.whatsapp_apps] == ["lua"]


@pytest.mark.parametrize("variable", ["WHATSAPP_ACCESS_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"])
def test_a_door_without_a_number_waits_for_those_of_the_register(told: Told, variable: str) -> None:
    config = told(**{variable: "x"})
    (app,) = config.whatsapp_apps
    assert app.accounts == frozenset()
    assert "Note: no number belongs to /webhooks/whatsapp: whatever is posted there is set aside" in report(config)


@pytest.mark.parametrize("found", ["+34 971 000 112", "12ab", "1"])
def test_a_number_is_named_by_its_id(wrong: Wrong, found: str) -> None:
    assert wrong(WHATSAPP_PHONE_NUMBER_ID=found) == [
        f"WHATSAPP_PHONE_NUMBER_ID: expected the id of a number, digits only, as Meta shows it, found {found!r}"
    ]


def test_nobody_guesses_whose_number_it_is(told: Told, wrong: Wrong) -> None:
    number = {"WHATSAPP_PHONE_NUMBER_ID": "100000000000009"}
    assert wrong(SOL + LUA, **number) == [
        "WHATSAPP_PHONE_NUMBER_ID: no property in the tenants file has this number; write it there, or set default"
    ]
    door = told('default = "lua"' + SOL + LUA, **number).tenants.behind("whatsapp", AccountId("100000000000009"))
    assert door is not None
    assert door.tenant.id == "lua"


@pytest.mark.parametrize(
    "url",
    [
        "graph.facebook.com",
        "ftp://graph",
        "https://",
        "https://me:hush@graph",
        "https://graph?token=hush",
        "http://h:x",
    ],
)
def test_the_address_of_the_graph_api_is_an_address_without_secrets(wrong: Wrong, url: str) -> None:
    (problem,) = wrong(WHATSAPP_PHONE_NUMBER_ID="100000000000009", WHATSAPP_API_URL=url)
    assert problem == (
        "WHATSAPP_API_URL: expected a web address such as https://graph.facebook.com,"
        " without a name, a password or a ? in it"
    )


def test_the_version_of_the_graph_api_is_a_version(wrong: Wrong) -> None:
    assert wrong(WHATSAPP_PHONE_NUMBER_ID="100000000000009", WHATSAPP_API_VERSION="26") == [
        "WHATSAPP_API_VERSION: expected a version such as v26.0, found '26'"
    ]


def test_without_the_adapter_the_door_cannot_be_opened(wrong: Wrong) -> None:
    bare = evolve(AVAILABLE, channels=frozenset({"webchat"}))
    assert wrong(available=bare, WHATSAPP_PHONE_NUMBER_ID="100000000000009") == [
        "WHATSAPP_*: WhatsApp is not part of this installation; unset them to start without"
    ]


def test_an_app_names_both_its_secrets(wrong: Wrong) -> None:
    assert wrong(SOL + '[[whatsapp_apps]]\nid = "lua"\nverify_token_env = 5\n') == [
        "whatsapp_apps.lua.app_secret_env: missing; expected a text in quotes",
        (
            "whatsapp_apps.lua.verify_token_env: expected the name of an environment variable such as"
            " HOTEL_ONE_WHATSAPP_TOKEN; what was found is not shown, it may be the secret itself"
        ),
    ]
