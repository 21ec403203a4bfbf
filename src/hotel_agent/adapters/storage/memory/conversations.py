"""Conversations as last committed: whose each is, and at which door."""

from attrs import evolve

from hotel_agent.adapters.storage.memory.links import Links
from hotel_agent.adapters.storage.memory.rows import ConversationRow
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import ConversationId
from hotel_agent.ports.rows import Stored


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
            state=self._codec.write(conversation),
        )
        self._journal.put(self._rows.conversations, conversation.id, row)
