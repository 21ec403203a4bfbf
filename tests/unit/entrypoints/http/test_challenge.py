"""Work in return for a chat, while very many are opened: asked for, done once, and worth nothing elsewhere."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from attrs import evolve
from litestar.testing import AsyncTestClient
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.conftest import Doors

from hotel_agent import FrontDesk
from hotel_agent.adapters.clock import ManualClock, SeededChance
from hotel_agent.adapters.limits import LIMITS
from hotel_agent.config import Config
from hotel_agent.domain.ids import AccountId
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.entrypoints.http.challenge import Answered, Challenges, is_answer, read

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MARINA, LUA = AccountId("marina"), AccountId("lua")


def answer_to(challenge: str) -> Answered:
    return next(each for n in count() if is_answer(each := Answered(challenge, str(n))))


def challenges(secret: str = "a secret", clock: ManualClock | None = None) -> Challenges:
    return Challenges(secret, clock or ManualClock(NOW), SeededChance())


def test_an_answer_counts_once_in_its_time_and_for_its_hotel() -> None:
    clock = ManualClock(NOW)
    ours = challenges(clock=clock)
    answered = answer_to(ours.new(MARINA))
    assert not ours.accepts(LUA, answered)
    assert not challenges("another secret").accepts(MARINA, answered)
    assert challenges().accepts(MARINA, answered), "in another process too"
    assert ours.accepts(MARINA, answered)
    assert not ours.accepts(MARINA, answered)
    late = answer_to(ours.new(MARINA))
    clock.advance(timedelta(minutes=2))
    assert not ours.accepts(MARINA, late)


@pytest.mark.parametrize("challenge", ["", ".", "x", "9999999999.a.b", "9999999999.\udcff", "é.é.é"])
def test_what_is_no_challenge_of_ours_is_worth_nothing(challenge: str) -> None:
    assert not challenges().accepts(MARINA, Answered(challenge, "0"))


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"proof": 1}', b'{"proof": {"challenge": 1, "nonce": "2"}}', b"\xff"]
)
def test_a_page_that_says_nothing_of_it_did_no_work(body: bytes) -> None:
    assert read(body) is None


@pytest.fixture
async def crowded(desk: FrontDesk, config: Config, registry: CollectorRegistry) -> AsyncIterator[Doors]:
    """Doors at which two chats a minute are opened for nothing; visitors come from everywhere."""
    async with LIMITS["memory"]({"guest": "2/minute"}, clock=desk.clock) as visits:
        narrow = evolve(desk, visits=visits)
        async with AsyncTestClient(app=build_app(narrow, config, registry=registry, works=False)) as client:
            yield client


async def test_where_very_many_chats_are_opened_each_costs_some_work(
    crowded: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> None:
        """Each comes from another address."""

    monkeypatch.setattr("hotel_agent.entrypoints.http.webchat.spend_visit", never)
    for _ in range(2):
        assert (await crowded.post("/v1/webchat/marina/sessions")).status_code == 200
    asked = await crowded.post("/v1/webchat/marina/sessions", json={"locale": "en"})
    assert asked.status_code == 428
    answered = answer_to(asked.headers["x-challenge"])
    proof = {"proof": {"challenge": answered.challenge, "nonce": answered.nonce}}
    assert (await crowded.post("/v1/webchat/marina/sessions", json=proof)).status_code == 200
    assert (await crowded.post("/v1/webchat/marina/sessions", json=proof)).status_code == 428
