"""Traces go to a collector, and what becomes of the collector is nothing to the guests."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from socket import AF_INET, SOCK_STREAM, socket

import pytest
from attrs import evolve, field, frozen
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client import CollectorRegistry
from tests.integration.service import eventually

from hotel_agent.adapters.clock import ManualClock, SystemClock
from hotel_agent.adapters.observer.traces import open_traces
from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import open_desk, open_observer
from hotel_agent.config import IN_MEMORY
from hotel_agent.ports.nlu import Nlu
from hotel_agent.ports.observer import Observer

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""When guests write, whenever this is tried: what they wish for lies before them."""
SILENT = "nobody takes our traces; they are lost until somebody does"
WISH = "Hello, I am Ana Pérez, ana@example.com. A double for two adults from 4 to 6 December 2026"
YES = "Yes, I confirm"


@frozen
class Collector:
    """A collector of this machine: what it was sent, and to which path."""

    url: str
    posts: list[tuple[str, bytes]] = field(factory=list)

    @property
    def spans(self) -> list[str]:
        """The names of all spans it was sent."""
        requests = [ExportTraceServiceRequest.FromString(body) for _, body in self.posts]
        return [
            span.name
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@asynccontextmanager
async def collecting() -> AsyncIterator[Collector]:
    posts: list[tuple[str, bytes]] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(line.partition(":")[2] for line in head.lower().splitlines() if line.startswith("content-length"))
        posts.append((head.split(" ")[1], await reader.readexactly(int(length))))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    async with server:
        yield Collector(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", posts)


@pytest.fixture
def black_hole() -> socket:
    """Takes every connection, and never says a word."""
    listening = socket(AF_INET, SOCK_STREAM)
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    return listening


@pytest.fixture(autouse=True)
def prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spans are sent at once, not after some seconds, and however busy this machine is."""
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "20")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "60")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody takes spans, that is known soon."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")


async def test_a_collector_is_sent_what_is_done_and_nothing_of_the_guest(nlu: Nlu) -> None:
    async with collecting() as collector:
        config = evolve(IN_MEMORY, quiet_seconds=0.0, traces_url=collector.url)
        async with (
            open_observer(config, CollectorRegistry()) as observer,
            open_desk(config, nlu=nlu, clock=ManualClock(NOON), observer=observer) as desk,
        ):
            await reserves(desk)
            await eventually(lambda: holds(lambda: collector.spans.count("send") >= 2))
    assert {"receive", "turn", "pms search", "command book", "pms book", "send"} <= set(collector.spans)
    assert {path for path, _ in collector.posts} == {"/v1/traces"}
    assert not [word for _, body in collector.posts for word in (b"Ana", b"rez", b"example.com") if word in body]


async def test_what_is_not_sent_yet_is_sent_on_leaving(nlu: Nlu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "3600000")
    async with collecting() as collector:
        async with open_traces(collector.url, clock=SystemClock(), goodbye=60) as observer:
            await reserves_with(observer, nlu)
            assert not collector.posts
        assert "pms book" in collector.spans


@pytest.mark.usefixtures("impatient")
async def test_a_collector_that_never_answers_changes_nothing(nlu: Nlu, black_hole: socket) -> None:
    with black_hole:
        async with open_traces(url_of(black_hole), clock=SystemClock(), goodbye=0.01) as observer:
            await reserves_with(observer, nlu)


@pytest.mark.usefixtures("impatient")
async def test_a_collector_that_is_not_there_changes_nothing_and_is_told_of_once(
    nlu: Nlu, black_hole: socket, lines: list[str]
) -> None:
    url = url_of(black_hole)
    black_hole.close()
    async with open_traces(url, clock=SystemClock(), goodbye=0.01) as observer:
        await reserves_with(observer, nlu)
        await eventually(lambda: holds(lambda: SILENT in lines))
        await reserves_with(observer, nlu)
    assert lines.count(SILENT) == 1


async def reserves_with(observer: Observer, nlu: Nlu) -> None:
    config = evolve(IN_MEMORY, quiet_seconds=0.0)
    async with open_desk(config, nlu=nlu, clock=ManualClock(NOON), observer=observer) as desk:
        await reserves(desk)


async def reserves(desk: FrontDesk) -> None:
    """A guest reserves a room, whoever looks on."""
    assert await desk.say(WISH)
    (answer,) = await desk.say(YES)
    assert "reserved" in answer.text.lower() or "confirmed" in answer.text.lower(), answer.text


async def holds(what: Callable[[], bool]) -> bool:
    return what()


def url_of(listening: socket) -> str:
    return f"http://127.0.0.1:{listening.getsockname()[1]}"
