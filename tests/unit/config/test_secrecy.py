"""No secret is ever shown: not in a repr, not in a problem, not in the report."""

import traceback
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.config.hotels import AVAILABLE, SOL

from hotel_agent.config import Config, load, report
from hotel_agent.domain.errors import BadConfig

WITH_ALL = evolve(
    AVAILABLE,
    storage=frozenset({"memory", "sql"}),
    flags=frozenset({"memory", "redis"}),
    channels=AVAILABLE.channels | {"email"},
    pms=frozenset({"mock", "qloapps"}),
)

HOLDERS = [
    "SECRET_KEY",
    "SECRET_KEY_PREVIOUS",
    "JWT_SECRET",
    "WHATSAPP_ACCESS_TOKEN",
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_VERIFY_TOKEN",
    "PMS_API_KEY",
    "GMAIL_APP_PASSWORD",
    "POSTGRES_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "WHATSAPP_API_URL",
    "HOTEL_SOL_WHATSAPP_TOKEN",
    "HOTEL_SOL_PMS_KEY",
    "HOTEL_SOL_APP_SECRET",
]
FILE = (
    SOL.replace('adapter = "mock"', 'adapter = "mock"\napi_key_env = "HOTEL_SOL_PMS_KEY"')
    + '\n[[whatsapp_apps]]\nid = "sol"\napp_secret_env = "HOTEL_SOL_APP_SECRET"\nverify_token_env = "HOTEL_SOL_WORD"\n'
)
PLACES = [
    'api_key = "{}"\nname = "Hoteles Sol"',
    'name = "Hoteles Sol"\n[tenants.pms]\npassword = "{}"\nnested = {{ token = "{}" }}\n',
    'password_env = "{}"\nname = "Hoteles Sol"',
    'wifi = {{ password = "{}" }}\nname = "Hoteles Sol"',
]
"""Where an absent-minded hotelier may write a secret."""

# What no message could contain by chance, with characters that a repr would change or an address would split.
secrets = st.text(st.sampled_from("qwxzQWXZ0123456789-_@:/?&=%"), min_size=8, max_size=50).map(
    lambda text: f"zq{text}qz"
)


def outcome(environ: dict[str, str]) -> Config | BadConfig:
    try:
        return load(environ, available=WITH_ALL)
    except BadConfig as refused:
        return refused


def everything_shown(shown: Config | BadConfig) -> str:
    lines = [repr(shown), str(shown), *report(shown)]
    if isinstance(shown, BadConfig):
        lines += traceback.format_exception(shown)
    else:
        lines += [repr(choice) for choice in (*shown.channels, *shown.pms.values(), shown.storage, shown.flags)]
        lines += [repr(app) for app in shown.whatsapp_apps]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hotels")


@given(
    secret=secrets,
    holders=st.sets(st.sampled_from(HOLDERS), min_size=1),
    environment=st.sampled_from(["development", "production", "nowhere"]),
    prefix=st.sampled_from(["", "dev-", "https://me:", "https://host/?key="]),
)
def test_no_secret_in_a_variable_is_ever_shown(
    secret: str, holders: set[str], environment: str, prefix: str, folder: Path
) -> None:
    file = folder / "hotels.toml"
    file.write_text(FILE)
    environ = {"ENVIRONMENT": environment, "HOTEL_TENANTS_FILE": str(file), **dict.fromkeys(holders, prefix + secret)}
    assert secret not in everything_shown(outcome(environ))
    assert secret not in everything_shown(outcome({**environ, "HOTEL_TENANTS_FILE": ""}))


@given(secret=secrets, place=st.sampled_from(PLACES))
def test_no_secret_written_into_the_file_by_mistake_is_ever_shown(secret: str, place: str, folder: Path) -> None:
    file = folder / "mistaken.toml"
    text = SOL.replace('[tenants.pms]\nadapter = "mock"', "") if "tenants.pms" in place else SOL
    file.write_text(text.replace('name = "Hoteles Sol"', place.format(secret, secret), 1))
    refused = outcome({"HOTEL_TENANTS_FILE": str(file)})
    assert isinstance(refused, BadConfig)
    assert secret not in everything_shown(refused)


def test_the_search_would_find_a_secret_that_is_shown() -> None:
    environ = {"HOTEL_HOST": "zq-host-qz", "ENVIRONMENT": "development"}
    assert "zq-host-qz" in everything_shown(outcome(environ))
    assert "zq-level-qz" in everything_shown(outcome({"LOG_LEVEL": "zq-level-qz"}))
