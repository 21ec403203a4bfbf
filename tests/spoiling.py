"""Whoever makes unreadable what a database keeps: it becomes of a kind that a later release may have kept."""

import json
from typing import Any

from attrs import frozen
from sqlalchemy import Column, ColumnElement, select, update

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.database.tables import conversations, inbox, outbox
from hotel_agent.domain.ids import ConversationId, EffectKey, EventKey, TenantId


@frozen
class SqlSpoiler:
    """Reaches into the tables."""

    database: Database

    async def event(self, tenant: TenantId, conversation: ConversationId, key: EventKey) -> None:
        """Nobody can read this open event any more."""
        await self._spoil(inbox.c.event, tenant, inbox.c.conversation == conversation, inbox.c.key == key)

    async def command(self, tenant: TenantId, key: EffectKey) -> None:
        """Nobody can read this command any more."""
        await self._spoil(outbox.c.command, tenant, outbox.c.key == key)

    async def state(self, tenant: TenantId, conversation: ConversationId) -> None:
        """Nobody can read the state of this conversation any more."""
        await self._spoil(conversations.c.state, tenant, conversations.c.id == conversation)

    async def _spoil(self, column: Column[str], tenant: TenantId, *which: ColumnElement[bool]) -> None:
        row: Any
        where = (column.table.c.tenant == tenant, *which)
        async with self.database.transaction(tenant) as connection:
            row = json.loads((await connection.execute(select(column).where(*where))).scalar_one())
            spoiled = json.dumps({**row, "kind": "Hologram"})
            await connection.execute(update(column.table).where(*where).values({column: spoiled}))
