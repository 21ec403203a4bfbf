"""Chats in the installation's database: the same chat in whichever process a guest asks, and after a restart."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from attrs import frozen
from sqlalchemy import Row, Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hotel_agent.adapters.channels.webchat.posted import Posted
from hotel_agent.adapters.channels.webchat.seal import Chat
from hotel_agent.adapters.channels.webchat.transcript import (
    FORGOTTEN,
    GLANCE,
    LIFETIME,
    MOST_MESSAGES,
    closed,
    desk_key,
    expired,
    guest_key,
    is_open,
    message_id,
    other_words,
)
from hotel_agent.adapters.database.codec import Codec
from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.database.repeat import until_undisturbed
from hotel_agent.adapters.database.tables_chats import chat_messages, chats
from hotel_agent.domain.ids import ChoiceToken, EffectKey, TenantId
from hotel_agent.domain.refusals import Refusal
from hotel_agent.ports.channel import Address, Content
from hotel_agent.ports.chat import Author, ChatMessage

_SWEPT_AT_ONCE = 100
_BEYOND_ALL = 2**31 - 1
"""No chat has so many messages, and no column a higher number."""


@frozen
class DatabaseTranscript:
    """The transcript every process of the installation shares. Whatever is written is one transaction."""

    _database: Database
    _codec: Codec

    async def has_room(self, *, at: datetime) -> bool:  # noqa: ARG002 - a disk is no memory
        """Always: what bounds guests' messages bounds chats, for there is none without a message."""
        return True

    async def hear(self, tenant: TenantId, chat: Chat, posted: Posted, *, at: datetime) -> ChatMessage | Refusal:
        """Write down what the guest posts."""

        async def once() -> ChatMessage | Refusal:
            async with self._database.transaction(tenant) as connection:
                rows = ChatRows(connection, self._codec, tenant, chat.name)
                kept = await rows.locked()
                if not is_open(kept, chat, at):
                    return closed()
                if kept is None:
                    await rows.begin(chat, at)
                else:
                    await rows.touch(at)
                before = await rows.written_under(guest_key(posted))
                if before is not None:
                    return rows.message(before) if before.fingerprint == posted.fingerprint else other_words()
                words = posted.text if posted.token is None else await rows.title_of(posted.token)
                seq = 1 if kept is None else kept.last + 1
                contents = [Content(text=words)]
                key, seal = guest_key(posted), posted.fingerprint
                return await rows.write(seq, Author.GUEST, contents, key=key, fingerprint=seal, at=at)

        return await until_undisturbed(once)

    async def say(self, to: Address, contents: Sequence[Content], *, key: EffectKey, at: datetime) -> bool:
        """Write down what we say."""

        async def once() -> bool:
            async with self._database.transaction(to.tenant) as connection:
                rows = ChatRows(connection, self._codec, to.tenant, to.identity.value)
                kept = await rows.locked()
                if kept is None or kept.account != to.account or expired(kept.alive_at, at):
                    return False
                if await rows.written_under(desk_key(key)) is None:
                    await rows.write(kept.last + 1, Author.DESK, contents, key=desk_key(key), fingerprint="", at=at)
                return True

        return await until_undisturbed(once)

    async def read(self, tenant: TenantId, chat: Chat, *, after: int, at: datetime) -> Sequence[ChatMessage] | Refusal:
        """What was written after this message."""
        async with self._database.reading(tenant) as connection:
            rows = ChatRows(connection, self._codec, tenant, chat.name)
            kept = await rows.seen()
            if not is_open(kept, chat, at):
                return closed()
            messages = await rows.after(after) if kept else []
        if kept is not None and at - kept.alive_at >= GLANCE:
            async with self._database.transaction(tenant) as connection:
                await ChatRows(connection, self._codec, tenant, chat.name).touch(at)
        return messages

    async def forget(self, tenant: TenantId, chat: Chat, *, at: datetime) -> Refusal | None:
        """Forget what was said."""

        async def once() -> Refusal | None:
            async with self._database.transaction(tenant) as connection:
                rows = ChatRows(connection, self._codec, tenant, chat.name)
                kept = await rows.locked()
                if not is_open(kept, chat, at):
                    return closed()
                if kept is None:
                    await rows.begin(chat, at)
                await rows.forget(at)
                return None

        return await until_undisturbed(once)


@frozen
class ChatRows:
    """The rows of one chat while a transaction is open."""

    _connection: AsyncConnection
    _codec: Codec
    _tenant: TenantId
    _name: str

    async def seen(self) -> Row[Any] | None:
        """The chat's own row, as it stands."""
        return await self._first(self._own())

    async def locked(self) -> Row[Any] | None:
        """The chat's own row; until the transaction ends nobody else writes in this chat."""
        return await self._first(self._own().with_for_update())

    async def begin(self, chat: Chat, at: datetime) -> None:
        """Let the chat be kept from now on; some that are closed are forgotten for it."""
        await self._forget_closed(at)
        await self._connection.execute(
            insert(chats).values(tenant=self._tenant, name=self._name, account=chat.account, last=0, alive_at=at)
        )

    async def touch(self, at: datetime) -> None:
        """Note a sign of life."""
        chat = chats.c
        later = update(chats).where(chat.tenant == self._tenant, chat.name == self._name, chat.alive_at < at)
        await self._connection.execute(later.values(alive_at=at))

    async def forget(self, at: datetime) -> None:
        """Forget what was said, and at which account the chat is."""
        chat, message = chats.c, chat_messages.c
        said = delete(chat_messages).where(message.tenant == self._tenant, message.chat == self._name)
        mine = update(chats).where(chat.tenant == self._tenant, chat.name == self._name)
        await self._connection.execute(said)
        await self._connection.execute(mine.values(account=FORGOTTEN, alive_at=at))

    async def written_under(self, key: str) -> Row[Any] | None:
        """The message that stands under this key."""
        return await self._first(self._messages().where(chat_messages.c.key == key))

    async def write(
        self, first: int, author: Author, contents: Sequence[Content], *, key: str, fingerprint: str, at: datetime
    ) -> ChatMessage:
        """Add these from this number on; the last of them stands under the key. The oldest give way."""
        last = first + len(contents) - 1
        written = [
            {
                "tenant": self._tenant,
                "chat": self._name,
                "seq": seq,
                "author": author.value,
                "at": at,
                "content": json.dumps(self._codec.write(content)),
                "key": key if seq == last else None,
                "fingerprint": fingerprint,
            }
            for seq, content in enumerate(contents, first)
        ]
        chat, message = chats.c, chat_messages.c
        await self._connection.execute(insert(chat_messages), written)
        mine = update(chats).where(chat.tenant == self._tenant, chat.name == self._name)
        await self._connection.execute(mine.values(last=last))
        old = delete(chat_messages).where(message.tenant == self._tenant, message.chat == self._name)
        await self._connection.execute(old.where(message.seq <= last - MOST_MESSAGES))
        return _told(last, author, contents[-1], at)

    async def after(self, seq: int) -> Sequence[ChatMessage]:
        """The messages after this one, the oldest first."""
        message = chat_messages.c
        later = self._messages().where(message.seq > max(0, min(seq, _BEYOND_ALL))).order_by(message.seq)
        return [self.message(row) for row in await self._connection.execute(later)]

    async def title_of(self, token: ChoiceToken) -> str:
        """What the choice of this token says; empty for one that was never shown here."""
        message = chat_messages.c
        ours = self._messages().where(message.author == Author.DESK.value).order_by(message.seq.desc())
        shown = (choice for row in await self._connection.execute(ours) for choice in self.message(row).choices)
        return next((choice.title for choice in shown if choice.token == token), "")

    def message(self, row: Row[Any]) -> ChatMessage:
        """The message of this row."""
        return _told(row.seq, Author(row.author), self._codec.content(json.loads(row.content)), row.at)

    async def _first(self, query: Select[Any]) -> Row[Any] | None:
        found: Row[Any] | None = (await self._connection.execute(query)).first()
        return found

    def _own(self) -> Select[Any]:
        return select(chats).where(chats.c.tenant == self._tenant, chats.c.name == self._name)

    def _messages(self) -> Select[Any]:
        message = chat_messages.c
        return select(chat_messages).where(message.tenant == self._tenant, message.chat == self._name)

    async def _forget_closed(self, at: datetime) -> None:
        chat, message = chats.c, chat_messages.c
        old = select(chat.name).where(chat.tenant == self._tenant, chat.alive_at <= at - LIFETIME)
        some = old.order_by(chat.alive_at).limit(_SWEPT_AT_ONCE).with_for_update(skip_locked=True)
        names = (await self._connection.execute(some)).scalars().all()
        if names:
            await self._connection.execute(
                delete(chat_messages).where(message.tenant == self._tenant, message.chat.in_(names))
            )
            await self._connection.execute(delete(chats).where(chat.tenant == self._tenant, chat.name.in_(names)))


def _told(seq: int, author: Author, content: Content, at: datetime) -> ChatMessage:
    return ChatMessage(
        seq=seq,
        id=message_id(seq),
        author=author,
        text=content.text,
        choices=content.choices,
        menu=content.menu,
        at=at,
    )
