"""The front office of a hotel whose book lies in a database: it reads and writes rows, and knows no adapter."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, date, datetime

from attrs import define, evolve
from sqlalchemy import select, update
from tests.unit.adapters.pms.own_book import HERE, OPTIONS, REFUSED, ROOMS, TENANT, THERE

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.database.codec import Codec, build_codec
from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.adapters.database.tables_book import reservations, reserved_nights
from hotel_agent.adapters.pms import PMS
from hotel_agent.domain.ids import ConfirmationNumber, PropertyId, RoomTypeId
from hotel_agent.domain.refusals import Reason
from hotel_agent.domain.reservations.offer import Ask
from hotel_agent.domain.reservations.reservation import ReservationState
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.contracts.pms import LedgerLine

Opening = Callable[[], Awaitable[Pms]]


@define(kw_only=True)
class DatabaseOffice:
    """The hotel by its rows. `reopened` opens the book as another process does: over connections of its own."""

    database: Database
    reopened: Opening
    codec: Codec
    property_id: PropertyId = HERE
    other_property_id: PropertyId = THERE
    first_day: date = date(2031, 3, 3)
    rooms: Mapping[RoomTypeId, int] = ROOMS
    refused: Sequence[tuple[Ask, Reason]] = REFUSED

    async def ledger(self, property_id: PropertyId) -> Sequence[LedgerLine]:
        async with self.database.transaction(TENANT.id) as connection:
            book = reservations.c
            written = await connection.execute(
                select(book.reservation).where(book.property == property_id).order_by(book.number)
            )
            kept = [self.codec.reservation(json.loads(text)) for text in written.scalars()]
            slept = (await connection.execute(select(reserved_nights))).all()
        lines = []
        for reservation in kept:
            for place, room_stay in enumerate(reservation.room_stays):
                mine = [row for row in slept if (row.number, row.place) == (reservation.number, place)]
                alive = reservation.state is not ReservationState.CANCELLED
                assert sorted(row.night for row in mine) == (list(room_stay.stay.nights) if alive else [])
                lines.append(
                    LedgerLine(
                        number=reservation.number,
                        state=reservation.state,
                        room_type=room_stay.room_type,
                        stay=room_stay.stay,
                        guests=room_stay.occupancy.size,
                        booker=reservation.booker.name,
                        total=reservation.price.total,
                        door=next((row.room for row in mine), None),
                        note="\n".join(reservation.requests),
                    )
                )
        return lines

    async def check_in(self, number: ConfirmationNumber) -> None:
        book = reservations.c
        async with self.database.transaction(TENANT.id) as connection:
            text = (await connection.execute(select(book.reservation).where(book.number == number))).scalar_one()
            arrived = evolve(self.codec.reservation(json.loads(text)), state=ReservationState.CHECKED_IN)
            row = json.dumps(self.codec.write(arrived))
            await connection.execute(update(reservations).where(book.number == number).values(reservation=row))


@asynccontextmanager
async def open_office(url: str) -> AsyncIterator[DatabaseOffice]:
    """The hotel behind this database, which has its tables."""
    async with AsyncExitStack() as opened:

        async def reopened() -> Pms:
            return await opened.enter_async_context(open_book(url))

        database = await opened.enter_async_context(open_database(url))
        yield DatabaseOffice(database=database, reopened=reopened, codec=build_codec())


@asynccontextmanager
async def open_book(url: str, tenant: Tenant = TENANT) -> AsyncIterator[Pms]:
    """The book as one process opens it."""
    clock = ManualClock(datetime(2031, 1, 1, tzinfo=UTC))
    async with (
        open_database(url) as database,
        PMS["builtin"](OPTIONS, tenant=tenant, clock=clock, database=database) as pms,
    ):
        yield pms
