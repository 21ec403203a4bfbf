"""Who of a hotel's people is told when a person is wanted: named in the file, each with what is wrong with it."""

import pytest
from tests.unit.config.hotels import SECRETS_OF_SOL, SOL, Told, Wrong

from hotel_agent.config import AdapterChoice, StaffChoice, report
from hotel_agent.domain.ids import TenantId

MAIL = """
[[tenants.staff]]
name = "reception"
kind = "email"
address = "reception@sol.example"
sender = "desk@sol.example"
smtp_host = "smtp.sol.example"
smtp_port = 587
login = "desk"
password_env = "HOTEL_SOL_STAFF_PASSWORD"
reasons = ["guest_asked", "group"]
"""
POST = """
[[tenants.staff]]
name = "pager"
kind = "webhook"
url = "https://pager.sol.example/told"
secret_env = "HOTEL_SOL_PAGER_SECRET"
"""
SECRETS = {**SECRETS_OF_SOL, "HOTEL_SOL_STAFF_PASSWORD": "hush", "HOTEL_SOL_PAGER_SECRET": "whsec_aHVzaA=="}


def test_a_hotel_names_several_each_with_what_they_want_to_know(told: Told) -> None:
    config = told(SOL + MAIL + POST, **SECRETS)
    assert config.staff == {
        TenantId("sol"): (
            StaffChoice(
                name="reception",
                reasons=frozenset({"guest_asked", "group"}),
                choice=AdapterChoice(
                    "email",
                    {
                        "address": "reception@sol.example",
                        "sender": "desk@sol.example",
                        "smtp_host": "smtp.sol.example",
                        "smtp_port": 587,
                        "login": "desk",
                        "password": "hush",
                    },
                ),
            ),
            StaffChoice(
                name="pager",
                choice=AdapterChoice("webhook", {"url": "https://pager.sol.example/told", "secret": "whsec_aHVzaA=="}),
            ),
        )
    }
    assert "hush" not in repr(config)
    said = "\n".join(report(config))
    assert "    Staff told: pager, by webhook: whenever a person is wanted" in said
    assert "    Staff told: reception, by email: group, guest_asked" in said
    assert "sol.example" not in said


def test_mail_to_staff_goes_out_from_the_usual_mailbox_unless_it_is_told_otherwise(told: Told) -> None:
    plain = '[[tenants.staff]]\nname = "reception"\nkind = "email"\naddress = "reception@sol.example"\n'
    usual = {
        "GMAIL_USERNAME": "desk@sol.example",
        "GMAIL_APP_PASSWORD": "hush",
        "GMAIL_SMTP_HOST": "smtp.sol.example",
        "GMAIL_SMTP_PORT": "587",
    }
    config = told(SOL + plain, **SECRETS_OF_SOL, **usual)
    (reception,) = config.staff[TenantId("sol")]
    assert reception.choice.options == {
        "address": "reception@sol.example",
        "sender": "desk@sol.example",
        "smtp_host": "smtp.sol.example",
        "smtp_port": 587,
        "password": "hush",
    }


def test_a_hotel_that_names_nobody_is_told_that_only_the_log_tells_it(told: Told) -> None:
    config = told(SOL, **SECRETS_OF_SOL)
    assert config.staff == {}
    assert any("only the log tells it, at Hoteles Sol" in line for line in report(config))
    assert not any("only the log tells it" in line for line in report(told()))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (MAIL.replace("email", "pigeon"), "tenants.sol.staff[1].kind: expected one of email, webhook, found 'pigeon'"),
        (MAIL.replace('"group"', '"grup"'), "tenants.sol.staff[1].reasons[2]: expected one of "),
        (MAIL.replace("reception@sol.example", "reception"), "tenants.sol.staff[1].address: expected the whole"),
        (MAIL.replace("desk@sol.example", "desk"), "tenants.sol.staff[1].sender: expected the whole"),
        (MAIL.replace('sender = "desk@sol.example"', ""), "tenants.sol.staff[1].sender: missing"),
        (MAIL.replace("587", '"587"'), "tenants.sol.staff[1].smtp_port: expected a whole number"),
        (MAIL.replace('name = "reception"', ""), "tenants.sol.staff[1].name: missing"),
        (MAIL.replace("HOTEL_SOL_STAFF_PASSWORD", "HOTEL_SOL_OTHER"), "HOTEL_SOL_OTHER: missing; tenants.sol.staff[1]"),
        (MAIL.replace("HOTEL_SOL_STAFF_PASSWORD", "hunter2"), "tenants.sol.staff[1].password_env: expected the name"),
        (MAIL + MAIL, "tenants.sol.staff[2].name: 'reception' is already taken"),
        (POST.replace("https://pager", "pager"), "tenants.sol.staff[1].url: expected a web address"),
        (POST.replace("https://pager", "https://[pager"), "tenants.sol.staff[1].url: expected a web address"),
        (POST.replace('secret_env = "HOTEL_SOL_PAGER_SECRET"', ""), "tenants.sol.staff[1].secret_env: missing"),
        (POST + 'colour = "red"', "tenants.sol.staff[1].colour: unknown"),
        (POST.replace('secret_env = "HOTEL', 'secret = "HOTEL'), "tenants.sol.staff[1].secret: a secret does not"),
    ],
)
def test_everything_that_can_be_wrong_is_named(wrong: Wrong, written: str, said: str) -> None:
    problems = wrong(SOL + written, **SECRETS)
    assert any(problem.startswith(said) for problem in problems), problems
    assert not any("hunter2" in problem for problem in problems)
