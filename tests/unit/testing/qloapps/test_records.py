"""What is written through the generic resources, and how little is checked."""

from datetime import UTC, date, datetime, timedelta

import httpx
from tests.unit.testing.qloapps.caller import ROOM, Caller, record, rooms, wish

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.testing.qloapps import Fault, QloAppsStub

NOON = datetime(2027, 5, 1, 16, tzinfo=UTC)
"""Noon in the shop's time zone."""


async def test_a_cancelled_order_frees_its_rooms_for_good(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM, ROOM)))
    answer = await caller.set_state(1, 4)
    assert (answer.status_code, answer.json()["order_history"]["id_order_state"]) == (201, 4)
    assert len(await caller.free()) == 5
    assert (await caller.set_state(1, 4)).status_code == 201
    assert (await caller.set_state(1, 1)).status_code == 201
    assert [(line.state, line.live, line.cancelled) for line in qloapps.ledger.lines()] == [(1, False, True)] * 2
    assert len(await caller.rows("order_histories")) == 4


async def test_a_guest_in_the_house_is_cancelled_all_the_same(qloapps: QloAppsStub, caller: Caller) -> None:
    entry = qloapps.desk.reserve(1, date(2027, 6, 1), date(2027, 6, 2))
    qloapps.desk.check_in(entry.id)
    assert (await caller.set_state(entry.id, 4)).status_code == 201
    (line,) = qloapps.ledger.lines()
    assert (line.checked_in, line.cancelled) == (True, True)


async def test_an_unknown_order_or_state_is_a_success_in_words(caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM)))
    for number, state in ((9, 4), (1, 99)):
        answer = await caller.set_state(number, state)
        assert (answer.status_code, answer.text) == (200, "Invalid new order status")


async def test_a_room_line_is_sent_back_whole(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM)))
    partial = await caller.send("PUT", "room_bookings/1", "<booking><id>1</id><id_status>2</id_status></booking>")
    assert partial.json()["errors"] == [{"code": 41, "message": 'parameter "id_product" required'}]
    told = {"adults": "1", "children": "1", "child_ages": "[4]", "id_status": "9", "check_in": "2027-06-01 15:00:00"}
    answer = await caller.echo(1, **told)
    assert answer.status_code == 200
    assert told.items() <= answer.json()["booking"].items()
    (line,) = qloapps.ledger.lines()
    assert (line.adults, line.children, line.child_ages) == (1, 1, "[4]")


async def test_a_room_line_may_be_put_into_a_taken_room(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM, ROOM)))
    assert (await caller.echo(2, id_room="1")).status_code == 200
    assert [(double.room, double.night.day) for double in qloapps.ledger.oversold()] == [(1, 1), (1, 2)]


async def test_one_room_of_several_is_freed_by_its_line(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM, ROOM)))
    await caller.echo(2, is_cancelled="1", is_refunded="1")
    assert [line.live for line in qloapps.ledger.lines()] == [True, False]
    assert "2" in await caller.free()


async def test_what_is_not_understood_is_not_written(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM)))
    (row,) = await caller.rows("room_bookings")
    path = "/api/room_bookings/1?output_format=JSON"
    as_json = await caller.line.put(path, json={"booking": row})
    entity = '<!DOCTYPE a [<!ENTITY e "x">]><qloapps>' + record(row) + "</qloapps>"
    as_entity = await caller.line.put(path, content=entity)
    assert [each.json()["errors"][0]["code"] for each in (as_json, as_entity)] == [3, 3]
    for change in ({"adults": "two"}, {"date_from": "soon"}, {"total_price_tax_excl": "much"}):
        assert (await caller.echo(1, **change)).json()["errors"][0]["code"] == 85
    assert (await caller.send("PUT", "room_bookings/9", record(row | {"id": "9"}))).status_code == 404
    assert (await caller.send("POST", "hotels", "<hotel/>")).status_code == 501


async def test_an_order_sent_back_disappears(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM)))
    (order,) = await caller.rows("orders")
    for fault, left in ((False, 1), (True, 0)):
        if not fault:
            qloapps.faults.discard(Fault.VANISHING)
        else:
            qloapps.faults.add(Fault.VANISHING)
        inside = "".join(f"<{name}>{value}</{name}>" for name, value in order.items() if name != "associations")
        assert (await caller.send("PUT", "orders/1", f"<order>{inside}</order>")).status_code == 200
        assert len(await caller.rows("orders")) == left
    assert (await caller.get("bookings")).json() == []
    assert len(qloapps.ledger.live()) == 1


async def test_a_guest_alone_is_neither_active_nor_in_a_group(caller: Caller) -> None:
    names = "<firstname>A</firstname><lastname>B</lastname>"
    refusal = await caller.send("POST", "customers", f"<customer>{names}</customer>")
    assert refusal.json()["errors"] == [{"code": 41, "message": 'parameter "passwd" required'}]
    whole = f"<customer>{names}<email>a@example.com</email><passwd>secret</passwd></customer>"
    answer = await caller.send("POST", "customers", whole)
    assert (answer.status_code, answer.json()["customer"]["active"]) == (201, None)
    assert "secret" not in answer.text


async def test_changes_are_seen_by_their_dates_and_neither_list_sees_all() -> None:
    clock = ManualClock(NOON)
    async with (
        QloAppsStub(clock=clock) as qloapps,
        httpx.AsyncClient(base_url=qloapps.url, auth=(qloapps.key, "")) as line,
    ):
        caller = Caller(qloapps, line)
        await caller.book(wish(rooms(ROOM)))
        await caller.book(wish(rooms(ROOM)))
        clock.advance(timedelta(hours=1))
        await caller.echo(1, id_status="2")
        await caller.set_state(2, 4)
        since = {"date": "1", "filter[date_upd]": ">[2027-05-01 12:30:00]", "sort": "[date_upd_ASC]"}
        assert [each["id"] for each in await caller.rows("orders", display="[id]", **since)] == [2]
        assert [each["id"] for each in await caller.rows("room_bookings", display="[id]", **since)] == ["1"]
