"""What the hotel's people do with a conversation over HTTP: take it over, answer, note, assign, give it back."""

from collections.abc import Awaitable, Mapping
from typing import Annotated, Any, TypeAlias

from attrs import field, frozen
from litestar import Request, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import ClientException, HTTPException
from litestar.openapi.spec import OpenAPIType, Schema
from litestar.params import HeaderParameter, JSONBody, SkipValidation

from hotel_agent.application.staff_room import LONGEST_ANSWER
from hotel_agent.domain.conversations.staff_buttons import LONGEST_TITLE, MOST_BUTTONS, titled
from hotel_agent.domain.errors import Conflict, Unavailable
from hotel_agent.domain.ids import ConversationId, TenantId, digest
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.rights import Permission, Principal
from hotel_agent.entrypoints.http.given import GivenDesk, GivenPrincipal
from hotel_agent.entrypoints.http.guard import NO_PROOF, NOT_ALLOWED, NOT_YOURS, UNKNOWN
from hotel_agent.entrypoints.http.inbox import NO_CONVERSATION, ConversationName, HotelName
from hotel_agent.entrypoints.http.once import LONGEST_KEY
from hotel_agent.entrypoints.http.operations import TOO_LARGE, Shown, text, written
from hotel_agent.entrypoints.http.rules import Whose, only
from hotel_agent.entrypoints.http.versions import version_in

Once = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        description="The page's own name for this: what is sent again under it is done once",
        max_length=LONGEST_KEY,
    ),
]
Seen = Annotated[
    str,
    HeaderParameter(name="If-Match", description="The `ETag` last seen: nothing is done when something happened since"),
]
SINCE = "Something happened in this conversation since you looked; look again"
_BLOCKED = "The guest is blocked at this door; unblock them first"
_CLOSED = "The channel no longer lets us write to this guest, and the hotel has no template for answers: call them"
_PROBLEMS = {
    400: "expected words, an `If-Match` as the ETag told it, and a key of at most 128 signs",
    401: UNKNOWN,
    403: f"{NOT_ALLOWED}. Or: {NO_PROOF}",
    404: f"{NO_CONVERSATION}. Or: {NOT_YOURS}",
    409: f"Another of you has it; assign it to yourself first. Or: {_BLOCKED}",
    412: SINCE,
    413: f"Too long; at most {LONGEST_ANSWER} characters. Or: {TOO_LARGE}",
    422: (
        f"{_CLOSED}. Or: something else was sent under this `Idempotency-Key`. Or: there are more than three buttons,"
        " two that say the same, or one that says nothing or has more than 20 characters"
    ),
    503: "It could not be kept; send the same again",
}
_STATUSES = {
    Reason.NOT_FOUND: 404,
    Reason.TAKEN: 409,
    Reason.NOT_ALLOWED: 409,
    Reason.WINDOW_CLOSED: 422,
    Reason.TOO_LARGE: 413,
    Reason.BAD_REQUEST: 400,
}


@frozen(kw_only=True)
class Words:
    """What somebody of the hotel writes."""

    text: str = field(repr=False)


@frozen(kw_only=True)
class Answer:
    """What somebody of the hotel writes to the guest, and what the guest may press below it."""

    text: str = field(repr=False)
    buttons: list[str] = field(factory=list, repr=False)


@frozen(kw_only=True)
class Whom:
    """Whose it is from now on."""

    to: str


@frozen(kw_only=True)
class Stepped:
    """That it was kept. The desk acts on it at once."""

    conversation: str
    done: str


_WORDS = Shown(
    about="The words, up to 4,000 characters",
    example={"text": "Buenas, soy Eva, de la recepción. Su habitación está lista."},
    properties={"text": text("What is written", longest=LONGEST_ANSWER)},
    required=("text",),
)
_ANSWER = Shown(
    about="The words, up to 4,000 characters, and up to three buttons to press below them",
    example={"text": "Le esperamos. ¿A qué hora llega?", "buttons": ["Antes de las 15 h", "Más tarde"]},
    properties={
        "text": text("What is written", longest=LONGEST_ANSWER),
        "buttons": Schema(
            type=OpenAPIType.ARRAY,
            description="What the guest may press: pressed, it counts as if they had written it",
            items=text("A title", longest=LONGEST_TITLE),
            max_items=MOST_BUTTONS,
            unique_items=True,
        ),
    },
    required=("text",),
)
_WHOM = Shown(
    about="Whose it is from now on, by the name they come in under",
    example={"to": "luis"},
    properties={"to": text("A name", longest=64)},
    required=("to",),
)


def route(verb: str, summary: str, takes: Shown | None = None) -> dict[str, Any]:
    """What every route has by which somebody steps into a conversation."""
    done = Shown(about="It is kept", example={"conversation": "5f0c7a1e9b3d4c62", "done": verb})
    return {
        "path": f"/api/tenants/{{tenant_id:str}}/conversations/{{conversation:str}}/{verb}",
        "status_code": 202,
        "tags": ["reception"],
        "summary": summary,
        "opt": only(Permission.SERVE_GUESTS, Whose.NAMED),
        "security": [{"staff": []}],
        "operation_class": written(takes=takes, answers={202: done}, problems=_PROBLEMS),
    }


@frozen(kw_only=True)
class Step:
    """Who does what to which conversation, under which name, having seen which version."""

    tenant: TenantId
    conversation: ConversationId
    request: str
    by: str
    expects: int | None


GivenStep: TypeAlias = NamedDependency[SkipValidation[Step]]


def stepping(  # noqa: PLR0917 - all that a request tells beside its words
    request: Request[Any, Any, State],
    desk: GivenDesk,
    principal: GivenPrincipal,
    tenant_id: HotelName,
    conversation: ConversationName,
    once: Once = "",
    seen: Seen = "",
) -> Step:
    """What the request says beside its words."""
    verb = request.url.path.rpartition("/")[2] + request.path_params.get("task", "")
    return Step(
        tenant=TenantId(tenant_id),
        conversation=ConversationId(conversation),
        request=_name(principal, conversation, verb, once) if once else desk.chance.token(),
        by=principal.who,
        expects=version_in(seen),
    )


@post(**route("take", "Take a conversation over"))
async def take(desk: GivenDesk, step: GivenStep) -> Stepped:
    """The machine is silent until the conversation is released. Of two who reach for it at once, one gets it."""
    room = desk.staff_room
    told = room.take_over(step.tenant, step.conversation, request=step.request, by=step.by, expects=step.expects)
    return await done(step, "take", told)


@post(**route("reply", "Write to the guest", _ANSWER))
async def reply(desk: GivenDesk, step: GivenStep, data: JSONBody[Answer]) -> Stepped:
    """Says this to the guest word for word, and the conversation is one's own from then on.

    What they press counts as if they had written it, and never as a yes to the machine. Where only a template may be
    sent, the words go out in it without buttons.
    """
    room, buttons = desk.staff_room, titled(data.buttons)
    if isinstance(buttons, Refusal):
        raise HTTPException(detail=buttons.detail, status_code=422)
    told = room.answer(
        step.tenant,
        step.conversation,
        data.text,
        request=step.request,
        by=step.by,
        buttons=buttons,
        expects=step.expects,
    )
    return await done(step, "reply", told)


@post(**route("note", "Note something for the others", _WORDS))
async def note(desk: GivenDesk, step: GivenStep, data: JSONBody[Words]) -> Stepped:
    """Writes something down beside what was said. No guest ever sees it, and the machine does not read it."""
    room = desk.staff_room
    told = room.note(step.tenant, step.conversation, data.text, request=step.request, by=step.by, expects=step.expects)
    return await done(step, "note", told)


@post(**route("assign", "Give it to one of you", _WHOM))
async def assign(desk: GivenDesk, step: GivenStep, data: JSONBody[Whom]) -> Stepped:
    """The conversation is that one's from now on, whoever has it; the machine is silent until it is released."""
    if not data.to.strip() or len(data.to) > 64:
        raise ClientException("expected the name of one of you in `to`")
    room, to = desk.staff_room, data.to.strip()
    told = room.assign(step.tenant, step.conversation, to=to, request=step.request, by=step.by, expects=step.expects)
    return await done(step, "assign", told)


@post(**route("release", "Give it back to the machine"))
async def release(desk: GivenDesk, step: GivenStep) -> Stepped:
    """The machine answers again from the guest's next message on, knowing what it knew before."""
    room = desk.staff_room
    told = room.release(step.tenant, step.conversation, request=step.request, by=step.by, expects=step.expects)
    return await done(step, "release", told)


@post(**route("block", "Answer this guest no more"))
async def block(desk: GivenDesk, step: GivenStep) -> Stepped:
    """Nobody answers the guest at this door any more. What they send is kept and seen, and never decided."""
    room = desk.staff_room
    told = room.block(step.tenant, step.conversation, request=step.request, by=step.by, expects=step.expects)
    return await done(step, "block", told)


@post(**route("unblock", "Answer this guest again"))
async def unblock(desk: GivenDesk, step: GivenStep) -> Stepped:
    """The machine answers the guest again from their next message on. What they sent meanwhile stays unanswered."""
    room = desk.staff_room
    told = room.unblock(step.tenant, step.conversation, request=step.request, by=step.by, expects=step.expects)
    return await done(step, "unblock", told)


async def done(
    step: Step,
    verb: str,
    told: Awaitable[Refusal | None],
    more: Mapping[Reason, tuple[int, str]] | None = None,
) -> Stepped:
    """That it was kept. Raises the problem it met, in the words of `more` where its reason stands there."""
    try:
        refusal = await told
    except Conflict as conflict:
        raise HTTPException(detail=SINCE, status_code=412) from conflict
    except Unavailable as away:
        raise HTTPException(detail=_PROBLEMS[503], status_code=503) from away
    if refusal is not None and refusal.reason in (more or {}):
        status, detail = (more or {})[refusal.reason]
        raise HTTPException(detail=detail, status_code=status)
    if refusal is not None:
        status = _STATUSES[refusal.reason]
        words = {
            Reason.TAKEN: f"{refusal.detail} has it; assign it to yourself first",
            Reason.NOT_ALLOWED: _BLOCKED,
            Reason.NOT_FOUND: NO_CONVERSATION,
            Reason.WINDOW_CLOSED: _CLOSED,
            Reason.TOO_LARGE: f"Too long; at most {refusal.limit} characters",
            Reason.BAD_REQUEST: refusal.detail,
        }
        raise HTTPException(detail=words[refusal.reason], status_code=status)
    return Stepped(conversation=step.conversation, done=verb)


def _name(principal: Principal, conversation: str, verb: str, once: str) -> str:
    """Nobody's key meets another's, nor that of another deed of one's own."""
    return digest("step", principal.who, conversation, verb, once)
