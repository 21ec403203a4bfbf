"""Following a chat as it is written: server-sent events, resumable at any message (web chat contract)."""

from asyncio import Event
from collections.abc import AsyncIterator, Iterator, Sequence
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
from hotel_agent.ports.chat import ChatMessage

LONGEST = timedelta(minutes=10)
"""A stream ends after so long, and its page opens the next one where it was."""
HEARTBEAT = timedelta(seconds=15)
"""So long nothing is said at most, lest a proxy takes the line for dead."""

_RETRY = 3000
"""Milliseconds after which a page comes back whose line broke."""
_LOOK_SOON, _LOOK = timedelta(milliseconds=300), timedelta(seconds=2)
"""How often to look for what another process wrote: while an answer is expected, and otherwise."""
_WHO_HAS_IT = timedelta(seconds=5)
"""How often to look whether a person has the conversation, beside each time something is written."""
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
                    "Server-sent events: each `message` as it is written, `handover` when a person takes the"
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

    async def is_with_staff(self, *, before: bool) -> bool:
        """Whether a person has it; as before where nobody can tell at the moment."""
        account = self._channel.account_of(self._token)
        if account is None:
            return before
        guest = Identity(self._channel.can.identities[0], self._conversation)
        with suppress(Unavailable):
            return await self._desk.is_with_staff(self._tenant, CHANNEL, account, guest)
        return before

    @contextmanager
    def listening(self, streams: Streams) -> Iterator[Event]:
        """An event that is set when there may be something to tell."""
        with self._channel.listening(self._conversation) as event, streams.opened(event):
            yield event


async def _told(chat: _Followed, streams: Streams, seen: int) -> AsyncIterator[ServerSentEventMessage]:
    clock = chat.clock
    now = spoke = clock.now()
    ends, expects, asks, with_staff = now + LONGEST, now, now, False
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
            if messages or now >= asks:
                asks = now + _WHO_HAS_IT
                before, with_staff = with_staff, await chat.is_with_staff(before=with_staff)
                if with_staff != before:
                    spoke = now
                    yield ServerSentEventMessage(data=encode_json({"person": with_staff}), event="handover")
            if messages:
                spoke, expects = now, now + _EXPECTED
            elif now - spoke >= HEARTBEAT:
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
