"""The chats that are open, in this process's memory: who may read them, and what was written in them."""

from collections import OrderedDict, deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from hotel_agent.domain.ids import AccountId, ChoiceToken
from hotel_agent.ports.channel import ContentChoice
from hotel_agent.ports.chat import Author, ChatMessage

LIFETIME = timedelta(hours=24)
"""How long a chat stays open after its last sign of life."""
MOST_CHATS = 10_000
MOST_MESSAGES = 200
"""What one chat keeps; the oldest give way."""


class Chat:
    """One guest's chat. Its messages are numbered from 1, without a gap, whoever wrote them."""

    def __init__(self, name: str, account: AccountId, at: datetime) -> None:
        self.name = name
        self.account = account
        self.alive_at = at
        self._messages: deque[ChatMessage] = deque(maxlen=MOST_MESSAGES)
        self._under: OrderedDict[str, tuple[str, ChatMessage]] = OrderedDict()
        self._last = 0

    def write(
        self, author: Author, text: str, at: datetime, choices: Sequence[ContentChoice] = (), menu: str = ""
    ) -> ChatMessage:
        """Add a message."""
        self._last += 1
        message = ChatMessage(
            seq=self._last, id=f"m-{self._last}", author=author, text=text, choices=tuple(choices), menu=menu, at=at
        )
        self._messages.append(message)
        return message

    def written_under(self, name: str) -> tuple[str, ChatMessage] | None:
        """The fingerprint and the message noted under this name."""
        return self._under.get(name)

    def note(self, name: str, fingerprint: str, message: ChatMessage) -> None:
        """Remember which message stands under this name."""
        self._under[name] = fingerprint, message
        while len(self._under) > MOST_MESSAGES:
            self._under.popitem(last=False)

    def after(self, seq: int) -> list[ChatMessage]:
        """The messages after this one, the oldest first."""
        return [message for message in self._messages if message.seq > seq]

    def title_of(self, token: ChoiceToken) -> str:
        """What the choice of this token says; empty for one that was never shown here."""
        shown = (choice for message in reversed(self._messages) for choice in message.choices)
        return next((choice.title for choice in shown if choice.token == token), "")


class Chats:
    """All open chats, found by their name or by their token. Tokens themselves are not kept, only their digests."""

    def __init__(self) -> None:
        self._by_token: OrderedDict[bytes, Chat] = OrderedDict()
        self._by_name: dict[str, tuple[bytes, Chat]] = {}
        self._unwritten: dict[str, Chat] = {}
        """Chats that were opened and in which no guest wrote, the oldest first."""

    def add(self, chat: Chat, token: str) -> bool:
        """Open a chat, if there is room. Expired chats give way, then the oldest in which nobody wrote."""
        while self._by_token and self._oldest_expired(chat.alive_at):
            self._close(next(iter(self._by_token.values())))
        if len(self._by_token) >= MOST_CHATS:
            if not self._unwritten:
                return False
            self._close(next(iter(self._unwritten.values())))
        seal = _seal(token)
        self._by_token[seal] = chat
        self._by_name[chat.name] = seal, chat
        self._unwritten[chat.name] = chat
        return True

    def of(self, token: str, at: datetime) -> Chat | None:
        """The open chat this token is the proof of. Asking changes nothing."""
        chat = self._by_token.get(_seal(token))
        return None if chat is None or at - chat.alive_at >= LIFETIME else chat

    def named(self, name: str) -> Chat | None:
        """The chat of this name."""
        _, chat = self._by_name.get(name, (b"", None))
        return chat

    def touch(self, chat: Chat, at: datetime) -> None:
        """Note a sign of life: the chat stays open from now on for another lifetime."""
        seal, _ = self._by_name[chat.name]
        chat.alive_at = max(chat.alive_at, at)
        self._by_token.move_to_end(seal)

    def written(self, chat: Chat) -> None:
        """Note that its guest wrote: from now on it gives way to no new one."""
        self._unwritten.pop(chat.name, None)

    def _close(self, chat: Chat) -> None:
        seal, _ = self._by_name.pop(chat.name)
        del self._by_token[seal]
        self._unwritten.pop(chat.name, None)

    def _oldest_expired(self, at: datetime) -> bool:
        oldest = next(iter(self._by_token.values()))
        return at - oldest.alive_at >= LIFETIME


def _seal(token: str) -> bytes:
    # A dictionary answers a little faster for a near miss; of digests nothing can be learnt by that.
    return sha256(token.encode("utf-8", "surrogatepass")).digest()
