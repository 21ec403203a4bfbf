"""What the parts of a hotel's file owe one another."""

import pytest
from tests.unit.config.hotels import LUA, SECRETS_OF_SOL, SOL, Wrong

from hotel_agent.config.problems import not_among
from hotel_agent.domain.conversations.intents import INTENTS

READABLE = [name for name, intent in INTENTS.items() if intent.readable]
CENTRO = "tenants.sol.properties.sol-centro"
MINIMAL = '[[tenants]]\nid = "a"\nname = "A"\nlanguages = ["es"]\nproperties = '

TOLD_TWICE = [
    # the file, the key that comes second, what it says, the key that came first
    (
        SOL + SOL.replace("sol-", "sun-").replace("10000", "20000").replace('key = "sol"', 'key = "sun"'),
        ("tenants[2].id", "sol", "tenants[1].id"),
    ),
    (
        SOL.replace('id = "sol-playa"', 'id = "sol-centro"'),
        ("tenants[1].properties[2].id", "sol-centro", "tenants[1].properties[1].id"),
    ),
    (
        SOL + LUA.replace('id = "lua"\nname = "Pousada Lua"\ntime', 'id = "sol-playa"\nname = "L"\ntime'),
        ("tenants[2].properties[1].id", "sol-playa", "tenants[1].properties[2].id"),
    ),
    (
        SOL + LUA + '[[tenants.properties.webchat]]\nkey = "sol"\n',
        ("tenants.lua.properties.lua.webchat[1].key", "sol", f"{CENTRO}.webchat[1].key"),
    ),
    (
        SOL + LUA + '[[tenants.properties.whatsapp]]\nphone_number_id = "100000000000001"\n',
        (
            "tenants.lua.properties.lua.whatsapp[1].phone_number_id",
            "100000000000001",
            f"{CENTRO}.whatsapp[1].phone_number_id",
        ),
    ),
    (
        SOL + SOL[SOL.index("[[tenants.knowledge]]") :],
        ("tenants.sol.knowledge[2].topic", "wifi", "tenants.sol.knowledge[1].topic"),
    ),
    (
        SOL.replace('topic = "wifi"', 'topic = "wifi"\nid = "net"')
        + SOL[SOL.index("[[tenants.knowledge]]") :].replace('topic = "wifi"', 'topic = "net"'),
        ("tenants.sol.knowledge[2].topic", "net", "tenants.sol.knowledge.net.id"),
    ),
    (
        SOL.replace('["es", "en"]', '["es", "es"]'),
        ("tenants.sol.languages[2]", "es", "tenants.sol.languages[1]"),
    ),
]


@pytest.mark.parametrize(("text", "twice"), TOLD_TWICE)
def test_what_tells_two_things_apart_is_told_once(wrong: Wrong, text: str, twice: tuple[str, str, str]) -> None:
    second, found, first = twice
    assert wrong(text, **SECRETS_OF_SOL) == [f"{second}: {found!r} is already taken by {first}; expected another one"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('default = "sun"\n' + SOL + LUA, "default: expected one of sol, lua, found 'sun'"),
        (
            SOL.replace("token_env", 'app = "red"\ntoken_env'),
            f"{CENTRO}.whatsapp[1].app: found 'red', and there is none to choose from",
        ),
        (
            SOL.replace('en = "Free everywhere.", es', "en"),
            "tenants.sol.knowledge[1].answer.es: missing; expected a text in the hotel's own language",
        ),
        (
            SOL.replace("largest_party = 6", 'handover_intents = ["complain"]'),
            f"tenants.sol.rules.handover_intents[1]: {not_among('complain', READABLE)}",
        ),
        (
            SOL.replace('owner = "Rec', 'properties = ["sol-norte"]\nowner = "Rec'),
            "tenants.sol.knowledge[1].properties[1]: expected one of sol-centro, sol-playa, found 'sol-norte'",
        ),
        (
            SOL.replace("since = 2026-05-01", "since = 2026-05-01\nuntil = 2026-04-30"),
            "tenants.sol.knowledge[1].until: 2026-04-30 is before since = 2026-05-01; expected a later day",
        ),
        ("tenants = []", "tenants: expected at least one"),
        (MINIMAL + "[]", "tenants.a.properties: expected at least one"),
        (SOL.replace('["es", "en"]', "[]"), "tenants.sol.languages: expected at least one"),
        ("", "tenants: missing; expected a list"),
        ("tenants = 3", "tenants: expected a list, found 3"),
        ("tenants = [3]", "tenants[1]: expected a table, found 3"),
        (MINIMAL + "[4]", "tenants.a.properties[1]: expected a table, found 4"),
        (MINIMAL + '[]\npms = "mock"', "tenants.a.pms: expected a table, found 'mock'"),
        (
            SOL.replace('key = "sol"', 'key = "sol"\norigins = ["https://sol.example/rooms"]'),
            (
                f"{CENTRO}.webchat[1].origins[1]: expected the origin of a page, such as https://www.hotel.example,"
                " without a path, found 'https://sol.example/rooms'"
            ),
        ),
        (MINIMAL + '[{ id = "b", webchat = 5 }]', "tenants.a.properties.b.webchat: expected a list, found 5"),
    ],
)
def test_what_the_parts_of_a_file_owe_one_another_is_held_to(wrong: Wrong, text: str, said: str) -> None:
    assert said in wrong(text)
