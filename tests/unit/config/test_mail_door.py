"""The e-mail door: opened by a variable or by a mailbox in the file, each with its servers and its secret."""

import pytest
from attrs import evolve
from tests.unit.config.hotels import AVAILABLE, LUA, SECRETS_OF_SOL, SOL, Told, Wrong

from hotel_agent.config import AdapterChoice, Config, report
from hotel_agent.domain.ids import AccountId

LUA_BY_MAIL = (
    LUA
    + """
[[tenants.properties.mailbox]]
address = "Reservas@lua.example"
password_env = "HOTEL_LUA_MAIL_PASSWORD"
imap_host = "imap.lua.example"
smtp_host = "smtp.lua.example"
smtp_port = 587
authserv_id = "mx.lua.example"
aliases = ["ola@lua.example"]
"""
)
PRODUCTION = {"ENVIRONMENT": "production", "SECRET_KEY": "5f0c7a1e9b3d4c62" * 4}


def door_of(config: Config) -> AdapterChoice | None:
    return next((choice for choice in config.channels if choice.name == "email"), None)


def mailboxes_of(config: Config) -> object:
    door = door_of(config)
    return door and door.options["mailboxes"]


def test_a_hotel_that_says_nothing_of_mail_has_no_such_door(told: Told) -> None:
    assert door_of(told()) is None
    assert door_of(told(LUA)) is None


def test_two_variables_are_enough_at_gmail(told: Told) -> None:
    config = told(GMAIL_USERNAME="Marina@gmail.com", GMAIL_APP_PASSWORD="abcd efgh ijkl mnop")
    assert mailboxes_of(config) == {"marina@gmail.com": {"password": "abcd efgh ijkl mnop", "name": "Hotel Marina"}}
    door = config.tenants.behind("email", AccountId("marina@gmail.com"))
    assert door is not None
    assert [each.account for each in door.tenant.accounts if each.channel == "email"] == ["marina@gmail.com"]


def test_hosts_and_ports_may_be_others(told: Told) -> None:
    config = told(
        GMAIL_USERNAME="desk@marina.example",
        GMAIL_APP_PASSWORD="hush",
        GMAIL_IMAP_HOST="imap.marina.example",
        GMAIL_IMAP_PORT="1993",
        GMAIL_SMTP_HOST="smtp.marina.example",
        GMAIL_SMTP_PORT="587",
        GMAIL_AUTHSERV_ID="mx.marina.example",
    )
    assert mailboxes_of(config) == {
        "desk@marina.example": {
            "imap_host": "imap.marina.example",
            "imap_port": 1993,
            "smtp_host": "smtp.marina.example",
            "smtp_port": 587,
            "authserv_id": "mx.marina.example",
            "password": "hush",
            "name": "Hotel Marina",
        }
    }


def test_a_property_may_have_a_mailbox_with_a_password_of_its_own(told: Told) -> None:
    config = told(LUA_BY_MAIL, HOTEL_LUA_MAIL_PASSWORD="hush")
    assert mailboxes_of(config) == {
        "reservas@lua.example": {
            "imap_host": "imap.lua.example",
            "smtp_host": "smtp.lua.example",
            "smtp_port": 587,
            "authserv_id": "mx.lua.example",
            "aliases": ["ola@lua.example"],
            "password": "hush",
            "name": "Pousada Lua",
        }
    }
    assert config.tenants.behind("email", AccountId("reservas@lua.example")) is not None


def test_a_mailbox_told_twice_is_one_mailbox(told: Told) -> None:
    config = told(
        LUA_BY_MAIL, GMAIL_USERNAME="reservas@lua.example", GMAIL_APP_PASSWORD="hush", HOTEL_LUA_MAIL_PASSWORD="other"
    )
    assert len(config.tenants.tenants[0].accounts) == 1
    door = door_of(config)
    assert door is not None
    assert list(door.options["mailboxes"]) == ["reservas@lua.example"]  # type: ignore[call-overload]


@pytest.mark.parametrize("address", ["redis://someone:hush@host/0", "marina", "a b@c.example", "@c.example"])
def test_what_is_no_address_is_refused_and_not_repeated(wrong: Wrong, address: str) -> None:
    (problem,) = wrong(GMAIL_USERNAME=address, GMAIL_APP_PASSWORD="x")
    assert problem == "GMAIL_USERNAME: expected the whole address of a mailbox, such as reservations@hotel.example"


def test_a_password_without_a_mailbox_opens_nothing(wrong: Wrong) -> None:
    (problem,) = wrong(GMAIL_APP_PASSWORD="hush")
    assert problem.startswith("GMAIL_USERNAME: missing")


def test_whose_mailbox_it_is_is_never_guessed(wrong: Wrong) -> None:
    (problem,) = wrong(SOL + LUA, **SECRETS_OF_SOL, GMAIL_USERNAME="desk@sol.example", GMAIL_APP_PASSWORD="hush")
    assert problem.startswith("GMAIL_USERNAME: no property in the tenants file has this mailbox")


def test_two_properties_cannot_have_one_mailbox(wrong: Wrong) -> None:
    twice = LUA_BY_MAIL + '\n[[tenants.properties.mailbox]]\naddress = "reservas@LUA.example"\n'
    (problem,) = wrong(twice, HOTEL_LUA_MAIL_PASSWORD="hush", GMAIL_APP_PASSWORD="hush")
    assert "is already taken by" in problem


def test_production_demands_the_password_of_each_mailbox(wrong: Wrong) -> None:
    (problem,) = wrong(LUA_BY_MAIL, **PRODUCTION)
    assert problem.startswith("HOTEL_LUA_MAIL_PASSWORD: missing")


def test_half_of_a_push_is_none(wrong: Wrong, told: Told) -> None:
    (problem,) = wrong(GMAIL_PUSH_AUDIENCE="https://hotel.example/webhooks/gmail")
    assert problem.startswith("GMAIL_PUSH_ACCOUNT: missing")
    config = told(GMAIL_PUSH_AUDIENCE="https://hotel.example", GMAIL_PUSH_ACCOUNT="push@google.example")
    door = door_of(config)
    assert door is not None
    assert door.options["push_audience"] == "https://hotel.example"


def test_an_installation_without_the_adapter_says_so(wrong: Wrong) -> None:
    without = evolve(AVAILABLE, channels=AVAILABLE.channels - {"email"})
    (problem,) = wrong(available=without, GMAIL_USERNAME="a@b.example", GMAIL_APP_PASSWORD="x")
    assert problem.startswith("GMAIL_*: e-mail is not part of this installation")


def test_the_report_names_mailboxes_and_what_is_missing(told: Told) -> None:
    lines = report(told(LUA_BY_MAIL.replace('authserv_id = "mx.lua.example"\n', ""), HOTEL_LUA_MAIL_PASSWORD=""))
    assert "E-mail is read and answered at: reservas@lua.example, over imap.lua.example" in lines
    notes = [line for line in lines if line.startswith("Note: ") and "reservas@lua.example" in line]
    assert len(notes) == 2
    well = report(told(GMAIL_USERNAME="marina@gmail.com", GMAIL_APP_PASSWORD="hush-hush"))
    assert "E-mail is read and answered at: marina@gmail.com, over imap.gmail.com" in well
    assert not any("marina@gmail.com" in line and line.startswith("Note") for line in well)
    assert "hush-hush" not in "\n".join(well)


def test_a_refresh_token_takes_the_place_of_a_password(told: Told, wrong: Wrong) -> None:
    token = {"GMAIL_REFRESH_TOKEN": "1//r", "GMAIL_CLIENT_ID": "desk.app", "GMAIL_CLIENT_SECRET": "hush"}
    login = {"password": "", "refresh_token": "1//r", "client_id": "desk.app", "client_secret": "hush"}
    usual = mailboxes_of(told(GMAIL_USERNAME="m@gmail.com", **token))
    assert usual == {"m@gmail.com": {**login, "name": "Hotel Marina"}}
    in_the_file = LUA_BY_MAIL.replace(
        'password_env = "HOTEL_LUA_MAIL_PASSWORD"',
        'refresh_token_env = "LUA_TOKEN"\nclient_id = "desk.app"\nclient_secret_env = "LUA_CLIENT_SECRET"\n'
        'token_url = "https://lua.example/token"\nplus_addresses = true\ndaily_limit = 300\nmarks_answers = false',
    )
    (mailbox,) = mailboxes_of(told(in_the_file, LUA_TOKEN="1//r", LUA_CLIENT_SECRET="hush")).values()  # type: ignore[attr-defined]
    assert {**mailbox, **login} == mailbox
    assert (mailbox["plus_addresses"], mailbox["daily_limit"], mailbox["marks_answers"]) == (True, 300, False)
    assert mailbox["token_url"] == "https://lua.example/token"
    assert {each.partition(":")[0] for each in wrong(in_the_file, **PRODUCTION)} == {"LUA_TOKEN", "LUA_CLIENT_SECRET"}
