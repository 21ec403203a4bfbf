"""Conversations as last committed: whose each is, and at which door."""

import json
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime

from attrs import evolve

from hotel_agent.adapters.storage.memory.links import Links
from hotel_agent.adapters.storage.memory.rows import ConversationRow
from hotel_agent.domain.conversations.conversation import Conversation, Standing
from hotel_agent.domain.conversations.staff_tasks import Tasks
from hotel_agent.domain.conversations.trace import Trace
from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import ConversationId, EventKey, PropertyId
from hotel_agent.ports.rows import EPOCH, Listed, Place, Stored


class Conversations(Links):
    """They begin, and are kept."""

    async def begin(self, conversation: Conversation) -> None:
        """Keep a new conversation, at version 0."""
        rows = self._rows
        door = (conversation.channel, conversation.account, conversation.guest)
        if conversation.id in rows.conversations or door in rows.doors:
            raise Conflict(f"there already is a conversation {conversation.id}, or one of that guest at that door")
        self._keep(conversation, version=0)
        self._journal.put(rows.doors, door, conversation.id)

    async def load(self, conversation: ConversationId) -> Stored | None:
        """The conversation as last committed."""
        row = self._rows.conversations.get(conversation)
        if row is None:
            return None
        return Stored(evolve(self._codec.conversation(row.state), guest=row.guest), row.version)

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
        at_door = {name for (door, _, _), name in self._rows.doors.items() if door == channel}
        found = [
            Listed(
                place=Place(row.since, name),
                standing=row.standing,
                conversation=self._readable_state(row),
                version=row.version,
            )
            for name, row in self._rows.conversations.items()
            if name.startswith(begins)
            and standing in {None, row.standing}
            and property_id in {None, row.property_id}
            and (not channel or name in at_door)
            and (since is None or row.since >= since)
            and (not tasks or row.tasks in tasks)
            and (after is None or (Place(row.since, name) < after if latest_first else Place(row.since, name) > after))
        ]
        return sorted(found, key=lambda listed: listed.place, reverse=latest_first)[:limit]

    def _readable_state(self, row: ConversationRow) -> Conversation | None:
        try:
            return evolve(self._codec.conversation(row.state), guest=row.guest)
        except Bug:
            return None

    def _conversation(self, conversation: ConversationId) -> ConversationRow:
        row = self._rows.conversations.get(conversation)
        if row is None:
            raise Bug(f"tenant {self._tenant} has no conversation {conversation}")
        return row

    async def traces(self, conversation: ConversationId, *, limit: int = 200) -> Sequence[Trace]:
        """Why the latest turns came out as they did."""
        found = []
        for row in self._rows.traces.get(conversation, ())[-limit:]:
            with suppress(Bug):
                found.append(self._codec.trace(row))
        return found

    def _forget_traces(self, conversation: ConversationId, key: EventKey | None = None) -> None:
        """Forget how the words of this event were taken, or those of all."""
        before = self._rows.traces.get(conversation, ())
        left = tuple(row for row in before if key is not None and json.dumps(key) not in json.dumps(row))
        self._journal.put(self._rows.traces, conversation, left)

    def _keep(self, conversation: Conversation, *, version: int, trace: Trace | None = None) -> None:
        if conversation.tenant != self._tenant:
            raise Bug(f"conversation {conversation.id} is of tenant {conversation.tenant}, not of {self._tenant}")
        before = self._rows.conversations.get(conversation.id)
        row = ConversationRow(
            account=conversation.account,
            guest=conversation.guest if before is None else before.guest,
            version=version,
            property_id=conversation.property_id,
            standing=conversation.standing,
            since=conversation.stands_since or EPOCH,
            tasks=conversation.has_tasks,
            state=self._codec.write(conversation),
        )
        self._journal.put(self._rows.conversations, conversation.id, row)
        if trace is not None:
            kept = (*self._rows.traces.get(conversation.id, ()), self._codec.write(trace))
            self._journal.put(self._rows.traces, conversation.id, kept)
