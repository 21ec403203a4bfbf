"""Letters of another system: believed with the shared secret, in their time, and when they say all there is to say."""

import base64
import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest

from hotel_agent.adapters.people import JwtVouchers
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.rights import Principal, Role

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SECRET = "5f0c7a1e9b3d4c628f1a2b3c4d5e6f70" * 2
SOON = int((NOW + timedelta(hours=1)).timestamp())
WHOLE: dict[str, object] = {"sub": "ana", "exp": SOON, "role": "reception", "tenant": "mar"}


def letter(secret: str = SECRET, algorithm: str = "HS256", without: str = "", **claims: object) -> str:
    told = {name: value for name, value in {**WHOLE, **claims}.items() if name != without}
    return jwt.encode(told, secret, algorithm=algorithm)


def read(text: str, *, secret: str = SECRET, now: datetime = NOW) -> Principal | None:
    return JwtVouchers(secret).read(text, now=now)


def test_a_whole_letter_says_who_comes_as_what_and_where() -> None:
    assert read(letter()) == Principal(who="ana", role=Role.RECEPTION, tenants=frozenset({TenantId("mar")}))


@pytest.mark.parametrize("claims", [{"tenant": ["mar", "lua"]}, {"tenants": ["lua", "mar"], "without": "tenant"}])
def test_several_hotels_are_a_list(claims: dict[str, object]) -> None:
    found = read(letter(**claims))  # type: ignore[arg-type]
    assert found is not None
    assert found.tenants == frozenset({TenantId("mar"), TenantId("lua")})


def test_a_star_is_all_hotels() -> None:
    found = read(letter(tenant="*"))
    assert found is not None
    assert found.tenants is None


@pytest.mark.parametrize("claim", ["sub", "exp", "role", "tenant"])
def test_a_letter_that_leaves_something_out_is_nobodys(claim: str) -> None:
    assert read(letter(without=claim)) is None


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": int(NOW.timestamp())},
        {"exp": int((NOW - timedelta(days=1)).timestamp())},
        {"nbf": SOON},
        {"exp": "tomorrow"},
        {"exp": True},
        {"nbf": False},
        {"exp": None},
        {"sub": ""},
        {"sub": "  "},
        {"sub": "a" * 201},
        {"sub": "ana\r\nERROR all is lost"},
        {"sub": "ana\x1b[2J"},
        {"role": "root"},
        {"role": "OWNER"},
        {"role": ["owner"]},
        {"tenant": ""},
        {"tenant": []},
        {"tenant": [""]},
        {"tenant": ["mar", 7]},
        {"tenant": None},
        {"tenant": {"mar": True}},
    ],
)
def test_a_letter_out_of_its_time_or_that_makes_no_sense_is_nobodys(claims: dict[str, object]) -> None:
    assert read(letter(**claims)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "forged",
    [
        letter(secret="another secret of nobody's, long enough"),
        letter(algorithm="HS512"),
        jwt.encode(WHOLE, key="", algorithm="none"),
        letter()[:-2],
        "",
        "a.b.c",
        "ä" * 30,
        "x" * 5000,
        letter() + "." + letter(),
    ],
)
def test_forged_letters_and_nonsense_are_nobodys(forged: str) -> None:
    assert read(forged) is None


def test_which_algorithm_is_believed_is_not_the_bearers_choice() -> None:
    def part(told: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")

    for name in ("none", "None", "NONE", "RS256"):
        assert read(f"{part({'alg': name, 'typ': 'JWT'})}.{part(WHOLE)}.") is None


def test_without_a_secret_nobody_is_believed() -> None:
    assert read(letter(secret="x" * 32), secret="") is None
    assert read(jwt.encode(WHOLE, key="", algorithm="none"), secret="") is None
