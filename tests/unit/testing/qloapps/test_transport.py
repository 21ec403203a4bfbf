"""How the stand-in is spoken to, and how it is silent."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import httpx
import pytest
from tests.unit.testing.qloapps.caller import ROOM, Caller, rooms, wish

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.testing.qloapps import Key, QloAppsStub


def complaint(answer: httpx.Response) -> tuple[int, int]:
    """Status and first code."""
    return answer.status_code, answer.json()["errors"][0]["code"]


async def test_without_a_key_the_answer_is_plain_text(qloapps: QloAppsStub) -> None:
    async with httpx.AsyncClient(base_url=qloapps.url) as line:
        answer = await line.get("/api/hotels")
    assert (answer.status_code, answer.text) == (401, "401 Unauthorized")


@pytest.mark.parametrize(("key", "code"), [("short", 18), ("U" * 32, 20), ("I" * 32, 20), ("H" * 32, 26)])
async def test_a_key_without_the_right_is_refused(qloapps: QloAppsStub, key: str, code: int) -> None:
    qloapps.shop.keys["I" * 32] = Key(active=False)
    qloapps.shop.keys["H" * 32] = Key(grants={"hotels": frozenset({"GET"})})
    async with httpx.AsyncClient(base_url=qloapps.url, auth=(key, "")) as line:
        assert complaint(await line.get("/api/orders?output_format=JSON")) == (401, code)


async def test_a_key_may_be_granted_some_verbs_of_a_resource(qloapps: QloAppsStub) -> None:
    qloapps.shop.keys["R" * 32] = Key(grants={"bookings": frozenset({"GET"})})
    async with httpx.AsyncClient(base_url=qloapps.url, auth=("R" * 32, "")) as line:
        assert (await line.get("/api/bookings?output_format=JSON")).status_code == 200
        assert complaint(await line.post("/api/bookings?output_format=JSON", json={})) == (405, 25)
        granted = ElementTree.fromstring((await line.get("/api/")).text)[0]
    assert [(each.tag, each.get("get"), each.get("post")) for each in granted] == [("bookings", "true", "false")]


@pytest.mark.parametrize("noise", [b"\x16\x03\x01\r\n\r\n", b"hello\r\n\r\n", b"x" * 100_000])
async def test_who_speaks_no_http_is_hung_up_on(qloapps: QloAppsStub, caller: Caller, noise: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(qloapps.url.rpartition(":")[2]))
    writer.write(noise)
    with contextlib.suppress(ConnectionError):
        assert await reader.read() == b""
    writer.close()
    assert (await caller.get("hotels")).status_code == 200


@pytest.mark.parametrize("credentials", ["Basic %%%", "Basic /w==", "Bearer x"])
async def test_credentials_that_say_nothing_are_refused(qloapps: QloAppsStub, credentials: str) -> None:
    async with httpx.AsyncClient(base_url=qloapps.url) as line:
        answer = await line.get("/api/hotels?output_format=JSON", headers={"Authorization": credentials})
    assert answer.status_code == 401


async def test_the_key_may_stand_in_the_address(qloapps: QloAppsStub) -> None:
    async with httpx.AsyncClient(base_url=qloapps.url) as line:
        answer = await line.get("/api/hotels", params={"ws_key": qloapps.key, "output_format": "JSON"})
    assert answer.json() == {"hotels": [{"id": 1}]}


async def test_a_webservice_that_is_switched_off_says_so(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.shop.active = False
    assert complaint(await caller.get("hotels")) == (503, 22)


async def test_under_another_name_the_caller_is_sent_away(qloapps: QloAppsStub, caller: Caller) -> None:
    answer = await caller.line.post("/api/bookings", headers={"Host": "hotel.example.com"}, json=wish(rooms(ROOM)))
    assert answer.status_code == 302
    assert answer.headers["location"] == f"{qloapps.url}/index.php?url=bookings"
    qloapps.shop.domain = "hotel.example.com"
    assert (await caller.get("hotels")).status_code == 302


async def test_an_unknown_id_is_answered_with_nothing(caller: Caller) -> None:
    for path in ("bookings/7", "bookings/seven", "orders/7", "hotels/7"):
        answer = await caller.get(path)
        assert (answer.status_code, answer.text) == (404, "")


async def test_what_there_is_not_may_not_or_never_worked_is_told_apart(caller: Caller) -> None:
    assert complaint(await caller.get("reservation")) == (400, 27)
    assert complaint(await caller.line.delete("/api/bookings/1?output_format=JSON")) == (405, 101)
    assert complaint(await caller.get("hotel_ari")) == (405, 23)
    broken = await caller.get("extra_services")
    assert (broken.status_code, broken.text) == (500, "")


async def test_markup_is_the_answer_unless_json_is_asked_for(caller: Caller) -> None:
    markup = await caller.line.get("/api/currencies?display=full")
    assert markup.headers["content-type"] == "text/xml;charset=utf-8"
    assert ElementTree.fromstring(markup.text).findtext("currencies/currency/iso_code") == "USD"
    asked_by_header = await caller.line.get("/api/currencies", headers={"Output-Format": "JSON"})
    assert asked_by_header.json() == {"currencies": [{"id": 1}]}
    ids = ElementTree.fromstring((await caller.line.get("/api/hotels")).text)
    assert [each.get("id") for each in ids.iter("hotel")] == ["1"]


async def test_a_head_has_no_body(caller: Caller) -> None:
    answer = await caller.line.head("/api/hotels")
    assert answer.status_code == 200
    assert not answer.content
    assert (await caller.get("hotels")).status_code == 200


async def test_translated_fields_are_lists_where_there_are_more_languages(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.house.tables["languages"].append(qloapps.house.tables["languages"][0] | {"id": "2", "iso_code": "es"})
    (hotel,) = await caller.rows("hotels", display="[hotel_name]")
    assert hotel["hotel_name"] == [{"id": "1", "value": "The Hotel Prime"}, {"id": "2", "value": "The Hotel Prime"}]
    (hotel,) = await caller.rows("hotels", display="[hotel_name]", language="2")
    assert hotel["hotel_name"] == "The Hotel Prime"


async def test_every_request_is_remembered(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.get("orders", **{"filter[source]": "x"})
    await caller.book(wish(rooms(ROOM)))
    first, second = qloapps.requests
    assert (first.method, first.path, first.query["filter[source]"]) == ("GET", "/api/orders", "x")
    assert (second.method, second.path) == ("POST", "/api/bookings")
    assert b"Ana" in second.body
    assert qloapps.key not in repr(first)


async def test_killed_it_refuses_and_brought_back_it_has_its_book(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM)))
    where = qloapps.url
    await qloapps.go_away()
    with pytest.raises(httpx.ConnectError):
        await caller.get("orders")
    await qloapps.come_back()
    assert qloapps.url == where
    assert len(await caller.rows("orders")) == 1


async def test_hanging_it_does_nothing_until_it_wakes(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.hang()
    booking = asyncio.create_task(caller.book(wish(rooms(ROOM))))
    async with asyncio.timeout(60):
        while not qloapps.requests:
            await asyncio.wait([booking], timeout=0.001)
    assert not qloapps.ledger.lines()
    qloapps.wake()
    assert (await booking).status_code == 200
    assert len(qloapps.ledger.lines()) == 1


async def test_one_that_is_slow_does_the_same_so_much_later() -> None:
    clock = ManualClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
    began = clock.now()
    async with QloAppsStub(clock=clock) as slow, httpx.AsyncClient(base_url=slow.url, auth=(slow.key, "")) as line:
        slow.seconds_to_answer = 90
        asked = asyncio.create_task(line.get("/api/hotels?output_format=JSON", timeout=60))
        while not asked.done():
            clock.advance(timedelta(seconds=1))
            await asyncio.wait([asked], timeout=0.001)
        assert asked.result().status_code == 200
    assert clock.now() - began >= timedelta(seconds=90)


async def test_a_proxy_before_it_breaks_and_nothing_is_done(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.break_next(503, times=2)
    assert (await caller.get("orders")).status_code == 503
    assert (await caller.book(wish(rooms(ROOM)))).status_code == 503
    assert (await caller.get("orders")).status_code == 200
    assert not qloapps.ledger.lines()


async def test_a_fatal_error_is_a_success_that_did_nothing(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.fatal_next()
    assert (await caller.get("orders")).json() == []
    answer = await caller.book(wish(rooms(ROOM)))
    assert (answer.status_code, answer.text) == (200, "Fatal error")
    assert not qloapps.ledger.lines()


async def test_a_write_that_is_dropped_was_never_done(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.drop_next()
    assert len(await caller.free()) == 5
    with pytest.raises(httpx.RemoteProtocolError):
        await caller.book(wish(rooms(ROOM)))
    assert not qloapps.ledger.lines()
    assert (await caller.book(wish(rooms(ROOM)))).status_code == 200


async def test_an_answer_that_is_lost_was_a_deed_that_is_done(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.swallow_next()
    with pytest.raises(httpx.RemoteProtocolError):
        await caller.book(wish(rooms(ROOM)))
    qloapps.stall_next()
    with pytest.raises(httpx.ReadTimeout):
        await caller.line.post("/api/bookings", json=wish(rooms(ROOM)), timeout=httpx.Timeout(60, read=0.1))
    async with asyncio.timeout(60):
        while len(qloapps.ledger.lines()) < 2:
            await qloapps.shop.moment()
