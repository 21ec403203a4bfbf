"""What a worker counts, at a port of its own: one address, `/metrics`, and nothing else."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from ipaddress import IPv4Network, IPv6Network

import uvicorn
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from hotel_agent.entrypoints.http.metrics import FROM_ELSEWHERE, is_allowed


def figures(registry: CollectorRegistry, allowed: Sequence[IPv4Network | IPv6Network]) -> ASGIApp:
    """Shows this registry to these addresses."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - as ASGI has it
        if scope["type"] != ScopeType.HTTP:
            return
        client = scope["client"]
        status, body = 200, b""
        if scope["path"] != "/metrics" or scope["method"] not in {"GET", "HEAD"}:
            status, body = 404, b"Only /metrics is here\n"
        elif not is_allowed(client[0] if client else "", allowed):
            status, body = 403, f"{FROM_ELSEWHERE}\n".encode()
        else:
            body = generate_latest(registry)
        kind = CONTENT_TYPE_LATEST if status == 200 else "text/plain; charset=utf-8"
        headers = [(b"content-type", kind.encode()), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    return answer


@asynccontextmanager
async def shown(application: ASGIApp, listening: socket.socket) -> AsyncIterator[None]:
    """Answer at this socket until left."""
    server = _Beside(
        uvicorn.Config(
            application,
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listening]), name="hotel-agent figures")
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.wait({serving})


class _Beside(uvicorn.Server):
    """A server beside the work, which is what hears the signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them to the work."""
        yield
