"""Who one is, as the house knows it."""

from attrs import frozen
from litestar import get

from hotel_agent.domain.tenants.rights import ALLOWED, EVERYWHERE, Permission
from hotel_agent.entrypoints.http.given import GivenPrincipal
from hotel_agent.entrypoints.http.guard import UNKNOWN
from hotel_agent.entrypoints.http.operations import Shown, written
from hotel_agent.entrypoints.http.rules import Whose, only


@frozen(kw_only=True)
class Oneself:
    """Who asks, and what they may."""

    name: str
    role: str
    tenants: list[str]
    permissions: list[str]


@get(
    "/auth/me",
    tags=["people"],
    summary="Who am I here?",
    opt=only(Permission.KNOW_ONESELF, Whose.ASKED),
    security=[{"staff": []}],
    operation_class=written(
        answers={
            200: Shown(
                about="Who bears this token",
                example={
                    "name": "ana",
                    "role": "reception",
                    "tenants": ["miramar"],
                    "permissions": ["know_oneself", "see_guests", "see_house", "serve_guests"],
                },
            )
        },
        problems={401: UNKNOWN},
    ),
)
async def oneself(principal: GivenPrincipal) -> Oneself:
    """The name under which one stands in the audit log, the role, the hotels, and what that role may there.

    `tenants` is `["*"]` for whoever has all hotels of the installation, also those to come.
    """
    tenants = [EVERYWHERE] if principal.tenants is None else sorted(principal.tenants)
    may = sorted(permission.value for permission in ALLOWED[principal.role])
    return Oneself(name=principal.who, role=principal.role.value, tenants=list(tenants), permissions=may)
