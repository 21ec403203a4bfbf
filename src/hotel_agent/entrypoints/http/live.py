"""Following a hotel's conversations as they change, in whichever process that happens: server-sent events."""

from asyncio import Event
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

from litestar import Request, get
from litestar.datastructures import State
from litestar.exceptions import ServiceUnavailableException
from litestar.response import ServerSentEvent, ServerSentEventMessage
from litestar.serialization import encode_json
from loguru import logger

from hotel_agent.application.deadline import within
from hotel_agent.application.desk import FrontDesk
from hotel_agent.domain.conversations.conversation import Standing
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import ConversationId, TenantId
from hotel_agent.domain.tenants.rights import Permission, may
from hotel_agent.entrypoints.http.envelope import LOOKED_AT
from hotel_agent.entrypoints.http.given import GivenDesk, GivenGuard, GivenStreams
from hotel_agent.entrypoints.http.guard import NOT_ALLOWED, NOT_YOURS, UNKNOWN, Guard
from hotel_agent.entrypoints.http.inbox import HotelName, line_of
from hotel_agent.entrypoints.http.operations import Shown, written
from hotel_agent.entrypoints.http.rules import Whose, only
from hotel_agent.entrypoints.http.streams import Streams
from hotel_agent.ports.rows import Listed

LONGEST = timedelta(minutes=10)
"""A stream ends after so long, and its page opens the next one."""
HEARTBEAT = timedelta(seconds=15)
_LOOK = timedelta(milliseconds=500)
_WHO = timedelta(seconds=5)
"""How often it is looked whether whoever follows may still do so."""
_MOST = 100
"""So many of those who wait, of those with staff, and of the latest are followed."""
_RETRY = 3000
_FULL = "There are too many open streams at the moment; ask for the list instead"


@get(
    "/api/tenants/{tenant_id:str}/events",
    tags=["reception"],
    summary="Follow a hotel's conversations",
    opt=only(Permission.SEE_GUESTS, Whose.NAMED),
    security=[{"staff": []}],
    operation_class=written(
        answers={
            200: Shown(
                about="Server-sent events: `conversation` for each that is there, then for each that changes",
                example='event: conversation\r\ndata: {"id":"5f0c7a1e9b3d4c62","version":7,"standing":"staff"}\r\n\r\n',
                media_type="text/event-stream",
            )
        },
        problems={401: UNKNOWN, 403: NOT_ALLOWED, 404: NOT_YOURS, 503: _FULL},
    ),
)
async def follow_hotel(
    request: Request[Any, Any, State],
    desk: GivenDesk,
    guard: GivenGuard,
    streams: GivenStreams,
    tenant_id: HotelName,
) -> ServerSentEvent:
    """Each conversation as the list tells it: first those that are there, then whichever changes, within a second.

    Whoever comes back is told again how all of them stand, so that nothing is missed. It ends after ten minutes, and at
    once for whoever may no longer see it.
    """
    if not streams.has_room:
        raise ServiceUnavailableException(_FULL, headers={"retry-after": "5"})
    told = _nothing() if request.state.get(LOOKED_AT) else _told(request, desk, guard, streams, TenantId(tenant_id))
    return ServerSentEvent(told)


async def _told(
    request: Request[Any, Any, State], desk: FrontDesk, guard: Guard, streams: Streams, tenant: TenantId
) -> AsyncIterator[ServerSentEventMessage]:
    clock, ended, known = desk.clock, Event(), dict[ConversationId, tuple[int, Standing]]()
    now = spoke = asked = clock.now()
    ends = now + LONGEST
    yield ServerSentEventMessage(data=None, retry=_RETRY)
    with streams.opened(ended):
        while not streams.ended and now < ends:
            try:
                if now - asked >= _WHO:
                    asked = now
                    if not await _may_still(request, guard, tenant):
                        return
                found = await _listed(desk, tenant)
            except Unavailable as silent:
                logger.warning(
                    "conversations could not be followed on; the page comes back", cause=type(silent).__name__
                )
                return
            for listed in found:
                name, stands = listed.place.conversation, (listed.version, listed.standing)
                if known.get(name) != stands:
                    known[name], spoke = stands, now
                    yield ServerSentEventMessage(data=encode_json(line_of(listed)), event="conversation")
            if now - spoke >= HEARTBEAT:
                spoke = now
                yield ServerSentEventMessage(data=None, comment="still here")
            with suppress(Unavailable):
                await within(clock, now + _LOOK, ended.wait())
            now = clock.now()


async def _listed(desk: FrontDesk, tenant: TenantId) -> list[Listed]:
    """Those who wait, those with staff, and the latest, each once."""
    async with desk.storage.work(tenant) as work:
        lists = [
            await work.conversations(standing=standing, limit=_MOST)
            for standing in (Standing.WAITING, Standing.STAFF, None)
        ]
    return list({listed.place.conversation: listed for each in lists for listed in each}.values())


async def _may_still(request: Request[Any, Any, State], guard: Guard, tenant: TenantId) -> bool:
    principal = await guard.principal(request)
    return principal is not None and may(principal, Permission.SEE_GUESTS, tenant)


async def _nothing() -> AsyncIterator[ServerSentEventMessage]:
    return
    yield
