"""Somebody else is faster, within the house or outside it: one stands, the others are taken back and told the truth."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from loguru import logger
from sqlalchemy import text
from tests.integration.pms.qloapps_office import HERE, ROOMS, LeapingClock, open_pms

from hotel_agent.adapters.clock import ManualClock, SystemClock
from hotel_agent.adapters.database.database import open_database
from hotel_agent.adapters.pms.qloapps.hotel import WITHDRAWN
from hotel_agent.adapters.pms.qloapps.lease import Lease
from hotel_agent.domain.errors import OutcomeUnknown, Unavailable
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import Reservation
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.contracts.pms.front_office import Clerk, made, reason
from hotel_agent.testing.qloapps import Fault, QloAppsStub


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """What somebody should look at."""
    told: list[str] = []
    logger.enable("hotel_agent")
    sink = logger.add(told.append, level="ERROR", format="{message} {extra}")
    yield told
    logger.remove(sink)
    logger.disable("hotel_agent")


def meanwhile(stub: QloAppsStub, act: Callable[[], object]) -> None:
    """Let this happen once, between QloApps' last look at a room and its writing."""
    stub.faults.add(Fault.OVERBOOKS)

    async def moment() -> None:
        if not done:
            done.append(act())

    done: list[object] = []
    stub.shop.moment = moment


def withdrawn(stub: QloAppsStub) -> list[int]:
    """The entries nobody was told of."""
    lines = stub.shop.book.lines.values()
    return sorted({line.entry for line in lines if line.comment.startswith(WITHDRAWN)})


@pytest.mark.parametrize("fault", [Fault.OVERBOOKS, Fault.SURPLUS])
async def test_of_two_houses_at_once_for_the_last_room_one_has_it_and_the_other_hears_it_is_gone(
    stub: QloAppsStub, clerk: Clerk, rival: Pms, fault: Fault
) -> None:
    await clerk.fill(clerk.stay(), clerk.plenty, leave=1)
    quote = await clerk.quote(clerk.ask(clerk.stay(), room_type=clerk.plenty))
    stub.faults.add(fault)
    stub.meet(2)
    keys = [clerk.key(), clerk.key()]
    answers = await asyncio.gather(
        *(pms.book(quote, clerk.booker, key=key) for pms, key in zip((clerk.pms, rival), keys, strict=True))
    )
    (winner,) = [each for each in answers if isinstance(each, Reservation)]
    (loser,) = [each for each in answers if isinstance(each, Refusal)]
    assert loser.reason is Reason.SOLD_OUT
    assert winner.total == quote.total
    assert not stub.ledger.oversold()
    live = [line for line in stub.ledger.live() if line.room_type == int(clerk.plenty)]
    assert len(live) == ROOMS[clerk.plenty]
    assert winner.number in {line.reference for line in live}
    (gone,) = withdrawn(stub)
    assert not [line for line in live if line.entry == gone]
    lost_key = keys[answers.index(loser)]
    assert not await rival.find(HERE, lost_key), "what was taken back was never a reservation"
    again = await clerk.pms.book(quote, clerk.booker, key=lost_key)
    assert reason(again) is Reason.SOLD_OUT


async def test_where_another_room_is_free_whoever_loses_the_first_gets_it(
    stub: QloAppsStub, clerk: Clerk, rival: Pms
) -> None:
    quote = await clerk.quote(clerk.ask(clerk.stay(), room_type=clerk.plenty))
    stub.faults.add(Fault.OVERBOOKS)
    stub.meet(2)
    answers = await asyncio.gather(*(pms.book(quote, clerk.booker, key=clerk.key()) for pms in (clerk.pms, rival)))
    assert {made(each).total for each in answers} == {quote.total}
    assert not stub.ledger.oversold()
    assert len(stub.ledger.live()) == 2
    assert len(withdrawn(stub)) == 1


async def test_the_website_that_is_faster_keeps_the_last_room(stub: QloAppsStub, clerk: Clerk) -> None:
    quote = await clerk.quote(clerk.ask(clerk.stay(), room_type=clerk.scarce))
    (door,) = [room.id for room in stub.house.rooms_of(int(clerk.scarce))]
    meanwhile(stub, lambda: stub.desk.reserve(door, quote.stay.arrival, quote.stay.departure))
    assert reason(await clerk.pms.book(quote, clerk.booker, key=clerk.key())) is Reason.SOLD_OUT
    assert [line.source for line in stub.ledger.live()] == ["front desk"]
    assert withdrawn(stub) == [2]


async def test_a_total_that_is_not_the_one_quoted_is_taken_back(stub: QloAppsStub, clerk: Clerk) -> None:
    quote, key = await clerk.quote(clerk.ask(clerk.stay(), room_type=clerk.plenty)), clerk.key()
    fee = next(each for each in stub.house.services.values() if each.automatic and each.addition == 1)
    before = fee.price
    meanwhile(stub, lambda: setattr(fee, "price", before + Decimal("0.01")))
    answer = await clerk.pms.book(quote, clerk.booker, key=key)
    assert reason(answer) is Reason.PRICE_CHANGED
    assert not stub.ledger.live()
    assert withdrawn(stub) == [1]
    fee.price = before
    reservation = made(await clerk.pms.book(quote, clerk.booker, key=key))
    assert reservation.total == quote.total
    assert [line.entry for line in stub.ledger.live()] == [2]
    assert [each.number for each in await clerk.pms.find(HERE, key)] == [reservation.number]


async def test_a_change_that_loses_its_room_leaves_the_reservation_as_it_was(stub: QloAppsStub, clerk: Clerk) -> None:
    old = await clerk.reserve(clerk.ask(clerk.stay(), room_type=clerk.scarce))
    before = stub.ledger.live()
    wish = clerk.ask(clerk.stay(day=9), room_type=clerk.scarce, instead_of=old.number)
    quote = await clerk.quote(wish)
    (door,) = [room.id for room in stub.house.rooms_of(int(clerk.scarce))]
    meanwhile(stub, lambda: stub.desk.reserve(door, quote.stay.arrival, quote.stay.departure))
    assert reason(await clerk.pms.modify(old.number, quote, key=clerk.key())) is Reason.SOLD_OUT
    kept = [line for line in stub.ledger.live() if line.reference == old.number]
    assert [evolve(line, id=0) for line in kept] == [evolve(line, id=0) for line in before]
    assert not stub.ledger.oversold()


async def test_two_entries_of_one_command_are_one_reservation(stub: QloAppsStub, clerk: Clerk) -> None:
    quote, key = await clerk.quote(clerk.ask(clerk.stay(), room_type=clerk.plenty)), clerk.key()
    stub.seconds_to_create = 0.01
    stub.faults.update({Fault.SLOW_CREATE, Fault.OVERBOOKS})
    async with open_pms(stub) as one, open_pms(stub) as other:
        stub.meet(2)
        answers = await asyncio.gather(*(pms.book(quote, clerk.booker, key=key) for pms in (one, other)))
    assert {made(each).number for each in answers}
    number = made(await clerk.pms.book(quote, clerk.booker, key=key)).number
    assert {line.reference for line in stub.ledger.live()} == {number}, "of two that were made one is taken back"


async def test_over_one_postgresql_two_processes_write_one_after_the_other(
    stub: QloAppsStub, clerk: Clerk, database: str
) -> None:
    stub.faults.update({Fault.OVERBOOKS, Fault.SURPLUS})
    stub.window = 0.02
    await clerk.fill(clerk.stay(), clerk.plenty, leave=1)
    quote = await clerk.quote(clerk.ask(clerk.stay(), room_type=clerk.plenty))
    async with (
        open_database(database) as here,
        open_database(database) as there,
        open_pms(stub, database=here) as one,
        open_pms(stub, database=there) as other,
    ):
        answers = await asyncio.gather(
            *(pms.book(quote, clerk.booker, key=clerk.key()) for pms in (one, other) for _ in range(2))
        )
    assert sorted(type(each).__name__ for each in answers) == ["Refusal"] * 3 + ["Reservation"]
    assert withdrawn(stub) == [], "nobody had to be taken back: nobody wrote at the same time"
    assert not [line for line in stub.ledger.lines() if not line.live]


async def test_a_holder_that_is_killed_lets_the_hotel_go(database: str) -> None:
    clock = SystemClock()
    patience = timedelta(minutes=2)
    until = clock.now() + patience
    async with open_database(database) as here, open_database(database) as there:
        first, second = Lease("hotel", clock=clock, database=here), Lease("hotel", clock=clock, database=there)
        held, ended = asyncio.Event(), asyncio.Event()

        async def hold() -> None:
            async with first.held(until):
                held.set()
                await ended.wait()

        holder = asyncio.create_task(hold())
        await held.wait()
        with pytest.raises(Unavailable):
            async with second.held(clock.now() + timedelta(seconds=0.3)):
                pytest.fail("somebody else holds it")
        async with Lease("another hotel", clock=clock, database=there).held(until):
            pass
        async with there.engine.connect() as connection:
            killed = await connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
            )
            assert killed.scalars().all() == [True]
        async with second.held(clock.now() + patience):
            ended.set()
        await holder


async def test_broken_off_before_it_was_looked_at_a_wrong_total_is_still_taken_back(
    stub: QloAppsStub, clerk: Clerk, rival: Pms
) -> None:
    quote, key = await clerk.quote(clerk.ask(clerk.stay(), room_type=clerk.plenty)), clerk.key()
    fee = next(each for each in stub.house.services.values() if each.automatic and each.addition == 1)
    meanwhile(stub, lambda: setattr(fee, "price", fee.price + 1))
    stub.stall_next()
    async with open_pms(stub, clock=LeapingClock(SystemClock().now())) as killed:
        call = asyncio.create_task(killed.book(quote, clerk.booker, key=key))
        while not stub.ledger.lines():
            await asyncio.wait({call}, timeout=0.005)
        assert reason(await rival.book(quote, clerk.booker, key=key)) is Reason.PRICE_CHANGED
        assert not stub.ledger.live()
        await stub.go_away()
        with pytest.raises(OutcomeUnknown):
            await call


async def test_what_staff_made_of_a_reservation_is_not_taken_back_when_its_command_is_repeated(
    stub: QloAppsStub, clerk: Clerk
) -> None:
    quote, key = await clerk.quote(clerk.ask(clerk.stay(), room_type=clerk.plenty)), clerk.key()
    first = made(await clerk.pms.book(quote, clerk.booker, key=key))
    (line,), (entry,) = stub.shop.book.lines.values(), stub.shop.book.entries.values()
    line.taxed += 100
    entry.updated = "2099-01-01 00:00:00"
    again = made(await clerk.pms.book(quote, clerk.booker, key=key))
    assert again.number == first.number
    assert again.total == first.total + Money(10000, "USD")


async def test_who_comes_into_the_same_room_a_moment_later_is_told_to_staff(
    stub: QloAppsStub, clerk: Clerk, logged: list[str]
) -> None:
    clock = ManualClock(SystemClock().now())
    quote, key = await clerk.quote(clerk.ask(clerk.stay(), room_type=clerk.scarce)), clerk.key()
    async with open_pms(stub, clock=clock) as pms:
        reservation = made(await pms.book(quote, clerk.booker, key=key))
        (line,) = stub.ledger.live()
        entry = stub.desk.reserve(line.room, line.arrival, line.departure).id
        await later(clock)
        async with asyncio.timeout(60):
            while not logged:
                await stub.shop.moment()
    (told,) = logged
    assert "a room is given to two" in told
    assert all(each in told for each in (reservation.number, f"'other_entry': {entry}"))
    assert [line.live for line in stub.ledger.lines()] == [True, True], "people decide who moves"


async def test_what_a_killed_attempt_makes_after_all_is_taken_back_a_moment_later(
    stub: QloAppsStub, clerk: Clerk, rival: Pms
) -> None:
    clock = ManualClock(SystemClock().now())
    quote, key = await clerk.quote(clerk.ask(clerk.stay(), room_type=clerk.plenty)), clerk.key()
    async with open_pms(stub, clock=clock) as pms:
        reservation = made(await pms.book(quote, clerk.booker, key=key))
        other = made(await rival.book(quote, clerk.booker, key=clerk.key()))
        (late,) = [each for each in stub.shop.book.entries.values() if each.reference == other.number]
        late.source = f"hotel-agent:{key}"
        await later(clock)
        async with asyncio.timeout(60):
            while withdrawn(stub) != [late.id] or len(stub.ledger.live()) > 1:
                await stub.shop.moment()
    assert [line.reference for line in stub.ledger.live()] == [reservation.number]


async def later(clock: ManualClock) -> None:
    """Let ten seconds pass, once somebody waits for them."""
    while clock.next_wake is None:
        await clock.sleep_until(clock.now())
    clock.set(clock.next_wake)
