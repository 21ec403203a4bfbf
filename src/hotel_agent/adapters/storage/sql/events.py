"""Events: they wait for their turn, each is kept once, and one no turn can consume is set aside."""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, bindparam, case, delete, func, or_, select, update
from sqlalchemy.engine import Row

from hotel_agent.adapters.database.tables import inbox, outbox, turn_traces
from hotel_agent.adapters.database.tables_drafts import drafts
from hotel_agent.adapters.storage.sql.unit import ASIDE, CONVERSATION, KEY, OPEN, TENANT, Unit, read, stands
from hotel_agent.domain.conversations.erased import with_nothing_said, without_words
from hotel_agent.domain.conversations.events import Event, GuestEvent
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import ConversationId, EventKey
from hotel_agent.ports.channel import Content
from hotel_agent.ports.rows import InboxRow, Lane, SetAside, Unreadable, Waiting

_NEXT = (
    select(func.coalesce(func.max(inbox.c.sequence), 0) + 1)
    .where(inbox.c.tenant == TENANT, inbox.c.conversation == CONVERSATION)
    .scalar_subquery()
)
_IS_OPEN = (inbox.c.tenant == TENANT, inbox.c.conversation == CONVERSATION, stands(inbox.c.state, OPEN))
_ARE_OPEN = (*_IS_OPEN, inbox.c.key.in_(bindparam("its_keys", expanding=True)))

_THIS_EVENT = (inbox.c.tenant == TENANT, inbox.c.conversation == CONVERSATION, inbox.c.key == KEY)
_EVENT = select(inbox.c.event).where(*_THIS_EVENT)
_ERASE = update(inbox).where(*_THIS_EVENT).values(event=bindparam("what_is_left"))
_OPEN_EVENTS = (
    select(inbox.c.key, inbox.c.received_at, inbox.c.due_at, inbox.c.tries, inbox.c.event)
    .where(*_IS_OPEN)
    .order_by(inbox.c.sequence)
)
_HAPPENED = (
    select(inbox.c.key, inbox.c.received_at, inbox.c.due_at, inbox.c.tries, inbox.c.event)
    .where(inbox.c.tenant == TENANT, inbox.c.conversation == CONVERSATION)
    .order_by(inbox.c.sequence.desc())
    .limit(bindparam("most"))
)
_WAITING = (
    select(inbox.c.key, inbox.c.received_at, inbox.c.due_at, inbox.c.from_guest)
    .where(*_IS_OPEN)
    .order_by(inbox.c.sequence)
)
_TRY = update(inbox).where(*_ARE_OPEN).values(tries=inbox.c.tries + 1).returning(inbox.c.tries)
_POSTPONE = (
    update(inbox)
    .where(*_ARE_OPEN)
    .values(
        due_at=bindparam("until"),
        tries=case((bindparam("untried", type_=Boolean) & (inbox.c.tries > 0), inbox.c.tries - 1), else_=inbox.c.tries),
    )
)
_SET_ASIDE = (
    update(inbox)
    .where(*_ARE_OPEN)
    .values(state=ASIDE, aside_at=bindparam("now"), cause=bindparam("why"))
    .returning(inbox.c.key, inbox.c.sequence)
)
_ASIDE = (
    select(inbox)
    .where(inbox.c.tenant == TENANT, stands(inbox.c.state, ASIDE))
    .order_by(inbox.c.aside_at.desc(), inbox.c.sequence.desc())
    .limit(bindparam("most"))
)
_REPLAY = (
    update(inbox)
    .where(
        inbox.c.tenant == TENANT,
        inbox.c.conversation == CONVERSATION,
        inbox.c.key == KEY,
        stands(inbox.c.state, ASIDE),
    )
    .values(state=OPEN, due_at=bindparam("until"), tries=0, aside_at=None, cause="")
)
_SAID_HERE = select(inbox.c.key).where(
    inbox.c.tenant == TENANT,
    inbox.c.conversation == CONVERSATION,
    or_(inbox.c.from_guest.is_(True), inbox.c.key.startswith("staff:", autoescape=True)),
)
_SAID_TO_THEM = select(outbox.c.key, outbox.c.command).where(
    outbox.c.tenant == TENANT, outbox.c.conversation == CONVERSATION, stands(outbox.c.lane, Lane.SAY.value)
)
_SILENCE = (
    update(outbox)
    .where(outbox.c.tenant == TENANT, outbox.c.key == KEY)
    .values(command=bindparam("what_is_left"), content=bindparam("its_content"))
)


_FORGET_DRAFTS = delete(drafts).where(drafts.c.tenant == TENANT, drafts.c.conversation == CONVERSATION)
_FORGET_TRACES = delete(turn_traces).where(turn_traces.c.tenant == TENANT, turn_traces.c.conversation == CONVERSATION)


class Events(Unit):
    """Every event there ever was, and those that wait."""

    async def add_event(
        self, conversation: ConversationId, event: Event, *, received_at: datetime, due_at: datetime
    ) -> bool:
        """Keep an event for its turn, once."""
        row = {
            "tenant": self._tenant,
            "account": await self._account(conversation),
            "key": event.key,
            "conversation": conversation,
            "state": OPEN,
            "received_at": received_at,
            "due_at": due_at,
            "from_guest": isinstance(event, GuestEvent),
            "event": self._write(event),
        }
        adding = self._insert(inbox).values(sequence=_NEXT, **row)
        adding = adding.on_conflict_do_nothing(index_elements=[inbox.c.tenant, inbox.c.account, inbox.c.key])
        added = await self._run(adding.returning(inbox.c.sequence), its_conversation=conversation)
        if added.one_or_none() is None:
            return False
        self._touch(conversation)
        return True

    async def erase(self, conversation: ConversationId, key: EventKey) -> None:
        """Forget the words of this event."""
        await self._account(conversation)
        kept = (await self._run(_EVENT, its_conversation=conversation, its_key=key)).scalar_one_or_none()
        if kept is not None:
            with suppress(Bug):
                left = self._write(without_words(self._codec.event(read(kept))))
                await self._run(_ERASE, its_conversation=conversation, its_key=key, what_is_left=left)
            # The keys of its events stand in a trace, and in a draft, as JSON writes them.
            written = json.dumps(key)
            for forgetting, text in ((_FORGET_TRACES, turn_traces.c.trace), (_FORGET_DRAFTS, drafts.c.draft)):
                named = forgetting.where(text.contains(written, autoescape=True))
                await self._run(named, its_conversation=conversation)

    async def erase_guest(self, conversation: ConversationId) -> None:
        """Forget the words of everything the guest sent, and of everything that was said to them."""
        for key in (await self._run(_SAID_HERE, its_conversation=conversation)).scalars().all():
            await self.erase(conversation, EventKey(key))
        await self._run(_FORGET_TRACES, its_conversation=conversation)
        await self._run(_FORGET_DRAFTS, its_conversation=conversation)
        # Content is kept once: a worker with the old words in its hands finds these, and says nothing more.
        nothing = self._write(Content(text=""))
        for row in (await self._run(_SAID_TO_THEM, its_conversation=conversation)).all():
            with suppress(Bug):
                left = self._write(with_nothing_said(self._codec.command(read(row.command))))
                await self._run(_SILENCE, its_key=row.key, what_is_left=left, its_content=nothing)

    async def open_events(self, conversation: ConversationId) -> Sequence[InboxRow]:
        """Events not yet consumed, in the sequence they were kept."""
        return self._readable(await self._run(_OPEN_EVENTS, its_conversation=conversation))

    async def happened(self, conversation: ConversationId, *, limit: int = 1000) -> Sequence[InboxRow]:
        """The latest events, whatever became of them."""
        return self._readable(reversed((await self._run(_HAPPENED, its_conversation=conversation, most=limit)).all()))

    def _readable(self, kept: Iterable[Row[Any]]) -> Sequence[InboxRow]:
        rows = []
        for row in kept:
            with suppress(Bug):
                event = self._codec.event(read(row.event))
                rows.append(InboxRow(event=event, received_at=row.received_at, due_at=row.due_at, tries=row.tries))
        return rows

    async def waiting(self, conversation: ConversationId) -> Sequence[Waiting]:
        """That events wait, without reading them."""
        rows = await self._run(_WAITING, its_conversation=conversation)
        return [
            Waiting(key=row.key, received_at=row.received_at, due_at=row.due_at, from_guest=row.from_guest)
            for row in rows
        ]

    async def unreadable(self, conversation: ConversationId) -> Sequence[Unreadable]:
        """Events not yet consumed that cannot be read."""
        rows = []
        for row in await self._run(_OPEN_EVENTS, its_conversation=conversation):
            try:
                self._codec.event(read(row.event))
            except Bug as broken:
                rows.append(Unreadable(key=row.key, received_at=row.received_at, cause=str(broken)))
        return rows

    async def count_try(self, conversation: ConversationId, keys: Sequence[EventKey]) -> int:
        """Count one more try at these open events."""
        await self._lock(conversation)
        tried = await self._run(_TRY, its_conversation=conversation, its_keys=list(keys))
        return max(tried.scalars(), default=0)

    async def set_aside(
        self, conversation: ConversationId, keys: Sequence[EventKey], *, at: datetime, cause: str
    ) -> Sequence[EventKey]:
        """End the waiting of these events, and keep them whole."""
        await self._lock(conversation)
        ended = await self._run(_SET_ASIDE, its_conversation=conversation, its_keys=list(keys), now=at, why=cause)
        rows = sorted(ended, key=lambda row: row.sequence)
        self._touch_if(conversation, rows)
        return [EventKey(row.key) for row in rows]

    async def aside(self, *, limit: int = 100) -> Sequence[SetAside]:
        """Events that were set aside, the latest first."""
        return [
            SetAside(
                conversation=row.conversation,
                key=row.key,
                kind=_kind(row.event),
                received_at=row.received_at,
                at=row.aside_at,
                tries=row.tries,
                cause=row.cause,
            )
            for row in await self._run(_ASIDE, most=limit)
        ]

    async def replay(self, conversation: ConversationId, key: EventKey, *, due_at: datetime) -> bool:
        """Let an event that was set aside wait again in its old place."""
        await self._lock(conversation)
        replayed = await self._run(_REPLAY, its_conversation=conversation, its_key=key, until=due_at)
        self._touch_if(conversation, replayed.rowcount)
        return replayed.rowcount > 0

    async def postpone(
        self, conversation: ConversationId, keys: Sequence[EventKey], *, due_at: datetime, untried: bool = False
    ) -> None:
        """Make these open events due at this moment instead."""
        await self._lock(conversation)
        moved = await self._run(
            _POSTPONE, its_conversation=conversation, its_keys=list(keys), until=due_at, untried=untried
        )
        self._touch_if(conversation, moved.rowcount)

    def _touch_if(self, conversation: ConversationId, changed: object) -> None:
        if changed:
            self._touch(conversation)


def _kind(event: str) -> str:
    """What an event is, also one nobody can read."""
    with suppress(Bug):
        return str(read(event).get("kind"))
    return ""
