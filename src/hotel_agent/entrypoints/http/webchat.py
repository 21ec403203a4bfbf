"""The routes of the web chat: open a chat, write or press in it, fetch what was said (web chat contract)."""

from collections.abc import Sequence
from typing import Annotated, Any

from attrs import frozen
from litestar import Request, Response, delete, get, post
from litestar.datastructures import State
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import PathParameter, QueryParameter

from hotel_agent.application.desk import FrontDesk
from hotel_agent.domain.ids import AccountId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.entrypoints.http.arrivals import LOCALE, LONGEST_PAGE, VISITOR, came_from
from hotel_agent.entrypoints.http.challenge import BITS, Challenges
from hotel_agent.entrypoints.http.challenge import read as read_answer
from hotel_agent.entrypoints.http.chats import CHANNEL, PROBLEMS, chat_of, not_taken, tenant_of, token_of
from hotel_agent.entrypoints.http.given import GivenChallenges, GivenDesk
from hotel_agent.entrypoints.http.operations import Shown, text, written
from hotel_agent.entrypoints.http.origins import ELSEWHERE, check_page
from hotel_agent.entrypoints.http.problems import refused
from hotel_agent.entrypoints.http.rules import anybody
from hotel_agent.entrypoints.http.visits import TOO_MUCH, is_crowded, spend_visit
from hotel_agent.ports.channel import Credentials, Identity, RawRequest
from hotel_agent.ports.chat import ChatMessage

LARGEST_POST = 128 * 1024
"""Bytes: the longest text with every sign escaped, and room to spare. The channel has a limit of its own."""

WidgetKey = Annotated[str, PathParameter(description="The key of a hotel's web chat; the page shows it")]
ConversationName = Annotated[str, PathParameter(description="As it was given when the chat was opened")]
_NO_CHAT = "No hotel has a web chat of this key"
_PROVEN = "the token of the chat proves its guest"
_TOO_MANY = "There are too many chats at the moment; try again later"
_WORK = "Very many chats are being opened; answer the challenge in X-Challenge and ask again"
_SAYS = "What the page says of its visitor is not as expected"
_TAKEN = Shown(about="Taken; what is answered is fetched", example={"id": "m-9", "seq": 17})
_CLIENT_ID = text(
    "The page's own name for this message: posted again, it counts once", pattern="^[A-Za-z0-9._:-]{1,64}$"
)


@frozen(kw_only=True)
class Opened:
    """A chat just opened. The token proves its guest; it belongs into a header, never into an address."""

    conversation: str
    token: str
    expires_in: int


@frozen(kw_only=True)
class Taken:
    """A message that was taken, with its place in the conversation."""

    id: str
    seq: int


@frozen(kw_only=True)
class Forgotten:
    """A chat of which nothing is left."""

    conversation: str


@post(
    "/v1/webchat/{widget_key:str}/sessions",
    status_code=200,
    request_max_body_size=LARGEST_POST,
    tags=["web chat"],
    opt=anybody("whoever sees the page may open a chat"),
    summary="Open a chat",
    operation_class=written(
        takes=Shown(
            about="What the page says of its visitor, all of it as it likes",
            example={"locale": "en", "visitor": "v-77"},
            properties={
                "locale": text("The language of the page: a hint for the first answer", pattern=LOCALE, or_null=True),
                "page": text("Where the chat is opened; the hotel's people see it", longest=LONGEST_PAGE, or_null=True),
                "visitor": text(
                    "The page's own name for its visitor; the hotel's people see it", pattern=VISITOR, or_null=True
                ),
            },
        ),
        answers={
            200: Shown(
                about="The new chat",
                example={"conversation": "c-1", "token": "9f2c1e...", "expires_in": 86400},
            )
        },
        problems={400: _SAYS, 403: ELSEWHERE, 404: _NO_CHAT, 428: _WORK, 429: TOO_MUCH, 503: _TOO_MANY},
    ),
)
async def open_chat(
    request: Request[Any, Any, State], desk: GivenDesk, challenges: GivenChallenges, widget_key: WidgetKey
) -> Opened:
    """A new chat with the hotel whose web chat bears this key. Nothing is asked and nothing is said yet.

    `expires_in` is in seconds, counted from the chat's last sign of life. While very many chats are opened with this
    hotel, the answer is 428 with a challenge in `X-Challenge`: find a nonce so that the SHA-256 of `challenge:nonce`
    begins with as many zero bits as `X-Challenge-Bits` says, and ask again with
    `{"proof": {"challenge": "...", "nonce": "..."}}`.
    """
    account = AccountId(widget_key)
    claimed, door = desk.tenants.account(CHANNEL, account), desk.tenants.behind(CHANNEL, account)
    if claimed is None or door is None:
        raise NotFoundException(_NO_CHAT)
    check_page(request, claimed.origins)
    await spend_visit(request, desk, door.tenant.id)
    came = came_from(await request.body())
    if await is_crowded(desk, door.tenant.id, account):
        await _ask_for_work(request, challenges, account)
    opened = await chat_of(desk).open(account, came=came)
    if isinstance(opened, Refusal):
        raise refused(opened, {opened.reason: 503}, {503: _TOO_MANY})
    return Opened(
        conversation=opened.conversation, token=opened.token, expires_in=int(opened.expires_in.total_seconds())
    )


@post(
    "/v1/webchat/conversations/{conversation:str}/messages",
    status_code=202,
    request_max_body_size=LARGEST_POST,
    tags=["web chat"],
    opt=anybody(_PROVEN),
    summary="Write",
    security=[{"guest": []}],
    operation_class=written(
        takes=Shown(
            about="A text of the guest, up to 4,000 characters",
            example={"client_id": "0b9c2d70-1f2e", "text": "A double room from Friday to Sunday, please"},
            properties={"client_id": _CLIENT_ID, "text": text("What the guest wrote", longest=4000)},
            required=("client_id", "text"),
        ),
        answers={202: _TAKEN},
        problems=PROBLEMS | {429: TOO_MUCH},
    ),
)
async def write_message(request: Request[Any, Any, State], desk: GivenDesk, conversation: ConversationName) -> Taken:
    """Takes a text of the guest. The same `client_id` with the same words is the same message, posted ever so often."""
    return await _take(request, desk, conversation)


@post(
    "/v1/webchat/conversations/{conversation:str}/choices",
    status_code=202,
    request_max_body_size=LARGEST_POST,
    tags=["web chat"],
    opt=anybody(_PROVEN),
    summary="Press a button",
    security=[{"guest": []}],
    operation_class=written(
        takes=Shown(
            about="The token of a choice that was shown in this conversation",
            example={"client_id": "0b9c2d70-1f2f", "token": "opaque"},
            properties={"client_id": _CLIENT_ID, "token": text("The token of the choice", longest=256)},
            required=("client_id", "token"),
        ),
        answers={202: _TAKEN},
        problems=PROBLEMS | {429: TOO_MUCH},
    ),
)
async def press_choice(request: Request[Any, Any, State], desk: GivenDesk, conversation: ConversationName) -> Taken:
    """Takes a press. The token decides, and only in the conversation in which it was shown."""
    return await _take(request, desk, conversation)


@get(
    "/v1/webchat/conversations/{conversation:str}/messages",
    tags=["web chat"],
    opt=anybody(_PROVEN),
    summary="Fetch what was said",
    security=[{"guest": []}],
    operation_class=written(
        answers={
            200: Shown(
                about="The messages after that one, the oldest first",
                example=[
                    {
                        "seq": 18,
                        "id": "m-10",
                        "author": "desk",
                        "text": "Shall I book it for you?",
                        "choices": [{"token": "opaque", "title": "Yes, book it", "description": ""}],
                        "menu": "",
                        "at": "2026-11-22T10:15:00Z",
                    }
                ],
            )
        },
        problems={400: "`after` is not a whole number from 0 on", 401: PROBLEMS[401], 403: ELSEWHERE},
    ),
)
async def fetch_messages(
    request: Request[Any, Any, State],
    desk: GivenDesk,
    conversation: ConversationName,
    after: Annotated[int, QueryParameter(ge=0, description="The last `seq` already seen")] = 0,
) -> Response[Sequence[ChatMessage]]:
    """Everything both sides wrote after `after`. `seq` grows strictly, so that nothing is missed or shown twice."""
    token = token_of(request)
    messages = await chat_of(desk).messages(conversation, token, tenant=tenant_of(desk, request), after=after)
    if isinstance(messages, Refusal):
        raise not_taken(messages)
    return Response(list(messages))


@delete(
    "/v1/webchat/conversations/{conversation:str}",
    status_code=202,
    tags=["web chat"],
    opt=anybody(_PROVEN),
    summary="Have a chat forgotten",
    security=[{"guest": []}],
    operation_class=written(
        answers={202: Shown(about="It is forgotten, and closed", example={"conversation": "c-1"})},
        problems={401: PROBLEMS[401], 403: ELSEWHERE, 503: "It could not be done; ask the same again"},
    ),
)
async def forget_chat(request: Request[Any, Any, State], desk: GivenDesk, conversation: ConversationName) -> Forgotten:
    """Forgets what the guest wrote here and what is known by it, and closes the chat. That it was wished is noted.

    Reservations made in it stand, as does what the hotel's people were told.
    """
    chat, token, tenant = chat_of(desk), token_of(request), tenant_of(desk, request)
    account = chat.account_of(token)
    proof = await chat.messages(conversation, token, tenant=tenant)
    if isinstance(proof, Refusal) or account is None:
        raise not_taken(Refusal(Reason.BAD_SIGNATURE))
    await desk.forget_guest(tenant, CHANNEL, account, Identity(chat.can.identities[0], conversation))
    refused_now = await chat.forget(conversation, token, tenant=tenant)
    if refused_now is not None:
        raise not_taken(refused_now)
    return Forgotten(conversation=conversation)


async def _ask_for_work(request: Request[Any, Any, State], challenges: Challenges, account: AccountId) -> None:
    """Raise the problem of a chat for which no work was done, with a challenge to work on."""
    answered = read_answer(await request.body())
    if answered is not None and challenges.accepts(account, answered):
        return
    headers = {"x-challenge": challenges.new(account), "x-challenge-bits": str(BITS)}
    raise HTTPException(detail=_WORK, status_code=428, headers=headers)


async def _take(request: Request[Any, Any, State], desk: FrontDesk, conversation: str) -> Taken:
    tenant = tenant_of(desk, request)
    await spend_visit(request, desk, tenant)
    raw = RawRequest(body=await request.body(), headers=dict(request.headers), received_at=desk.clock.now())
    noted = await chat_of(desk).take(conversation, raw, tenant=tenant)
    if isinstance(noted, Refusal):
        raise not_taken(noted)
    received = await desk.receive(CHANNEL, raw, Credentials())
    if isinstance(received, Refusal):
        raise not_taken(received)
    return Taken(id=noted.id, seq=noted.seq)
