"""A version with the adapters of today, and hotels' files in which all is well."""

from collections.abc import Callable

from hotel_agent.config import Available, Config

Told = Callable[..., Config]
"""Makes a configuration from variables, and from the text of a tenants file if one is given."""
Wrong = Callable[..., list[str]]
"""Everything that is wrong with such a configuration."""

AVAILABLE = Available(
    storage=frozenset({"memory", "sql"}),
    flags=frozenset({"memory", "redis"}),
    dispatch=frozenset({"inprocess", "procrastinate"}),
    nlu=frozenset({"embedded", "llm", "rasa", "scripted"}),
    wording=frozenset({"templates"}),
    channels=frozenset({"email", "loopback", "webchat", "whatsapp"}),
    pms=frozenset({"builtin", "mock"}),
    staff=frozenset({"email", "webhook"}),
    languages=frozenset({"en", "es", "pt"}),
)

SOL = """
[[tenants]]
id = "sol"
name = "Hoteles Sol"
languages = ["es", "en"]

[tenants.rules]
largest_party = 6

[tenants.pms]
adapter = "mock"

[[tenants.properties]]
id = "sol-centro"
name = "Sol Centro"
time_zone = "Europe/Madrid"
currency = "EUR"
check_in = 14:00:00

[[tenants.properties.whatsapp]]
phone_number_id = "100000000000001"
token_env = "HOTEL_SOL_WHATSAPP_TOKEN"

[[tenants.properties.webchat]]
key = "sol"

[[tenants.properties.room_types]]
id = "double"

[[tenants.properties]]
id = "sol-playa"
name = "Sol Playa"
time_zone = "Atlantic/Canary"
currency = "EUR"

[[tenants.knowledge]]
topic = "wifi"
answer = { en = "Free everywhere.", es = "Gratis en todo el hotel." }
owner = "Recepción"
since = 2026-05-01
"""

LUA = """
[[tenants]]
id = "lua"
name = "Pousada Lua"
languages = ["pt"]

[[tenants.properties]]
id = "lua"
name = "Pousada Lua"
time_zone = "America/Sao_Paulo"
currency = "BRL"
"""

SECRETS_OF_SOL = {
    "HOTEL_SOL_WHATSAPP_TOKEN": "EAAGsol0f8a7d6c5b4a39281706f5e4d3c2b1a0",
    "WHATSAPP_APP_SECRET": "8c1f0e5d7a6b4c3f2e1d0c9b8a7f6e5d",
    "WHATSAPP_VERIFY_TOKEN": "kVn2pXq8",
}
