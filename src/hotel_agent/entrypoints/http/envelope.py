"""What surrounds every request and every answer, also of a route that does not exist: names, time, headers."""

from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from loguru import logger

from hotel_agent.entrypoints.http.correlation import names_of
from hotel_agent.entrypoints.http.series import HttpSeries
from hotel_agent.ports.clock import Chance, Clock

NO_ROUTE = "unmatched"
"""The endpoint of requests that found no route: their paths are anybody's invention."""

_SAFE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "geolocation=(), microphone=(), camera=()",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
        " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
}
LOOKED_AT = "looked_at"
"""In the state of a request: whether only the head of its answer is wanted."""
_ONLY_ENCRYPTED = {"strict-transport-security": "max-age=31536000; includeSubDomains"}


class Envelope:
    """Surrounds an application: names each request, counts and logs its answer, and keeps its headers safe."""

    def __init__(
        self, inside: ASGIApp, *, clock: Clock, chance: Chance, series: HttpSeries, only_encrypted: bool
    ) -> None:
        self._inside = inside
        self._clock = clock
        self._chance = chance
        self._series = series
        self._headers = _SAFE | (_ONLY_ENCRYPTED if only_encrypted else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve what comes; only requests are surrounded."""
        if scope["type"] == ScopeType.HTTP:
            await self._surround(scope, receive, send)
        else:
            await self._inside(scope, receive, send)

    async def _surround(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        names = names_of(Headers.from_scope(scope), self._chance)
        method, began, status = scope["method"], self._clock.now(), 500
        names_told = {"correlation_id": names.correlation_id, LOOKED_AT: method == "HEAD"}
        scope["state"] = {**scope.get("state", {}), **names_told}
        if method == "HEAD":
            scope["method"] = "GET"  # the server sends no body with it

        async def sealed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _added(message["headers"], self._headers | names.headers)
            await send(message)

        with logger.contextualize(**names.facts):
            try:
                await self._inside(scope, receive, sealed)
            finally:
                seconds = (self._clock.now() - began).total_seconds()
                endpoint = str(scope.get("path_template") or NO_ROUTE)
                self._series.answered(method, endpoint, status, seconds)
                # Pages and machines ask every few seconds; that they were answered need not be told.
                level = "DEBUG" if scope["method"] == "GET" and status < 400 else "INFO"
                took = round(seconds * 1000, 1)
                logger.log(level, "{} {} answered with {}", method, endpoint, status, milliseconds=took)


def _added(given: object, own: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer with ours, which outrank its own. What says nothing of caches must not be kept."""
    headers = [(name.lower(), value) for name, value in given] if isinstance(given, list | tuple) else []
    if not any(name == b"cache-control" for name, _ in headers):
        headers.append((b"cache-control", b"no-store"))
    ours = {name.encode(): value.encode() for name, value in own.items()}
    return [(name, value) for name, value in headers if name not in ours] + list(ours.items())
