"""What the channel charges for our messages."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select

from hotel_agent.adapters.database.tables import Moment
from hotel_agent.adapters.database.tables_media import message_costs
from hotel_agent.adapters.storage.sql.unit import CONVERSATION, TENANT, Unit
from hotel_agent.domain.conversations.delivery import ANSWERS, MessageCost
from hotel_agent.domain.ids import ConversationId, ProviderId

_PAID = (
    select(func.count())
    .select_from(message_costs)
    .where(
        message_costs.c.tenant == TENANT,
        message_costs.c.at >= bindparam("since", type_=Moment),
        message_costs.c.billable,
    )
)
_PAID_IN = _PAID.where(message_costs.c.conversation == CONVERSATION)

_COSTS = (
    select(message_costs.c.billable, message_costs.c.category, message_costs.c.kind)
    .where(message_costs.c.tenant == TENANT, message_costs.c.conversation == CONVERSATION)
    .order_by(message_costs.c.at, message_costs.c.message)
)
_REACHED = (
    select(func.count(message_costs.c.conversation.distinct()))
    .select_from(message_costs)
    .where(
        message_costs.c.tenant == TENANT,
        message_costs.c.at >= bindparam("since", type_=Moment),
        message_costs.c.category.not_in(ANSWERS),
    )
)


class Costs(Unit):
    """Each message's cost, once."""

    async def note_cost(
        self, conversation: ConversationId, message: ProviderId, cost: MessageCost, *, at: datetime
    ) -> bool:
        """Note what the channel charges for a message of ours."""
        row = {
            "tenant": self._tenant,
            "message": message,
            "conversation": conversation,
            "billable": cost.billable,
            "category": cost.category,
            "kind": cost.kind,
            "at": at,
        }
        noting = self._insert(message_costs).values(row).on_conflict_do_nothing().returning(message_costs.c.message)
        return (await self._connection.execute(noting)).one_or_none() is not None

    async def paid_messages(self, since: datetime, *, conversation: ConversationId | None = None) -> int:
        """For how many messages the channel charges since then."""
        if conversation is None:
            return int((await self._run(_PAID, since=since)).scalar_one())
        return int((await self._run(_PAID_IN, since=since, its_conversation=conversation)).scalar_one())

    async def costs(self, conversation: ConversationId) -> Sequence[MessageCost]:
        """What the channel charges for each message of ours in this conversation."""
        rows = await self._run(_COSTS, its_conversation=conversation)
        return [MessageCost(billable=row.billable, category=row.category, kind=row.kind) for row in rows]

    async def reached(self, since: datetime) -> int:
        """In how many conversations the house wrote since then in more than an answer."""
        return int((await self._run(_REACHED, since=since)).scalar_one())
