"""What whoever starts the house reads before it starts."""

import pytest
from tests.unit.config.hotels import LUA, SECRETS_OF_SOL, SOL, Told

from hotel_agent.config import IN_MEMORY, report
from hotel_agent.domain.errors import BadConfig

PRODUCTION = {"ENVIRONMENT": "production", "SECRET_KEY": "9b1d6c0e5f7a4832b1c0d9e8f7a65443"}


def test_the_demo_hotel_is_reported_in_a_few_lines() -> None:
    assert report(IN_MEMORY) == [
        "Environment: development, log level INFO",
        "Listens at: http://127.0.0.1:8000",
        "Answers after: 2 s of silence",
        "Kept in: memory",
        "Channels: loopback, webchat",
        (
            "Adapters: storage memory, dispatch inprocess, flags memory, limits memory, breakers memory,"
            " nlu embedded, wording templates"
        ),
        "Hotels: the demo hotel",
        "  Hotel Marina (marina): es, en, pt; book builtin",
        "    Hotel Marina (marina): Europe/Madrid, EUR; webchat marina",
        "Note: everything is kept in memory and forgotten when the service stops",
    ]


def test_where_traces_are_sent_is_reported(told: Told) -> None:
    lines = report(told(OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:4318/"))
    assert "Traces are sent to: http://127.0.0.1:4318" in lines
    assert not [line for line in report(told()) if "Traces" in line]


def test_every_hotel_is_reported_with_its_doors(told: Told) -> None:
    config = told(
        'default = "sol"\n' + SOL + LUA,
        **SECRETS_OF_SOL,
        DEBUG="true",
        HOTEL_PORT="8002",
        WHATSAPP_API_URL="http://127.0.0.1:9999/graph",
    )
    assert report(config) == [
        "Environment: development, debug on, log level INFO",
        "Listens at: http://127.0.0.1:8002",
        "Answers after: 2 s of silence",
        "Kept in: hotel-data/hotel.sqlite3",
        "Turns at most: 20/minute for a guest, 600/minute for a hotel",
        "Posts of the web chat at most: 60/minute from one address",
        "Channels: loopback, webchat, whatsapp",
        (
            "Adapters: storage sql, dispatch inprocess, flags memory, limits memory, breakers memory,"
            " nlu embedded, wording templates"
        ),
        f"Hotels: {config.tenants_file}",
        "  Hoteles Sol (sol): es, en; book mock",
        "    Sol Centro (sol-centro): Europe/Madrid, EUR; whatsapp 100000000000001, webchat sol",
        "    Sol Playa (sol-playa): Atlantic/Canary, EUR; no door of its own",
        "  Pousada Lua (lua): pt; book builtin",
        "    Pousada Lua (lua): America/Sao_Paulo, BRL; no door of its own",
        "  Accounts nobody claims belong to sol",
        "WhatsApp posts to: /webhooks/whatsapp",
        "WhatsApp is answered at: http://127.0.0.1:9999",
        "Note: when a person is wanted only the log tells it, at Hoteles Sol, Pousada Lua; name whom to tell as staff",
    ]


def test_what_works_and_may_surprise_is_noted(told: Told) -> None:
    assert report(told(WHATSAPP_PHONE_NUMBER_ID="100000000000009"))[-3:] == [
        "Note: without its app secret every post to /webhooks/whatsapp is refused",
        "Note: without its verify token Meta cannot register /webhooks/whatsapp",
        "Note: without its access token the number 100000000000009 cannot answer",
    ]
    demo = "Note: production serves the demo hotel; describe yours in a file and name it in HOTEL_TENANTS_FILE"
    assert demo in report(told(**PRODUCTION))
    assert demo not in report(told(LUA, **PRODUCTION))


def test_an_app_of_a_hotel_has_an_address_of_its_own(told: Told) -> None:
    app = '[[whatsapp_apps]]\nid = "lua"\napp_secret_env = "LUA_SEAL"\nverify_token_env = "LUA_WORD"\n'
    number = '[[tenants.properties.whatsapp]]\nphone_number_id = "200000000000002"\napp = "lua"\n'
    lines = report(told(LUA + number + app, LUA_SEAL="x", LUA_WORD="y", WHATSAPP_API_VERSION="v26.0"))
    assert "WhatsApp posts to: /webhooks/whatsapp/lua" in lines
    assert "WhatsApp posts to: /webhooks/whatsapp" not in lines


@pytest.mark.parametrize(
    ("problems", "head"),
    [(["A: x"], "1 problem: nothing was started"), (["A: x", "B: y"], "2 problems: nothing was started")],
)
def test_what_is_wrong_is_reported_instead(problems: list[str], head: str) -> None:
    assert report(BadConfig(problems)) == [head, *(f"  {problem}" for problem in problems)]
