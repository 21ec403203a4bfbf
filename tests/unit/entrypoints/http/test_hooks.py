"""The doors Meta posts to: proof before anything, stored before 200, and 500 where it could not be stored."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
import pytest
from attrs import evolve
from limits import parse
from litestar.testing import AsyncTestClient
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.conftest import Doors

from hotel_agent.adapters.limits.memory import MemoryLimits
from hotel_agent.adapters.limits.rates import Rates
from hotel_agent.application.desk import FrontDesk
from hotel_agent.config import Config, WhatsAppApp
from hotel_agent.domain.ids import AccountId, TenantId
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.entrypoints.http.hooks import LARGEST_POST
from hotel_agent.ports.channel import RawRequest, Unparsed
from hotel_agent.testing.trouble.storage import CrashingStorage, Trouble
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

PATH = "/webhooks/whatsapp"
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
QUESTION = {"hub.mode": "subscribe", "hub.verify_token": "a word of nobody's", "hub.challenge": "1158201444"}


@pytest.fixture
def guest() -> WhatsAppGuest:
    return WhatsAppGuest()


async def test_a_handshake_is_answered_with_exactly_the_challenge(doors: Doors) -> None:
    answer = await doors.get(PATH, params=QUESTION)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "wrong",
    [
        {"hub.verify_token": "another word"},
        {"hub.verify_token": ""},
        {"hub.mode": "unsubscribe"},
        {"hub.mode": ""},
    ],
)
async def test_a_handshake_without_the_right_word_is_refused(doors: Doors, wrong: dict[str, str]) -> None:
    answer = await doors.get(PATH, params=QUESTION | wrong)
    assert answer.status_code == 403
    assert "1158201444" not in answer.text


async def test_a_challenge_that_is_markup_stays_text(doors: Doors) -> None:
    answer = await doors.get(PATH, params=QUESTION | {"hub.challenge": "<script>alert(1)</script>"})
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_an_app_without_a_verify_token_refuses_an_empty_one(desk: FrontDesk, config: Config) -> None:
    unset = evolve(config, whatsapp_apps=(WhatsAppApp(app_secret="a secret of nobody's"),))
    async with AsyncTestClient(app=build_app(desk, unset, registry=CollectorRegistry())) as client:
        answer = await client.get(PATH, params=QUESTION | {"hub.verify_token": ""})
    assert answer.status_code == 403


async def test_a_signed_message_is_stored_before_it_is_answered(
    doors: Doors, registry: CollectorRegistry, guest: WhatsAppGuest
) -> None:
    answer = await post(doors, guest.writes("Hola", at=AT))
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert stored(registry) == 1


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "dummy-signature",
        "sha256=",
        "sha256=" + "0" * 64,
        "sha1=" + "0" * 40,
        "sha256=" + "é" * 64,
    ],
)
async def test_without_the_right_signature_nothing_is_stored(
    doors: Doors, desk: FrontDesk, registry: CollectorRegistry, guest: WhatsAppGuest, signature: str | None
) -> None:
    headers = [] if signature is None else [(b"x-hub-signature-256", signature.encode())]
    answer = await doors.post(PATH, content=guest.writes("Hola", at=AT).body, headers=headers)
    assert answer.status_code == 401
    assert stored(registry) == 0
    assert list(await desk.storage.strays()) == []


async def test_a_signature_over_other_bytes_is_none(doors: Doors, guest: WhatsAppGuest) -> None:
    raw = guest.writes("¿Hay sitio? ana@example.com", at=AT)
    again = json.dumps(json.loads(raw.body)).encode()
    assert again != raw.body
    assert (await post(doors, evolve(raw, body=again))).status_code == 401


async def test_an_app_without_a_secret_believes_nobody(desk: FrontDesk, config: Config, guest: WhatsAppGuest) -> None:
    unset = evolve(config, whatsapp_apps=(WhatsAppApp(verify_token="a word"),))
    guest.secret = ""
    async with AsyncTestClient(app=build_app(desk, unset, registry=CollectorRegistry())) as client:
        assert (await post(client, guest.writes("Hola", at=AT))).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"[]",
        b"{}",
        b"null",
        b'{"entry":null}',
        b'{"entry":[]}',
        b'{"object":"whatsapp_business_account","entry":[{}]}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
    ],
)
async def test_signed_nonsense_is_taken_so_that_it_is_not_sent_for_days(
    doors: Doors, guest: WhatsAppGuest, body: bytes
) -> None:
    assert (await post(doors, guest.signed(body, at=AT))).status_code == 200


async def test_no_content_type_is_asked_for(doors: Doors, guest: WhatsAppGuest) -> None:
    raw = guest.writes("Hola", at=AT)
    headers = {"x-hub-signature-256": raw.headers["x-hub-signature-256"], "content-type": "text/weird"}
    assert (await post(doors, evolve(raw, headers=headers))).status_code == 200


async def test_the_largest_post_is_read_and_one_byte_more_is_not(doors: Doors, guest: WhatsAppGuest) -> None:
    largest = guest.signed(b" " * LARGEST_POST, at=AT)
    beyond = guest.signed(b" " * (LARGEST_POST + 1), at=AT)
    assert (await post(doors, largest)).status_code == 200
    assert (await post(doors, beyond)).status_code == 413


async def test_what_could_not_be_stored_is_to_be_sent_again(
    desk: FrontDesk, config: Config, guest: WhatsAppGuest
) -> None:
    away = evolve(desk, storage=CrashingStorage(desk.storage, Trouble.AWAY))
    registry = CollectorRegistry()
    raw = guest.writes("Hola", at=AT)
    async with AsyncTestClient(app=build_app(away, config, registry=registry), raise_server_exceptions=False) as client:
        first, second = await post(client, raw), await post(client, raw)
    assert (first.status_code, second.status_code) == (503, 200)
    assert first.headers["retry-after"] == "5"


async def test_however_much_comes_from_one_address_and_whoever_asks_too_much_every_post_is_kept(
    desk: FrontDesk, config: Config, registry: CollectorRegistry, guest: WhatsAppGuest
) -> None:
    """All of Meta's posts come from few addresses; what is limited is what is done about them, later."""
    limits = MemoryLimits(Rates(guest=parse("1/day"), tenant=parse("1/day")), desk.clock)
    async with AsyncTestClient(app=build_app(evolve(desk, limits=limits), config, registry=registry)) as client:
        answers = [await post(client, guest.writes(f"Hola {number}", at=AT)) for number in range(200)]
    assert {answer.status_code for answer in answers} == {200}
    assert stored(registry) == 200


async def test_each_app_has_a_door_and_a_secret_of_its_own(
    desk: FrontDesk, config: Config, guest: WhatsAppGuest
) -> None:
    other = WhatsAppApp(name="other", app_secret="the other's", accounts=frozenset({AccountId("820000000000002")}))
    two = evolve(config, whatsapp_apps=(*config.whatsapp_apps, other))
    own = guest.writes("Hola", at=AT)
    async with AsyncTestClient(app=build_app(desk, two, registry=CollectorRegistry())) as client:
        assert (await post(client, own)).status_code == 200
        assert (await post(client, own, path=f"{PATH}/other")).status_code == 401
        guest.secret = "the other's"
        assert (await post(client, guest.writes("Hola", at=AT), path=f"{PATH}/other")).status_code == 200
        assert (await post(client, guest.writes("Hola", at=AT))).status_code == 401


@pytest.mark.parametrize(
    "forged",
    [
        lambda guest: guest.writes("Cancel my reservation", at=AT),
        lambda guest: guest.presses("yes", at=AT),
        lambda guest: guest.reports("wamid.ours", "read", at=AT, mark="ours"),
        lambda guest: guest.hears_from_staff("Your room is free of charge", at=AT, name="echo"),
    ],
    ids=["a guest's words", "a press", "a report of delivery", "an answer of staff"],
)
async def test_with_another_apps_secret_nothing_is_said_to_a_hotel(
    desk: FrontDesk, config: Config, registry: CollectorRegistry, forged: Callable[[WhatsAppGuest], RawRequest]
) -> None:
    """Two apps, two hotels' numbers: whoever has the secret of one speaks for its own number, and for no other."""
    raw = forged(WhatsAppGuest(secret="the other's"))
    async with doors_of_two_apps(desk, config) as client:
        assert (await send(client, raw)).status_code == 401
        assert list(await desk.storage.strays()) == []
        assert (await send(client, raw, path=f"{PATH}/other")).status_code == 200
    async with desk.storage.work(TenantId("marina")) as work:
        assert list(await work.conversations()) == []
    (kept,) = await desk.storage.strays()
    assert (kept.kind, kept.app, kept.account) == ("unrouted", "other", "810000000000001")
    assert registry.get_sample_value("messages_unrouted_total", {"canal": "whatsapp"}) == stored(registry) == 1


async def test_with_another_apps_secret_nobody_brings_a_hotels_number_to_a_stand(
    desk: FrontDesk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After such news a number sends nothing until somebody mends it: only its own app is believed."""
    heeded: list[tuple[Unparsed, frozenset[str] | None]] = []
    monkeypatch.setattr(desk.channels["whatsapp"], "heed", lambda *told: heeded.append(told))
    locked = 131031
    forged = WhatsAppGuest(secret="the other's").reports("wamid.ours", "failed", at=AT, code=locked)
    async with doors_of_two_apps(desk, config) as client:
        assert (await send(client, forged, path=f"{PATH}/other")).status_code == 200
        assert heeded == []
        own = WhatsAppGuest().reports("wamid.another", "failed", at=AT, code=locked)
        assert (await send(client, own)).status_code == 200
        disabled = {"field": "account_update", "value": {"event": "DISABLED_UPDATE"}}
        body = {"object": "whatsapp_business_account", "entry": [{"id": "910000000000001", "changes": [disabled]}]}
        news = WhatsAppGuest(secret="the other's").signed(json.dumps(body).encode(), at=AT)
        assert (await send(client, news, path=f"{PATH}/other")).status_code == 200
    (ours, speaks_for), (of_account, others) = heeded
    assert (ours.account, *(speaks_for or ())) == ("810000000000001", "810000000000001")
    assert (of_account.account, of_account.owner, *(others or ())) == (None, "910000000000001", "820000000000002")


async def test_where_whatsapp_is_not_told_of_nobody_posts(
    config: Config, desk: FrontDesk, guest: WhatsAppGuest
) -> None:
    untold = evolve(config, whatsapp_apps=())
    async with AsyncTestClient(app=build_app(desk, untold, registry=CollectorRegistry())) as client:
        assert (await post(client, guest.writes("Hola", at=AT))).status_code == 401
        assert (await client.get(PATH, params=QUESTION)).status_code == 403


@asynccontextmanager
async def doors_of_two_apps(desk: FrontDesk, config: Config) -> AsyncIterator[httpx.AsyncClient]:
    """The hotel's own app and another one, in the event loop of the test."""
    other = WhatsAppApp(name="other", app_secret="the other's", accounts=frozenset({AccountId("820000000000002")}))
    two = evolve(config, whatsapp_apps=(*config.whatsapp_apps, other))
    app = build_app(desk, two, registry=CollectorRegistry(), works=False)
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # Litestar's name for the same
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


async def send(client: httpx.AsyncClient, raw: RawRequest, *, path: str = PATH) -> httpx.Response:
    return await client.post(path, content=raw.body, headers=dict(raw.headers))


async def post(doors: Doors, raw: RawRequest, *, path: str = PATH):  # type: ignore[no-untyped-def]
    return await doors.post(path, content=raw.body, headers=dict(raw.headers))


def stored(registry: CollectorRegistry) -> float:
    samples = [sample for metric in registry.collect() for sample in metric.samples]
    return sum(sample.value for sample in samples if sample.name == "events_received_total")
