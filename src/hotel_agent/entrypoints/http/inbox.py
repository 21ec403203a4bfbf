"""Conversations as a page of the reception needs them: who waits, who has which, and one with all that was said."""

from datetime import UTC, datetime
from typing import Annotated

from attrs import frozen
from litestar import Response, get
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import PathParameter, QueryParameter

from hotel_agent.application.finding import Wanted
from hotel_agent.domain.conversations.conversation import Conversation, Standing
from hotel_agent.domain.ids import ConversationId, PropertyId, TenantId
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.tenants.rights import Permission
from hotel_agent.entrypoints.http.given import GivenDesk
from hotel_agent.entrypoints.http.guard import NOT_ALLOWED, NOT_YOURS, UNKNOWN
from hotel_agent.entrypoints.http.operations import Shown, written
from hotel_agent.entrypoints.http.rules import Whose, only
from hotel_agent.entrypoints.http.sheet import EXAMPLE, Sheet, sheet_of
from hotel_agent.entrypoints.http.versions import etag_of
from hotel_agent.ports.rows import Listed, Place

HotelName = Annotated[str, PathParameter(description="The hotel's id")]
ConversationName = Annotated[str, PathParameter(description="The conversation's id, as the list tells it")]
NO_CONVERSATION = "This hotel has no such conversation"
LONGEST_PAGE = 200
Limit = Annotated[int, QueryParameter(ge=1, le=LONGEST_PAGE, description="So many of them at most")]
_NO_PLACE = "`after` is not a place that a list told as `next`"
_NO_MOMENT = "`since` is not a moment with its zone, such as 2026-11-23T09:00:00Z"
_STANDINGS = {"all": None, **{each.value: each for each in Standing}}
_PART = "~"


@frozen(kw_only=True)
class Line:
    """A conversation in the list. What cannot be read by this version has no guest and no door.

    `match`: the line in which the words looked for were said, where they are not the guest's name or number.
    """

    id: str
    version: int
    standing: str
    since: str
    holder: str
    reason: str
    property: str
    channel: str
    language: str
    guest: str
    match: str = ""


@frozen(kw_only=True)
class Page:
    """One page of conversations. `next` is where the page after it begins; empty on the last.

    Where words or a holder are looked for, a page may hold fewer than `limit`, or none, while `next` goes on.
    """

    conversations: list[Line]
    next: str


_LINE = {
    "id": "5f0c7a1e9b3d4c62",
    "version": 7,
    "standing": "waiting",
    "since": "2026-11-23T10:15:00+00:00",
    "holder": "",
    "reason": "guest_asked",
    "property": "marina",
    "channel": "whatsapp",
    "language": "es",
    "guest": "Maria Lima",
    "match": "",
}
_PROBLEMS = {401: UNKNOWN, 403: NOT_ALLOWED, 404: NOT_YOURS}


@get(
    "/api/tenants/{tenant_id:str}/conversations",
    tags=["reception"],
    summary="Who waits, and who has which conversation",
    opt=only(Permission.SEE_GUESTS, Whose.NAMED),
    security=[{"staff": []}],
    operation_class=written(
        answers={200: Shown(about="One page", example={"conversations": [_LINE], "next": ""})},
        problems=_PROBLEMS | {400: f"{_NO_PLACE}. Or: {_NO_MOMENT}"},
    ),
)
async def conversations(  # noqa: PLR0917 - what a list is narrowed by
    desk: GivenDesk,
    tenant_id: HotelName,
    standing: Annotated[
        str, QueryParameter(description="`waiting` for a person, with `staff`, with the `desk`, or `all`")
    ] = "waiting",
    property_id: Annotated[str, QueryParameter(name="property", description="Only of this property")] = "",
    begins: Annotated[str, QueryParameter(description="Only those whose ids begin so")] = "",
    channel: Annotated[str, QueryParameter(description="Only at this door: `whatsapp`, `webchat`, `email`")] = "",
    holder: Annotated[str, QueryParameter(description="Only those this one of you has")] = "",
    since: Annotated[
        str, QueryParameter(description="Only those that stand so since then or later: `2026-11-23T09:00:00Z`")
    ] = "",
    words: Annotated[
        str,
        QueryParameter(
            max_length=200,
            description=(
                "Only those where all of these words are in one thing that was said, or in the guest's name, address "
                "or number; neither capitals nor accents matter. With `standing=all` everywhere"
            ),
        ),
    ] = "",
    after: Annotated[str, QueryParameter(description="Where to go on: the `next` of the page before")] = "",
    limit: Limit = 50,
) -> Page:
    """Conversations of a hotel: those in which a person is wanted, or whom one asks for.

    Who waits and who is with staff comes with the longest so first; otherwise the latest first. Only conversations of
    this hotel are looked through.
    """
    if standing not in _STANDINGS:
        raise ClientException(f"standing: expected one of {', '.join(_STANDINGS)}")
    wanted = Wanted(
        standing=_STANDINGS[standing],
        property_id=PropertyId(property_id) if property_id else None,
        begins=begins,
        channel=channel,
        holder=holder,
        since=_moment(since),
        words=words,
    )
    page = await desk.staff_room.find(TenantId(tenant_id), wanted, after=place_of(after), limit=limit)
    return Page(
        conversations=[line_of(each.listed, match=each.match) for each in page.found],
        next=next_of(page.after),
    )


@get(
    "/api/tenants/{tenant_id:str}/conversations/{conversation:str}",
    tags=["reception"],
    summary="One conversation",
    opt=only(Permission.SEE_GUESTS, Whose.NAMED),
    security=[{"staff": []}],
    operation_class=written(
        answers={200: Shown(about="All there is to know of it", example=EXAMPLE, versioned=True)},
        problems=_PROBLEMS | {404: NO_CONVERSATION},
    ),
)
async def conversation_sheet(desk: GivenDesk, tenant_id: HotelName, conversation: ConversationName) -> Response[Sheet]:
    """Who the guest is, why a person is wanted, the brief in the hotel's own language, and everything that was said.

    With it the quotes on the table, the reservations as the book holds them now (or as they were told here last, where
    the book is silent), what the channel charges for our messages, how long the guest may be written to, what they
    agreed to, and your notes.

    The header `ETag` holds its version; sent back as `If-Match` with what one does, it keeps one from acting on what
    has changed since.
    """
    shown = await desk.staff_room.show(TenantId(tenant_id), ConversationId(conversation), masked=False)
    if isinstance(shown, Refusal):
        raise NotFoundException(NO_CONVERSATION)
    return Response(sheet_of(shown), headers=etag_of(shown.version))


def line_of(listed: Listed, *, match: str = "") -> Line:
    """A conversation as the list tells it."""
    state = listed.conversation
    handover = None if state is None else state.handover
    return Line(
        id=listed.place.conversation,
        version=listed.version,
        standing=listed.standing.value,
        since=listed.place.since.isoformat(),
        holder="" if handover is None else handover.by,
        reason="" if handover is None else handover.reason.value,
        property="" if state is None else state.property_id,
        channel="" if state is None else state.channel,
        language="" if state is None else state.language,
        guest="" if state is None else _called(state),
        match=match,
    )


def _called(state: Conversation) -> str:
    known = state.known
    return known.name or known.phone or known.email or ""


def _moment(since: str) -> datetime | None:
    if not since:
        return None
    try:
        return _in_utc(since)
    except (ValueError, OverflowError) as cause:
        raise ClientException(_NO_MOMENT) from cause


def _in_utc(written: str) -> datetime:
    """The moment that is written so. Raises ValueError where it has no zone, OverflowError where there is no such."""
    # A plus in an address that nobody escaped is a blank by now.
    at = datetime.fromisoformat(written.replace(" ", "+"))
    if at.tzinfo is None:
        raise ValueError("a moment without its zone")
    return at.astimezone(UTC)


def next_of(after: Place | None) -> str:
    """A place in a list as it goes over the wire; empty behind the last."""
    return "" if after is None else f"{after.since.isoformat()}{_PART}{after.conversation}"


def place_of(after: str) -> Place | None:
    """The place that a list told as `next`; None for the beginning. Refuses the request for anything else."""
    if not after:
        return None
    since, part, conversation = after.partition(_PART)
    try:
        at = _in_utc(since)
    except (ValueError, OverflowError) as cause:
        raise ClientException(_NO_PLACE) from cause
    if not part or not conversation:
        raise ClientException(_NO_PLACE)
    return Place(at, ConversationId(conversation))
