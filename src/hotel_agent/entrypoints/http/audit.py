"""What was done by hand, by whom, and what stood there before and after."""

from collections.abc import Mapping
from typing import Annotated

from attrs import frozen
from litestar import get
from litestar.exceptions import ClientException
from litestar.params import QueryParameter

from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.rights import EVERYWHERE, Permission, Principal
from hotel_agent.entrypoints.http.given import GivenDesk, GivenPrincipal
from hotel_agent.entrypoints.http.guard import NOT_ALLOWED, NOT_YOURS, UNKNOWN
from hotel_agent.entrypoints.http.operations import Shown, written
from hotel_agent.entrypoints.http.paging import PageNumber, Pages, PageSize
from hotel_agent.entrypoints.http.rules import Whose, only

WHICH = "Several hotels are yours; say of which one in `tenant_id`"


@frozen(kw_only=True)
class Act:
    """One thing that was done. `before` and `after` hold what it changed, without secrets."""

    at: str
    by: str
    action: str
    subject: str
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None


@frozen(kw_only=True)
class AuditLog:
    """One page of what was done, the latest first."""

    tenant_id: str
    logs: list[Act]
    pagination: Pages


@get(
    "/admin/audit-logs",
    tags=["administration"],
    summary="What was done by hand",
    opt=only(Permission.SEE_AUDIT, Whose.ASKED),
    security=[{"staff": []}],
    operation_class=written(
        answers={
            200: Shown(
                about="One page, the latest first",
                example={
                    "tenant_id": "miramar",
                    "logs": [
                        {
                            "at": "2026-11-23T10:15:00+00:00",
                            "by": "ana",
                            "action": "throw_switch",
                            "subject": "canary.enabled",
                            "before": {"setting": "off", "because": "default"},
                            "after": {"setting": "25%", "because": "this hotel"},
                        }
                    ],
                    "pagination": {"page": 1, "page_size": 50, "total": 1, "pages": 1},
                },
            )
        },
        problems={400: WHICH, 401: UNKNOWN, 403: NOT_ALLOWED, 404: NOT_YOURS},
    ),
)
async def audit_log(  # noqa: PLR0917 - what one may ask for
    desk: GivenDesk,
    principal: GivenPrincipal,
    tenant_id: Annotated[
        str, QueryParameter(description="The hotel; `*` for what concerns the whole installation")
    ] = "",
    who: Annotated[str, QueryParameter(name="user_id", description="Only what this one did")] = "",
    event_type: Annotated[str, QueryParameter(description="Only this kind, such as `take_over`")] = "",
    page: PageNumber = 1,
    page_size: PageSize = 50,
) -> AuditLog:
    """What people and programs did by hand in a hotel, each line with who, when, and what stood there before and after.

    Nothing in it is ever changed or taken out. Without `tenant_id`: of one's only hotel; for whoever has all
    hotels, what concerns the whole installation.
    """
    tenant = TenantId(tenant_id) if tenant_id else _usual(principal)
    by, action = who or None, event_type or None
    async with desk.storage.work(tenant) as work:
        total = await work.count_acts(by=by, action=action)
        acts = await work.acts(limit=page_size, skip=(page - 1) * page_size, by=by, action=action)
    return AuditLog(
        tenant_id=tenant,
        logs=[
            Act(
                at=each.at.isoformat(),
                by=each.by,
                action=each.action,
                subject=each.subject,
                before=each.before,
                after=each.after,
            )
            for each in acts
        ],
        pagination=Pages(page=page, page_size=page_size, total=total, pages=-(-total // page_size)),
    )


def _usual(principal: Principal) -> TenantId:
    if principal.tenants is None:
        return EVERYWHERE
    if len(principal.tenants) != 1:
        raise ClientException(WHICH)
    return next(iter(principal.tenants))
