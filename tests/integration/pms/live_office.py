"""The front office of a QloApps that really runs, read over its webservice without the adapter, and left as it was."""

from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date, timedelta
from decimal import Decimal

import httpx
import pytest
from attrs import define, field

from hotel_agent.adapters.clock import SystemClock
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
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.contracts.pms import LedgerLine

Row = Mapping[str, object]
Opening = Callable[[], Coroutine[object, object, Pms]]
FAR_AWAY = timedelta(days=400)
OURS = "hotel-agent:"
CANCELLED = 4
ONE_HOTEL = "this shop has one hotel only"
UNRESTRICTED = "no room type of this hotel has a longest stay below 60 nights"


@define
class LiveShop:
    """The webservice, asked plainly."""

    line: httpx.AsyncClient = field(repr=False)

    async def rows(self, resource: str, root: str = "", *, display: str = "full", **filters: str) -> list[Row]:
        """A list, however emptiness is told."""
        query = {"output_format": "JSON", "display": display, **{f"filter[{name}]": of for name, of in filters.items()}}
        answer = await self.line.get(f"/api/{resource}", params=query)
        answer.raise_for_status()
        found = answer.json()
        return list(found[root or resource]) if found else []

    async def send(self, method: str, path: str, node: str, told: Mapping[str, object]) -> None:
        """Write a record."""
        inside = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in told.items())
        await self.line.request(method, f"/api/{path}", content=f"<qloapps><{node}>{inside}</{node}></qloapps>")


@define(kw_only=True)
class LiveOffice:
    """Its hotels as their own people see them, from `first_day` on, which is later than anything reserved there."""

    shop: LiveShop
    hotels: Mapping[PropertyId, int]
    first_day: date
    rooms: Mapping[RoomTypeId, int]
    longest: Mapping[RoomTypeId, int]
    currency: str
    reopened: Opening

    @property
    def property_id(self) -> PropertyId:
        return next(iter(self.hotels))

    @property
    def other_property_id(self) -> PropertyId:
        if len(self.hotels) < 2:
            pytest.skip(ONE_HOTEL)
        return list(self.hotels)[1]

    @property
    def refused(self) -> Sequence[tuple[Ask, Reason]]:
        restricted = [(name, most) for name, most in self.longest.items() if 0 < most < 60]
        if not restricted:
            pytest.skip(UNRESTRICTED)
        name, most = restricted[0]
        stay = Stay.of_nights(self.first_day, most + 1)
        return [
            (Ask(property_id=self.property_id, stay=stay, parties=(Party(1),), room_type=name), Reason.MAXIMUM_STAY)
        ]

    async def ledger(self, property_id: PropertyId) -> Sequence[LedgerLine]:
        lines = [
            line
            for line in await self.shop.rows("room_bookings", "bookings", id_hotel=str(self.hotels[property_id]))
            if date.fromisoformat(str(line["date_from"])[:10]) >= self.first_day
        ]
        orders = {str(row["id"]): row for row in await self.shop.rows("orders")}
        people = {
            str(row["id"]): f"{row['firstname']} {row['lastname']}"
            for row in await self.shop.rows("customers", display="[id,firstname,lastname]")
        }
        return [self._line(line, orders[str(line["id_order"])], people) for line in lines]

    async def check_in(self, number: ConfirmationNumber) -> None:
        (entry,) = await self.shop.rows("orders", reference=number)
        for line in await self.shop.rows("room_bookings", "bookings", id_order=str(entry["id"])):
            told = {**line, "id_status": 2, "check_in": f"{line['date_from']}"}
            await self.shop.send("PUT", f"room_bookings/{line['id']}", "booking", told)

    async def clean(self) -> None:
        """Cancel whatever was reserved by a test."""
        for entry in await self.shop.rows("orders", display="[id,source]", source=f"[{OURS}]%"):
            lines = await self.shop.rows("room_bookings", "bookings", id_order=str(entry["id"]))
            late = [line for line in lines if date.fromisoformat(str(line["date_from"])[:10]) >= self.first_day]
            if any(_live(line) for line in late):
                told = {"id_order": entry["id"], "id_order_state": CANCELLED}
                await self.shop.send("POST", "order_histories", "order_history", told)

    def _line(self, line: Row, entry: Row, people: Mapping[str, str]) -> LedgerLine:
        state = ReservationState.CHECKED_IN if str(line["id_status"]) == "2" else ReservationState.CONFIRMED
        total = Decimal(str(entry["total_paid_tax_incl"])).quantize(Decimal("0.01"))
        return LedgerLine(
            number=ConfirmationNumber(str(entry["reference"])),
            state=state if _live(line) else ReservationState.CANCELLED,
            room_type=RoomTypeId(str(line["id_product"])),
            stay=Stay(*(date.fromisoformat(str(line[name])[:10]) for name in ("date_from", "date_to"))),
            guests=int(str(line["adults"])) + int(str(line["children"])),
            booker=people[str(entry["id_customer"])],
            total=Money.of(total, self.currency),
            door=RoomId(str(line["id_room"])),
        )


def _live(line: Row) -> bool:
    return not any(str(line[name]) == "1" for name in ("is_cancelled", "is_refunded", "is_back_order"))


@asynccontextmanager
async def open_live_office(url: str, key: str) -> AsyncIterator[tuple[LiveOffice, Pms]]:
    """The hotels of this shop and the adapter over them; what a test reserves is cancelled when it ends."""
    async with AsyncExitStack() as opened:
        line = await opened.enter_async_context(httpx.AsyncClient(base_url=url, auth=(key, ""), timeout=60))
        shop = LiveShop(line)
        numbers = [int(str(row["id"])) for row in await shop.rows("hotels", display="[id]", active="1")][:2]
        (default,) = await shop.rows("configurations", name="PS_CURRENCY_DEFAULT")
        (currency,) = await shop.rows("currencies", id=str(default["value"]))
        zones = await shop.rows("configurations", name="PS_TIMEZONE")
        names = {PropertyId(f"hotel-{number}"): number for number in numbers}
        tenant = Tenant(
            id=TenantId("live"),
            name="Live",
            languages=(Language("en"),),
            properties=tuple(
                Property(id=name, name=name, time_zone=str(zones[0]["value"]), currency=str(currency["iso_code"]))
                for name in names
            ),
        )
        told = {name: {"hotel_id": number} for name, number in names.items()}

        before: list[QloAppsPms] = []

        async def reopened() -> Pms:
            for each in before:  # without a database to meet in, one process ends before the next begins
                await each.aclose()
            pms = await opened.enter_async_context(
                open_qloapps({"base_url": url, "api_key": key, "properties": told}, tenant=tenant, clock=SystemClock())
            )
            assert isinstance(pms, QloAppsPms)
            before.append(pms)
            return pms

        office = await _office(shop, names, str(currency["iso_code"]), reopened)
        opened.push_async_callback(office.clean)
        yield office, await reopened()


async def _office(
    shop: LiveShop,
    hotels: Mapping[PropertyId, int],
    currency: str,
    reopened: Opening,
) -> LiveOffice:
    hotel = str(next(iter(hotels.values())))
    types = [str(row["id"]) for row in await shop.rows("room_types", id_hotel=hotel, active="1")]
    doors = await shop.rows("hotel_rooms", "rooms", id_hotel=hotel)
    limits = {str(row["id_product"]): int(str(row["max_los"])) for row in await shop.rows("hotel_room_types")}
    slept = [
        date.fromisoformat(str(row["date_to"])[:10])
        for row in await shop.rows("room_bookings", "bookings")
        if _live(row)
    ]
    return LiveOffice(
        shop=shop,
        hotels=hotels,
        first_day=max([SystemClock().now().date() + FAR_AWAY, *slept]) + timedelta(days=1),
        rooms={
            RoomTypeId(name): sum(str(row["id_product"]) == name and str(row["id_status"]) == "1" for row in doors)
            for name in types
        },
        longest={RoomTypeId(name): limits.get(name, 0) for name in types},
        currency=currency,
        reopened=reopened,
    )
