"""Chats in this process's memory; they end with it."""

from collections import OrderedDict, deque
from collections.abc import Sequence
from datetime import datetime

from hotel_agent.adapters.channels.webchat.posted import Posted
from hotel_agent.adapters.channels.webchat.seal import Chat
from hotel_agent.adapters.channels.webchat.transcript import (
    FORGOTTEN,
    MOST_MESSAGES,
    closed,
    desk_key,
    expired,
    guest_key,
    is_open,
    message_id,
    other_words,
)
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import AccountId, ChoiceToken, EffectKey, TenantId
from hotel_agent.domain.refusals import Refusal
from hotel_agent.ports.channel import Address, Content
from hotel_agent.ports.chat import Author, ChatMessage

MOST_CHATS = 10_000


class Page:
    """What was said in one chat."""

    def __init__(self, account: AccountId, at: datetime) -> None:
        self.account = account
        self.alive_at = at
        self._messages: deque[ChatMessage] = deque(maxlen=MOST_MESSAGES)
        self._under: OrderedDict[str, tuple[str, ChatMessage]] = OrderedDict()
        self._last = 0

    def write(self, author: Author, content: Content, at: datetime) -> ChatMessage:
        """Add a message."""
        self._last += 1
        message = ChatMessage(
            seq=self._last,
            id=message_id(self._last),
            author=author,
            text=content.text,
            choices=content.choices,
            menu=content.menu,
            at=at,
        )
        self._messages.append(message)
        return message

    def written_under(self, key: str) -> tuple[str, ChatMessage] | None:
        """The fingerprint and the message noted under this key."""
        return self._under.get(key)

    def note(self, key: str, fingerprint: str, message: ChatMessage) -> None:
        """Remember which message stands under this key."""
        self._under[key] = fingerprint, message
        while len(self._under) > MOST_MESSAGES:
            self._under.popitem(last=False)

    def after(self, seq: int) -> list[ChatMessage]:
        """The messages after this one, the oldest first."""
        return [message for message in self._messages if message.seq > seq]

    def title_of(self, token: ChoiceToken) -> str:
        """What the choice of this token says; empty for one that was never shown here."""
        shown = (choice for message in reversed(self._messages) for choice in message.choices)
        return next((choice.title for choice in shown if choice.token == token), "")


class MemoryTranscript:
    """The transcript of one process. A chat in which a guest wrote is never pushed out by new ones."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[TenantId, str], Page] = OrderedDict()
        """Whose last sign of life is longest ago comes first."""

    async def has_room(self, *, at: datetime) -> bool:
        """Whether there are fewer chats than a process keeps."""
        self._forget_closed(at)
        return len(self._pages) < MOST_CHATS

    async def hear(self, tenant: TenantId, chat: Chat, posted: Posted, *, at: datetime) -> ChatMessage | Refusal:
        """Write down what the guest posts."""
        page = self._pages.get((tenant, chat.name))
        if not is_open(page, chat, at):
            return closed()
        if page is None:
            if not await self.has_room(at=at):
                raise Unavailable("there are as many chats as this process keeps")
            page = self._pages[tenant, chat.name] = Page(chat.account, at)
        self._touch(tenant, chat.name, at)
        if before := page.written_under(guest_key(posted)):
            fingerprint, message = before
            return message if fingerprint == posted.fingerprint else other_words()
        words = posted.text if posted.token is None else page.title_of(posted.token)
        message = page.write(Author.GUEST, Content(text=words), at)
        page.note(guest_key(posted), posted.fingerprint, message)
        return message

    async def say(self, to: Address, contents: Sequence[Content], *, key: EffectKey, at: datetime) -> bool:
        """Write down what we say."""
        page = self._pages.get((to.tenant, to.identity.value))
        if page is None or page.account != to.account or expired(page.alive_at, at):
            return False
        if page.written_under(desk_key(key)) is None:
            *_, last = [page.write(Author.DESK, content, at) for content in contents]
            page.note(desk_key(key), "", last)
        return True

    async def read(self, tenant: TenantId, chat: Chat, *, after: int, at: datetime) -> Sequence[ChatMessage] | Refusal:
        """What was written after this message."""
        page = self._pages.get((tenant, chat.name))
        if not is_open(page, chat, at):
            return closed()
        if page is None:
            return []
        self._touch(tenant, chat.name, at)
        return page.after(after)

    async def forget(self, tenant: TenantId, chat: Chat, *, at: datetime) -> Refusal | None:
        """Forget what was said."""
        if not is_open(self._pages.get((tenant, chat.name)), chat, at):
            return closed()
        self._pages[tenant, chat.name] = Page(FORGOTTEN, at)
        self._pages.move_to_end((tenant, chat.name))
        return None

    def _touch(self, tenant: TenantId, name: str, at: datetime) -> None:
        page = self._pages[tenant, name]
        page.alive_at = max(page.alive_at, at)
        self._pages.move_to_end((tenant, name))

    def _forget_closed(self, at: datetime) -> None:
        while self._pages and expired(next(iter(self._pages.values())).alive_at, at):
            self._pages.popitem(last=False)
