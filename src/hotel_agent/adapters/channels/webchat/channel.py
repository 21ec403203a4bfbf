"""The web chat as a channel. Chats live in this process's memory; a restart closes them."""

from collections.abc import Sequence

from hotel_agent.adapters.channels.text import plain, plain_content, split
from hotel_agent.adapters.channels.webchat.chats import LIFETIME, MOST_CHATS, Chat, Chats
from hotel_agent.adapters.channels.webchat.posted import LONGEST_TEXT, Posted, read
from hotel_agent.domain.conversations.events import GuestChose, GuestEvent, GuestWrote
from hotel_agent.domain.ids import AccountId, EffectKey, EventKey, ProviderId, digest
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import (
    Address,
    Admitted,
    Capabilities,
    Content,
    Credentials,
    Identity,
    Inbound,
    RawRequest,
    Receipt,
    Unparsed,
)
from hotel_agent.ports.chat import Author, ChatMessage, OpenedChat
from hotel_agent.ports.clock import Chance, Clock


class WebChat:
    """A chat over plain requests: the guest's token proves who posts, and what is said waits to be fetched.

    Under one key a content is said once, however often it is sent.
    """

    name = "webchat"
    can = Capabilities(identities=("webchat",), buttons=10, rows=100, text_length=LONGEST_TEXT, repeats_safely=True)

    def __init__(self, *, clock: Clock, chance: Chance) -> None:
        self._clock = clock
        self._chance = chance
        self._chats = Chats()

    def open(self, account: AccountId) -> OpenedChat | Refusal:
        """A new chat at this account; NOT_ALLOWED while there are as many as this process keeps."""
        name, token = self._chance.token(), self._chance.token()
        if not self._chats.add(Chat(name, account, self._clock.now()), token):
            return Refusal(Reason.NOT_ALLOWED, limit=MOST_CHATS, detail="no new chats at the moment; try again later")
        return OpenedChat(conversation=name, token=token, expires_in=LIFETIME)

    def take(self, conversation: str, request: RawRequest) -> ChatMessage | Refusal:
        """Note what the guest posts, once for each client id; the same request is then given to the desk."""
        chat = self._proven(request)
        if chat is None or chat.name != conversation:
            return Refusal(Reason.BAD_SIGNATURE)
        posted = read(request.body)
        if isinstance(posted, Refusal):
            return posted
        self._chats.touch(chat, request.received_at)
        name = f"guest:{posted.client_id}"
        if before := chat.written_under(name):
            fingerprint, message = before
            if fingerprint != posted.fingerprint:
                return Refusal(Reason.NOT_ALLOWED, detail="this client_id came before with other words")
            return message
        words = posted.text if posted.token is None else chat.title_of(posted.token)
        self._chats.written(chat)
        message = chat.write(Author.GUEST, words, request.received_at)
        chat.note(name, posted.fingerprint, message)
        return message

    def messages(self, conversation: str, token: str, *, after: int = 0) -> Sequence[ChatMessage] | Refusal:
        """What was written after this `seq`, by either side."""
        chat = self._chats.of(token, self._clock.now())
        if chat is None or chat.name != conversation:
            return Refusal(Reason.BAD_SIGNATURE)
        self._chats.touch(chat, self._clock.now())
        return chat.after(after)

    def admit(
        self,
        request: RawRequest,
        credentials: Credentials,  # noqa: ARG002 - each guest's token is the proof here
    ) -> Sequence[Admitted] | Refusal:
        """The text or press of the guest whose token the request bears."""
        chat = self._proven(request)
        if chat is None:
            return Refusal(Reason.BAD_SIGNATURE)
        posted = read(request.body)
        if isinstance(posted, Refusal):
            whole = plain(request.body.decode("utf-8", "replace"))
            key = EventKey(f"raw:{digest(chat.name, whole)}")
            return [Unparsed(key=key, account=chat.account, kind="webchat", cause=posted.detail, payload=whole)]
        return [
            Inbound(
                account=chat.account,
                event=_event(posted, chat, request),
                identities=(Identity("webchat", chat.name),),
                payload=plain(request.body.decode("utf-8", "replace")),
            )
        ]

    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        """Lay it ready for the guest to fetch. UNDELIVERABLE when the chat is closed."""
        chat = self._chats.named(to.identity.value) if to.identity.kind == "webchat" else None
        if chat is None or chat.account != to.account:
            return Refusal(Reason.UNDELIVERABLE, detail="the chat is closed")
        receipt = Receipt(message=ProviderId(f"{chat.name}:{key}"))
        if chat.written_under(f"desk:{key}"):
            return receipt
        content = plain_content(content)
        *before, last = split(content.text, LONGEST_TEXT) or [""]
        for piece in before:
            chat.write(Author.DESK, piece, self._clock.now())
        message = chat.write(Author.DESK, last, self._clock.now(), content.choices, content.menu)
        chat.note(f"desk:{key}", "", message)
        return receipt

    def _proven(self, request: RawRequest) -> Chat | None:
        """The chat whose token the request bears."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return self._chats.of(token.strip(), request.received_at) if scheme.lower() == "bearer" else None


def _event(posted: Posted, chat: Chat, request: RawRequest) -> GuestEvent:
    key, at = EventKey(f"message:{chat.name}:{posted.client_id}"), request.received_at
    if posted.token is None:
        return GuestWrote(key=key, at=at, sent_at=at, text=posted.text)
    return GuestChose(key=key, at=at, sent_at=at, token=posted.token)
