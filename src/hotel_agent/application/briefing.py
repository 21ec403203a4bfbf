"""Words for the hotel's own people, in the hotel's own language."""

from collections.abc import Mapping, Sequence

from attrs import frozen
from loguru import logger

from hotel_agent.application.deadline import within
from hotel_agent.application.saying import WORDING
from hotel_agent.application.window import window_end
from hotel_agent.domain.conversations.brief import LAST_SAID, WINDOW_CLOSED, WINDOW_UNTIL
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.replies import Moment, Part, Reply, Words
from hotel_agent.domain.errors import failure_facts
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.channel import Channel
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.wording import Wording

_LONGEST_QUOTED = 500
"""Of what a guest wrote last: the rest stands in the conversation."""


@frozen(kw_only=True)
class Briefing:
    """Says to staff what they need to know, whatever cannot be worded."""

    channels: Mapping[str, Channel]
    wording: Wording
    clock: Clock

    def beside(self, tenant: Tenant, state: Conversation, last_said: str) -> tuple[Part, ...]:
        """What is known only at the moment of telling: what the guest wrote last, how long they may be written to."""
        said: tuple[Part, ...] = ()
        if last_said.strip():
            words = " ".join(last_said.split())
            cut = words if len(words) <= _LONGEST_QUOTED else f"{words[:_LONGEST_QUOTED]}…"
            said = (LAST_SAID(text=Words(cut)),)
        channel = self.channels.get(state.channel)
        end = window_end(channel.can.reply_window if channel is not None else None, state.last_guest_at)
        if end is None:
            return said
        local = tenant.property_named(state.property_id).local(end)
        return (*said, WINDOW_UNTIL(until=Moment(local)) if self.clock.now() <= end else WINDOW_CLOSED())

    async def words(self, tenant: Tenant, parts: Sequence[Part]) -> tuple[str, ...]:
        """Each part in the hotel's own language. What cannot be worded is named: that somebody is wanted is told."""
        return tuple([await self._word(tenant, part) for part in parts])

    async def _word(self, tenant: Tenant, part: Part) -> str:
        try:
            wording = self.wording.word(Reply(parts=(part,)), tenant.languages[0])
            return (await within(self.clock, self.clock.now() + WORDING, wording)).text
        except Exception as failure:  # noqa: BLE001 - whatever is wrong with a line, staff are wanted all the same
            logger.error("a line for staff could not be worded", line=part.line, **failure_facts(failure))
            return part.line
