"""What the storage contract arranges: conversations, events and commands, and a keeper who puts them in and looks."""

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from attrs import field, frozen

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.effects import Command, Say, WakeAt
from hotel_agent.domain.conversations.events import Event, GuestWrote
from hotel_agent.domain.conversations.replies import Part, Reply, Words
from hotel_agent.domain.ids import (
    AccountId,
    ConversationId,
    EffectKey,
    EventKey,
    GuestId,
    PropertyId,
    TenantId,
    digest,
)
from hotel_agent.domain.language import Language
from hotel_agent.ports.channel import Identity
from hotel_agent.ports.rows import Due, InboxRow, Lane, NewCommand, OutboxRow, Stored
from hotel_agent.ports.storage import Storage

T = TypeVar("T")

NOW = datetime(2027, 3, 14, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE = timedelta(minutes=1)
HOTEL, OTHER = TenantId("miramar"), TenantId("sierra")
PHONE, NAME = Identity("wa_phone", "34600000001"), Identity("wa_bsuid", "ES.1")


def a_conversation(
    id: str = "c-1", *, tenant: TenantId = HOTEL, account: str = "door-1", guest: str = "g-1"
) -> Conversation:
    """A conversation just begun."""
    return Conversation(
        id=ConversationId(id),
        tenant=tenant,
        property_id=PropertyId("beach"),
        channel="whatsapp",
        account=AccountId(account),
        guest=GuestId(guest),
        language=Language("es"),
    )


def wrote(name: str = "1", text: str = "hola") -> GuestWrote:
    """A guest's message of this name."""
    return GuestWrote(key=EventKey(f"message:{name}"), at=NOW, sent_at=NOW, text=text)


def key(name: str) -> EffectKey:
    """A command's key."""
    return EffectKey(digest("contract", name))


def say(name: str, text: str = "hola", *, due_at: datetime = NOW) -> NewCommand:
    """Something to be said."""
    reply = Reply(parts=(Part("greeting", (("name", Words(text)),)),))
    return NewCommand(key=key(name), command=Say(reply=reply, language=Language("es")), lane=Lane.SAY, due_at=due_at)


def act(name: str, command: Command | None = None, *, due_at: datetime = NOW) -> NewCommand:
    """Something to be done beside what is said."""
    return NewCommand(key=key(name), command=command or WakeAt(at=due_at, about=name), lane=Lane.ACT, due_at=due_at)


async def let_others_run() -> None:
    """Give everybody else in this process a turn or two."""
    for _ in range(3):
        await ManualClock(NOW).sleep_until(NOW)


async def outcomes(*attempts: Coroutine[Any, Any, T]) -> list[T | BaseException]:
    """What became of these, all begun at once."""
    return list(await asyncio.gather(*attempts, return_exceptions=True))


@frozen
class Keeper:
    """Puts things into a storage of one tenant, each in a unit of work of its own, and looks at what is there."""

    storage: Storage
    tenant: TenantId = HOTEL
    _names: Iterator[int] = field(factory=count, init=False, repr=False)

    def fresh_name(self) -> str:
        """A name not used before, for tests that are run many times over one storage."""
        return f"example-{next(self._names)}"

    async def begins(
        self, id: str = "c-1", *, account: str = "door-1", guest: str | None = None, tenant: TenantId | None = None
    ) -> Conversation:
        """A conversation, kept. Its guest is another one for each id."""
        conversation = a_conversation(id, tenant=tenant or self.tenant, account=account, guest=guest or f"guest-{id}")
        async with self.storage.work(self.tenant) as work:
            await work.begin(conversation)
        return conversation

    async def adds(
        self, conversation: Conversation, *events: Event, due_at: datetime = NOW, received_at: datetime = NOW
    ) -> list[bool]:
        """Keep events; for each, whether it was new."""
        async with self.storage.work(self.tenant) as work:
            return [
                await work.add_event(conversation.id, event, received_at=received_at, due_at=due_at) for event in events
            ]

    async def decides(
        self,
        conversation: Conversation,
        *commands: NewCommand,
        version: int | None = None,
        consumed: Sequence[EventKey] | None = None,
    ) -> None:
        """A turn of all that is open, or of these events, at the present version or at this one."""
        async with self.storage.work(self.tenant) as work:
            stored = await work.load(conversation.id)
            waiting = await work.open_events(conversation.id)
        if version is None:
            version = 0 if stored is None else stored.version
        if consumed is None:
            consumed = [row.event.key for row in waiting]
        async with self.storage.work(self.tenant) as work:
            await work.commit_turn(conversation, version=version, consumed=consumed, commands=commands)

    async def claims(self, name: str, *, now: datetime = NOW, lease: timedelta = LEASE) -> OutboxRow | None:
        """Try to take the command of this name."""
        async with self.storage.work(self.tenant) as work:
            return await work.claim(key(name), now=now, lease_until=now + lease)

    async def holds(self, name: str, *, now: datetime = NOW, lease: timedelta = LEASE) -> OutboxRow:
        """Take the command of this name, which is free."""
        row = await self.claims(name, now=now, lease=lease)
        assert row is not None, f"the command {name!r} is due and free, and could not be claimed"
        return row

    async def stored(self, conversation: Conversation) -> Stored:
        """A conversation that is there."""
        async with self.storage.work(self.tenant) as work:
            stored = await work.load(conversation.id)
        assert stored is not None, f"the conversation {conversation.id} was kept, and is not there"
        return stored

    async def open_events(self, conversation: Conversation) -> Sequence[InboxRow]:
        """The events of a conversation that wait."""
        async with self.storage.work(self.tenant) as work:
            return await work.open_events(conversation.id)

    async def open_keys(self, conversation: Conversation) -> list[str]:
        """Their keys, in sequence."""
        return [row.event.key for row in await self.open_events(conversation)]

    async def outbox(self, conversation: Conversation) -> Sequence[OutboxRow]:
        """The commands of a conversation."""
        async with self.storage.work(self.tenant) as work:
            return await work.outbox(conversation.id)

    async def command(self, conversation: Conversation, name: str) -> OutboxRow:
        """The command of this name."""
        return next(row for row in await self.outbox(conversation) if row.key == key(name))

    async def due(self, now: datetime = NOW, *, limit: int = 100) -> Sequence[Due]:
        """What is due by now."""
        return await self.storage.due(now, limit=limit)
