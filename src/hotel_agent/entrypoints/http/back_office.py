"""What the routes of the back office share: the hotel a request is about, at which version, and how a no is told."""

from collections.abc import Awaitable, Mapping
from typing import Any, NoReturn, TypeVar

from litestar import Response
from litestar.exceptions import ClientException, HTTPException, NotFoundException, ServiceUnavailableException

from hotel_agent.application.back_office import BackOffice
from hotel_agent.application.desk import FrontDesk
from hotel_agent.domain.errors import BadConfig, Conflict, Unavailable
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.rights import Principal
from hotel_agent.entrypoints.http.guard import NO_PROOF, NOT_ALLOWED, NOT_YOURS, UNKNOWN
from hotel_agent.entrypoints.http.versions import etag_of
from hotel_agent.ports.register import RegisteredTenant

LARGEST_TABLE = 1024 * 1024
"""Bytes of one hotel's table."""

_OF_FILE = "This hotel stands in the tenants file only; `hotel-agent tenants import` brings it into the register"
_WRONG = "The hotel cannot stand like this; every problem is told"
_TAKEN = "Another hotel has this account, or there is a hotel of this id already"
_STALE = "Somebody else changed this hotel first; load it again and repeat"
_AWAY = "The database does not answer; nothing was changed, ask again"
SEEN = {401: UNKNOWN, 403: NOT_ALLOWED, 404: NOT_YOURS, 503: _AWAY}
CHANGED = {
    400: _WRONG,
    401: UNKNOWN,
    403: f"{NOT_ALLOWED}. Or: {NO_PROOF}",
    404: NOT_YOURS,
    409: _TAKEN,
    422: "With an `Idempotency-Key`: something else was sent under it",
    503: _AWAY,
}
VERSIONED = CHANGED | {412: _STALE}

Body = dict[str, Any]
Answer = TypeVar("Answer")


def office_of(desk: FrontDesk) -> BackOffice:
    """The back office. Raises the problem of a house that has none."""
    if desk.back_office is None:
        raise NotFoundException("There is no register of hotels here")
    return desk.back_office


async def record_of(desk: FrontDesk, tenant: str) -> RegisteredTenant:
    """The hotel of this id. Raises the problem of one that is not in the register."""
    record = await told(office_of(desk).hotel(TenantId(tenant)))
    if record is None:
        known = desk.tenants.tenant(TenantId(tenant)) is not None
        raise NotFoundException(_OF_FILE if known else NOT_YOURS)
    return record


async def told(answer: Awaitable[Answer], *, version: int | None = None) -> Answer:
    """What is answered, or the problem of what went wrong."""
    try:
        return await answer
    except BadConfig as bad:
        raise _wrong(bad) from bad
    except Conflict as conflict:
        raise HTTPException(detail=_STALE, status_code=409 if version is None else 412) from conflict
    except Unavailable as away:
        raise ServiceUnavailableException(_AWAY, headers={"retry-after": "5"}) from away


def kept(outcome: RegisteredTenant | Refusal, principal: Principal) -> RegisteredTenant:
    """The hotel as it stands now, or the problem of a refusal. Of other hotels only whoever has all is told."""
    if isinstance(outcome, Refusal):
        _refuse(outcome, knows_all=principal.tenants is None)
    return outcome


def under_version(record: RegisteredTenant, content: Answer, *, status: int = 200) -> Response[Answer]:
    """An answer about a hotel, with the version it is of."""
    return Response(content, status_code=status, headers=etag_of(record.version))


def part(table: Mapping[str, object], name: str, kind: type[Answer]) -> Answer:
    """A part of a hotel's table, or an empty one where there is none."""
    found = table.get(name)
    return found if isinstance(found, kind) else kind()


def _refuse(refusal: Refusal, *, knows_all: bool) -> NoReturn:
    match refusal.reason:
        case Reason.TAKEN:
            raise HTTPException(detail=refusal.detail if knows_all else _TAKEN, status_code=409)
        case Reason.NOT_FOUND:
            raise NotFoundException(refusal.detail)
        case _:
            raise ClientException(refusal.detail)


def _wrong(bad: BadConfig) -> HTTPException:
    found = [problem.partition(": ") for problem in bad.problems]
    return ClientException(_WRONG, extra=[{"key": key, "message": words} for key, _, words in found])
