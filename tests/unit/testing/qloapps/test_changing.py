"""What a change leaves of a booking."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from tests.unit.testing.qloapps.caller import ANA, FEES, ROOM, Caller, rooms, wish

from hotel_agent.testing.qloapps import Fault, LineSeen, QloAppsStub

BREAKFAST = [{"id_service": 9, "quantity": 1, "id_tax_rules_group": 1}]
LATER: dict[str, Any] = {"arrival": "2027-06-10", "departure": "2027-06-12"}


def where(lines: Iterable[LineSeen]) -> list[tuple[int, int, int]]:
    """Line, room type and room of each."""
    return [(line.id, line.room_type, line.room) for line in lines]


async def test_new_dates_are_a_new_line_that_needs_a_room_besides_the_own(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM), source="hotel-agent:t"))
    answer = await caller.change(1, wish(rooms(ROOM, arrival="2027-06-02", departure="2027-06-04"), source="other"))
    assert answer.status_code == 200
    assert where(qloapps.ledger.under("hotel-agent:t")) == [(2, 1, 2)]
    for room in (1, 3, 4, 5):
        qloapps.desk.reserve(room, date(2027, 6, 1), date(2027, 6, 9))
    refusal = await caller.change(1, wish(rooms(ROOM, arrival="2027-06-03", departure="2027-06-05")))
    assert refusal.json()["errors"] == [{"code": 404, "message": "Requested room(s) not available"}]
    assert where(qloapps.ledger.under("hotel-agent:t")) == [(2, 1, 2)]


async def test_the_id_in_the_body_decides(qloapps: QloAppsStub, caller: Caller) -> None:
    for _ in range(2):
        await caller.book(wish(rooms(ROOM)))
    told = wish(rooms(ROOM, **LATER))
    told["booking"]["id"] = 1
    await caller.line.put("/api/bookings/2?output_format=JSON", json=told)
    assert [(line.entry, line.arrival.day) for line in qloapps.ledger.lines()] == [(2, 1), (1, 10)]


async def test_what_is_not_repeated_is_gone(qloapps: QloAppsStub, caller: Caller) -> None:
    fed = ROOM | {"services": [*FEES, *BREAKFAST]}
    await caller.book(wish(rooms(fed), rooms(ROOM, of=2)))
    await caller.change(1, wish(rooms(fed)))
    assert where(qloapps.ledger.lines()) == [(1, 1, 1)]
    assert qloapps.ledger.services(1) == ((5, 1), (9, 1))
    await caller.change(1, wish(rooms(ROOM | {"services": BREAKFAST})))
    assert qloapps.ledger.services(1) == ((9, 1),)
    await caller.change(1, wish(rooms(many=1)))
    assert qloapps.ledger.services(1) == ()
    await caller.book(wish(rooms(fed, fed)))
    await caller.change(2, wish(rooms(many=2)))
    assert [qloapps.ledger.services(line) for line in (3, 4)] == [(), ((5, 1), (9, 1))]
    assert qloapps.ledger.lines()[0].total == Decimal(2080)


async def test_what_is_said_of_a_room_is_found_by_its_id_or_by_its_place(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM, ROOM)))
    fed = ROOM | {"services": BREAKFAST}
    await caller.change(1, wish(rooms(fed | {"id_room": 2}, ROOM | {"id_room": 1})))
    assert [qloapps.ledger.services(line) for line in (1, 2)] == [(), ((9, 1),)]
    await caller.change(1, wish(rooms(fed, ROOM)))
    assert [qloapps.ledger.services(line) for line in (1, 2)] == [((9, 1),), ()]
    await caller.change(1, wish(rooms(ROOM | {"id_room": 2}, ROOM | {"id_room": 5})))
    assert [qloapps.ledger.services(line) for line in (1, 2)] == [((9, 1),), ()]


async def test_a_price_that_is_said_is_the_rooms(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM)))
    await caller.change(1, wish(rooms(ROOM | {"unit_price_without_tax": 500})))
    assert [line.total for line in qloapps.ledger.lines()] == [Decimal(520)]
    higher = wish(rooms(ROOM), price_details={"total_price_with_tax": 1040})
    assert (await caller.change(1, higher)).status_code == 200
    assert [line.total for line in qloapps.ledger.lines()] == [Decimal(1040)]
    lower = await caller.change(1, wish(rooms(ROOM, **LATER), price_details={"total_price_with_tax": 100}))
    assert (lower.status_code, lower.json()["errors"][0]["code"]) == (500, 3)
    assert [line.arrival.day for line in qloapps.ledger.lines()] == [10]


async def test_an_added_room_has_the_base_occupancy_and_the_last_is_the_first_to_go(
    qloapps: QloAppsStub, caller: Caller
) -> None:
    alone = {"adult": 1, "id_tax_rules_group": 1}
    await caller.book(wish(rooms(alone)))
    await caller.change(1, wish(rooms(alone, alone)))
    assert [(line.id, line.adults, line.children) for line in qloapps.ledger.lines()] == [(1, 1, 0), (2, 2, 2)]
    await caller.change(1, wish(rooms(alone | {"id_room": 2})))
    assert where(qloapps.ledger.lines()) == [(1, 1, 1)]


async def test_the_guests_of_a_line_that_stays_stay_too(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM)))
    await caller.change(1, wish(rooms({"adult": 1, "child": 1, "child_ages": [3]})))
    assert [(line.adults, line.children) for line in qloapps.ledger.lines()] == [(2, 0)]


async def test_new_dates_lose_the_fees_until_they_are_sent_again(qloapps: QloAppsStub, caller: Caller) -> None:
    fed = ROOM | {"services": [*FEES, *BREAKFAST]}
    await caller.book(wish(rooms(fed, ROOM | {"services": FEES})))
    whole = qloapps.ledger.lines()[0].total
    told = wish(rooms(fed, ROOM | {"services": FEES}, **LATER))
    totals = []
    for _ in range(3):
        await caller.change(1, told)
        totals.append(qloapps.ledger.lines()[0].total)
    assert totals == [whole - 2 * 2 * 260, whole, whole]


async def test_a_kinder_shop_keeps_the_fees_over_new_dates(qloapps: QloAppsStub, caller: Caller) -> None:
    qloapps.faults.discard(Fault.DROPS_FEES)
    fed = ROOM | {"services": FEES}
    await caller.book(wish(rooms(fed)))
    await caller.change(1, wish(rooms(fed, of=2, **LATER)))
    assert [line.total for line in qloapps.ledger.lines()] == [Decimal(3640)]


async def test_a_guests_name_is_changed_in_all_their_bookings(qloapps: QloAppsStub, caller: Caller) -> None:
    for _ in range(2):
        await caller.book(wish(rooms(ROOM)))
    await caller.change(1, wish(rooms(ROOM), guest=ANA | {"lastname": "Otro", "phone": "7"}))
    assert {(line.guest, line.phone) for line in qloapps.ledger.lines()} == {("Ana Otro", "7")}


async def test_an_unknown_booking_or_guest_changes_nothing(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM)))
    unknown = await caller.change(9, wish(rooms(ROOM, **LATER)))
    stranger = await caller.change(1, wish(rooms(ROOM, **LATER), guest=ANA | {"email": "b@example.com"}))
    messages = [each.json()["errors"][0]["message"] for each in (unknown, stranger)]
    assert messages == ["Booking not found.", "Customer not found."]
    assert [line.arrival.day for line in qloapps.ledger.lines()] == [1]


async def test_a_remark_is_added_to_those_there_are(caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM), remark="late"))
    answer = await caller.change(1, wish(rooms(ROOM), remark="very late"))
    assert answer.json()["booking"]["associations"]["remarks"] == ["late", "very late"]
    again = await caller.change(1, wish(rooms(ROOM), remark="late"))
    assert again.json()["booking"]["associations"]["remarks"] == ["late", "very late"]


async def test_the_state_changes_only_where_it_is_told(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM), booking_status=2))
    told = wish(rooms(ROOM))
    del told["booking"]["booking_status"], told["booking"]["payment_status"]
    await caller.change(1, told)
    assert [line.state for line in qloapps.ledger.lines()] == [2]
    await caller.change(1, wish(rooms(ROOM), booking_status=4))
    (line,) = qloapps.ledger.lines()
    assert (line.state, line.live, line.cancelled) == (5, False, False)
    assert len(await caller.free()) == 5


async def test_a_payment_is_told_as_the_new_sum_and_loses_its_method(qloapps: QloAppsStub, caller: Caller) -> None:
    await caller.book(wish(rooms(ROOM), price_details={"total_paid": 100}))
    await caller.change(1, wish(rooms(ROOM), price_details={"total_paid": 250}))
    assert [line.paid for line in qloapps.ledger.lines()] == [Decimal(100)]
    card = {"payment_method": "Card", "transaction_id": "T"}
    await caller.change(1, wish(rooms(ROOM), price_details={"total_paid": 250}, payment_detail=card))
    payments = await caller.rows("order_payments", display="[amount,payment_method,transaction_id]")
    assert payments[1] == {"amount": "150.00", "payment_method": "Order from API", "transaction_id": ""}
    assert [line.paid for line in qloapps.ledger.lines()] == [Decimal(250)]
