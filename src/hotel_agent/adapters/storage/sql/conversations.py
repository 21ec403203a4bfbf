"""Conversations: they begin, and turns move them on."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from attrs import evolve
from sqlalchemy import bindparam, func, literal, or_, select, tuple_, update
from sqlalchemy.engine import Row

from hotel_agent.adapters.database.tables import Moment, Name, as_kept, conversations, inbox, outbox, turn_traces
from hotel_agent.adapters.storage.sql.unit import CONSUMED, CONVERSATION, OPEN, TENANT, Unit, read, stands
from hotel_agent.domain.conversations.conversation import Conversation, Standing
from hotel_agent.domain.conversations.staff_tasks import Tasks
from hotel_agent.domain.conversations.trace import Trace
from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import ConversationId, EventKey, GuestId, PropertyId
from hotel_agent.ports.rows import EPOCH, CommandState, Listed, NewCommand, Place, Stored

_LOAD = select(conversations.c.state, conversations.c.version, conversations.c.guest).where(
    conversations.c.tenant == TENANT, conversations.c.id == CONVERSATION
)
_LISTED = select(conversations).where(conversations.c.tenant == TENANT)
_LAST_COMMAND = (
    select(func.coalesce(func.max(outbox.c.sequence), 0))
    .where(outbox.c.tenant == TENANT, outbox.c.conversation == CONVERSATION)
    .scalar_subquery()
)
# Only a turn adds commands, and it moves the version on: where the version is still this one, no command came while
# this statement waited for the row, and the last command it saw is the last.
_MOVE_ON = (
    update(conversations)
    .where(
        conversations.c.tenant == TENANT,
        conversations.c.id == CONVERSATION,
        conversations.c.version == bindparam("its_version"),
    )
    .values(
        version=conversations.c.version + 1,
        state=bindparam("its_state"),
        property=bindparam("its_property", type_=Name),
        standing=bindparam("its_standing"),
        since=bindparam("it_stands_since", type_=Moment),
        tasks=bindparam("its_tasks"),
    )
    .returning(conversations.c.account, _LAST_COMMAND.label("last"))
)
_TRACES = (
    select(turn_traces.c.trace)
    .where(turn_traces.c.tenant == TENANT, turn_traces.c.conversation == CONVERSATION)
    .order_by(turn_traces.c.version.desc())
    .limit(bindparam("most"))
)
_CONSUME = (
    update(inbox)
    .where(
        inbox.c.tenant == TENANT,
        inbox.c.conversation == CONVERSATION,
        stands(inbox.c.state, OPEN),
        inbox.c.key.in_(bindparam("its_keys", expanding=True)),
    )
    .values(state=CONSUMED)
)


class Conversations(Unit):
    """Conversations as last committed."""

    async def begin(self, conversation: Conversation) -> None:
        """Keep a new conversation, at version 0."""
        row = {
            "tenant": self._tenant,
            "id": conversation.id,
            "channel": conversation.channel,
            "account": conversation.account,
            "guest": conversation.guest,
            "version": 0,
            "state": self._state(conversation),
            "property": conversation.property_id,
            "standing": conversation.standing.value,
            "since": conversation.stands_since or EPOCH,
            "tasks": conversation.has_tasks.value,
        }
        beginning = self._insert(conversations).values(row).on_conflict_do_nothing().returning(conversations.c.id)
        if (await self._connection.execute(beginning)).one_or_none() is None:
            raise Conflict(f"there already is a conversation {conversation.id}, or one of that guest at that door")
        self._accounts[conversation.id] = conversation.account

    async def load(self, conversation: ConversationId) -> Stored | None:
        """The conversation as last committed."""
        row = (await self._run(_LOAD, its_conversation=conversation)).one_or_none()
        return None if row is None else Stored(self._state_of(row), row.version)

    async def conversations(
        self,
        *,
        standing: Standing | None = None,
        property_id: PropertyId | None = None,
        begins: str = "",
        channel: str = "",
        since: datetime | None = None,
        tasks: Collection[Tasks] = (),
        after: Place | None = None,
        limit: int = 50,
    ) -> Sequence[Listed]:
        """Conversations that stand so, of this property, whose ids begin so."""
        latest_first = standing not in {Standing.WAITING, Standing.STAFF}
        wanted, place = _LISTED, tuple_(conversations.c.since, conversations.c.id)
        if standing is not None:
            wanted = wanted.where(stands(conversations.c.standing, standing.value))
        if property_id is not None:
            wanted = wanted.where(conversations.c.property == property_id)
        if channel:
            wanted = wanted.where(conversations.c.channel == channel)
        if since is not None:
            wanted = wanted.where(conversations.c.since >= literal(since, Moment))
        if tasks:
            wanted = wanted.where(or_(*(stands(conversations.c.tasks, each.value) for each in tasks)))
        if begins:
            wanted = wanted.where(func.substr(conversations.c.id, 1, len(begins)) == begins)
        if after is not None:
            then = tuple_(literal(after.since, Moment), literal(after.conversation, Name))
            wanted = wanted.where(place < then if latest_first else place > then)
        columns = (conversations.c.since, conversations.c.id)
        sequence = [each.desc() for each in columns] if latest_first else list(columns)
        return [self._listed(row) for row in await self._run(wanted.order_by(*sequence).limit(limit))]

    def _listed(self, row: Row[Any]) -> Listed:
        state: Conversation | None = None
        with suppress(Bug):
            state = self._state_of(row)
        return Listed(
            place=Place(row.since, ConversationId(row.id)),
            standing=Standing(row.standing),
            conversation=state,
            version=row.version,
        )

    def _state_of(self, row: Row[Any]) -> Conversation:
        kept = self._codec.conversation(read(row.state))
        # It may have been given to another guest since its last turn.
        return kept if as_kept(kept.guest) == row.guest else evolve(kept, guest=GuestId(row.guest))

    async def commit_turn(
        self,
        conversation: Conversation,
        *,
        version: int,
        consumed: Sequence[EventKey],
        commands: Sequence[NewCommand],
        trace: Trace | None = None,
    ) -> None:
        """Keep what a turn decided."""
        state, events = self._state(conversation), set(consumed)
        moved = await self._run(
            _MOVE_ON,
            its_conversation=conversation.id,
            its_version=version,
            its_state=state,
            its_property=conversation.property_id,
            its_standing=conversation.standing.value,
            it_stands_since=conversation.stands_since or EPOCH,
            its_tasks=conversation.has_tasks.value,
        )
        row = moved.one_or_none()
        if row is None:
            await self._account(conversation.id)
            raise Conflict(f"conversation {conversation.id} is no longer at version {version}")
        self._accounts[conversation.id] = row.account
        self._touch(conversation.id)
        if events:
            taken = await self._run(_CONSUME, its_conversation=conversation.id, its_keys=sorted(events))
            if taken.rowcount != len(events):
                raise self._spoiled(Conflict(f"an event of conversation {conversation.id} is no longer open"))
        if commands:
            await self._add_commands(conversation.id, commands, after=row.last)
        if trace is not None:
            of = {"tenant": self._tenant, "conversation": conversation.id, "version": version + 1}
            await self._connection.execute(self._insert(turn_traces).values(trace=self._write(trace), **of))

    async def traces(self, conversation: ConversationId, *, limit: int = 200) -> Sequence[Trace]:
        """Why the latest turns came out as they did."""
        kept = (await self._run(_TRACES, its_conversation=conversation, most=limit)).scalars().all()
        found = []
        for row in reversed(kept):
            with suppress(Bug):
                found.append(self._codec.trace(read(row)))
        return found

    async def _add_commands(self, conversation: ConversationId, commands: Sequence[NewCommand], *, after: int) -> None:
        rows = [
            {
                "tenant": self._tenant,
                "key": new.key,
                "conversation": conversation,
                "sequence": after + number,
                "lane": new.lane.value,
                "state": CommandState.WAITING.value,
                "due_at": new.due_at,
                "command": self._write(new.command),
            }
            for number, new in enumerate(commands, start=1)
        ]
        adding = self._insert(outbox).values(rows)
        adding = adding.on_conflict_do_nothing(index_elements=[outbox.c.tenant, outbox.c.key])
        added = (await self._connection.execute(adding.returning(outbox.c.key))).scalars().all()
        if len(added) != len(rows):
            twice = sorted({new.key for new in commands}.difference(added))
            raise self._spoiled(Bug(f"there already is a command of this key, or two were given one: {twice}"))

    def _state(self, conversation: Conversation) -> str:
        if conversation.tenant != self._tenant:
            raise Bug(f"conversation {conversation.id} is of tenant {conversation.tenant}, not of {self._tenant}")
        return self._write(conversation)
