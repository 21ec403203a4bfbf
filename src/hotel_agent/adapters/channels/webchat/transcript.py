"""What is kept of chats. A chat begins with its guest's first message: one that was only opened leaves no trace."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from hotel_agent.adapters.channels.webchat.posted import Posted
from hotel_agent.adapters.channels.webchat.seal import Chat
from hotel_agent.domain.ids import AccountId, EffectKey, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Address, Content
from hotel_agent.ports.chat import ChatMessage

LIFETIME = timedelta(hours=24)
"""How long a chat stays open after its last sign of life. What was said in one that is closed is forgotten."""
MOST_MESSAGES = 200
"""What one chat keeps; the oldest give way."""
GLANCE = timedelta(minutes=1)
"""A guest who only looks is noted as alive so often."""


class Transcript(Protocol):
    """What was said in each chat, numbered from 1 without a gap, whoever wrote it and in whichever process.

    Whatever is kept elsewhere may raise Unavailable, or OutcomeUnknown where something is written: repeating is safe.
    """

    async def has_room(self, *, at: datetime) -> bool:
        """Whether one more chat can begin."""
        ...

    async def hear(self, tenant: TenantId, chat: Chat, posted: Posted, *, at: datetime) -> ChatMessage | Refusal:
        """Write down what the guest posts, once under its name, a press in the words of its choice.

        Refused with BAD_SIGNATURE when the chat is closed, and with NOT_ALLOWED when other words came under the name.
        Raises Unavailable while there is no room for one more chat.
        """
        ...

    async def say(self, to: Address, contents: Sequence[Content], *, key: EffectKey, at: datetime) -> bool:
        """Write down what we say, all of it or nothing, once under its key. False where no such chat is open."""
        ...

    async def read(self, tenant: TenantId, chat: Chat, *, after: int, at: datetime) -> Sequence[ChatMessage] | Refusal:
        """What was written after this message; or BAD_SIGNATURE, when the chat is closed. A sign of life."""
        ...

    async def forget(self, tenant: TenantId, chat: Chat, *, at: datetime) -> Refusal | None:
        """Forget what was said. The chat stays closed for as long as its token might open it again.

        Refused with BAD_SIGNATURE when it is closed already.
        """
        ...


FORGOTTEN = AccountId("")
"""Where a forgotten chat is kept as being: at no account, so that no token opens it."""


def expired(alive_at: datetime, at: datetime) -> bool:
    """Whether a chat that was last alive then is closed now."""
    return at - alive_at >= LIFETIME


class Kept(Protocol):
    """What is known of a chat in which somebody wrote."""

    account: AccountId
    alive_at: datetime


def is_open(kept: Kept | None, chat: Chat, at: datetime) -> bool:
    """Whether this chat, of which this much is kept, may be written in and read."""
    if kept is None:
        return not expired(chat.opened_at, at)
    return kept.account == chat.account and not expired(kept.alive_at, at)


def closed() -> Refusal:
    """What a guest is told whose chat is no longer open: the same as one who never had it."""
    return Refusal(Reason.BAD_SIGNATURE)


def other_words() -> Refusal:
    """What a guest is told who posts other words under a name already used."""
    return Refusal(Reason.NOT_ALLOWED, detail="this client_id came before with other words")


def guest_key(posted: Posted) -> str:
    """The name under which a guest's message stands. None of ours is like it."""
    return f"guest:{posted.client_id}"


def desk_key(key: EffectKey) -> str:
    """The name under which a message of ours stands."""
    return f"desk:{key}"


def message_id(seq: int) -> str:
    """How a message is called."""
    return f"m-{seq}"
