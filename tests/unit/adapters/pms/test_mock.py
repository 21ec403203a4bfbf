"""The mock keeps the promises of its port, at once and slowly; nights, doors and prices as its tables say."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import define, evolve
from tests.unit.adapters.pms.own_book import HERE, OPTIONS, REFUSED, ROOMS, TABLES, TENANT, THERE, OwnBookContract

from hotel_agent.adapters.clock import ManualClock, SystemClock
from hotel_agent.adapters.pms import PMS
from hotel_agent.adapters.pms.mock import MockPms
from hotel_agent.adapters.pms.tables import read_hotel
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import ConfirmationNumber, PropertyId, RoomTypeId
from hotel_agent.domain.refusals import Reason
from hotel_agent.domain.reservations.offer import Ask
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.contracts.pms import LedgerLine
from hotel_agent.testing.contracts.pms.front_office import Clerk, offered, reason


@define(kw_only=True)
class MockOffice:
    """The mock's hotel, by its own book."""

    pms: MockPms
    property_id: PropertyId = HERE
    other_property_id: PropertyId = THERE
    first_day: date = date(2031, 3, 3)
    rooms: Mapping[RoomTypeId, int] = ROOMS
    refused: Sequence[tuple[Ask, Reason]] = REFUSED

    async def ledger(self, property_id: PropertyId) -> Sequence[LedgerLine]:
        return [
            LedgerLine(
                number=entry.reservation.number,
                state=entry.reservation.state,
                room_type=room_stay.room_type,
                stay=room_stay.stay,
                guests=room_stay.occupancy.size,
                booker=entry.reservation.booker.name,
                total=entry.reservation.price.total,
                door=door,
                note="\n".join(entry.reservation.requests),
            )
            for entry in self.pms.ledger(property_id)
            for door, room_stay in zip(entry.rooms, entry.reservation.room_stays, strict=True)
        ]

    async def check_in(self, number: ConfirmationNumber) -> None:
        self.pms.check_in(number)

    async def reopened(self) -> Pms:
        return self.pms


class TestMockPms(OwnBookContract):
    @pytest.fixture(params=[0, "0.000001"], ids=["at once", "slowly"])
    async def pms(self, request: pytest.FixtureRequest) -> AsyncIterator[Pms]:
        options = {**OPTIONS, "delay_seconds": request.param}
        async with PMS["mock"](options, tenant=TENANT, clock=SystemClock()) as pms:
            yield pms

    @pytest.fixture
    def office(self, pms: MockPms) -> MockOffice:
        return MockOffice(pms=pms)


@pytest.fixture
def pms() -> MockPms:
    hotels = {each: read_hotel(TABLES, key=each, currency="EUR", child_until_age=12) for each in (HERE, THERE)}
    return MockPms(hotels, clock=ManualClock(datetime(2031, 1, 1, tzinfo=UTC)))


@pytest.fixture
def clerk(pms: MockPms, request: pytest.FixtureRequest) -> Clerk:
    return Clerk(pms=pms, office=MockOffice(pms=pms), name=request.node.name)


async def test_a_stay_restricted_in_one_room_type_is_offered_in_another(clerk: Clerk) -> None:
    tables = {**TABLES, "restrictions": [{"room_type": "double", "minimum_nights": 3}]}
    hotels = {HERE: read_hotel(tables, key=HERE, currency="EUR", child_until_age=12)}
    pms = MockPms(hotels, clock=ManualClock(datetime(2031, 1, 1, tzinfo=UTC)))
    ask = clerk.ask(clerk.stay(nights=2))
    assert {offer.room_type for offer in offered(await pms.search(ask))} == {"single", "suite"}
    assert reason(await pms.search(evolve(ask, room_type=RoomTypeId("double")))) is Reason.MINIMUM_STAY
    assert offered(await pms.search(clerk.ask(clerk.stay(nights=3), room_type=RoomTypeId("double"))))


async def test_nobody_is_checked_in_twice(pms: MockPms, clerk: Clerk) -> None:
    reservation = await clerk.reserve(clerk.ask(clerk.stay()))
    pms.check_in(reservation.number)
    for number in (reservation.number, ConfirmationNumber("NOSUCH")):
        with pytest.raises(Bug, match=number):
            pms.check_in(number)


async def test_a_slow_book_answers_when_its_time_has_passed() -> None:
    clock = ManualClock(datetime(2031, 1, 1, tzinfo=UTC))
    hotels = {HERE: read_hotel(TABLES, key=HERE, currency="EUR", child_until_age=12)}
    asked = asyncio.create_task(MockPms(hotels, clock=clock, delay=timedelta(seconds=2)).catalogue(HERE))
    await asyncio.wait({asked}, timeout=0)
    clock.advance(timedelta(seconds=1.9))
    await asyncio.wait({asked}, timeout=0)
    assert not asked.done()
    clock.advance(timedelta(seconds=0.1))
    assert (await asked).room_types
