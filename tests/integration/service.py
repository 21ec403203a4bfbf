"""The whole service on a free port of this machine, Meta's stand-in beside it, at a time of the test's choosing."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import httpx
import uvicorn
from attrs import field, frozen
from prometheus_client import CollectorRegistry

from hotel_agent.adapters.clock import ManualClock, SystemClock
from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import load_config, open_desk, prometheus_observer
from hotel_agent.config import without_database
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.effects import Say, WakeAt
from hotel_agent.domain.ids import AccountId, GuestId, PropertyId, TenantId
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact, Reservation
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.ports.channel import Identity, RawRequest
from hotel_agent.ports.nlu import Nlu
from hotel_agent.ports.rows import CommandState
from hotel_agent.testing.graph_stub import GraphStub, SentBody
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

Opened = TypeVar("Opened")

MARINA = TenantId("marina")
NUMBER = AccountId("810000000000001")
A_SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""Noon at the demo hotel is an hour later; today is Sunday, 22 November 2026."""
SECRETS = {
    "WHATSAPP_ACCESS_TOKEN": "EAAG-a-token-of-nobody",
    "WHATSAPP_APP_SECRET": "a secret of nobody's",
    "WHATSAPP_VERIFY_TOKEN": "a word of nobody's",
}
HOOK = "/webhooks/whatsapp"
_PATIENCE = timedelta(minutes=3)
_GLANCE = timedelta(milliseconds=5)
_LOOK = timedelta(milliseconds=25)


@frozen(kw_only=True)
class Service:
    """A running service and everything a test may look at."""

    desk: FrontDesk
    graph: GraphStub
    web: httpx.AsyncClient
    clock: ManualClock
    registry: CollectorRegistry
    port: int
    _heard: dict[str, int] = field(factory=dict)

    async def post(self, raw: RawRequest) -> httpx.Response:
        """Post as Meta does."""
        return await self.web.post(HOOK, content=raw.body, headers=dict(raw.headers))

    async def writes(self, guest: WhatsAppGuest, text: str) -> SentBody:
        """This guest writes; the answer that arrived at Meta."""
        return await self.sends(guest, guest.writes(text, at=self.clock.now()))

    async def presses(self, guest: WhatsAppGuest, token: str, title: str) -> SentBody:
        """This guest presses; the answer that arrived at Meta."""
        return await self.sends(guest, guest.presses(token, title=title, at=self.clock.now()))

    async def sends(self, guest: WhatsAppGuest, raw: RawRequest) -> SentBody:
        """Post this, wait until nothing is left to do, and give the one answer."""
        answer = await self.post(raw)
        assert answer.status_code == 200, answer.text
        await self.settled(guest)
        before = self._heard.get(_address(guest), 0)
        said = self.said_to(guest)
        assert len(said) == before + 1, [each.text for each in said[before:]]
        self._heard[_address(guest)] = len(said)
        return said[-1]

    def said_to(self, guest: WhatsAppGuest) -> list[SentBody]:
        """All that arrived at Meta for this guest."""
        return [each for each in self.graph.sent if each.to == _address(guest)]

    async def rests(self, guest: WhatsAppGuest) -> None:
        """Wait until nothing is left to do for this guest at this moment; what failed may have a later appointment."""

        async def done() -> bool:
            name = await self._name(guest)
            if name is None:
                return False
            async with self.desk.storage.work(MARINA) as work:
                waiting = await work.open_events(name)
                rows = await work.outbox(name)
            now = self.clock.now()
            under_way = [row for row in rows if row.state is CommandState.WAITING]
            return not waiting and all(row.lease_until is None and row.due_at > now for row in under_way)

        await eventually(done, every=_LOOK)

    async def settled(self, guest: WhatsAppGuest) -> None:
        """Wait until everything the guest sent is decided, and all that was decided is done."""

        async def done() -> bool:
            name = await self._name(guest)
            if name is None:
                return False
            async with self.desk.storage.work(MARINA) as work:
                waiting = await work.open_events(name)
                rows = await work.outbox(name)
            under_way = [
                row for row in rows if row.state is CommandState.WAITING and not isinstance(row.command, WakeAt)
            ]
            return not waiting and not under_way

        await eventually(done)

    async def tried_again_at(self, guest: WhatsAppGuest) -> datetime | None:
        """When what failed for this guest is tried again. None while it is being tried: a lease is no appointment."""
        name = await self._name(guest)
        if name is None:
            return None
        async with self.desk.storage.work(MARINA) as work:
            rows = await work.outbox(name)
        under_way = [row for row in rows if row.state is CommandState.WAITING and not isinstance(row.command, WakeAt)]
        resting = [row.due_at for row in under_way if row.lease_until is None and row.due_at > self.clock.now()]
        return min(resting, default=None) if len(resting) == len(under_way) else None

    async def lines(self, guest: WhatsAppGuest) -> set[str]:
        """The names of all lines this guest was ever told."""
        name = await self._name(guest)
        if name is None:
            return set()
        async with self.desk.storage.work(MARINA) as work:
            rows = await work.outbox(name)
        done = [row.command for row in rows if row.state is CommandState.DONE and isinstance(row.command, Say)]
        return {part.line for say in done for part in say.reply.parts}

    async def conversation(self, guest: WhatsAppGuest) -> Conversation:
        """The guest's conversation as it is kept."""
        name = await self._name(guest)
        assert name is not None
        async with self.desk.storage.work(MARINA) as work:
            stored = await work.load(name)
        assert stored is not None
        return stored.conversation

    async def reservations(self, guest: WhatsAppGuest) -> list[Reservation]:
        """What stands in the hotel's book under the guest's number."""
        by = GuestContact(ContactKind.PHONE, guest.number)
        return list(await self.desk.books[MARINA].find(PropertyId("marina"), by))

    async def _name(self, guest: WhatsAppGuest):  # type: ignore[no-untyped-def]
        async with self.desk.storage.work(MARINA) as work:
            kind = "wa_phone" if guest.number else "wa_bsuid"
            known = await work.guest([Identity(kind, _address(guest))], fresh=GuestId(_address(guest)))
            return await work.conversation_at("whatsapp", NUMBER, known)


@asynccontextmanager
async def open_service(nlu: Nlu, **told: str) -> AsyncIterator[Service]:
    """Everything opened, with these variables beside WhatsApp's, and closed again."""
    clock, registry = ManualClock(A_SUNDAY), CollectorRegistry()
    async with GraphStub(token=SECRETS["WHATSAPP_ACCESS_TOKEN"]) as graph:
        config = without_database(load_config({**whatsapp(graph.url), **told}))
        observer = prometheus_observer(registry)
        async with open_desk(config, nlu=nlu, clock=clock, observer=observer) as desk:
            app = build_app(desk, config, registry=registry)
            async with served(app) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=120) as web:
                yield Service(desk=desk, graph=graph, web=web, clock=clock, registry=registry, port=port)


def whatsapp(graph_url: str) -> dict[str, str]:
    """The variables of an installation that answers one WhatsApp number, at once."""
    return {
        **SECRETS,
        "WHATSAPP_PHONE_NUMBER_ID": NUMBER,
        "WHATSAPP_API_URL": graph_url,
        "HOTEL_QUIET_SECONDS": "0",
    }


@asynccontextmanager
async def served(app: Callable[..., Awaitable[None]]) -> AsyncIterator[int]:
    """The application behind a real server; the port it listens at."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="on", ws="none", log_config=None, access_log=False))
    running = asyncio.create_task(server.serve(sockets=[listening]))

    async def started() -> bool:
        return server.started or running.done()

    await eventually(started)
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        await running


@asynccontextmanager
async def side_by_side(*openings: AbstractAsyncContextManager[Opened]) -> AsyncIterator[list[Opened]]:
    """All of these, begun at the same time: a process takes a while to come up."""
    async with AsyncExitStack() as stack:
        begun = await asyncio.gather(*map(stack.enter_async_context, openings), return_exceptions=True)
        for each in begun:
            if isinstance(each, BaseException):
                raise each
        yield [each for each in begun if not isinstance(each, BaseException)]


async def eventually(
    holds: Callable[[], Awaitable[bool]], *, every: timedelta = _GLANCE, patience: timedelta = _PATIENCE
) -> None:
    """Wait until this holds. Fails when it does not within a time no machine needs."""
    clock = SystemClock()
    give_up = clock.now() + patience
    while not await holds():
        assert clock.now() < give_up, "waited in vain"
        await clock.sleep_until(clock.now() + every)


def _address(guest: WhatsAppGuest) -> str:
    """Where this guest is written to."""
    return guest.number or guest.bsuid


def plain(text: str) -> str:
    """The text with every kind of blank as one."""
    return re.sub(r"\s+", " ", text)
