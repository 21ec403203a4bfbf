"""A channel whose guests fetch their messages from us: the web chat, as its routes see it."""

from asyncio import Event
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol, runtime_checkable

from attrs import field, frozen

from hotel_agent.domain.ids import AccountId, TenantId
from hotel_agent.domain.refusals import Refusal
from hotel_agent.ports.channel import Channel, ContentChoice, RawRequest


class Author(Enum):
    """Who wrote a message of a chat."""

    GUEST = "guest"
    DESK = "desk"


@frozen(kw_only=True)
class CameFrom:
    """What a page says of its visitor as they open a chat: nobody vouches for it, and what is empty was not said."""

    locale: str = ""
    """The language of the page, as `pt-BR` (BCP 47)."""
    page: str = field(default="", repr=False)
    """The web address at which the chat was opened, without what stands behind `#`."""
    visitor: str = field(default="", repr=False)
    """The page's own name for its visitor."""


UNTOLD = CameFrom()
"""Of this visitor a page said nothing."""


@frozen(kw_only=True)
class OpenedChat:
    """A chat just opened: its name, which may be seen, and the token that proves its guest, which may not."""

    conversation: str
    token: str = field(repr=False)
    expires_in: timedelta


@frozen(kw_only=True)
class ChatMessage:
    """A message of a chat. `seq` grows strictly within the chat, over both authors."""

    seq: int
    id: str
    author: Author
    text: str = field(repr=False)
    choices: tuple[ContentChoice, ...] = ()
    menu: str = ""
    at: datetime


@runtime_checkable
class ChatChannel(Channel, Protocol):
    """A chat over plain requests. Whoever holds a chat's token is its guest; nobody else learns that it exists.

    The token itself is the proof, in every process of the installation and after a restart; whether the chat is still
    open is in what was kept of it. Those that look there may raise Unavailable: nothing was done, ask again.
    """

    async def open(self, account: AccountId, *, came: CameFrom = UNTOLD) -> OpenedChat | Refusal:
        """A new chat at this account, or NOT_ALLOWED while there are too many. Nothing is asked, said or kept.

        What the page says of its visitor stands in the token, and comes with each of their messages.
        """
        ...

    def account_of(self, token: str) -> AccountId | None:
        """The account at which the chat of this token was opened; None for a token that proves nothing. Pure."""
        ...

    async def take(self, conversation: str, request: RawRequest, *, tenant: TenantId) -> ChatMessage | Refusal:
        """Note what a guest posts, before the same request is given to the desk.

        Repeating is safe: the same `client_id` with the same words is the same message. Refusals: BAD_SIGNATURE (no
        token of this chat, or an expired one), BAD_REQUEST, TOO_LARGE, and NOT_ALLOWED when the `client_id` came
        before with other words.
        """
        ...

    async def messages(
        self, conversation: str, token: str, *, tenant: TenantId, after: int = 0
    ) -> Sequence[ChatMessage] | Refusal:
        """All messages after this `seq` that are kept, the oldest first; or BAD_SIGNATURE."""
        ...

    async def forget(self, conversation: str, token: str, *, tenant: TenantId) -> Refusal | None:
        """Forget all that was said in this chat, and close it for good; or BAD_SIGNATURE, as it is from then on."""
        ...

    def listening(self, conversation: str) -> AbstractContextManager[Event]:
        """An event that is set whenever something is written in this chat from within this process.

        What another process writes is not heard: whoever listens looks from time to time. Each listener has an event
        of its own, to clear before looking.
        """
        ...
