"""All that is kept of guests in the database, over every table of it."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, Table, Text, cast, delete, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hotel_agent.adapters.database.codec import build_codec
from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.database.tables import (
    OF_NO_TENANT,
    audit,
    conversations,
    guests,
    inbox,
    metadata,
    outbox,
    strays,
)
from hotel_agent.adapters.database.tables_book import reservations
from hotel_agent.adapters.database.tables_media import media, message_costs
from hotel_agent.adapters.rights.places import SEALED, Theirs, of_reservations
from hotel_agent.domain.ids import ConfirmationNumber, GuestId, TenantId, digest
from hotel_agent.ports.rights import KeptReservation, Traces
from hotel_agent.ports.rows import AuditEntry


class SqlRecords:
    """The port `Records` over every table, under the wall between tenants that all their rows stand behind."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._codec = build_codec()

    async def named(self, tenant: TenantId, name: str) -> GuestId | None:
        """The guest of this id, conversation, address or number, however the last is written."""
        row, wanted = guests.c, name.strip()
        figures = "".join(each for each in wanted if each.isdecimal())
        spellings = {wanted, wanted.casefold(), *([figures] if len(figures) >= 7 else [])}
        ways: tuple[Select[Any], ...] = (
            select(row.guest).where(row.tenant == tenant, row.guest == wanted),
            select(conversations.c.guest).where(conversations.c.tenant == tenant, conversations.c.id == wanted),
            select(row.guest).where(row.tenant == tenant, row.value.in_(sorted(spellings))),
        )
        async with self._database.reading(tenant) as connection:
            for way in ways:
                found = (await connection.execute(way.limit(1))).scalars().first()
                if found is not None:
                    return GuestId(found)
        return None

    async def rows(self, tenant: TenantId, traces: Traces) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """What stands of this guest, table by table."""
        async with self._database.reading(tenant) as connection:
            theirs = await _theirs(connection, tenant, traces)
            found = {
                table.name: [_shown(row) for row in (await connection.execute(_readable(table, theirs, whose))).all()]
                for table, whose in theirs.places()
            }
            reserved = (await connection.execute(theirs.reserved())).all()
        found["reservations"] = [json.loads(row.reservation) for row in reserved]
        return {place: rows for place, rows in found.items() if rows}

    async def reservations(self, tenant: TenantId, traces: Traces) -> Sequence[KeptReservation]:
        """This guest's reservations in the hotel's own book."""
        async with self._database.reading(tenant) as connection:
            rows = (await connection.execute(Theirs(tenant=tenant, traces=traces).reserved())).all()
        return [self._reservation(row.number, row.reservation) for row in rows]

    async def under_way(self, tenant: TenantId, traces: Traces) -> bool:
        """Whether words or commands wait that are due by now, or are being worked on."""
        spoken = list(traces.conversations)
        heard = exists().where(inbox.c.tenant == tenant, inbox.c.conversation.in_(spoken), inbox.c.state == "open")
        reserving = or_(*(outbox.c.command.like(f'%"{kind}"%') for kind in ("Book", "Modify", "Cancel")))
        waits = exists().where(
            outbox.c.tenant == tenant, outbox.c.conversation.in_(spoken), outbox.c.state == "waiting", reserving
        )
        async with self._database.reading(tenant) as connection:
            return bool((await connection.execute(select(or_(heard, waits)))).scalar_one())

    async def forget(
        self, tenant: TenantId, traces: Traces, *, reservations: Collection[ConfirmationNumber], act: AuditEntry
    ) -> Mapping[str, int]:
        """Forget the guest in one transaction."""
        gone: dict[str, int] = {}
        async with self._database.transaction(tenant) as connection:
            # Whoever works in a conversation locks its row: so they are through with it, or meet it no more.
            locked = select(conversations.c.id).where(
                conversations.c.tenant == tenant, conversations.c.id.in_(list(traces.conversations))
            )
            await connection.execute(locked.order_by(conversations.c.id).with_for_update())
            theirs = await _theirs(connection, tenant, traces)
            costs = (await connection.execute(select(message_costs.c.message).where(theirs.costs()))).scalars().all()
            for message in costs:
                nameless = update(message_costs).where(
                    message_costs.c.tenant == tenant, message_costs.c.message == message
                )
                await connection.execute(nameless.values(message=digest("forgotten", tenant, message), conversation=""))
            for table, whose in theirs.places():
                left = await connection.execute(delete(table).where(theirs.of(table, whose)))
                gone[table.name] = left.rowcount
            for table, these in of_reservations(tenant, sorted(reservations)).items():
                gone[table.name] = (await connection.execute(delete(table).where(these))).rowcount
            await connection.execute(
                insert(audit).values(tenant=tenant, at=act.at, by=act.by, action=act.action, subject=act.subject)
            )
        gone[message_costs.name] = len(costs)
        return {place: count for place, count in gone.items() if count}

    async def sweep(self) -> None:
        """Write a SQLite file anew. PostgreSQL clears away what was deleted by itself."""
        await self._database.sweep()

    async def holding(self, tenant: TenantId, values: Collection[str]) -> Mapping[str, int]:
        """In how many rows one of these still stands: every column of every table that holds words is searched."""
        found: dict[str, int] = {}
        spellings = sorted({way for value in values if value for way in (value, json.dumps(value)[1:-1])})
        if not spellings:
            return found
        async with self._database.reading(tenant) as connection:
            for table in (*_guarded(), strays):
                words = [cast(each, Text) for each in table.c if each.name not in {*SEALED, "tenant"}]
                holds = or_(
                    *(func.lower(each).contains(way.lower(), autoescape=True) for each in words for way in spellings)
                )
                whose = table.c.tenant == tenant if "tenant" in table.c else holds
                count = (
                    await connection.execute(select(func.count()).select_from(table).where(whose, holds))
                ).scalar_one()
                if count:
                    found[table.name] = count
        return found

    async def silent(self, tenant: TenantId, since: datetime, *, limit: int = 100) -> Sequence[GuestId]:
        """Guests with no word since then, and with nothing still to be done."""
        here, other = conversations.c, conversations.alias("other")
        spoken = exists().where(
            inbox.c.tenant == tenant, inbox.c.conversation == other.c.id,
            or_(inbox.c.received_at > since, inbox.c.state == "open"),
        )  # fmt: skip
        waits = exists().where(
            outbox.c.tenant == tenant, outbox.c.conversation == other.c.id,
            or_(outbox.c.due_at > since, outbox.c.state == "waiting"),
        )  # fmt: skip
        lively = exists().where(other.c.tenant == tenant, other.c.guest == here.guest, or_(spoken, waits))
        quiet = select(here.guest).where(here.tenant == tenant, here.since <= since, ~lively).distinct().limit(limit)
        async with self._database.reading(tenant) as connection:
            return [GuestId(guest) for guest in (await connection.execute(quiet)).scalars().all()]

    async def expired(self, tenant: TenantId, now: datetime) -> Mapping[str, int]:
        """Let go what guests sent beside words once its own term is over."""
        over = delete(media).where(media.c.tenant == tenant, media.c.expires_at <= now)
        async with self._database.transaction(tenant) as connection:
            gone = (await connection.execute(over)).rowcount
        return {media.name: gone} if gone else {}

    async def old_reservations(self, tenant: TenantId, *, limit: int = 100) -> Sequence[KeptReservation]:
        """Reservations of the hotel's own book, the earliest departure first."""
        row = reservations.c
        async with self._database.reading(tenant) as connection:
            rows = await connection.execute(select(row.number, row.reservation).where(row.tenant == tenant))
            found = [self._reservation(each.number, each.reservation) for each in rows.all()]
        return sorted(found, key=lambda each: (each.departure, each.number))[:limit]

    def _reservation(self, number: str, written: str) -> KeptReservation:
        departure = self._codec.reservation(json.loads(written)).stay.departure
        return KeptReservation(number=ConfirmationNumber(number), departure=departure)


async def _theirs(connection: AsyncConnection, tenant: TenantId, traces: Traces) -> Theirs:
    said = select(outbox.c.message).where(
        outbox.c.tenant == tenant, outbox.c.conversation.in_(list(traces.conversations)), outbox.c.message.is_not(None)
    )
    return Theirs(tenant=tenant, traces=traces, messages=(await connection.execute(said)).scalars().all())


def _guarded() -> Sequence[Table]:
    """Every table with rows of hotels."""
    return [table for table in metadata.sorted_tables if table.name not in OF_NO_TENANT and "tenant" in table.c]


def _readable(table: Table, theirs: Theirs, whose: Any) -> Select[Any]:
    columns = [each for each in table.c if each.name not in {*SEALED, "tenant"}]
    return select(*columns).where(theirs.of(table, whose))


def _shown(row: Any) -> Mapping[str, object]:
    """A row in words: what is kept as JSON opened, moments as they are written."""
    return {name: _in_words(value) for name, value in row._mapping.items()}  # noqa: SLF001 - SQLAlchemy's public name


def _in_words(value: object) -> object:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
