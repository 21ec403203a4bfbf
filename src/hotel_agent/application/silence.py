"""What the shadow keeps back: decided before it fell, and not said or done yet."""

from attrs import frozen

from hotel_agent.application.attempt import Settled
from hotel_agent.application.houses import Houses
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.effects import Book, Cancel, Modify, PassOn, Say, SendLinkCode
from hotel_agent.domain.conversations.events import GivenUp
from hotel_agent.domain.conversations.shadow import UNSAID, UNWRITTEN
from hotel_agent.domain.ids import EventKey, TenantId
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.rows import CommandState, OutboxRow
from hotel_agent.ports.storage import Storage

_CAUSE = "the hotel's people say and do everything here: the machine only drafts"


@frozen(kw_only=True)
class Silence:
    """Looks once more, right before something is said or done, whether the machine may."""

    storage: Storage
    houses: Houses
    clock: Clock

    async def keeps_back(self, state: Conversation, row: OutboxRow, said: Say | PassOn) -> Settled | None:
        """The end of a message that is not to be sent; None where it is. What our people wrote always goes out."""
        if (isinstance(said, PassOn) and said.by) or not await self.houses.in_shadow(state):
            return None
        if isinstance(said, Say) and said.unasked:
            return Settled(outcome="withheld", cause=_CAUSE)
        return self._given_up(row, UNSAID)

    async def forbids(self, tenant: TenantId, row: OutboxRow) -> Settled | None:
        """The end of a command that is not to be done; None where it is, or is a message, which is looked at later.

        Of one that an earlier attempt may have done nobody knows: a person looks.
        """
        command = row.command
        if not isinstance(command, Book | Modify | Cancel | SendLinkCode):
            return None
        async with self.storage.work(tenant) as work:
            stored = await work.load(row.conversation)
        if stored is None or not await self.houses.in_shadow(stored.conversation):
            return None
        is_known = not row.sent_before and not isinstance(command, SendLinkCode)
        return self._given_up(row, UNWRITTEN if is_known else type(command).__name__.lower())

    def _given_up(self, row: OutboxRow, kind: str) -> Settled:
        key = EventKey(f"result:{row.key}")
        event = GivenUp(key=key, at=self.clock.now(), effect=row.key, command=kind, cause=_CAUSE)
        return Settled(outcome="withheld", event=event, state=CommandState.GIVEN_UP, cause=_CAUSE)
