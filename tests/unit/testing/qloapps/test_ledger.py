"""What the ledger counts is what stands in the book."""

from datetime import date
from decimal import Decimal

from tests.unit.testing.qloapps.caller import ROOM, Caller, rooms, wish

from hotel_agent.testing.qloapps import QloAppsStub

FIRST, SECOND, THIRD, FOURTH = (date(2027, 6, day) for day in (1, 2, 3, 4))


async def test_a_night_with_two_guests_in_one_room_is_oversold(qloapps: QloAppsStub) -> None:
    qloapps.desk.reserve(1, FIRST, THIRD)
    qloapps.desk.reserve(1, SECOND, FOURTH)
    qloapps.desk.reserve(1, FOURTH, date(2027, 6, 9))
    qloapps.desk.reserve(2, FIRST, FOURTH)
    (double,) = qloapps.ledger.oversold()
    assert (double.room, double.night, double.lines) == (1, SECOND, (1, 2))


async def test_who_is_cancelled_or_has_left_sleeps_nowhere(qloapps: QloAppsStub) -> None:
    gone, left = qloapps.desk.reserve(1, FIRST, THIRD), qloapps.desk.reserve(2, FIRST, THIRD)
    qloapps.desk.reserve(1, FIRST, THIRD)
    qloapps.desk.reserve(2, SECOND, THIRD)
    assert len(qloapps.ledger.oversold()) == 3
    qloapps.desk.cancel(gone.id)
    qloapps.desk.check_in(left.id)
    qloapps.desk.check_out(left.id, "2027-06-02 08:00:00")
    assert not qloapps.ledger.oversold()
    qloapps.desk.reopen(gone.id)
    assert not qloapps.ledger.oversold()
    assert [line.checked_out for line in qloapps.ledger.lines()] == [False, True, False, False]


async def test_the_front_desk_and_the_api_write_into_one_book(qloapps: QloAppsStub, caller: Caller) -> None:
    entry = qloapps.desk.reserve(1, FIRST, THIRD, email="walk@example.com")
    qloapps.desk.receive(entry.id, Decimal(100))
    await caller.book(wish(rooms(ROOM), source="hotel-agent:x"))
    walked, booked = qloapps.ledger.lines()
    assert (walked.total, walked.paid, walked.email) == (Decimal(2600), Decimal(100), "walk@example.com")
    assert (booked.room, booked.guest, booked.total) == (2, "Ana Ejemplo", Decimal(2080))
    assert [each["id"] for each in await caller.rows("orders", display="[id]")] == [1, 2]
    assert booked.reference == (await caller.get("orders/2")).json()["order"]["reference"]
    assert len({walked.reference, booked.reference}) == 2
