"""Following a chat as it is written: server-sent events, resumable at any message (web chat contract)."""

from asyncio import Event
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Annotated, Any

from litestar import Request, get
from litestar.datastructures import State
from litestar.exceptions import ServiceUnavailableException
from litestar.params import HeaderParameter, QueryParameter
from litestar.response import ServerSentEvent, ServerSentEventMessage
from litestar.serialization import encode_json
from loguru import logger

from hotel_agent.application.attending import Regard
from hotel_agent.application.deadline import within
from hotel_agent.application.desk import FrontDesk
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.refusals import Refusal
from hotel_agent.entrypoints.http.chats import CHANNEL, PROBLEMS, chat_of, not_taken, tenant_of, token_of
from hotel_agent.entrypoints.http.envelope import LOOKED_AT
from hotel_agent.entrypoints.http.given import GivenDesk, GivenStreams
from hotel_agent.entrypoints.http.operations import Shown, written
from hotel_agent.entrypoints.http.rules import anybody
from hotel_agent.entrypoints.http.streams import Streams
from hotel_agent.entrypoints.http.webchat import ConversationName
from hotel_agent.ports.channel import Identity
from hotel_agent.ports.chat import Author, ChatMessage

LONGEST = timedelta(minutes=10)
"""A stream ends after so long, and its page opens the next one where it was."""
HEARTBEAT = timedelta(seconds=15)
"""So long nothing is said at most, lest a proxy takes the line for dead."""

_RETRY = 3000
"""Milliseconds after which a page comes back whose line broke."""
_LOOK_SOON, _LOOK = timedelta(milliseconds=300), timedelta(seconds=2)
"""How often to look for what another process wrote: while an answer is expected, and otherwise."""
_ASK_SOON, _ASK = timedelta(seconds=1), timedelta(seconds=5)
"""How often to look how the guest is attended to, beside each time something is written."""
_EXPECTED = timedelta(seconds=30)
_FULL = "There are too many open streams at the moment; fetch the messages instead"


@get(
    "/v1/webchat/conversations/{conversation:str}/events",
    tags=["web chat"],
    opt=anybody("the token of the chat proves its guest"),
    summary="Follow what is said",
    security=[{"guest": []}],
    operation_class=written(
        answers={
            200: Shown(
                about=(
                    "Server-sent events: each `message` as it is written, its `status` (`delivered`, then `read`),"
                    " `typing` when an answer is begun and when it is over, `handover` when a person takes the"
                    " conversation or gives it back, `closed` when the chat is no longer open"
                ),
                example='id: 18\r\nevent: message\r\ndata: {"seq":18,"author":"desk","text":"Is that right?"}\r\n\r\n',
                media_type="text/event-stream",
            )
        },
        problems={400: "`after` is not a whole number from 0 on", 401: PROBLEMS[401], 403: PROBLEMS[403], 503: _FULL},
    ),
)
async def follow_messages(  # noqa: PLR0917 - where to go on may be said in two ways
    request: Request[Any, Any, State],
    desk: GivenDesk,
    streams: GivenStreams,
    conversation: ConversationName,
    after: Annotated[int, QueryParameter(ge=0, description="The last `seq` already seen")] = 0,
    last_event_id: Annotated[
        str, HeaderParameter(name="Last-Event-ID", description="The same, as browsers say it")
    ] = "",
) -> ServerSentEvent:
    """Everything both sides write after `after`, as it is written. Each event's id is the message's `seq`.

    Whoever comes back with the last id seen misses nothing and is shown nothing twice, in any process. The token goes
    into a header: a page reads this with `fetch`, not with `EventSource`, whose address would be logged.
    """
    seen = int(last_event_id) if last_event_id.isdecimal() else after
    chat = _Followed(desk, conversation, request)
    missed = await chat.after(seen)
    if isinstance(missed, Refusal):
        raise not_taken(missed)
    if not streams.has_room:
        raise ServiceUnavailableException(_FULL, headers={"retry-after": "5"})
    # Who wants the head of the answer alone waits for nothing that is written.
    return ServerSentEvent(_nothing() if request.state.get(LOOKED_AT) else _told(chat, streams, seen))


class _Followed:
    """One chat, as its guest follows it."""

    def __init__(self, desk: FrontDesk, conversation: str, request: Request[Any, Any, State]) -> None:
        self.clock = desk.clock
        self._desk = desk
        self._conversation = conversation
        self._token = token_of(request)
        self._channel = chat_of(desk)
        self._tenant = tenant_of(desk, request)

    async def after(self, seq: int) -> Sequence[ChatMessage] | Refusal:
        """What was written after this message."""
        return await self._channel.messages(self._conversation, self._token, tenant=self._tenant, after=seq)

    async def regard(self, *, before: Regard) -> Regard:
        """How the guest is attended to; as before where nobody can tell at the moment."""
        account = self._channel.account_of(self._token)
        if account is None:
            return before
        guest = Identity(self._channel.can.identities[0], self._conversation)
        with suppress(Unavailable):
            return await self._desk.regard(self._tenant, CHANNEL, account, guest)
        return before

    @contextmanager
    def listening(self, streams: Streams) -> Iterator[Event]:
        """An event that is set when there may be something to tell."""
        with self._channel.listening(self._conversation) as event, streams.opened(event):
            yield event


class _BesideWords:
    """What is told beside the messages: who has the conversation, whether an answer is being written, what was read.

    It is told anew to whoever comes back, and has no number: only messages are counted.
    """

    def __init__(self) -> None:
        self._before = Regard()
        self._written = self._told = self._read = 0

    @property
    def before(self) -> Regard:
        """How it stood when it was looked at last."""
        return self._before

    def seen(self, messages: Sequence[ChatMessage]) -> None:
        """Take note of these messages, which were told."""
        self._written = max([self._written, *(each.seq for each in messages if each.author is Author.GUEST)])

    def news(self, regard: Regard) -> Iterator[ServerSentEventMessage]:
        """What is different by now. What a person has is not said to be read: nobody knows that."""
        before, self._before = self._before, regard
        if self._written > self._told:
            self._told = self._written
            yield _event("status", {"seq": self._written, "state": "delivered"})
        if self._written > self._read and not (regard.unread or regard.with_staff):
            self._read = self._written
            yield _event("status", {"seq": self._written, "state": "read"})
        if regard.with_staff != before.with_staff:
            yield _event("handover", {"person": regard.with_staff})
        if regard.answering != before.answering:
            yield _event("typing", {"on": regard.answering})


def _event(name: str, told: Mapping[str, object]) -> ServerSentEventMessage:
    return ServerSentEventMessage(data=encode_json(told), event=name)


async def _told(chat: _Followed, streams: Streams, seen: int) -> AsyncIterator[ServerSentEventMessage]:
    clock = chat.clock
    now = spoke = clock.now()
    ends, expects, asks, beside = now + LONGEST, now, now, _BesideWords()
    yield ServerSentEventMessage(data=None, retry=_RETRY)
    with chat.listening(streams) as event:
        while not streams.ended and now < ends:
            event.clear()
            try:
                messages = await chat.after(seen)
            except Unavailable as silent:
                # The page comes back, to this process or another; until then it shows that there is no connection.
                logger.warning("a chat could not be read on; its page comes back", cause=type(silent).__name__)
                return
            if isinstance(messages, Refusal):
                yield ServerSentEventMessage(data="{}", event="closed")
                return
            for message in messages:
                seen = message.seq
                yield ServerSentEventMessage(data=encode_json(message), event="message", id=seen)
            now = clock.now()
            if messages:
                beside.seen(messages)
                spoke, expects = now, now + _EXPECTED
            if messages or now >= asks:
                asks = now + (_ASK_SOON if now < expects else _ASK)
                for news in beside.news(await chat.regard(before=beside.before)):
                    spoke = now
                    yield news
            if now - spoke >= HEARTBEAT:
                spoke = now
                yield ServerSentEventMessage(data=None, comment="still here")
            await _until(event, chat, now + (_LOOK_SOON if now < expects else _LOOK))
            now = clock.now()


async def _nothing() -> AsyncIterator[ServerSentEventMessage]:
    return
    yield


async def _until(event: Event, chat: _Followed, at: datetime) -> None:
    with suppress(Unavailable):
        await within(chat.clock, at, event.wait())
