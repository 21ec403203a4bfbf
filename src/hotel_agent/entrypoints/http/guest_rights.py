"""The rights of guests over HTTP: what is kept of one, shown and forgotten.

The guest is named in the body, never in the address: addresses of requests stand in the logs of whoever passes them on.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from attrs import field, frozen
from litestar import post
from litestar.exceptions import ClientException
from litestar.params import JSONBody, PathParameter

from hotel_agent.application.rights import GuestRights
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.rights import Permission
from hotel_agent.entrypoints.http.given import GivenDesk, GivenPrincipal
from hotel_agent.entrypoints.http.guard import NO_PROOF, NOT_ALLOWED, NOT_YOURS, UNKNOWN, no_such_hotel
from hotel_agent.entrypoints.http.operations import Shown, text, written
from hotel_agent.entrypoints.http.problems import refused
from hotel_agent.entrypoints.http.rules import ASKS_ONLY, Whose, only

HotelName = Annotated[str, PathParameter(description="The hotel's id")]
_LONGEST = 600
_NO_GUEST = "Nothing is kept of such a guest; name an address, a number, the id of a conversation or of a guest"
_UNDER_WAY = "Something is being done for this guest at this moment; try again in a minute"
_NOT_SAID = "Say in `guest` who it is, and to have them forgotten in `because` what proves their wish"
_IN_MEMORY = (
    "This house keeps everything in memory: end its process, and nothing is left of any guest. To show or forget one "
    "alone, keep it in a database, named in HOTEL_DATA_DIR, DATABASE_URL or POSTGRES_URL"
)
_STATUSES = {Reason.NOT_FOUND: 404, Reason.NOT_ALLOWED: 409}
_WORDS = {404: _NO_GUEST, 409: _UNDER_WAY}
_WHO = text("An address or number, or the id of a conversation or of a guest", longest=_LONGEST)
_PROBLEMS = {
    400: _NOT_SAID,
    401: UNKNOWN,
    403: f"{NOT_ALLOWED}. Or: {NO_PROOF}",
    404: f"{NOT_YOURS}. Or: {_NO_GUEST}",
    409: f"{_UNDER_WAY}. Or: {_IN_MEMORY}",
}
_KEPT = {"guest": "g-1", "hotel": "Hotel Marina", "known_as": [{"kind": "wa_phone", "value": "34600123456"}]}
_CERTIFICATE = {
    "hotel": "Hotel Marina",
    "tenant": "marina",
    "guest": "g-1",
    "at": "2026-11-23T10:15:00+00:00",
    "by": "ana",
    "because": "her letter of today",
    "known_as": ["wa_phone"],
    "erased": {"conversations": 1, "inbox": 12, "outbox": 9},
    "kept": [{"what": "reservation K7PQ2M", "why": "Ley 58/2003", "until": "2032-11-29"}],
    "looked_for": 4,
    "found": {},
    "whole": True,
}


@frozen(kw_only=True)
class AGuest:
    """Whose rights they are."""

    guest: str = field(repr=False)


@frozen(kw_only=True)
class AWish:
    """Who is to be forgotten, and what proves that they wish it."""

    guest: str = field(repr=False)
    because: str


def _described(summary: str, takes: Shown, answer: Shown, *, keyed: bool = False) -> dict[str, Any]:
    return {
        "tags": ["administration"],
        "summary": summary,
        "status_code": 200,
        "security": [{"staff": []}],
        "operation_class": written(takes=takes, answers={200: answer}, problems=_PROBLEMS, keyed=keyed),
    }


@post(
    "/admin/tenants/{tenant_id:str}/guests/export",
    opt=only(Permission.KEEP_RIGHTS, Whose.NAMED) | {ASKS_ONLY: True},
    **_described(
        "Show what is kept of a guest",
        Shown(about="Who", example={"guest": "34600123456"}, properties={"guest": _WHO}, required=("guest",)),
        Shown(about="Everything that is kept of them", example=_KEPT),
    ),
)
async def export_guest(
    desk: GivenDesk, principal: GivenPrincipal, tenant_id: HotelName, data: JSONBody[AGuest]
) -> Mapping[str, object]:
    """How channels know a guest, what they told and wished, all that was said, their reservations, and every row."""
    rights = _rights(desk, tenant_id)
    found = await rights.export(TenantId(tenant_id), _told(data.guest), by=principal.who)
    if isinstance(found, Refusal):
        raise refused(found, _STATUSES, _WORDS)
    return found


@post(
    "/admin/tenants/{tenant_id:str}/guests/erase",
    opt=only(Permission.KEEP_RIGHTS, Whose.NAMED),
    **_described(
        "Forget a guest at their wish",
        Shown(
            about="Who, and why",
            example={"guest": "34600123456", "because": "her letter of today"},
            properties={"guest": _WHO, "because": text("What proves their wish", longest=_LONGEST)},
            required=("guest", "because"),
        ),
        Shown(about="What went, what stays and why, and what was found afterwards", example=_CERTIFICATE),
        keyed=True,
    ),
)
async def erase_guest(
    desk: GivenDesk, principal: GivenPrincipal, tenant_id: HotelName, data: JSONBody[AWish]
) -> Mapping[str, object]:
    """Forgets a guest in every table, but for what law keeps, and gives the certificate. It cannot be undone."""
    rights, why = _rights(desk, tenant_id), _told(data.because)
    done = await rights.erase(TenantId(tenant_id), _told(data.guest), by=principal.who, because=why)
    if isinstance(done, Refusal):
        raise refused(done, _STATUSES, _WORDS)
    return done.as_values()


def _rights(desk: GivenDesk, tenant_id: str) -> GuestRights:
    if desk.tenants.tenant(TenantId(tenant_id)) is None:
        raise no_such_hotel()
    if desk.rights is None:
        raise ClientException(_IN_MEMORY, status_code=409)
    return desk.rights


def _told(words: str) -> str:
    if not words.strip() or len(words) > _LONGEST:
        raise ClientException(_NOT_SAID)
    return words.strip()
