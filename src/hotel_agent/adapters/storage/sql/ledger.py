"""The ledger of work that waits: written in the transaction that changes the work, read over all tenants."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from attrs import frozen
from sqlalchemy import Integer, Row, bindparam, case, delete, func, literal_column, select, union_all
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from hotel_agent.adapters.database.tables import Moment, Name, inbox, ledger, outbox
from hotel_agent.adapters.storage.sql.commands import FREE_AT, WAITS
from hotel_agent.adapters.storage.sql.unit import OPEN, TENANT, stands
from hotel_agent.domain.ids import ConversationId, EffectKey, TenantId
from hotel_agent.ports.rows import Due, Lane

_A_TURN, _A_COMMAND, _ENTERED = 0, 1, 2
_NO_COMMAND = ""
"""What stands in the ledger for the command of a turn."""

_TOUCHED = bindparam("touched", type_=Name, expanding=True)
_zero = literal_column("0", Integer)
_WORK = union_all(
    select(
        literal_column(str(_A_TURN)).label("source"),
        inbox.c.conversation,
        literal_column(f"'{_NO_COMMAND}'", Name).label("command"),
        func.min(inbox.c.due_at).label("at"),
        _zero.label("sequence"),
        _zero.label("said"),
        _zero.label("leased"),
    )
    .where(inbox.c.tenant == TENANT, inbox.c.conversation.in_(_TOUCHED), stands(inbox.c.state, OPEN))
    .group_by(inbox.c.conversation),
    select(
        literal_column(str(_A_COMMAND)),
        outbox.c.conversation,
        outbox.c.key,
        FREE_AT,
        outbox.c.sequence,
        case((stands(outbox.c.lane, Lane.SAY.value), 1), else_=0),
        case((outbox.c.lease_until.is_not(None), 1), else_=0),
    ).where(outbox.c.tenant == TENANT, outbox.c.conversation.in_(_TOUCHED), WAITS),
    select(
        literal_column(str(_ENTERED)), ledger.c.conversation, ledger.c.command, ledger.c.at, _zero, _zero, _zero
    ).where(ledger.c.tenant == TENANT, ledger.c.conversation.in_(_TOUCHED)),
)
_STRIKE = delete(ledger).where(
    ledger.c.tenant == TENANT,
    ledger.c.conversation == bindparam("its_conversation"),
    ledger.c.command == bindparam("its_command"),
)
_DUE = (
    select(ledger).where(ledger.c.at <= bindparam("now", type_=Moment)).order_by(ledger.c.at).limit(bindparam("most"))
)
_NEXT = select(func.min(ledger.c.at)).where(ledger.c.at > bindparam("now", type_=Moment))


@frozen
class Entered:
    """What now waits in the conversations a unit of work touched, and what of it nobody was told of before.

    The end of a lease is nothing to be told of: it rarely comes to pass.
    """

    waiting: Sequence[Due] = ()
    news: Sequence[Due] = ()


async def enter(connection: AsyncConnection, tenant: TenantId, touched: Sequence[ConversationId]) -> Entered:
    """Write down what now waits in these conversations, which this transaction has locked."""
    if not touched:
        return Entered()
    rows = (await connection.execute(_WORK, {"its_tenant": tenant, "touched": list(touched)})).all()
    wanted = {(row.conversation, row.command): row for row in _first_said_only(rows)}
    before = {(row.conversation, row.command): row.at for row in rows if row.source == _ENTERED}
    changed = {name: row for name, row in wanted.items() if before.get(name) != row.at}
    gone = before.keys() - wanted.keys()
    if gone:
        struck = [{"its_tenant": tenant, "its_conversation": each, "its_command": command} for each, command in gone]
        await connection.execute(_STRIKE, struck)
    if changed:
        await _put(connection, tenant, changed.values())
    place = {conversation: number for number, conversation in enumerate(touched)}
    pieces = sorted(wanted.values(), key=lambda row: (place[row.conversation], row.source, row.sequence))
    return Entered(
        waiting=[_due(tenant, row) for row in pieces],
        news=[_due(tenant, row) for row in pieces if (row.conversation, row.command) in changed and not row.leased],
    )


async def due(connection: AsyncConnection, now: datetime, *, limit: int) -> Sequence[Due]:
    """Work due by now over all tenants, the longest due first."""
    rows = await connection.execute(_DUE, {"now": now, "most": limit})
    return [_due(row.tenant, row) for row in rows]


async def next_due(connection: AsyncConnection, after: datetime) -> datetime | None:
    """When work that is not due at this moment becomes due next."""
    moment: datetime | None = (await connection.execute(_NEXT, {"now": after})).scalar_one()
    return moment


def _first_said_only(rows: Iterable[Row[Any]]) -> Iterable[Row[Any]]:
    """What waits; of what is to be said in a conversation, the first."""
    spoken: set[str] = set()
    for row in sorted(rows, key=lambda row: row.sequence):
        if row.source == _ENTERED or (row.said and row.conversation in spoken):
            continue
        if row.said:
            spoken.add(row.conversation)
        yield row


async def _put(connection: AsyncConnection, tenant: TenantId, pieces: Iterable[Row[Any]]) -> None:
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    putting = insert(ledger)
    putting = putting.on_conflict_do_update(
        index_elements=[ledger.c.tenant, ledger.c.conversation, ledger.c.command], set_={"at": putting.excluded.at}
    )
    rows = [
        {"tenant": tenant, "conversation": row.conversation, "command": row.command, "at": row.at} for row in pieces
    ]
    await connection.execute(putting, rows)


def _due(tenant: TenantId, row: Row[Any]) -> Due:
    return Due(
        tenant=tenant,
        conversation=ConversationId(row.conversation),
        at=row.at,
        command=EffectKey(row.command) if row.command else None,
    )
