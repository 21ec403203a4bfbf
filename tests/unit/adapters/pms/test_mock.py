"""The mock keeps the promises of its port, at once and slowly; nights, doors and prices as its tables say."""

import asyncio
import tomllib
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import define, evolve

from hotel_agent.adapters.clock import ManualClock, SystemClock
from hotel_agent.adapters.pms import PMS
from hotel_agent.adapters.pms.mock import MockPms
from hotel_agent.adapters.pms.tables import read_hotel
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import ConfirmationNumber, PropertyId, RatePlanId, RoomTypeId, TenantId
from hotel_agent.domain.language import Language
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason
from hotel_agent.domain.reservations.catalogue import Meals
from hotel_agent.domain.reservations.offer import Ask
from hotel_agent.domain.stay import Stay
from hotel_agent.domain.tenants.tenant import Property, Tenant
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.contracts.pms import LedgerLine, PmsContract
from hotel_agent.testing.contracts.pms.front_office import Clerk, made, offered, reason

HERE, THERE = PropertyId("miramar"), PropertyId("montana")

TABLES = tomllib.loads("""
[[room_types]]
id = "double"
name = { es = "Doble", en = "Double" }
rooms = ["101", "102", "103"]
adults = 2
children = 1
rate = "120.00"

[[room_types]]
id = "single"
name = { es = "Individual", en = "Single" }
rooms = ["201"]
adults = 1
rate = 80

[[room_types]]
id = "suite"
name = { es = "Suite", en = "Suite" }
rooms = ["301", "302"]
adults = 3
children = 2
guests = 4
rate = "200.00"
base_guests = 2

[[rate_plans]]
id = "flexible"
name = { es = "Flexible", en = "Flexible" }
cancellation = [{ hours_before = 48, nights = 1 }]

[[rate_plans]]
id = "breakfast"
name = { es = "Con desayuno", en = "With breakfast" }
meals = "breakfast"
percent = -5
per_person = "12.50"

[weekdays]
saturday = "12.5"

[supplements]
adult = "30.00"
children = [{ until_age = 2, amount = 0 }, { until_age = 11, amount = "15.50" }]

[[taxes]]
name = { es = "IVA", en = "VAT" }
percent = 10
included = true

[[restrictions]]
first = 2030-08-01
last = 2030-08-31
minimum_nights = 3

[[restrictions]]
first = 2031-01-01
last = 2031-01-31
closed = true
""")

ROOMS = {RoomTypeId("double"): 3, RoomTypeId("single"): 1, RoomTypeId("suite"): 2}

TENANT = Tenant(
    id=TenantId("group"),
    name="Group",
    languages=(Language("es"),),
    properties=tuple(
        Property(id=each, name=each.title(), time_zone="Europe/Madrid", currency="EUR") for each in (HERE, THERE)
    ),
)


@define(kw_only=True)
class MockOffice:
    """The mock's hotel, by its own book."""

    pms: MockPms
    property_id: PropertyId = HERE
    other_property_id: PropertyId = THERE
    first_day: date = date(2031, 3, 3)
    rooms: Mapping[RoomTypeId, int] = ROOMS
    refused: Sequence[tuple[Ask, Reason]] = (
        (Ask(property_id=HERE, stay=Stay.of_nights(date(2030, 8, 31), 2), parties=(Party(2),)), Reason.MINIMUM_STAY),
        (Ask(property_id=HERE, stay=Stay.of_nights(date(2030, 12, 30), 3), parties=(Party(2),)), Reason.SOLD_OUT),
    )

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
            )
            for entry in self.pms.ledger(property_id)
            for door, room_stay in zip(entry.rooms, entry.reservation.room_stays, strict=True)
        ]

    async def check_in(self, number: ConfirmationNumber) -> None:
        self.pms.check_in(number)

    async def reopened(self) -> Pms:
        return self.pms


class TestMockPms(PmsContract):
    @pytest.fixture(params=[0, "0.000001"], ids=["at once", "slowly"])
    async def pms(self, request: pytest.FixtureRequest) -> AsyncIterator[Pms]:
        options = {"delay_seconds": request.param, "properties": {HERE: TABLES, THERE: TABLES}}
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


async def test_a_quote_says_what_the_tables_say(clerk: Clerk) -> None:
    """Friday to Sunday, two adults and a child of eleven in a double for two: worked out with a pencil."""
    ask = Ask(property_id=HERE, stay=Stay(date(2031, 3, 7), date(2031, 3, 9)), parties=(Party(2, (11,)),))
    offers = offered(await clerk.pms.search(ask))
    assert [(offer.room_type, offer.rate_plan, str(offer.price.total.amount)) for offer in offers] == [
        ("double", "flexible", "286.00"),  # 120 + 15.50, and 120 x 1.125 + 15.50
        ("double", "breakfast", "346.71"),  # 135.50 x 0.95 = 128.725, 150.50 x 0.95 = 142.975, and 37.50 each
        ("suite", "flexible", "456.00"),
        ("suite", "breakfast", "508.21"),  # 215.50 x 0.95 = 204.725, 240.50 x 0.95 = 228.475, and 37.50 each
    ]
    assert [(tax.included, str(tax.amount.amount)) for tax in offers[0].price.taxes] == [(True, "26.00")]


async def test_every_name_of_a_room_type_and_plan_comes_from_the_tables(clerk: Clerk) -> None:
    catalogue = await clerk.pms.catalogue(HERE)
    assert [(each.id, each.name.in_language(Language("es"))) for each in catalogue.room_types] == [
        ("double", "Doble"),
        ("single", "Individual"),
        ("suite", "Suite"),
    ]
    assert [(each.id, each.meals) for each in catalogue.rate_plans] == [
        ("flexible", Meals.ROOM_ONLY),
        ("breakfast", Meals.BREAKFAST),
    ]


async def test_a_stay_restricted_in_one_room_type_is_offered_in_another(clerk: Clerk) -> None:
    tables = {**TABLES, "restrictions": [{"room_type": "double", "minimum_nights": 3}]}
    hotels = {HERE: read_hotel(tables, key=HERE, currency="EUR", child_until_age=12)}
    pms = MockPms(hotels, clock=ManualClock(datetime(2031, 1, 1, tzinfo=UTC)))
    ask = clerk.ask(clerk.stay(nights=2))
    assert {offer.room_type for offer in offered(await pms.search(ask))} == {"single", "suite"}
    assert reason(await pms.search(evolve(ask, room_type=RoomTypeId("double")))) is Reason.MINIMUM_STAY
    assert offered(await pms.search(clerk.ask(clerk.stay(nights=3), room_type=RoomTypeId("double"))))


async def test_a_reservation_remembers_its_rate_plan(clerk: Clerk) -> None:
    ask = clerk.ask(clerk.stay(), room_type=RoomTypeId("suite"))
    flexible, breakfast = (clerk.quoted(offer) for offer in offered(await clerk.pms.search(ask)))
    old = made(await clerk.pms.book(flexible, clerk.booker, key=clerk.key()))
    assert old.rate_plan == "flexible"
    assert made(await clerk.pms.modify(old.number, breakfast, key=clerk.key())).rate_plan == "breakfast"


async def test_nobody_sleeps_in_a_room_too_small_whatever_it_costs(clerk: Clerk) -> None:
    quote = await clerk.quote(clerk.ask(clerk.stay(), room_type=RoomTypeId("single")))
    (room_stay,) = quote.offer.room_stays
    crowd = evolve(quote.offer, room_stays=(evolve(room_stay, occupancy=Party(2)),))
    answer = await clerk.pms.book(evolve(quote, offer=crowd), clerk.booker, key=clerk.key())
    assert reason(answer) is Reason.NO_ROOM_FITS


async def test_a_late_repetition_does_not_undo_a_later_change(clerk: Clerk) -> None:
    old = await clerk.reserve(clerk.ask(clerk.stay()))
    first, second = [await clerk.quote(clerk.ask(clerk.stay(day=day), instead_of=old.number)) for day in (10, 20)]
    key = clerk.key()
    made(await clerk.pms.modify(old.number, first, key=key))
    changed = made(await clerk.pms.modify(old.number, second, key=clerk.key()))
    assert made(await clerk.pms.modify(old.number, first, key=key)) == changed


async def test_a_reservation_does_not_move_to_another_property(clerk: Clerk) -> None:
    old = await clerk.reserve(clerk.ask(clerk.stay()))
    quote = await clerk.quote(clerk.ask(clerk.stay(), property_id=THERE))
    assert reason(await clerk.pms.modify(old.number, quote, key=clerk.key())) is Reason.NOT_FOUND


@pytest.mark.parametrize(
    ("stale", "expected"), [({"room_type": "cave"}, Reason.SOLD_OUT), ({"rate_plan": "secret"}, Reason.PRICE_CHANGED)]
)
async def test_a_quote_of_what_is_no_longer_sold_is_refused(
    clerk: Clerk, stale: dict[str, str], expected: Reason
) -> None:
    quote = await clerk.quote(clerk.ask(clerk.stay()))
    offer = quote.offer
    if "room_type" in stale:
        (room_stay,) = offer.room_stays
        offer = evolve(offer, room_stays=(evolve(room_stay, room_type=RoomTypeId(stale["room_type"])),))
    else:
        offer = evolve(offer, rate_plan=RatePlanId(stale["rate_plan"]))
    answer = await clerk.pms.book(evolve(quote, offer=offer), clerk.booker, key=clerk.key())
    assert reason(answer) is expected


async def test_a_property_without_a_book_is_our_own_mistake(clerk: Clerk) -> None:
    with pytest.raises(Bug, match="castle"):
        await clerk.pms.catalogue(PropertyId("castle"))


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
