"""The web chat as a channel. What is said is kept in a transcript; who may say it, the guest's token shows."""

from asyncio import Event
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from attrs import evolve

from hotel_agent.adapters.channels.text import in_words, plain, plain_content, split
from hotel_agent.adapters.channels.webchat.posted import LONGEST_TEXT, Posted, read
from hotel_agent.adapters.channels.webchat.seal import Chat, Seal
from hotel_agent.adapters.channels.webchat.transcript import LIFETIME, Transcript
from hotel_agent.domain.conversations.events import GuestChose, GuestEvent, GuestWrote, Referral
from hotel_agent.domain.ids import AccountId, EffectKey, EventKey, ProviderId, TenantId, digest
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
from hotel_agent.ports.chat import UNTOLD, CameFrom, ChatMessage, OpenedChat
from hotel_agent.ports.clock import Chance, Clock


class WebChat:
    """A chat over plain requests: the guest's token proves who posts, and what is said waits to be fetched.

    Under one key a content is said once, however often it is sent.
    """

    name = "webchat"
    can = Capabilities(
        only_while_there=True,
        identities=("webchat",),
        buttons=10,
        rows=100,
        text_length=LONGEST_TEXT,
        repeats_safely=True,
    )

    def __init__(self, *, clock: Clock, chance: Chance, seal: Seal, transcript: Transcript) -> None:
        self._clock = clock
        self._chance = chance
        self._seal = seal
        self._transcript = transcript
        self._listeners: dict[str, list[Event]] = {}

    async def open(self, account: AccountId, *, came: CameFrom = UNTOLD) -> OpenedChat | Refusal:
        """A new chat at this account; NOT_ALLOWED while there are too many. It is kept from its first message on."""
        now = self._clock.now()
        if not await self._transcript.has_room(at=now):
            return Refusal(Reason.NOT_ALLOWED, detail="no new chats at the moment; try again later")
        chat = Chat(name=self._chance.token(), account=account, opened_at=now, came=came)
        return OpenedChat(conversation=chat.name, token=self._seal.token(chat), expires_in=LIFETIME)

    def account_of(self, token: str) -> AccountId | None:
        """The account at which the chat of this token was opened."""
        chat = self._seal.chat(token)
        return None if chat is None else chat.account

    async def take(self, conversation: str, request: RawRequest, *, tenant: TenantId) -> ChatMessage | Refusal:
        """Note what the guest posts, once for each client id; the same request is then given to the desk."""
        chat = self._proven(request)
        if chat is None or chat.name != conversation:
            return Refusal(Reason.BAD_SIGNATURE)
        posted = read(request.body)
        if isinstance(posted, Refusal):
            return posted
        noted = await self._transcript.hear(tenant, chat, posted, at=request.received_at)
        self._wake(chat.name)
        return noted

    async def messages(
        self, conversation: str, token: str, *, tenant: TenantId, after: int = 0
    ) -> Sequence[ChatMessage] | Refusal:
        """What was written after this `seq`, by either side."""
        chat = self._seal.chat(token)
        if chat is None or chat.name != conversation:
            return Refusal(Reason.BAD_SIGNATURE)
        return await self._transcript.read(tenant, chat, after=after, at=self._clock.now())

    async def forget(self, conversation: str, token: str, *, tenant: TenantId) -> Refusal | None:
        """Forget what was said, and let nobody write here any more."""
        chat = self._seal.chat(token)
        if chat is None or chat.name != conversation:
            return Refusal(Reason.BAD_SIGNATURE)
        refused = await self._transcript.forget(tenant, chat, at=self._clock.now())
        self._wake(conversation)
        return refused

    @contextmanager
    def listening(self, conversation: str) -> Iterator[Event]:
        """An event that is set whenever something is written in this chat from within this process."""
        event, listeners = Event(), self._listeners.setdefault(conversation, [])
        listeners.append(event)
        try:
            yield event
        finally:
            listeners.remove(event)
            if not listeners:
                self._listeners.pop(conversation, None)

    def admit(
        self,
        request: RawRequest,
        credentials: Credentials,  # noqa: ARG002 - each guest's token is the proof here
    ) -> Sequence[Admitted] | Refusal:
        """The text or press of the guest whose token the request bears. Whether the chat is open, `take` has seen."""
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
                language=chat.came.locale,
                payload=plain(request.body.decode("utf-8", "replace")),
            )
        ]

    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        """Lay it ready for the guest to fetch. UNDELIVERABLE when the chat is closed."""
        content = plain_content(in_words(content))
        *before, last = split(content.text, LONGEST_TEXT) or [""]
        contents = [*(Content(text=piece) for piece in before), evolve(content, text=last)]
        if to.identity.kind != self.name or not await self._transcript.say(to, contents, key=key, at=self._clock.now()):
            return Refusal(Reason.UNDELIVERABLE, detail="the chat is closed")
        self._wake(to.identity.value)
        return Receipt(message=ProviderId(f"{to.identity.value}:{key}"))

    def _wake(self, conversation: str) -> None:
        for event in self._listeners.get(conversation, ()):
            event.set()

    def _proven(self, request: RawRequest) -> Chat | None:
        """The chat whose token the request bears."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return self._seal.chat(token.strip()) if scheme.lower() == "bearer" else None


def _event(posted: Posted, chat: Chat, request: RawRequest) -> GuestEvent:
    key, at = EventKey(f"message:{chat.name}:{posted.client_id}"), request.received_at
    came = Referral(source=chat.came.page, click=chat.came.visitor)
    referral = None if came == Referral() else came
    if posted.token is None:
        return GuestWrote(key=key, at=at, sent_at=at, text=posted.text, referral=referral)
    return GuestChose(key=key, at=at, sent_at=at, token=posted.token, referral=referral)
