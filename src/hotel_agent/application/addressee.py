"""Whom something is said to: the guest of a conversation, how they are known, and where that reaches them."""

from collections.abc import Sequence

from attrs import frozen

from hotel_agent.application.doors import states_of
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.effects import Say, SayOtherwise, Spoken
from hotel_agent.domain.conversations.intents.stop import wants_silence
from hotel_agent.domain.errors import Bug
from hotel_agent.ports.channel import Address, Channel, Identity
from hotel_agent.ports.rows import OutboxRow
from hotel_agent.ports.storage import Work


@frozen
class Addressee:
    """The guest of a conversation: where it stands, and how they are known."""

    state: Conversation
    identities: Sequence[Identity]
    wants_silence: bool = False
    """Whether they want to hear nothing that they did not ask for."""

    def address(self, channel: Channel) -> Address | None:
        """The identity this channel writes to best; among several of a kind the latest seen."""
        for kind in channel.can.identities:
            for identity in reversed(self.identities):
                if identity.kind == kind:
                    return Address(tenant=self.state.tenant, account=self.state.account, identity=identity)
        return None


async def addressee(work: Work, row: OutboxRow, command: Spoken) -> Addressee:
    """Whom this command says something to. Raises Bug for one that belongs to no conversation."""
    state = await _state(work, row)
    identities = await work.identities(state.guest)
    if not identities:
        # Between these two looks the guest may have been linked with another: the next ones find them.
        state = await _state(work, row)
        identities = await work.identities(state.guest)
    unasked = isinstance(command, SayOtherwise) or (isinstance(command, Say) and command.unasked)
    return Addressee(state, identities, unasked and await _wants_silence(work, state))


async def _wants_silence(work: Work, state: Conversation) -> bool:
    """Whether the guest asked to be left alone, at this door or at another of theirs."""
    return wants_silence([state, *await states_of(work, state.guest)])


async def _state(work: Work, row: OutboxRow) -> Conversation:
    stored = await work.load(row.conversation)
    if stored is None:
        raise Bug(f"command {row.key} belongs to no conversation")
    return stored.conversation
