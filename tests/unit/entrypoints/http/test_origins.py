"""On which pages a chat may stand, and how often a visitor may ask."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from attrs import evolve
from litestar.testing import AsyncTestClient
from prometheus_client import CollectorRegistry
from tests.integration.service import A_SUNDAY
from tests.unit.entrypoints.http.conftest import Doors
from tests.unit.entrypoints.http.test_webchat import opened

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.bootstrap import open_desk, prometheus_observer
from hotel_agent.config import AdapterChoice, Config
from hotel_agent.domain.tenants.tenant import ChannelAccount
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.ports.nlu import Nlu

HOTEL, STRANGER = "https://www.marina.example", "https://www.bahia.example"


def standing_at(config: Config, *origins: str) -> Config:
    """The same hotels, their web chats on these pages too."""

    def moved(door: ChannelAccount) -> ChannelAccount:
        return evolve(door, origins=origins) if door.channel == "webchat" else door

    tenants = [evolve(each, accounts=tuple(moved(door) for door in each.accounts)) for each in config.tenants.tenants]
    return evolve(config, tenants=evolve(config.tenants, tenants=tenants))


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(A_SUNDAY)


@pytest.fixture
async def doors(config: Config, registry: CollectorRegistry, nlu: Nlu, clock: ManualClock) -> AsyncIterator[Doors]:
    config = evolve(standing_at(config, HOTEL), visits=AdapterChoice("memory", {"guest": "5/minute"}))
    async with (
        open_desk(config, nlu=nlu, clock=clock, observer=prometheus_observer(registry)) as desk,
        AsyncTestClient(app=build_app(desk, config, registry=registry)) as client,
    ):
        yield client


async def opening(doors: Doors, **headers: str) -> int:
    return (await doors.post("/v1/webchat/marina/sessions", headers=headers)).status_code


async def test_a_chat_stands_on_the_hotels_page_and_on_ours(doors: Doors) -> None:
    ours = str(doors.base_url).rstrip("/")
    assert [await opening(doors, origin=origin) for origin in (HOTEL, ours)] == [200, 200]
    assert await opening(doors) == 200, "who is no browser says nothing of a page"


@pytest.mark.parametrize("origin", [STRANGER, "null", "http://www.marina.example", f"{HOTEL}:8443", "https://[", "x"])
async def test_a_chat_stands_on_no_other_page(doors: Doors, origin: str) -> None:
    answer = await doors.post("/v1/webchat/marina/sessions", headers={"origin": origin})
    assert answer.status_code == 403
    assert "origins" in answer.json()["detail"]
    assert "access-control-allow-origin" not in answer.headers


async def test_a_token_carried_to_another_page_is_worth_nothing_there(doors: Doors) -> None:
    visitor = await opened(doors)
    for path in ("messages", "events"):
        answer = await doors.get(
            f"/v1/webchat/conversations/{visitor.conversation}/{path}",
            headers={"authorization": f"Bearer {visitor.token}", "origin": STRANGER},
        )
        assert answer.status_code == 403
    answer = await doors.post(
        f"/v1/webchat/conversations/{visitor.conversation}/messages",
        json={"client_id": "a-1", "text": "Hello"},
        headers={"authorization": f"Bearer {visitor.token}", "origin": STRANGER},
    )
    assert answer.status_code == 403
    assert (await visitor.reads()).json() == []


async def test_a_browser_is_told_that_the_hotels_page_may_ask_and_no_other(doors: Doors) -> None:
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}
    allowed = await doors.options("/v1/webchat/marina/sessions", headers={"origin": HOTEL, **asked})
    assert allowed.headers["access-control-allow-origin"] == HOTEL
    assert "authorization" in allowed.headers["access-control-allow-headers"]
    refused = await doors.options("/v1/webchat/marina/sessions", headers={"origin": STRANGER, **asked})
    assert refused.headers.get("access-control-allow-origin") != STRANGER
    answer = await doors.post("/v1/webchat/marina/sessions", headers={"origin": HOTEL})
    assert answer.headers["access-control-allow-origin"] == HOTEL


async def test_who_asks_too_much_is_told_when_to_come_back_and_then_may(doors: Doors, clock: ManualClock) -> None:
    visitor = await opened(doors)
    taken = [(await visitor.writes("Hello", client_id=f"a-{number}")).status_code for number in range(4)]
    assert taken == [202] * 4
    refused = await visitor.writes("Hello", client_id="a-9")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert (await visitor.reads()).status_code == 200, "reading costs nothing"
    clock.advance(timedelta(seconds=int(refused.headers["retry-after"])))
    assert (await visitor.writes("Hello", client_id="a-9")).status_code == 202


async def test_without_a_word_about_origins_no_browser_is_told_anything(
    config: Config, registry: CollectorRegistry, nlu: Nlu
) -> None:
    async with (
        open_desk(config, nlu=nlu) as desk,
        AsyncTestClient(app=build_app(desk, config, registry=registry)) as client,
    ):
        answer = await client.post("/v1/webchat/marina/sessions", headers={"origin": HOTEL})
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers
