"""What the machine would have said where it may say nothing."""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from hotel_agent.adapters.storage.memory.rows import DraftRow
from hotel_agent.adapters.storage.memory.unit import Unit
from hotel_agent.domain.conversations.drafts import Draft
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import ConversationId, EventKey


class Drafts(Unit):
    """Each under its own name, beside its conversation."""

    async def keep_draft(self, draft: Draft) -> None:
        """Keep it, in the place of the one of its name."""
        if draft.conversation not in self._rows.conversations:
            raise Bug(f"tenant {self._tenant} has no conversation {draft.conversation}")
        row = DraftRow(conversation=draft.conversation, at=draft.at, draft=self._codec.write(draft))
        self._journal.put(self._rows.drafts, draft.key, row)

    async def drafts(self, conversation: ConversationId, *, limit: int = 50) -> Sequence[Draft]:
        """The latest drafts of a conversation, the latest last."""
        theirs = [row for row in self._rows.drafts.values() if row.conversation == conversation]
        return self._readable_drafts(sorted(theirs, key=lambda row: row.at)[-limit:])

    async def drafted(self, *, since: datetime, until: datetime, limit: int = 50_000) -> Sequence[Draft]:
        """All that was drafted within this span, the latest first."""
        within = [row for row in self._rows.drafts.values() if since <= row.at < until]
        return self._readable_drafts(sorted(within, key=lambda row: row.at, reverse=True)[:limit])

    def _readable_drafts(self, rows: Iterable[DraftRow]) -> Sequence[Draft]:
        found = []
        for row in rows:
            with suppress(Bug):
                found.append(self._codec.draft(row.draft))
        return found

    def _forget_drafts(self, conversation: ConversationId, key: EventKey | None = None) -> None:
        """Forget the drafts to this event, or all of this conversation."""
        for name, row in tuple(self._rows.drafts.items()):
            if row.conversation == conversation and (key is None or json.dumps(key) in json.dumps(row.draft)):
                self._journal.drop(self._rows.drafts, name)
