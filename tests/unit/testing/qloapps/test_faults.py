"""Each way to mislead an adapter does what it says, and nothing where it is switched off."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.unit.testing.qloapps.caller import FEES, ROOM, Caller, rooms, wish

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.testing.qloapps import AS_RECORDED, Fault, QloAppsStub

SILENT: dict[str, object] = {"adult": 2}
"""A room that does not say how it is taxed."""


async def arrived(qloapps: QloAppsStub, many: int, task: asyncio.Task[Any]) -> None:
    """So many requests were seen."""
    async with asyncio.timeout(60):
        while len(qloapps.requests) < many:
            await asyncio.wait([task], timeout=0.001)


async def race(qloapps: QloAppsStub, caller: Caller, *told: dict[str, Any]) -> list[int]:
    """The statuses of bookings that meet between the look and the writing."""
    qloapps.meet(len(told))
    answers = await asyncio.gather(*(caller.book(each) for each in told))
    return [each.status_code for each in answers]


@pytest.mark.parametrize(
    ("tax_included", "room", "statuses"),
    [
        (False, ROOM, (500, 500)),
        (False, SILENT, (500, 500)),
        (True, ROOM, (200, 200)),
        (True, SILENT, (500, 200)),
    ],
)
async def test_with_the_stock_settings_notices_are_errors_after_the_work(
    qloapps: QloAppsStub, caller: Caller, tax_included: bool, room: dict[str, object], statuses: tuple[int, int]
) -> None:
    created, read = statuses
    qloapps.faults.add(Fault.STOCK_INI)
    qloapps.house.tax_included = tax_included
    answer = await caller.book(wish(rooms(room)))
    assert answer.status_code == created
    if created == 500:
        assert {each["code"] for each in answer.json()["errors"]} == {5}
    assert len(qloapps.ledger.lines()) == 1
    assert (await caller.get("bookings/1")).status_code == read
    assert (await caller.change(1, wish(rooms(room, departure="2027-06-05")))).status_code == created
    assert [line.departure.day for line in qloapps.ledger.lines()] == [5]
    assert (await caller.get("orders/1")).status_code == 200
    assert (await caller.get("orders", **{"filter[colour]": "red"})).status_code == 500
    qloapps.faults.discard(Fault.STOCK_INI)
    assert (await caller.get("bookings/1")).status_code == 200
    assert (await caller.get("orders", **{"filter[colour]": "red"})).status_code == 400


async def test_two_at_once_both_have_the_last_room(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.faults.add(Fault.OVERBOOKS)
    assert await race(qloapps, caller, wish(rooms(*[ROOM] * 4))) == [200]
    assert await race(qloapps, caller, wish(rooms(ROOM)), wish(rooms(ROOM))) == [200, 200]
    assert Counter(double.room for double in qloapps.ledger.oversold()) == {5: 2}


async def test_two_at_once_without_a_room_named_have_the_same_though_others_are_free(
    qloapps: QloAppsStub, caller: Caller
) -> None:
    qloapps.faults.add(Fault.OVERBOOKS)
    await race(qloapps, caller, wish(rooms(ROOM)), wish(rooms(ROOM)))
    assert [line.room for line in qloapps.ledger.live()] == [1, 1]


async def test_two_at_once_with_a_room_named_each_have_their_own(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.faults.add(Fault.OVERBOOKS)
    await race(qloapps, caller, wish(rooms(ROOM | {"id_room": 3})), wish(rooms(ROOM | {"id_room": 4})))
    assert not qloapps.ledger.oversold()
    await race(qloapps, caller, wish(rooms(ROOM | {"id_room": 5})), wish(rooms(ROOM | {"id_room": 5})))
    assert {double.room for double in qloapps.ledger.oversold()} == {5}


async def test_what_is_noticed_is_moved_or_stands_as_a_cancelled_back_order(
    qloapps: QloAppsStub, caller: Caller
) -> None:
    qloapps.faults.add(Fault.SURPLUS)
    await race(qloapps, caller, *[wish(rooms(ROOM | {"id_room": 1}))] * 2)
    assert [line.room for line in qloapps.ledger.live()] == [1, 2]
    assert await race(qloapps, caller, *[wish(rooms(*[ROOM] * 3))] * 2) == [200, 200]
    assert [line.surplus for line in qloapps.ledger.lines()[2:]] == [False] * 3 + [True] * 3
    assert {(line.cancelled, line.live, line.state) for line in qloapps.ledger.lines()[5:]} == {(True, False, 1)}
    assert not qloapps.ledger.oversold()


async def test_one_back_order_cancels_the_whole_booking(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.faults.add(Fault.SURPLUS)
    await race(qloapps, caller, *[wish(rooms(*[ROOM] * 3))] * 2)
    assert [line.surplus for line in qloapps.ledger.lines()] == [False] * 5 + [True]
    assert [line.live for line in qloapps.ledger.lines()] == [True] * 3 + [False] * 3
    assert {line.state for line in qloapps.ledger.lines()} == {1}
    assert len(await caller.free()) == 2


async def test_a_change_overbooks_as_well(qloapps: QloAppsStub, caller: Caller) -> None:
    for _ in range(2):
        await caller.book(wish(rooms(ROOM)))
    qloapps.faults.add(Fault.OVERBOOKS)
    qloapps.meet(2)
    told = [wish(rooms(ROOM, arrival="2027-07-01", departure="2027-07-02")) for _ in range(2)]
    await asyncio.gather(caller.change(1, told[0]), caller.change(2, told[1]))
    assert [double.room for double in qloapps.ledger.oversold()] == [1]


async def test_a_window_closes_by_itself(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.faults.update({Fault.OVERBOOKS, Fault.SURPLUS})
    qloapps.window = 0.001
    assert (await caller.book(wish(rooms(ROOM)))).status_code == 200


async def test_without_a_window_nobody_shares_a_room(qloapps: QloAppsStub, caller: Caller) -> None:
    answers = await asyncio.gather(*(caller.book(wish(rooms(ROOM))) for _ in range(7)))
    assert sorted(each.status_code for each in answers) == [200] * 5 + [400] * 2
    assert not qloapps.ledger.oversold()


async def test_a_named_room_is_silently_exchanged(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.faults.add(Fault.MOVES_ROOMS)
    await caller.book(wish(rooms(ROOM | {"id_room": 1})))
    await caller.book(wish(rooms(*(ROOM | {"id_room": number} for number in (1, 3, 4, 5)))))
    assert [line.room for line in qloapps.ledger.lines()] == [2, 1, 3, 4, 5]


async def test_types_change_from_answer_to_answer_and_values_do_not(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.faults.add(Fault.MIXED_TYPES)
    await caller.book(wish(rooms(ROOM | {"services": FEES})))
    fields = "[id,id_order,adults,is_cancelled,total_price_tax_incl]"
    seen = [(await caller.rows("room_bookings", display=fields))[0] for _ in range(2)]
    assert {type(row["id"]) for row in seen} == {int, str}
    assert {type(row["total_price_tax_incl"]) for row in seen} == {int, str}
    assert {type(row["is_cancelled"]) for row in seen} == {int, str}
    assert {int(row["id_order"]) for row in seen} == {1}
    prices = [(await caller.ari()).json()["hotel_ari"]["room_types"][0]["total_price"] for _ in range(2)]
    assert sorted(map(type, prices), key=str) == [int, str]
    assert {int(price) for price in prices} == {2500}
    phones = [(await caller.rows("hotels", display="[phone]"))[0]["phone"] for _ in range(2)]
    assert phones == ["0987654321"] * 2


async def test_nothing_is_an_empty_list_in_an_object_where_the_shop_is_kinder(
    qloapps: QloAppsStub, caller: Caller
) -> None:
    assert (await caller.get("orders")).json() == []
    qloapps.faults.discard(Fault.BARE_EMPTY)
    assert (await caller.get("orders")).json() == {"orders": []}
    qloapps.faults.discard(Fault.ZERO_FOR_EMPTY)
    answer = await caller.line.post("/api/bookings", json=wish(rooms(ROOM)))
    assert "<cart_rules></cart_rules>" in answer.text


async def test_a_slow_booking_is_made_though_its_caller_went_away() -> None:
    clock = ManualClock(datetime(2027, 5, 1, tzinfo=UTC))
    async with (
        QloAppsStub(faults=AS_RECORDED | {Fault.SLOW_CREATE}, clock=clock) as qloapps,
        httpx.AsyncClient(base_url=qloapps.url, auth=(qloapps.key, "")) as line,
    ):
        caller = Caller(qloapps, line)
        call = asyncio.create_task(caller.book(wish(rooms(ROOM), source="hotel-agent:slow")))
        await arrived(qloapps, 1, call)
        call.cancel()
        assert not await caller.rows("orders", **{"filter[source]": "hotel-agent:slow"})
        clock.advance(timedelta(seconds=qloapps.seconds_to_create))
        async with asyncio.timeout(60):
            while not qloapps.ledger.lines():
                await caller.get("orders")
        assert len(await caller.rows("orders", **{"filter[source]": "hotel-agent:slow"})) == 1


async def test_killed_in_the_middle_a_slow_booking_is_never_made(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.faults.add(Fault.SLOW_CREATE)
    qloapps.seconds_to_create = 3600
    call = asyncio.create_task(caller.book(wish(rooms(ROOM))))
    await arrived(qloapps, 1, call)
    await qloapps.go_away()
    with pytest.raises(httpx.RemoteProtocolError):
        await call
    await qloapps.come_back()
    assert not await caller.rows("orders")


async def test_the_answer_to_every_write_may_be_lost(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.faults.add(Fault.LOSES_ANSWERS)
    with pytest.raises(httpx.RemoteProtocolError):
        await caller.book(wish(rooms(ROOM)))
    with pytest.raises(httpx.RemoteProtocolError):
        await caller.set_state(1, 4)
    assert len(await caller.free()) == 5
    assert [line.cancelled for line in qloapps.ledger.lines()] == [True]
