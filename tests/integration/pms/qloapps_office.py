"""The front office of two hotels kept in QloApps: it reads the stand-in's own ledger, and knows no adapter."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date, datetime
from decimal import Decimal

from attrs import define

from hotel_agent.adapters.clock import ManualClock, SystemClock
from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.pms.qloapps import QloAppsPms, open_qloapps
from hotel_agent.domain.ids import ConfirmationNumber, PropertyId, RoomId, RoomTypeId, TenantId
from hotel_agent.domain.language import Language
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason
from hotel_agent.domain.reservations.offer import Ask
from hotel_agent.domain.reservations.reservation import ReservationState
from hotel_agent.domain.stay import Stay
from hotel_agent.domain.tenants.tenant import Property, Tenant
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.contracts.pms import LedgerLine
from hotel_agent.testing.qloapps import Fault, House, LineSeen, QloAppsStub, Season, demo_house

HERE, THERE = PropertyId("prime"), PropertyId("prime-2")
GENERAL, DELUX, EXECUTIVE = RoomTypeId("1"), RoomTypeId("2"), RoomTypeId("3")
ROOMS = {GENERAL: 3, DELUX: 1, EXECUTIVE: 2}
FIRST_DAY = date(2027, 3, 1)
LONGEST = 20

TENANT = Tenant(
    id=TenantId("group"),
    name="Group",
    languages=(Language("es"), Language("en")),
    properties=tuple(
        Property(id=each, name=each.title(), time_zone="America/New_York", currency="USD") for each in (HERE, THERE)
    ),
)
CANCELLATION = [{"hours_before": 48, "nights": 1}]
PROPERTIES = {
    HERE: {"hotel_id": 1, "cancellation": CANCELLATION},
    THERE: {"hotel_id": 2, "cancellation": CANCELLATION},
}
REFUSED = (
    (
        Ask(property_id=HERE, stay=Stay.of_nights(FIRST_DAY, LONGEST + 1), parties=(Party(1),), room_type=EXECUTIVE),
        Reason.MAXIMUM_STAY,
    ),
)


def small_house() -> House:
    """Two hotels with three room types and six rooms each; every fifth night costs more; English and Spanish."""
    house = demo_house(hotels=2)
    many = list(ROOMS.values())
    for number, room_type in list(house.room_types.items()):
        place = (number - 1) % 4
        room_type.active = place < len(many)
        doors = [room.id for room in house.rooms_of(number)]
        for door in doors[many[place] if room_type.active else 0 :]:
            del house.rooms[door]
        if place == len(many) - 1:
            room_type.max_nights = LONGEST
        house.seasons += [
            Season(room_type=number, first=day, last=day, price=room_type.price + Decimal("12.5"))
            for day in (date(2027, 3, each) for each in range(3, 30, 5))
        ]
    english = house.tables["languages"][0]
    house.tables["languages"].append({**english, "id": "2", "name": "Español", "iso_code": "es"})
    return house


@define(kw_only=True)
class QloAppsOffice:
    """The hotels by the ledger of the stand-in. `reopened` opens the book as the next process does."""

    stub: QloAppsStub
    reopened: Callable[[], Coroutine[object, object, Pms]]
    property_id: PropertyId = HERE
    other_property_id: PropertyId = THERE
    first_day: date = FIRST_DAY
    rooms: Mapping[RoomTypeId, int] = ROOMS
    refused: Sequence[tuple[Ask, Reason]] = REFUSED

    async def ledger(self, property_id: PropertyId) -> Sequence[LedgerLine]:
        hotel = PROPERTIES[property_id]["hotel_id"]
        return [_line(each) for each in self.stub.ledger.lines() if each.hotel == hotel]

    async def check_in(self, number: ConfirmationNumber) -> None:
        (entry,) = {each.entry for each in self.stub.ledger.lines() if each.reference == number}
        self.stub.desk.check_in(entry)


def _line(seen: LineSeen) -> LedgerLine:
    state = ReservationState.CONFIRMED if seen.live else ReservationState.CANCELLED
    if seen.live and seen.checked_in:
        state = ReservationState.CHECKED_IN
    return LedgerLine(
        number=ConfirmationNumber(seen.reference),
        state=state,
        room_type=RoomTypeId(str(seen.room_type)),
        stay=Stay(seen.arrival, seen.departure),
        guests=seen.adults + seen.children,
        booker=seen.guest,
        total=Money.of(seen.total.quantize(Decimal("0.01")), "USD"),
        door=RoomId(str(seen.room)),
        note="\n".join(seen.remarks),
    )


def options(stub: QloAppsStub, **more: object) -> dict[str, object]:
    """What the tenants file would hold."""
    return {"base_url": stub.url, "api_key": stub.key, "properties": PROPERTIES, **more}


@asynccontextmanager
async def open_stub(faults: Iterable[Fault]) -> AsyncIterator[QloAppsStub]:
    """The stand-in with these faults, quick enough for many tests."""
    async with QloAppsStub(faults=faults, house=small_house()) as stub:
        stub.seconds_to_create = 0.02
        stub.window = 0.001
        yield stub


class LeapingClock(ManualClock):
    """A clock that nobody has to wait for: it leaps to whatever moment is waited for."""

    async def sleep_until(self, at: datetime) -> None:
        self.set(max(at, self.now()))
        await super().sleep_until(at)


@asynccontextmanager
async def open_pms(
    stub: QloAppsStub,
    *,
    clock: Clock | None = None,
    database: Database | None = None,
    tenant: Tenant = TENANT,
    **told: object,
) -> AsyncIterator[QloAppsPms]:
    """The adapter over the shop, as one more process opens it."""
    opening = open_qloapps(options(stub, **told), tenant=tenant, clock=clock or SystemClock(), database=database)
    async with opening as pms:
        assert isinstance(pms, QloAppsPms)
        yield pms


@asynccontextmanager
async def open_office(stub: QloAppsStub, database: Database | None = None) -> AsyncIterator[tuple[QloAppsOffice, Pms]]:
    """The hotels behind the stand-in, and the adapter over them."""
    async with AsyncExitStack() as opened:
        before: list[QloAppsPms] = []

        async def reopened() -> Pms:
            if database is None:
                for each in before:  # without a database to meet in, one process ends before the next begins
                    await each.aclose()
            pms = await opened.enter_async_context(open_pms(stub, database=database))
            before.append(pms)
            return pms

        yield QloAppsOffice(stub=stub, reopened=reopened), await reopened()
