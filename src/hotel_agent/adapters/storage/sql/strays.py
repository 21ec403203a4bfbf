"""What belongs to no conversation and to no tenant, in its own table."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from hotel_agent.adapters.database.codec import Codec
from hotel_agent.adapters.database.tables import Moment, Name, strays
from hotel_agent.adapters.storage.sql.unit import read
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import AccountId, EventKey
from hotel_agent.ports.channel import Inbound
from hotel_agent.ports.rows import Stray

_LATEST = select(strays).order_by(strays.c.id.desc()).limit(bindparam("most"))
_TOO_MANY = delete(strays).where(
    strays.c.id <= select(strays.c.id).order_by(strays.c.id.desc()).offset(bindparam("most")).limit(1).scalar_subquery()
)
_ONE = delete(strays).where(
    strays.c.channel == bindparam("its_channel", type_=Name),
    strays.c.account == bindparam("its_account", type_=Name),
    strays.c.key == bindparam("its_key", type_=Name),
)
_OLD = delete(strays).where(strays.c.received_at < bindparam("before", type_=Moment))


async def keep(connection: AsyncConnection, stray: Stray, codec: Codec, *, most: int) -> bool:
    """Keep it; the oldest beyond so many give way. False where there is one of this name."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = {
        "channel": stray.channel,
        "account": stray.account or "",
        "key": stray.key,
        "kind": stray.kind,
        "cause": stray.cause,
        "payload": stray.payload,
        "received_at": stray.received_at,
        "app": stray.app,
        "arrival": stray.arrival and json.dumps(codec.write(stray.arrival), separators=(",", ":")),
    }
    name = [strays.c.channel, strays.c.account, strays.c.key]
    keeping = insert(strays).values(row).on_conflict_do_nothing(index_elements=name)
    if (await connection.execute(keeping.returning(strays.c.id))).one_or_none() is None:
        return False
    await connection.execute(_TOO_MANY, {"most": most})
    return True


async def latest(connection: AsyncConnection, codec: Codec, *, limit: int) -> Sequence[Stray]:
    """The latest first."""
    return [_stray(row, codec) for row in await connection.execute(_LATEST, {"most": limit})]


async def drop(connection: AsyncConnection, stray: Stray) -> bool:
    """Forget the one of this name. False where there is none."""
    name = {"its_channel": stray.channel, "its_account": stray.account or "", "its_key": stray.key}
    return (await connection.execute(_ONE, name)).rowcount > 0


async def forget(connection: AsyncConnection, before: datetime) -> int:
    """Forget those that came before this moment."""
    return (await connection.execute(_OLD, {"before": before})).rowcount


def _stray(row: Any, codec: Codec) -> Stray:
    return Stray(
        channel=row.channel,
        account=AccountId(row.account) if row.account else None,
        key=EventKey(row.key),
        kind=row.kind,
        cause=row.cause,
        payload=row.payload,
        received_at=row.received_at,
        app=row.app,
        arrival=_arrival(row.arrival, codec),
    )


def _arrival(written: str | None, codec: Codec) -> Inbound | None:
    """As what it was understood; None where another release understood it and nobody can read that here."""
    try:
        return None if written is None else codec.arrival(read(written))
    except Bug:
        return None
