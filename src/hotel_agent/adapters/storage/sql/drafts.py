"""What the machine would have said where it may say nothing."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Row

from hotel_agent.adapters.database.tables import Moment
from hotel_agent.adapters.database.tables_drafts import drafts
from hotel_agent.adapters.storage.sql.unit import CONVERSATION, TENANT, Unit, read
from hotel_agent.domain.conversations.drafts import Draft
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import ConversationId

_LATEST = (
    select(drafts.c.draft)
    .where(drafts.c.tenant == TENANT, drafts.c.conversation == CONVERSATION)
    .order_by(drafts.c.at.desc(), drafts.c.key)
    .limit(bindparam("most"))
)
_DRAFTED = (
    select(drafts.c.draft)
    .where(
        drafts.c.tenant == TENANT,
        drafts.c.at >= bindparam("since", type_=Moment),
        drafts.c.at < bindparam("until", type_=Moment),
    )
    .order_by(drafts.c.at.desc(), drafts.c.key)
    .limit(bindparam("most"))
)


class Drafts(Unit):
    """Each under its own name, beside its conversation."""

    async def keep_draft(self, draft: Draft) -> None:
        """Keep it, in the place of the one of its name."""
        await self._account(draft.conversation)
        row = {
            "tenant": self._tenant,
            "key": draft.key,
            "conversation": draft.conversation,
            "at": draft.at,
            "draft": self._write(draft),
        }
        keeping = self._insert(drafts).values(row)
        again = {"draft": keeping.excluded.draft, "at": keeping.excluded.at}
        await self._connection.execute(
            keeping.on_conflict_do_update(index_elements=[drafts.c.tenant, drafts.c.key], set_=again)
        )

    async def drafts(self, conversation: ConversationId, *, limit: int = 50) -> Sequence[Draft]:
        """The latest drafts of a conversation, the latest last."""
        kept = (await self._run(_LATEST, its_conversation=conversation, most=limit)).all()
        return self._readable_drafts(reversed(kept))

    async def drafted(self, *, since: datetime, until: datetime, limit: int = 50_000) -> Sequence[Draft]:
        """All that was drafted within this span, the latest first."""
        return self._readable_drafts(await self._run(_DRAFTED, since=since, until=until, most=limit))

    def _readable_drafts(self, kept: Iterable[Row[Any]]) -> Sequence[Draft]:
        found = []
        for row in kept:
            with suppress(Bug):
                found.append(self._codec.draft(read(row.draft)))
        return found
