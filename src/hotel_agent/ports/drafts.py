"""What the machine would have said, kept beside the conversations in which it may say nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from hotel_agent.domain.conversations.drafts import Draft
from hotel_agent.domain.ids import ConversationId


class Drafts(Protocol):
    """The drafts of one tenant, in the unit of work in which they change. They go with what they answer."""

    async def keep_draft(self, draft: Draft) -> None:
        """Keep it, in the place of the one of its name. Raises Bug for a conversation this tenant does not have."""
        ...

    async def drafts(self, conversation: ConversationId, *, limit: int = 50) -> Sequence[Draft]:
        """The latest drafts of a conversation, the latest last. Those that cannot be read are left out."""
        ...

    async def drafted(self, *, since: datetime, until: datetime, limit: int = 50_000) -> Sequence[Draft]:
        """All that was drafted within this span: the latest first. Those that cannot be read are left out.

        Of guests who were forgotten since there is nothing any more.
        """
        ...
