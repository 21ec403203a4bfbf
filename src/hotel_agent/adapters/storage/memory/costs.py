"""What the channel charges for our messages."""

from collections.abc import Sequence
from datetime import datetime

from hotel_agent.adapters.storage.memory.unit import Unit
from hotel_agent.domain.conversations.delivery import MessageCost
from hotel_agent.domain.ids import ConversationId, ProviderId


class Costs(Unit):
    """Each message's cost, once."""

    async def note_cost(
        self, conversation: ConversationId, message: ProviderId, cost: MessageCost, *, at: datetime
    ) -> bool:
        """Note what the channel charges for a message of ours."""
        if message in self._rows.costs:
            return False
        self._journal.put(self._rows.costs, message, (conversation, cost, at))
        return True

    async def paid_messages(self, since: datetime, *, conversation: ConversationId | None = None) -> int:
        """For how many messages the channel charges since then."""
        return sum(
            cost.billable and at >= since and conversation in (None, whose)
            for whose, cost, at in self._rows.costs.values()
        )

    async def costs(self, conversation: ConversationId) -> Sequence[MessageCost]:
        """What the channel charges for each message of ours in this conversation."""
        noted = [(at, cost) for whose, cost, at in self._rows.costs.values() if whose == conversation]
        return [cost for _, cost in sorted(noted, key=lambda each: each[0])]

    async def reached(self, since: datetime) -> int:
        """In how many conversations the house wrote since then in more than an answer."""
        return len({whose for whose, cost, at in self._rows.costs.values() if at >= since and not cost.is_answer})
