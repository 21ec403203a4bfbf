"""What comes in for nobody is kept once, told, and given to its hotel once that has the account: never twice."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
from attrs import evolve
from litestar.testing import AsyncTestClient
from loguru import logger
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.conftest import Doors
from tests.unit.entrypoints.http.principals import letter
from tests.unit.test_registered_hotels import table

from hotel_agent.adapters.nlu.scripted import ScriptedNlu
from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import open_desk, prometheus_observer
from hotel_agent.config import Config
from hotel_agent.domain.conversations.events import Event, GuestWrote
from hotel_agent.domain.ids import AccountId, TenantId
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.ports.channel import RawRequest
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
NUMBER = AccountId("100000000000001")
GROUP = letter(Role.OWNER, "*", who="olga")
SOL = TenantId("sol")
PHONE = "447700900123"


@pytest.fixture
async def desk(config: Config, registry: CollectorRegistry) -> AsyncIterator[FrontDesk]:
    keyed = evolve(config, secret_key="a key of the house, long enough for anybody")
    async with open_desk(keyed, nlu=ScriptedNlu(), observer=prometheus_observer(registry)) as opened:
        yield opened


@pytest.fixture
async def doors(desk: FrontDesk, config: Config, registry: CollectorRegistry) -> AsyncIterator[Doors]:
    async with AsyncTestClient(app=build_app(desk, config, registry=registry)) as client:
        for name in ("sol", "lua"):
            written = table(name)
            told = {"tenant_id": written.pop("id"), **written}
            assert (await client.post("/admin/tenants", json=told, headers=GROUP)).status_code == 201
        yield client


@pytest.fixture
def guest() -> WhatsAppGuest:
    return WhatsAppGuest(number=PHONE, account=NUMBER)


@pytest.fixture
def log() -> Iterator[list[tuple[str, str]]]:
    lines: list[tuple[str, str]] = []
    sink = logger.add(lambda said: lines.append((said.record["level"].name, str(said))), format="{message} {extra}")
    logger.enable("hotel_agent")
    yield lines
    logger.disable("hotel_agent")
    logger.remove(sink)


async def posted(doors: Doors, raw: RawRequest, path: str = "/webhooks/whatsapp") -> None:
    answer = await doors.post(path, content=raw.body, headers=dict(raw.headers))
    assert answer.status_code == 200


async def routed(doors: Doors, *names: str) -> dict[str, object]:
    answer = await doors.post("/admin/unrouted/route", json={"names": list(names)}, headers=GROUP)
    assert answer.status_code == 200, answer.text
    told: dict[str, object] = answer.json()
    return told


async def claim(doors: Doors) -> None:
    claimed = {"identifier": NUMBER, "channel": "whatsapp"}
    answer = await doors.post("/admin/tenants/sol/identifiers", json=claimed, headers=GROUP)
    assert answer.status_code == 200, answer.text


async def heard(desk: FrontDesk, tenant: TenantId = SOL) -> list[Event]:
    async with desk.storage.work(tenant) as work:
        talks = await work.conversations()
        return [row.event for talk in talks for row in await work.happened(talk.place.conversation)]


async def test_a_message_for_nobody_is_kept_once_counted_and_told_without_a_word_of_its_guest(
    doors: Doors, registry: CollectorRegistry, guest: WhatsAppGuest, log: list[tuple[str, str]]
) -> None:
    for _ in range(2):
        await posted(doors, guest.writes("Soy Julia, ¿tienen sitio?", at=AT, name="one"))
    told = (await doors.get("/admin/unrouted", headers=GROUP)).json()
    (message,) = told["messages"]
    assert (message["channel"], message["identifier"], message["tenant_id"]) == ("whatsapp", NUMBER, "")
    assert message["cause"].startswith("no hotel claims this account")
    assert registry.get_sample_value("messages_unrouted_total", {"canal": "whatsapp"}) == 1
    assert registry.get_sample_value("tenant_resolution_total", {"result": "miss_strict"}) == 2
    (alarm,) = [line for level, line in log if level == "ERROR"]
    assert "nobody's" in alarm
    for secret in ("Julia", PHONE, "sitio"):
        assert secret not in str(told)
        assert all(secret not in line for _, line in log)


async def test_once_its_account_is_a_hotels_it_is_given_to_it_and_never_becomes_two_events(
    doors: Doors, desk: FrontDesk, guest: WhatsAppGuest
) -> None:
    raw = guest.writes("My card is 4111 1111 1111 1111", at=AT, name="one")
    await posted(doors, raw)
    assert await routed(doors) == {"routed": {}, "left": 1}
    await claim(doors)
    (message,) = (await doors.get("/admin/unrouted", headers=GROUP)).json()["messages"]
    assert message["tenant_id"] == "sol"
    assert await routed(doors, message["name"]) == {"routed": {"sol": 1}, "left": 0}
    assert await routed(doors) == {"routed": {}, "left": 0}
    await posted(doors, raw)
    (event,) = await heard(desk)
    assert isinstance(event, GuestWrote)
    assert "4111" not in event.text
    assert await heard(desk, TenantId("lua")) == []
    log = (await doors.get("/admin/audit-logs?tenant_id=sol&event_type=route", headers=GROUP)).json()["logs"]
    assert [each["by"] for each in log] == ["olga"]


async def test_what_was_sent_again_before_it_was_given_is_one_event_too(
    doors: Doors, desk: FrontDesk, guest: WhatsAppGuest
) -> None:
    raw = guest.writes("Hola", at=AT, name="one")
    await posted(doors, raw)
    await claim(doors)
    await posted(doors, raw)
    assert await routed(doors) == {"routed": {"sol": 1}, "left": 0}
    assert len(await heard(desk)) == 1


async def test_what_another_app_signed_than_the_hotels_own_is_given_to_nobody(
    desk: FrontDesk, doors: Doors, config: Config, guest: WhatsAppGuest
) -> None:
    (usual,) = config.whatsapp_apps
    other = evolve(usual, name="other", app_secret="another secret of nobody's", accounts=frozenset())
    two = evolve(config, whatsapp_apps=(usual, other))
    guest.secret = other.app_secret
    async with AsyncTestClient(app=build_app(desk, two, registry=CollectorRegistry())) as client:
        await posted(client, guest.writes("Hola", at=AT), "/webhooks/whatsapp/other")
    await claim(doors)
    assert await routed(doors) == {"routed": {}, "left": 1}
    assert await heard(desk) == []


async def test_a_name_of_nothing_is_refused_and_nothing_is_given(
    doors: Doors, desk: FrontDesk, guest: WhatsAppGuest
) -> None:
    await posted(doors, guest.writes("Hola", at=AT))
    await claim(doors)
    answer = await doors.post("/admin/unrouted/route", json={"names": ["000000000000"]}, headers=GROUP)
    assert answer.status_code == 400
    assert "000000000000" in answer.json()["detail"]
    assert await heard(desk) == []
