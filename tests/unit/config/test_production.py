"""Production starts with secrets of its own, or it does not start and says which one is missing."""

import pytest
from tests.unit.config.hotels import LUA, SECRETS_OF_SOL, SOL, Told, Wrong

from hotel_agent.config import Environment

SECRET_KEY = "9b1d6c0e5f7a4832b1c0d9e8f7a65443"
WHATSAPP = {
    "WHATSAPP_PHONE_NUMBER_ID": "100000000000009",
    "WHATSAPP_ACCESS_TOKEN": "EAAG7d6c5b4a3928f1706e5d4c3b2a190f8e7d",
    "WHATSAPP_APP_SECRET": "8c1f0e5d7a6b4c3f2e1d0c9b8a7f6e5d",
    "WHATSAPP_VERIFY_TOKEN": "kVn2pXq8",
}

KNOWN_TO_EVERYBODY = [
    ("SECRET_KEY", "generate_secure_key_here"),
    ("SECRET_KEY", "for-development-only-never-in-production"),
    ("SECRET_KEY", "changeme-changeme-changeme-changeme-changeme"),
    ("JWT_SECRET", "dev-jwt-secret-dev-jwt-secret-dev-jwt-secret"),
    ("WHATSAPP_APP_SECRET", "dev-app-secret"),
    ("WHATSAPP_VERIFY_TOKEN", "dev-verify-token"),
    ("WHATSAPP_ACCESS_TOKEN", "dev-whatsapp-token"),
    ("WHATSAPP_ACCESS_TOKEN", "your_whatsapp_token"),
    ("PMS_API_KEY", "dev-pms-key"),
]


def test_production_starts_with_a_secret_key_of_its_own_and_needs_no_other(told: Told) -> None:
    config = told(ENVIRONMENT="production", SECRET_KEY=SECRET_KEY)
    assert (config.environment, config.secret_key, config.debug) == (Environment.PRODUCTION, SECRET_KEY, False)
    assert config.whatsapp_apps == ()


def test_production_starts_with_whatsapp_when_all_its_secrets_are_there(told: Told) -> None:
    config = told(ENVIRONMENT="production", SECRET_KEY=SECRET_KEY, **WHATSAPP)
    (app,) = config.whatsapp_apps
    assert (app.app_secret, app.verify_token) == (WHATSAPP["WHATSAPP_APP_SECRET"], WHATSAPP["WHATSAPP_VERIFY_TOKEN"])


@pytest.mark.parametrize("missing", ["SECRET_KEY", *sorted(WHATSAPP.keys() - {"WHATSAPP_PHONE_NUMBER_ID"})])
def test_production_refuses_to_start_without_a_secret_it_needs_and_names_it(wrong: Wrong, missing: str) -> None:
    environ = {"ENVIRONMENT": "production", "SECRET_KEY": SECRET_KEY, **WHATSAPP}
    (problem,) = wrong(**{name: text for name, text in environ.items() if name != missing})
    assert problem.startswith(f"{missing}: missing; ")


@pytest.mark.parametrize(("variable", "secret"), KNOWN_TO_EVERYBODY)
def test_production_refuses_a_secret_known_to_everybody_and_names_it(wrong: Wrong, variable: str, secret: str) -> None:
    told = {"PMS_TYPE": "mock"} if variable == "PMS_API_KEY" else WHATSAPP
    (problem,) = wrong(**{"ENVIRONMENT": "production", "SECRET_KEY": SECRET_KEY, **told, variable: secret})
    assert problem == f"{variable}: a development secret, known to everybody; production needs one of its own"


@pytest.mark.parametrize(("variable", "secret"), KNOWN_TO_EVERYBODY)
def test_development_may_use_it(told: Told, variable: str, secret: str) -> None:
    assert told(**{"PMS_TYPE": "mock", **WHATSAPP, variable: secret}).environment is Environment.DEVELOPMENT


def test_production_refuses_a_short_secret_key(told: Told, wrong: Wrong) -> None:
    short = SECRET_KEY[:31]
    assert wrong(ENVIRONMENT="production", SECRET_KEY=short) == [
        "SECRET_KEY: too short for production; expected at least 32 characters"
    ]
    assert told(ENVIRONMENT="staging", SECRET_KEY=short).secret_key == short


def test_production_misses_all_its_secrets_at_once(wrong: Wrong) -> None:
    problems = wrong(ENVIRONMENT="production", WHATSAPP_PHONE_NUMBER_ID="100000000000009")
    assert {problem.partition(":")[0] for problem in problems} == {
        "SECRET_KEY",
        "WHATSAPP_ACCESS_TOKEN",
        "WHATSAPP_APP_SECRET",
        "WHATSAPP_VERIFY_TOKEN",
    }


def test_a_number_in_the_file_opens_the_door_and_demands_what_the_door_needs(told: Told, wrong: Wrong) -> None:
    production = {"ENVIRONMENT": "production", "SECRET_KEY": SECRET_KEY}
    assert told(LUA, **production).whatsapp_apps == ()
    assert (
        told(SOL, **production, **SECRETS_OF_SOL).whatsapp_apps[0].app_secret == SECRETS_OF_SOL["WHATSAPP_APP_SECRET"]
    )
    assert sorted(problem.partition(":")[0] for problem in wrong(SOL, **production)) == sorted(SECRETS_OF_SOL)


@pytest.mark.parametrize("variable", sorted(SECRETS_OF_SOL))
def test_a_secret_the_file_names_is_held_to_the_same(wrong: Wrong, variable: str) -> None:
    told = {"ENVIRONMENT": "production", "SECRET_KEY": SECRET_KEY, **SECRETS_OF_SOL, variable: "dev-secret"}
    (problem,) = wrong(SOL, **told)
    assert problem.startswith(f"{variable}: a development secret")
