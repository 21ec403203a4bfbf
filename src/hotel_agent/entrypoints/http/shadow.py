"""Trying the machine out, over HTTP: a draft is sent as it is, and a report compares drafts with what people sent."""

from typing import Annotated

from attrs import frozen
from litestar import get, post
from litestar.exceptions import ClientException, HTTPException
from litestar.params import JSONBody, QueryParameter

from hotel_agent.application.shadowing import LONGEST_SPAN, Compared, Shadowing, ShadowReport
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.rights import Permission
from hotel_agent.entrypoints.http.amounts import day_in
from hotel_agent.entrypoints.http.given import GivenDesk
from hotel_agent.entrypoints.http.guard import NOT_ALLOWED, NOT_YOURS, UNKNOWN, no_such_hotel
from hotel_agent.entrypoints.http.inbox import HotelName
from hotel_agent.entrypoints.http.operations import Shown, text, written
from hotel_agent.entrypoints.http.rules import Whose, only
from hotel_agent.entrypoints.http.stepping_in import GivenStep, Stepped, done, route

_NO_SPAN = f"`from` and `to` are dates, as 2026-11-23, at most {LONGEST_SPAN} days from one to the other, both counted"
_AWAY = "The database does not answer; ask again"
_GONE = "There is no such draft any more: the guest wrote since, or somebody answered; look again"
_EXPIRED = "The price in this draft is no longer held; wait for the guest's next message, or write yourself"


@frozen(kw_only=True)
class WhichDraft:
    """The draft that is meant, by its `id` on the sheet."""

    draft: str


@frozen(kw_only=True)
class Kind:
    """Drafts of one intent and language, or of all, and what people sent in their place.

    `likeness` is of a hundred, over the changed ones; `waited_seconds` is what half of the answers took at most.
    """

    intent: str
    language: str
    drafts: int
    unchanged: int
    changed: int
    otherwise: int
    overtaken: int
    unanswered: int
    likeness: int | None
    waited_seconds: int | None


@frozen(kw_only=True)
class Report:
    """How drafts compare with what people sent. `would_write` are in no other count."""

    tenant_id: str
    first: str
    last: str
    messages: int
    silent: int
    would_write: dict[str, int]
    all: Kind
    kinds: list[Kind]


_DRAFT = Shown(
    about="The draft that was seen",
    example={"draft": "0b8f5d1c7a3e49f2"},
    properties={"draft": text("Its `id`, as the sheet tells it", longest=64)},
    required=("draft",),
)
_KIND = {
    "intent": "price",
    "language": "es",
    "drafts": 40,
    "unchanged": 29,
    "changed": 6,
    "otherwise": 3,
    "overtaken": 1,
    "unanswered": 1,
    "likeness": 84,
    "waited_seconds": 95,
}
_REPORT = {
    "tenant_id": "marina",
    "first": "2026-11-17",
    "last": "2026-11-23",
    "messages": 46,
    "silent": 2,
    "would_write": {"book": 4},
    "all": {**_KIND, "intent": "", "language": ""},
    "kinds": [_KIND],
}


@post(**route("send-draft", "Send the draft as it is", _DRAFT))
async def send_draft(desk: GivenDesk, step: GivenStep, data: JSONBody[WhichDraft]) -> Stepped:
    """Says to the guest, word for word, what the machine drafted; the conversation is one's own from then on.

    A draft is sent once, however often it is asked for and by whom.
    """
    told = Shadowing(desk.staff_room).send(step.tenant, step.conversation, data.draft, by=step.by, expects=step.expects)
    words = {Reason.NOT_FOUND: (404, _GONE), Reason.QUOTE_EXPIRED: (409, _EXPIRED)}
    return await done(step, "send-draft", told, words)


@get(
    "/admin/tenants/{tenant_id:str}/shadow-report",
    tags=["administration"],
    summary="How the machine's drafts compare with what people sent",
    opt=only(Permission.SEE_HOUSE, Whose.NAMED),
    security=[{"staff": []}],
    operation_class=written(
        answers={200: Shown(about="The comparison, without anything of a guest", example=_REPORT)},
        problems={400: _NO_SPAN, 401: UNKNOWN, 403: NOT_ALLOWED, 404: NOT_YOURS, 503: _AWAY},
    ),
)
async def shadow_report(
    desk: GivenDesk,
    tenant_id: HotelName,
    first: Annotated[str, QueryParameter(name="from", description="The first day; without it, a week is told")] = "",
    last: Annotated[str, QueryParameter(name="to", description="The last; without it, today")] = "",
) -> Report:
    """What became of the drafts of a hotel that tries the machine out, by intent and language, and how long it took."""
    begins, ends = (day_in(each, otherwise=_NO_SPAN) for each in (first, last))
    try:
        told = await Shadowing(desk.staff_room).report(TenantId(tenant_id), first=begins, last=ends)
    except Unavailable as away:
        raise HTTPException(detail=_AWAY, status_code=503) from away
    if isinstance(told, Refusal) and told.reason is Reason.NOT_FOUND:
        raise no_such_hotel()
    if isinstance(told, Refusal):
        raise ClientException(_NO_SPAN)
    return report_of(told)


def report_of(told: ShadowReport) -> Report:
    """The report as it goes over the wire."""
    return Report(
        tenant_id=told.tenant,
        first=told.first.isoformat(),
        last=told.last.isoformat(),
        messages=told.messages,
        silent=told.silent,
        would_write=dict(told.would_write),
        all=_kind(told.all),
        kinds=[_kind(each) for each in told.kinds],
    )


def _kind(each: Compared) -> Kind:
    return Kind(
        intent=each.intent,
        language=each.language,
        drafts=each.drafts,
        unchanged=each.unchanged,
        changed=each.changed,
        otherwise=each.otherwise,
        overtaken=each.overtaken,
        unanswered=each.unanswered,
        likeness=each.likeness,
        waited_seconds=None if each.waited is None else int(each.waited.total_seconds()),
    )
