"""Traces of what is done for a guest: one for each thing that came in, every step under the one that led to it."""

import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime

import pytest
from attrs import evolve, frozen
from loguru import logger
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from prometheus_client import CollectorRegistry

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.nlu.embedded.options import open_embedded
from hotel_agent.adapters.observer.traces import Collecting, TracingObserver
from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import open_desk, open_observer
from hotel_agent.config import IN_MEMORY
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import ConversationId
from hotel_agent.ports.trail import Trail, beginning, following

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WISH = "Hello, I am Ana Pérez, ana@example.com. A double for two adults from 4 to 6 December 2026"
OF_THE_GUEST = ("Ana", "Pérez", "example.com", "double", "December")


@frozen
class Traced:
    """A desk, and the spans drawn at it."""

    desk: FrontDesk
    drawn: InMemorySpanExporter

    async def says(self, text: str) -> Sequence[ReadableSpan]:
        """A guest says this; what was drawn about it."""
        self.drawn.clear()
        await self.desk.say(text)
        return self.drawn.get_finished_spans()


@pytest.fixture
async def traced() -> AsyncIterator[Traced]:
    drawn, clock = InMemorySpanExporter(), ManualClock(NOON)
    observer = TracingObserver(SimpleSpanProcessor(drawn), clock=clock)
    config = evolve(IN_MEMORY, quiet_seconds=0.0)
    async with open_desk(config, nlu=open_embedded(), clock=clock, observer=observer) as desk:
        yield Traced(desk, drawn)


async def test_a_reservation_is_one_trace_from_the_yes_to_the_book_and_to_the_answer(traced: Traced) -> None:
    await traced.says(WISH)
    spans = await traced.says("Yes, I confirm")
    assert len({each.context.trace_id for each in spans}) == 1
    assert len({each.context.span_id for each in spans}) == len(spans)
    paths = {path(each, spans) for each in spans}
    for wanted in (
        "receive",
        "receive > turn",
        "receive > turn > turn load",
        "receive > turn > turn understand",
        "receive > turn > command book",
        "receive > turn > command book > pms book",
        "receive > turn > command book > turn",
        "receive > turn > command book > turn > command say",
        "receive > turn > command book > turn > command say > send",
    ):
        assert wanted in paths
    assert {each.split(" > ", maxsplit=1)[0] for each in paths} == {"receive"}, "nothing stands alone"


async def test_a_question_to_the_book_stands_under_its_turn(traced: Traced) -> None:
    spans = await traced.says(WISH)
    assert "receive > turn > pms search" in {path(each, spans) for each in spans}


async def test_spans_tell_what_was_done_and_nothing_of_the_guest(traced: Traced) -> None:
    spans = [*await traced.says(WISH), *await traced.says("Yes, I confirm")]
    told = [f"{each.name} {dict(each.attributes or {})} {dict(each.resource.attributes)}" for each in spans]
    assert any("'hotel.channel': 'loopback'" in each and "'hotel.tenant': 'marina'" in each for each in told)
    assert any(each.startswith("turn {'hotel.intent': '") and "'hotel.outcome': 'answered'" in each for each in told)
    assert not [each for each in told for word in OF_THE_GUEST if word in each]


def test_the_id_of_a_trace_begins_with_the_name_of_its_trail(spans: InMemorySpanExporter) -> None:
    observer = TracingObserver(SimpleSpanProcessor(spans), clock=ManualClock(NOON))
    trail = Trail(name="3f2a9c1eb318", step="a" * 16, conversation=ConversationId("c-1"))
    with following(trail):
        observer.turn_done("greet", 1.5, tenant="marina")
    (turn,) = spans.get_finished_spans()
    assert f"{turn.context.trace_id:032x}".startswith("3f2a9c1eb318")
    assert turn.context.span_id == int("a" * 16, 16)
    assert (turn.end_time or 0) - (turn.start_time or 0) == 1_500_000_000
    assert turn.end_time == int(NOON.timestamp()) * 1_000_000_000


def test_a_turn_is_linked_with_the_other_trails_it_serves(spans: InMemorySpanExporter) -> None:
    observer = TracingObserver(SimpleSpanProcessor(spans), clock=ManualClock(NOON))
    one = Trail(name="1" * 12, step=beginning("1" * 12), conversation=ConversationId("c-1"))
    turn = Trail(name="2" * 12, step="b" * 16, conversation=ConversationId("c-1"), also=(one.name,))
    with following(one):
        observer.event_received("webchat", "GuestWrote", repeated=False, tenant="marina")
    with following(turn):
        observer.turn_done("greet", 0.1, tenant="marina")
    began, decided = spans.get_finished_spans()
    assert [(each.context.trace_id, each.context.span_id) for each in decided.links] == [
        (began.context.trace_id, began.context.span_id)
    ]


def test_what_is_tried_again_has_a_span_of_its_own_and_what_failed_says_so(spans: InMemorySpanExporter) -> None:
    observer = TracingObserver(SimpleSpanProcessor(spans), clock=ManualClock(NOON))
    step = Trail(name="1" * 12, step="c" * 16, after="d" * 16, conversation=ConversationId("c-1"))
    with following(step):
        observer.book_asked("book", "write", "unavailable", seconds=5, error="Unavailable")
        observer.command_done("book", "retried", 5)
        observer.command_done("book", "done", 1)
        observer.turn_failed("book", "Bug", tenant="marina")
    asked, again, done, failed = spans.get_finished_spans()
    assert (asked.status.status_code, asked.status.description) == (StatusCode.ERROR, "Unavailable")
    assert failed.status.status_code is StatusCode.ERROR
    assert done.context.span_id == int("c" * 16, 16) != again.context.span_id
    assert asked.parent is not None
    assert asked.parent.span_id == done.context.span_id
    assert {each.parent.span_id for each in (again, done, failed) if each.parent} == {int("d" * 16, 16)}


def test_what_is_done_for_no_guest_and_what_comes_twice_is_not_drawn(spans: InMemorySpanExporter) -> None:
    observer = TracingObserver(SimpleSpanProcessor(spans), clock=ManualClock(NOON))
    observer.book_asked("staying", "read", "done", seconds=0.1)
    with following(Trail(name="1" * 12, step="c" * 16, conversation=ConversationId("c-1"))):
        observer.event_received("webchat", "GuestWrote", repeated=True, tenant="marina")
    assert not spans.get_finished_spans()


def test_a_collector_that_is_silent_is_told_of_once_and_once_that_it_is_back(lines: list[str]) -> None:
    class Collector(SpanExporter):
        takes: SpanExportResult | None = SpanExportResult.FAILURE

        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            if self.takes is None:
                raise ConnectionError("refused")
            return self.takes

    collector = Collector()
    sending = Collecting(collector)
    for result in (None, *(SpanExportResult.FAILURE,) * 3, *(SpanExportResult.SUCCESS,) * 2):
        collector.takes = result
        assert sending.export(()) is (result or SpanExportResult.FAILURE)
    assert lines == ["nobody takes our traces; they are lost until somebody does", "our traces are taken again"]
    collector.takes, sending.leaving = SpanExportResult.FAILURE, True
    sending.export(())
    assert len(lines) == 2


async def test_without_the_extra_whoever_wants_traces_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hotel_agent.adapters.observer.traces", None)
    config = evolve(IN_MEMORY, traces_url="http://127.0.0.1:4318")
    with pytest.raises(BadConfig, match=r"OTEL_EXPORTER_OTLP_ENDPOINT: .*pip install 'hotel-agent\[traces\]'"):
        async with open_observer(config, CollectorRegistry()):
            pass
    async with open_observer(IN_MEMORY, CollectorRegistry()) as observer:
        assert observer is not None


def path(span: ReadableSpan, spans: Sequence[ReadableSpan]) -> str:
    """The names from the root to this span; `?` where a parent was not drawn."""
    if span.parent is None:
        return span.name
    above = [each for each in spans if each.context.span_id == span.parent.span_id]
    return f"{path(above[0], spans) if above else '?'} > {span.name}"


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def lines() -> Iterator[list[str]]:
    heard: list[str] = []
    logger.enable("hotel_agent")
    sink = logger.add(lambda line: heard.append(line.record["message"]), level="INFO")
    yield heard
    logger.remove(sink)
    logger.disable("hotel_agent")
