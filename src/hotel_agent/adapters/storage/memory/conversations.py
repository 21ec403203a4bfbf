"""Conversations as last committed: whose each is, and at which door."""

from collections.abc import Sequence

from attrs import evolve

from hotel_agent.adapters.storage.memory.links import Links
from hotel_agent.adapters.storage.memory.rows import ConversationRow
from hotel_agent.domain.conversations.conversation import Conversation, Standing
from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import ConversationId, PropertyId
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
        after: Place | None = None,
        limit: int = 50,
    ) -> Sequence[Listed]:
        """Conversations that stand so, of this property, whose ids begin so."""
        latest_first = standing not in {Standing.WAITING, Standing.STAFF}
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

    def _keep(self, conversation: Conversation, *, version: int) -> None:
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
            state=self._codec.write(conversation),
        )
        self._journal.put(self._rows.conversations, conversation.id, row)
