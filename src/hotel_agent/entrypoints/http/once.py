"""What is sent again under one Idempotency-Key is done once: who sends it again is given the first answer again.

One place for every route that changes something behind the desk. The route is asked first whether it was answered
(`before`, when the guard has let its caller through); the answer is kept before it goes out (`__call__`).
"""

from datetime import timedelta
from typing import Any

from attrs import frozen
from litestar import Request, Response
from litestar.datastructures import Headers, State
from litestar.enums import ScopeType
from litestar.exceptions import ClientException, HTTPException
from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send
from loguru import logger

from hotel_agent.application.roster import shown_tenants
from hotel_agent.domain.errors import HotelAgentError, failure_facts
from hotel_agent.domain.ids import TenantId, digest
from hotel_agent.domain.tenants.directory import Directory
from hotel_agent.domain.tenants.rights import EVERYWHERE, Principal
from hotel_agent.entrypoints.http.guard import principal_of
from hotel_agent.entrypoints.http.rules import ASKS_ONLY, RULE, TENANT, Rule
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.repeats import Answer, Repeats, Standing

HEADER = "idempotency-key"
AGAIN = "idempotent-replayed"
"""The header of an answer that was given before."""
TERM = timedelta(hours=24)
"""So long a first answer is given again."""
LEASE = timedelta(minutes=1)
"""Who has not answered by then is taken for dead, and the same may be done by the next."""
LONGEST_KEY = 128
UNDER_WAY = "The same is being done at this moment; ask again in a second"
OTHERWISE = "Something else was sent under this Idempotency-Key; take another for something new"
_TOO_LONG = f"Idempotency-Key: expected at most {LONGEST_KEY} signs"
_CLAIM = "claimed answer"
_OURS = {"content-length", "date", "server", AGAIN}


@frozen
class Claim:
    """What this request has taken upon itself to answer."""

    tenant: TenantId
    name: str


class Once:
    """Stands between the routes and whoever asks."""

    def __init__(self, app: ASGIApp, repeats: Repeats) -> None:
        self._inside = app
        self._repeats = repeats

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve what comes; the answer to what was claimed is kept before anybody sees it."""
        if scope["type"] != ScopeType.HTTP or scope["method"] != "POST" or HEADER not in Headers.from_scope(scope):
            await self._inside(scope, receive, send)
            return
        start: HTTPResponseStartEvent | None = None
        body = b""

        async def held(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            if message["type"] == "http.response.body":
                body += message["body"]
                if message["more_body"]:
                    return
                if start is not None:
                    await self._settle(scope, start, body)
                    await send(start)
                    start = None
                await send({"type": "http.response.body", "body": body, "more_body": False})
                return
            await send(message)

        await self._inside(scope, receive, held)

    async def _settle(self, scope: Scope, start: HTTPResponseStartEvent, body: bytes) -> None:
        """Keep what was done; what was refused did nothing, and may be sent again."""
        claim = scope["state"].pop(_CLAIM, None)
        if not isinstance(claim, Claim):
            return
        try:
            if start["status"] < 300:
                headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"])
                kept = tuple(each for each in headers if each[0].lower() not in _OURS)
                await self._repeats.keep(
                    claim.tenant, claim.name, Answer(status=start["status"], headers=kept, body=body)
                )
            else:
                await self._repeats.drop(claim.tenant, claim.name)
        except HotelAgentError as failure:
            # It is done, and is told; whoever sends it again within the lease is told that it is under way.
            logger.warning("a first answer could not be kept", tenant=claim.tenant, **failure_facts(failure))


class Asking:
    """Asked before every route: whether this was answered already."""

    def __init__(self, repeats: Repeats, tenants: Directory, clock: Clock) -> None:
        self._repeats = repeats
        self._tenants = tenants
        self._clock = clock

    async def __call__(self, request: Request[Any, Any, State]) -> Response[bytes] | None:
        """The first answer, or nothing: then it is this request's to give. Raises the problem of a key taken."""
        key, options = request.headers.get(HEADER, "").strip(), request.route_handler.opt
        rule = options.get(RULE)
        if not key or request.method != "POST" or options.get(ASKS_ONLY):
            return None
        if not isinstance(rule, Rule) or rule.permission is None:
            return None
        if len(key) > LONGEST_KEY:
            raise ClientException(_TOO_LONG)
        principal, named = principal_of(request), TenantId(str(request.path_params.get(TENANT, EVERYWHERE)))
        tenant = named if self._tenants.tenant(named) is not None else EVERYWHERE
        claim = Claim(tenant, digest("once", _sender(principal), request.url.path, key))
        now = self._clock.now()
        standing = await self._repeats.begin(
            claim.tenant,
            claim.name,
            words=digest("words", request.url.query, (await request.body()).decode("latin-1")),
            now=now,
            lease_until=now + LEASE,
            until=now + TERM,
        )
        match standing:
            case Answer():
                return _again(standing)
            case Standing.UNDER_WAY:
                raise HTTPException(detail=UNDER_WAY, status_code=409, headers={"retry-after": "1"})
            case Standing.OTHERWISE:
                raise HTTPException(detail=OTHERWISE, status_code=422)
            case Standing.NEW:
                request.scope["state"][_CLAIM] = claim
                return None


def _sender(principal: Principal) -> str:
    """Whose key it is. In hotels apart, two may come under one name: neither is ever given the other's answer."""
    return digest("sender", principal.who, principal.role.value, *shown_tenants(principal.tenants))


def _again(answer: Answer) -> Response[bytes]:
    headers = dict(answer.headers)
    media_type = headers.pop("content-type", "application/json")
    return Response(answer.body, status_code=answer.status, headers={**headers, AGAIN: "true"}, media_type=media_type)
