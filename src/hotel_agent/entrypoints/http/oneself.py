"""Who one is, as the house knows it."""

from typing import Any

from attrs import frozen
from litestar import Request, get
from litestar.datastructures import State

from hotel_agent.application.roster import shown_tenants
from hotel_agent.domain.tenants.rights import ALLOWED, Permission
from hotel_agent.entrypoints.http.given import GivenCookies, GivenPrincipal
from hotel_agent.entrypoints.http.guard import NOT_ALLOWED, UNKNOWN
from hotel_agent.entrypoints.http.operations import Shown, written
from hotel_agent.entrypoints.http.passes import proof_of
from hotel_agent.entrypoints.http.rules import Whose, only

GREETING = "Welcome to the admin dashboard"


@frozen(kw_only=True)
class Oneself:
    """Who asks, and what they may."""

    name: str
    role: str
    tenants: list[str]
    permissions: list[str]
    csrf_token: str


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
                    "csrf_token": "",
                },
            )
        },
        problems={401: UNKNOWN},
    ),
)
async def oneself(request: Request[Any, Any, State], jar: GivenCookies, principal: GivenPrincipal) -> Oneself:
    """The name under which one stands in the audit log, the role, the hotels, and what that role may there.

    `tenants` is `["*"]` for whoever has all hotels of the installation, also those to come. `csrf_token` is empty for
    whoever came with a token: only what is asked with the cookie of a browser needs it.
    """
    by_header = "authorization" in request.headers
    return Oneself(
        name=principal.who,
        role=principal.role.value,
        tenants=shown_tenants(principal.tenants),
        permissions=sorted(permission.value for permission in ALLOWED[principal.role]),
        csrf_token="" if by_header else proof_of(jar.borne(request.cookies)),
    )


@get(
    "/admin/dashboard",
    tags=["administration"],
    summary="A greeting, as the predecessor's programs expect it",
    opt=only(Permission.KNOW_ONESELF, Whose.ASKED),
    security=[{"staff": []}],
    operation_class=written(
        answers={200: Shown(about="The greeting", example={"message": GREETING})},
        problems={401: UNKNOWN, 403: NOT_ALLOWED},
    ),
)
async def greeting() -> dict[str, str]:
    """Says in the predecessor's words that one is let in, and no more: all else stands under its own routes."""
    return {"message": GREETING}
