"""The chat a request is about: whose it is, what proves it, and what is told where it is refused."""

from typing import Any

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import NotFoundException

from hotel_agent.application.desk import FrontDesk
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.entrypoints.http.origins import ELSEWHERE, check_page
from hotel_agent.entrypoints.http.problems import refused
from hotel_agent.ports.chat import ChatChannel

CHANNEL = "webchat"

PROBLEMS = {
    400: "expected a client_id, and a text or the token of a choice",
    401: "The token is missing, expired, or of another conversation",
    403: ELSEWHERE,
    409: "this client_id came before with other words",
    413: "expected at most 4000 characters",
    503: "It could not be stored; post the same again",
}
"""What is told with each status, unless the refusal has words of its own."""

_STATUSES = {
    Reason.BAD_SIGNATURE: 401,
    Reason.BAD_REQUEST: 400,
    Reason.TOO_LARGE: 413,
    Reason.NOT_ALLOWED: 409,
}


def chat_of(desk: FrontDesk) -> ChatChannel:
    """The web chat. Raises the problem of a house that has none."""
    channel = desk.channels.get(CHANNEL)
    if not isinstance(channel, ChatChannel):
        raise NotFoundException("The web chat is closed here")
    return channel


def token_of(request: Request[Any, Any, State]) -> str:
    """What the request bears as the proof of its guest."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def tenant_of(desk: FrontDesk, request: Request[Any, Any, State]) -> TenantId:
    """Whose chat this request opens. Raises the problem of a token that opens none, and of a page not meant for it."""
    account = chat_of(desk).account_of(token_of(request))
    door = None if account is None else desk.tenants.behind(CHANNEL, account)
    if account is None or door is None:
        raise not_taken(Refusal(Reason.BAD_SIGNATURE))
    claimed = desk.tenants.account(CHANNEL, account)
    check_page(request, claimed.origins if claimed else ())
    return door.tenant.id


def not_taken(refusal: Refusal) -> Exception:
    """The problem by which a guest is told this."""
    unproven = refusal.reason is Reason.BAD_SIGNATURE
    return refused(refusal, _STATUSES, PROBLEMS, headers={"www-authenticate": "Bearer"} if unproven else None)
