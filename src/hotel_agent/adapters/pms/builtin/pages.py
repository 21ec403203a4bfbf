"""The pages of a hotel's own book: its rows in the database, read and written in one transaction."""

import json
from collections.abc import Sequence

from attrs import frozen
from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hotel_agent.adapters.database.codec import Codec
from hotel_agent.adapters.database.tables_book import reservation_changes, reservations, reserved_nights
from hotel_agent.adapters.pms.numbers import confirmation_numbers
from hotel_agent.adapters.pms.rules import Taken
from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, PropertyId, RoomId, TenantId, digest
from hotel_agent.domain.reservations.reservation import (
    Cancellation,
    ContactKind,
    GuestContact,
    Move,
    Reservation,
)
from hotel_agent.domain.stay import Stay


@frozen(kw_only=True)
class Pages:
    """One tenant's book while a transaction is open."""

    connection: AsyncConnection
    tenant: TenantId
    codec: Codec

    async def wait_for_others(self) -> None:
        """Let nobody else write here until the transaction ends. That saves work; the unique night is the safety."""
        if self.connection.dialect.name == "postgresql":
            lock = int(digest("book", self.tenant)[:15], 16)
            await self.connection.execute(select(func.pg_advisory_xact_lock(lock)))

    async def reservation(self, number: ConfirmationNumber) -> Reservation | None:
        """The reservation of this number, however it is written."""
        return await self._one(reservations.c.number == number.upper())

    async def made_under(self, key: EffectKey) -> Reservation | None:
        """The reservation this key made, as it stands now."""
        return await self._one(reservations.c.key == key)

    async def found(
        self, property_id: PropertyId, by: ConfirmationNumber | EffectKey | GuestContact
    ) -> Sequence[Reservation]:
        """The property's reservations that this may mean."""
        rows = await self._rows(reservations.c.property == property_id, _may_be_meant(by))
        return [self._read(row) for row in rows]

    async def staying(self, property_id: PropertyId, nights: Stay) -> Sequence[Reservation]:
        """The property's reservations that hold a room on one of these nights."""
        night = reserved_nights.c
        numbers = select(night.number).where(
            night.tenant == self.tenant,
            night.property == property_id,
            night.night >= nights.arrival,
            night.night < nights.departure,
        )
        return [self._read(row) for row in await self._rows(reservations.c.number.in_(numbers))]

    async def taken(
        self, property_id: PropertyId, stay: Stay, *, instead_of: ConfirmationNumber | None = None
    ) -> Taken:
        """Every room in which somebody sleeps on a night of this stay, but those of the reservation to be replaced."""
        night = reserved_nights.c
        query = select(night.room, night.night).where(
            night.tenant == self.tenant,
            night.property == property_id,
            night.night >= stay.arrival,
            night.night < stay.departure,
        )
        if instead_of is not None:
            query = query.where(night.number != instead_of.upper())
        rows = await self.connection.execute(query)
        return [(RoomId(row.room), Stay.of_nights(row.night, 1)) for row in rows]

    async def free_number(self, key: EffectKey) -> ConfirmationNumber:
        """The number that the reservation made under this key is given."""
        numbers = confirmation_numbers(key)
        while await self.reservation(number := next(numbers)) is not None:
            continue
        return number

    async def enter(self, reservation: Reservation, rooms: Sequence[RoomId], *, key: EffectKey) -> None:
        """Write a new reservation down, and who sleeps where. A night taken meanwhile undoes all of it."""
        booker = reservation.booker
        await self.connection.execute(
            insert(reservations).values(
                tenant=self.tenant,
                number=reservation.number,
                property=reservation.property_id,
                key=key,
                email=_alike(booker.email),
                phone=_alike(booker.phone),
                reservation=json.dumps(self.codec.write(reservation)),
            )
        )
        await self._give_rooms(reservation, rooms)

    async def rewrite(self, reservation: Reservation, rooms: Sequence[RoomId] = ()) -> None:
        """Write the reservation down as it is now: the rooms it had are free, but those it is given."""
        row, night = reservations.c, reserved_nights.c
        await self.connection.execute(
            update(reservations)
            .where(row.tenant == self.tenant, row.number == reservation.number)
            .values(reservation=json.dumps(self.codec.write(reservation)))
        )
        await self.connection.execute(
            delete(reserved_nights).where(night.tenant == self.tenant, night.number == reservation.number)
        )
        await self._give_rooms(reservation, rooms)

    async def changed_under(self, key: EffectKey) -> Reservation | None:
        """The reservation this key changed, as it stands now."""
        change = await self._change(key, Move.MODIFY)
        return None if change is None else await self.reservation(ConfirmationNumber(change.number))

    async def cancelled_under(self, key: EffectKey) -> Cancellation | None:
        """The cancellation this key made."""
        change = await self._change(key, Move.CANCEL)
        return None if change is None else self.codec.cancellation(json.loads(change.cancellation))

    async def note(self, key: EffectKey, number: ConfirmationNumber, cancellation: Cancellation | None = None) -> None:
        """Remember what this key did: cancelled, or else changed."""
        move = Move.CANCEL if cancellation else Move.MODIFY
        written = json.dumps(self.codec.write(cancellation)) if cancellation else None
        await self.connection.execute(
            insert(reservation_changes).values(
                tenant=self.tenant, key=key, action=move.value, number=number, cancellation=written
            )
        )

    async def _change(self, key: EffectKey, move: Move) -> Row[tuple[str, str | None]] | None:
        change = reservation_changes.c
        query: Select[tuple[str, str | None]] = select(change.number, change.cancellation).where(
            change.tenant == self.tenant, change.key == key, change.action == move.value
        )
        return (await self.connection.execute(query)).first()

    async def _give_rooms(self, reservation: Reservation, rooms: Sequence[RoomId]) -> None:
        nights = [
            {
                "tenant": self.tenant,
                "property": reservation.property_id,
                "room": room,
                "night": night,
                "number": reservation.number,
                "place": place,
            }
            for place, room in enumerate(rooms)
            for night in reservation.room_stays[place].stay.nights
        ]
        if nights:
            await self.connection.execute(insert(reserved_nights), nights)

    async def _one(self, wanted: ColumnElement[bool]) -> Reservation | None:
        rows = await self._rows(wanted)
        return self._read(rows[0]) if rows else None

    async def _rows(self, *wanted: ColumnElement[bool]) -> Sequence[Row[tuple[str]]]:
        query: Select[tuple[str]] = select(reservations.c.reservation).where(
            reservations.c.tenant == self.tenant, *wanted
        )
        return (await self.connection.execute(query)).all()

    def _read(self, row: Row[tuple[str]]) -> Reservation:
        return self.codec.reservation(json.loads(row.reservation))


def _may_be_meant(by: ConfirmationNumber | EffectKey | GuestContact) -> ColumnElement[bool]:
    """Where a row stands that this may mean."""
    row = reservations.c
    if isinstance(by, GuestContact):
        return (row.email if by.kind is ContactKind.EMAIL else row.phone) == _alike(by.value)
    return or_(row.number == by.upper(), row.key == by.lower())


def _alike(contact: str | None) -> str | None:
    """The same for every way to write a contact."""
    return contact.casefold() if contact else None
