"""What happened within a span of time, over all conversations."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import and_, bindparam, select

from hotel_agent.adapters.database.tables import Moment, conversations, inbox, outbox
from hotel_agent.adapters.storage.sql.commands import Commands
from hotel_agent.adapters.storage.sql.unit import TENANT, read, stands
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import ConversationId, PropertyId
from hotel_agent.ports.rows import Lane, OutboxRow
from hotel_agent.ports.spans import CameTo

_SINCE, _UNTIL = bindparam("since", type_=Moment), bindparam("until", type_=Moment)
_OUTCOMES = (
    select(inbox.c.conversation, conversations.c.property, inbox.c.received_at, inbox.c.event)
    .join(conversations, and_(conversations.c.tenant == inbox.c.tenant, conversations.c.id == inbox.c.conversation))
    .where(
        inbox.c.tenant == TENANT,
        inbox.c.received_at >= _SINCE,
        inbox.c.received_at < _UNTIL,
        inbox.c.key.startswith("result:", autoescape=True),
    )
    .order_by(inbox.c.received_at.desc(), inbox.c.key)
    .limit(bindparam("most"))
)
_SAID = (
    select(outbox)
    .where(
        outbox.c.tenant == TENANT,
        stands(outbox.c.lane, Lane.SAY.value),
        outbox.c.due_at >= _SINCE,
        outbox.c.due_at < _UNTIL,
    )
    .order_by(outbox.c.due_at.desc(), outbox.c.key)
    .limit(bindparam("most"))
)


class Spans(Commands):
    """Looks back."""

    async def outcomes(self, *, since: datetime, until: datetime, limit: int = 5000) -> Sequence[CameTo]:
        """What commands came to, the latest first."""
        found = []
        for row in await self._run(_OUTCOMES, since=since, until=until, most=limit):
            with suppress(Bug):
                event, place = self._codec.event(read(row.event)), PropertyId(row.property)
                found.append(
                    CameTo(
                        conversation=ConversationId(row.conversation),
                        property_id=place,
                        at=row.received_at,
                        event=event,
                    )
                )
        return found

    async def said(self, *, since: datetime, until: datetime, limit: int = 5000) -> Sequence[OutboxRow]:
        """What was said, or is to be, the latest first."""
        return [self._outbox_row(row) for row in await self._run(_SAID, since=since, until=until, most=limit)]
