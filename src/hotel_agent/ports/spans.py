"""What happened in a hotel within a span of time, over all its conversations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from attrs import field, frozen

from hotel_agent.domain.conversations.events import Event
from hotel_agent.domain.ids import ConversationId, PropertyId
from hotel_agent.ports.rows import OutboxRow


@frozen(kw_only=True)
class CameTo:
    """What a command came to, when that was kept here, and in which conversation of which property."""

    conversation: ConversationId
    property_id: PropertyId
    at: datetime
    event: Event = field(repr=False)


class Spans(Protocol):
    """Looks back over one tenant. A span begins at its first moment and ends before its last."""

    async def outcomes(self, *, since: datetime, until: datetime, limit: int = 5000) -> Sequence[CameTo]:
        """What the desk's commands came to within this span: the latest first.

        Those that cannot be read are left out. Of guests who were forgotten since there is nothing any more.
        """
        ...

    async def said(self, *, since: datetime, until: datetime, limit: int = 5000) -> Sequence[OutboxRow]:
        """What was said, or is to be said, within this span: the latest first."""
        ...
