"""Readers outside the house cost money: for visitors nobody knows they are asked so often a day, and no more."""

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from hotel_agent.application.deadline import within
from hotel_agent.application.houses import PATIENCE
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.understanding import Reading, Understanding
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import GuestId, TenantId, digest
from hotel_agent.ports.channel import Channel
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.limits import Limits
from hotel_agent.ports.nlu import Nlu


@frozen
class Spared:
    """The port `Nlu` over another, for one conversation: where a page's day is used up, the house reads alone.

    Who writes where they can be called back, as on WhatsApp, is known by it; visitors of a page cost nobody anything
    to be, so that many of them could be made up.
    """

    nlu: Nlu
    advice: Limits | None
    state: Conversation
    channels: Mapping[str, Channel]
    clock: Clock

    async def understand(self, texts: Sequence[str], reading: Reading) -> Understanding:
        """See `hotel_agent.ports.nlu.Nlu`."""
        return await self.nlu.understand(texts, evolve(reading, alone=await self._is_used_up()))

    async def _is_used_up(self) -> bool:
        channel = self.channels.get(self.state.channel)
        if self.advice is None or channel is None or not channel.can.only_while_there:
            return False
        # Names of their own: what is counted here may stand beside other counts in one Redis.
        hotel, page = TenantId(f"advice {self.state.tenant}"), GuestId(digest("advice", self.state.account))
        try:
            spent = self.advice.spend(tenant=hotel, guest=page)
            return await within(self.clock, self.clock.now() + PATIENCE, spent) is not None
        except Unavailable:
            return False
