"""That a guest sees they are being attended to: read, and somebody is typing, where the channel can show it."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from attrs import field, frozen

from hotel_agent.application.deadline import within
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.events import GuestEvent, GuestReacted, GuestSentSticker
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import ProviderId
from hotel_agent.ports.channel import Channel, SupportsPresence
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.rows import InboxRow

PATIENCE = timedelta(seconds=2)
"""So long a turn that is over waits for it to be shown; nothing else depends on it."""

_MESSAGE = "message:"


@frozen(kw_only=True)
class Regard:
    """How a guest is attended to at this moment: who has the conversation, and what is under way."""

    with_staff: bool = False
    unread: bool = False
    """Something they wrote was not looked at yet."""
    answering: bool = False
    """An answer of the machine's is on its way."""


@frozen
class Attention:
    """Shown while a turn is taken, and only where the machine answers: what waits for a person stays unread."""

    clock: Clock
    channels: Mapping[str, Channel] = field(factory=dict)

    @asynccontextmanager
    async def shown(self, state: Conversation, rows: Sequence[InboxRow]) -> AsyncIterator[None]:
        """Beside what is done inside; afterwards it has a moment to come to an end. Never raises by itself."""
        showing = self._begin(state, [row.event for row in rows if isinstance(row.event, GuestEvent)])
        try:
            yield
        finally:
            if showing is not None:
                try:
                    await within(self.clock, self.clock.now() + PATIENCE, _wait_for(showing))
                except Unavailable:
                    showing.cancel()

    def _begin(self, state: Conversation, sent: Sequence[GuestEvent]) -> "asyncio.Future[None] | None":
        channel: object = self.channels.get(state.channel)
        named = [each for each in sent if each.key.startswith(_MESSAGE)]
        if state.handover is not None or not named or not isinstance(channel, SupportsPresence):
            return None
        message = ProviderId(named[-1].key.removeprefix(_MESSAGE))
        answering = any(not isinstance(each, GuestReacted | GuestSentSticker) for each in named)
        return asyncio.ensure_future(channel.attend(state.account, message, answering=answering))


async def _wait_for(showing: "asyncio.Future[None]") -> None:
    await asyncio.wait({showing})
    if not showing.cancelled():
        showing.exception()
