"""What every part of a unit of work stands on: its transaction, its tenant, and the conversations it locked."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Executable,
    Table,
    and_,
    bindparam,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from hotel_agent.adapters.database.codec import Codec, Row
from hotel_agent.adapters.database.tables import Name, conversations, outbox
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.drafts import Draft
from hotel_agent.domain.conversations.effects import Command
from hotel_agent.domain.conversations.events import Event
from hotel_agent.domain.conversations.trace import Trace
from hotel_agent.domain.errors import Bug, HotelAgentError
from hotel_agent.domain.ids import AccountId, ConversationId, EffectKey, TenantId
from hotel_agent.ports.channel import Content, Receipt

TENANT = bindparam("its_tenant", type_=Name)
CONVERSATION = bindparam("its_conversation", type_=Name)
KEY = bindparam("its_key", type_=Name)

# States stand in the statements as they are, not as parameters: only then do the indexes of few rows serve them.
OPEN, CONSUMED, ASIDE = "open", "consumed", "aside"

_LOCK = (
    select(conversations.c.account)
    .where(conversations.c.tenant == TENANT, conversations.c.id == CONVERSATION)
    .with_for_update()
)
_LOCK_OF_COMMAND = (
    select(conversations.c.id, conversations.c.account)
    .join(outbox, and_(outbox.c.tenant == conversations.c.tenant, outbox.c.conversation == conversations.c.id))
    .where(outbox.c.tenant == TENANT, outbox.c.key == KEY)
    .with_for_update(of=conversations)
)


def stands(column: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    """That a column holds this word of ours."""
    return column == literal_column(f"'{word}'")


class Unit:
    """One transaction of one tenant. Once it is over it only raises Bug.

    Whoever changes anything of a conversation locks its row first: what happens within one conversation happens one
    after the other, also between processes. SQLite has one writer at a time anyway.
    """

    def __init__(self, connection: AsyncConnection, tenant: TenantId, codec: Codec) -> None:
        self._tenant = tenant
        self._codec = codec
        self._open: AsyncConnection | None = connection
        self._accounts: dict[ConversationId, AccountId] = {}
        """The conversations this unit of work has locked, and at which account each is."""
        self._touched: dict[ConversationId, None] = {}
        self._spoiled_by: HotelAgentError | None = None

    @property
    def touched(self) -> Sequence[ConversationId]:
        """The conversations whose work it may have changed. Raises Bug when only a part of what was begun was done."""
        if self._spoiled_by is not None:
            raise Bug("a part of this unit of work failed, and the rest of it cannot be kept") from self._spoiled_by
        return tuple(self._touched)

    def close(self) -> None:
        """End it."""
        self._open = None

    @property
    def _connection(self) -> AsyncConnection:
        if self._open is None:
            raise Bug("this unit of work is over; begin a new one")
        return self._open

    async def _run(self, statement: Executable, **values: object) -> CursorResult[Any]:
        return await self._connection.execute(statement, {"its_tenant": self._tenant, **values})

    def _insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        on_postgresql = self._connection.dialect.name == "postgresql"
        return postgresql.insert(table) if on_postgresql else sqlite.insert(table)

    async def _lock(self, conversation: ConversationId) -> None:
        """Let nobody else change this conversation, if there is one."""
        if conversation not in self._accounts:
            account = (await self._run(_LOCK, its_conversation=conversation)).scalar_one_or_none()
            if account is not None:
                self._accounts[conversation] = account

    async def _account(self, conversation: ConversationId) -> AccountId:
        """Lock this conversation, and say at which account it is. Raises Bug where there is none."""
        await self._lock(conversation)
        if conversation not in self._accounts:
            raise Bug(f"tenant {self._tenant} has no conversation {conversation}")
        return self._accounts[conversation]

    async def _lock_of(self, key: EffectKey) -> ConversationId | None:
        """Let nobody else change the conversation of this command, and say which it is."""
        row = (await self._run(_LOCK_OF_COMMAND, its_key=key)).one_or_none()
        if row is None:
            return None
        self._accounts[row.id] = row.account
        return ConversationId(row.id)

    def _spoiled(self, error: HotelAgentError) -> HotelAgentError:
        """The error, to be raised; what was begun before it cannot be kept any more."""
        self._spoiled_by = error
        return error

    def _touch(self, conversation: ConversationId) -> None:
        self._touched[conversation] = None

    def _write(self, value: Event | Command | Conversation | Content | Receipt | Trace | Draft) -> str:
        return json.dumps(self._codec.write(value), separators=(",", ":"))


def read(text: str) -> Row:
    """The row that is kept as this text. Raises Bug for a text that is none; never says what is in it."""
    try:
        row = json.loads(text)
    except ValueError as cause:
        raise Bug("what is kept is no JSON") from cause
    if not isinstance(row, Mapping):
        raise Bug("what is kept is no row")
    return dict(row)
