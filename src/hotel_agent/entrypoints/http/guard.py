"""Who stands before every route: it asks who comes and whether the route's rule lets them through."""

from typing import Any

from litestar import Litestar, Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.exceptions import HTTPException, NotAuthorizedException, NotFoundException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from hotel_agent.application.porter import Porter
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.rights import ALLOWED, Permission, Principal, may
from hotel_agent.entrypoints.http.origins import check_own_page
from hotel_agent.entrypoints.http.passes import PROOF, Cookies, is_proven
from hotel_agent.entrypoints.http.rules import RULE, TENANT, Rule, Whose

UNKNOWN = "Say who you are: a token in `Authorization: Bearer …`"
NOT_YOURS = "There is no such hotel here"
"""Also where there is one, and it is not theirs: nobody learns which hotels there are."""
NO_PROOF = "Your page did not prove itself; send `csrf_token` of /auth/me in the header X-CSRF-Token"
NOT_ALLOWED = "Your role does not allow this"

_PRINCIPAL = "principal"


class Guard:
    """Lets through whom the rule of a route lets through; a route without a rule lets nobody through."""

    def __init__(self, porter: Porter | None, cookies: Cookies) -> None:
        self._porter = porter
        self._cookies = cookies

    async def __call__(self, connection: ASGIConnection[Any, Any, Any, Any], route: BaseRouteHandler) -> None:
        """Raise the problem of whoever may not."""
        rule = route.opt.get(RULE)
        if _only_asks_how(connection):
            return
        if not isinstance(rule, Rule):
            raise Bug(f"{route} has no rule; say `opt=only(...)` or `opt=anybody(...)` at the route")
        if rule.permission is None:
            return
        principal = await self.principal(connection)
        if principal is None:
            raise NotAuthorizedException(UNKNOWN, headers={"www-authenticate": "Bearer"})
        _check(rule, principal, connection)
        connection.scope["state"][_PRINCIPAL] = principal

    async def principal(self, connection: ASGIConnection[Any, Any, Any, Any]) -> Principal | None:
        """Who comes, by what is in the header, or else by the cookie a browser sends along unasked."""
        porter = self._porter
        if porter is None:
            return None
        if "authorization" in connection.headers:
            return await porter.known(bearer_of(connection))
        secret = self._cookies.borne(connection.cookies)
        principal = await porter.known_at_browser(secret)
        if principal is not None and connection.scope.get("method") != "GET":
            check_own_page(connection, NO_PROOF)
            if not is_proven(secret, connection.headers.get(PROOF, "")):
                raise PermissionDeniedException(NO_PROOF)
        return principal


def principal_of(request: Request[Any, Any, State]) -> Principal:
    """Who came through the guard."""
    principal = request.scope["state"].get(_PRINCIPAL)
    if not isinstance(principal, Principal):
        raise Bug("a route that anybody may use asks who came")
    return principal


def bearer_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """What is borne as a proof, in the header that is for it; never in an address, which would be logged."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def check_rules(app: Litestar) -> None:
    """Raises Bug for every route that says nothing of who may use it, or not of whose hotel it speaks."""
    wrong = [
        f"{method} {route.path}"
        for route in app.routes
        for route_handler in getattr(route, "route_handlers", ())
        for method in sorted(route_handler.http_methods)
        if method != "OPTIONS" and not _is_whole(route_handler.opt.get(RULE), route.path)
    ]
    if wrong:
        raise Bug(f"routes without a rule that fits them: {', '.join(wrong)}")


def _is_whole(rule: object, path: str) -> bool:
    if not isinstance(rule, Rule):
        return False
    if rule.permission is None:
        return bool(rule.because)
    return (rule.whose is Whose.NAMED) == (f"{{{TENANT}:" in path)


def _check(rule: Rule, principal: Principal, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    if rule.permission is None:
        return
    if not _allowed(rule.whose, rule.permission, principal, connection):
        raise PermissionDeniedException(NOT_ALLOWED)


def _allowed(
    whose: Whose, permission: Permission, principal: Principal, connection: ASGIConnection[Any, Any, Any, Any]
) -> bool:
    match whose:
        case Whose.INSTALLATION:
            return may(principal, permission, None)
        case Whose.NAMED:
            return may(principal, permission, _theirs(principal, connection.path_params.get(TENANT)))
        case Whose.ASKED:
            for asked in connection.query_params.getall(TENANT, []):
                _theirs(principal, asked)
            return permission in ALLOWED[principal.role]


def _theirs(principal: Principal, tenant: object) -> TenantId:
    """This hotel, if it is one of theirs. What else there is, they do not learn."""
    if not isinstance(tenant, str) or not principal.is_of(TenantId(tenant)):
        raise no_such_hotel()
    return TenantId(tenant)


def no_such_hotel() -> HTTPException:
    """The problem of a hotel that is not there, or not theirs: one and the same."""
    return NotFoundException(NOT_YOURS)


def _only_asks_how(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Whether only the methods of a route are asked for; the framework answers that itself."""
    return connection.scope.get("method") == "OPTIONS"
