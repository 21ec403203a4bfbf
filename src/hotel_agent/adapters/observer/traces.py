"""Traces over OpenTelemetry: what came in, its turns, the calls of the book and the answer, under one another.

Only this module knows the library, which comes with the extra `traces`. Which span belongs to which trace, and stands
under which other, follows from the trail: processes tell one another nothing. Spans bear what observers are told,
and nothing of guests.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from threading import Thread

from loguru import logger
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

from hotel_agent.adapters.observer.quiet import QuietObserver
from hotel_agent.domain.ids import digest
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.trail import Trail, beginning, trail_at_hand

GOODBYE_SECONDS = 3.0
"""For so long a service that stops tries to get rid of its last spans, by the machine's own clock."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class TracingObserver(QuietObserver):
    """Draws a span for each step of a trail, when it has ended. What is done on no trail is not drawn."""

    def __init__(self, processor: SpanProcessor, *, clock: Clock) -> None:
        self._clock = clock
        self._ids = _Ids()
        ours = Resource({"service.name": "hotel-agent", "service.version": version("hotel-agent")})
        # What the standard's own variables say (OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES) outranks it.
        resource = ours.merge(OTELResourceDetector().detect())
        self._provider = TracerProvider(resource=resource, id_generator=self._ids, shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("hotel_agent", version("hotel-agent"))
        self._performed = ("", 0.0)
        """The step that was performed last, and how long it took."""

    def event_received(self, channel: str, kind: str, repeated: bool, *, tenant: str = "") -> None:
        """Draw where a trail begins; what is known already does not begin again."""
        if not repeated:
            told = {"channel": channel, "kind": kind, "tenant": tenant}
            self._draw("receive", 0.0, told, kind=SpanKind.SERVER, is_step=True)

    def turn_done(
        self, intent: str, seconds: float, ignored: str | None = None, *, handed_over: bool = False, tenant: str = ""
    ) -> None:
        """Draw the turn, linked with the other trails it served."""
        outcome = "handed_over" if handed_over else "ignored" if ignored else "answered"
        self._draw("turn", seconds, {"intent": intent, "outcome": outcome, "tenant": tenant}, is_step=True)

    def turn_failed(self, intent: str, error: str, *, tenant: str = "") -> None:
        """Draw the failed try beside the turn that may come after it."""
        self._draw("turn failed", 0.0, {"intent": intent, "tenant": tenant}, error=error, beside=True)

    def step_done(self, step: str, seconds: float) -> None:
        """Draw it under its turn."""
        self._draw(f"turn {_words(step)}", seconds, {})

    def command_done(self, kind: str, outcome: str, seconds: float) -> None:
        """Draw it under the turn that decided it; a try that is made again beside the one that counts."""
        trail, again = trail_at_hand(), outcome == "retried"
        self._performed = ("" if trail is None else trail.step, seconds)
        self._draw(f"command {kind}", seconds, {"outcome": outcome}, is_step=not again, beside=again)

    def message_sent(self, channel: str, outcome: str, *, tenant: str = "") -> None:
        """Draw it under its command, which took as long."""
        trail, (step, seconds) = trail_at_hand(), self._performed
        taken = seconds if trail is not None and trail.step == step else 0.0
        self._draw("send", taken, {"channel": channel, "outcome": outcome, "tenant": tenant}, kind=SpanKind.CLIENT)

    def book_asked(
        self, operation: str, method: str, status: str, *, seconds: float | None = None, error: str = ""
    ) -> None:
        """Draw it under the turn or the command that asked."""
        told = {"method": method, "status": status}
        self._draw(f"pms {operation}", seconds or 0.0, told, kind=SpanKind.CLIENT, error=error)

    def advice_asked(self, reader: str, outcome: str, *, seconds: float = 0.0) -> None:
        """Draw it under the turn that asked."""
        self._draw(f"advice {reader}", seconds, {"outcome": outcome}, kind=SpanKind.CLIENT)

    def close(self) -> None:
        """Send what is left. It may take a while."""
        self._provider.shutdown()

    def _draw(
        self,
        name: str,
        seconds: float,
        told: Mapping[str, str],
        *,
        kind: SpanKind = SpanKind.INTERNAL,
        error: str = "",
        is_step: bool = False,
        beside: bool = False,
    ) -> None:
        """Draw what has just ended: as the step at hand, beside it, or, usually, under it."""
        trail = trail_at_hand()
        if trail is None:
            return
        ended = self._clock.now()
        parent = trail.after if is_step or beside else trail.step
        self._ids.trace, self._ids.span = _trace(trail.name), int(trail.step, 16) if is_step else None
        span = self._tracer.start_span(
            name,
            set_span_in_context(NonRecordingSpan(_at(trail.name, parent)), Context()) if parent else Context(),
            kind=kind,
            attributes={f"hotel.{each}": value for each, value in {**told, "trail": trail.name}.items()},
            links=_links(trail) if is_step else (),
            start_time=_nanoseconds(ended - timedelta(seconds=seconds)),
        )
        if error:
            span.set_status(Status(StatusCode.ERROR, error))
        span.end(_nanoseconds(ended))


class _Ids(RandomIdGenerator):
    """Gives the next span the ids it has by its trail; where it has none of its own, one by chance."""

    trace = 0
    span: int | None = None

    def generate_trace_id(self) -> int:
        return self.trace

    def generate_span_id(self) -> int:
        return super().generate_span_id() if self.span is None else self.span


class Collecting(SpanExporter):
    """Sends spans, and says once, not each time, that nobody takes them."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._silent = False
        self.leaving = False
        """Set by whoever leaves: what comes of the last spans is no news any more."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send them; what is not taken is lost, and guests are none the worse for it."""
        try:
            result = self._exporter.export(spans)
        except Exception:  # noqa: BLE001 - older releases of the library raise what newer ones return
            result = SpanExportResult.FAILURE
        silent = result is not SpanExportResult.SUCCESS
        if self.leaving:
            return result
        if silent and not self._silent:
            logger.warning("nobody takes our traces; they are lost until somebody does")
        elif self._silent and not silent:
            logger.info("our traces are taken again")
        self._silent = silent
        return result

    def shutdown(self) -> None:
        """Send no more."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        """Nothing is kept here."""
        return self._exporter.force_flush(timeout_millis)


@asynccontextmanager
async def open_traces(url: str, *, clock: Clock, goodbye: float = GOODBYE_SECONDS) -> AsyncIterator[TracingObserver]:
    """An observer whose spans go to the collector at this address, in a thread of their own, some seconds later.

    Nobody ever waits for the collector. Beyond what a queue holds spans are dropped; leaving takes `goodbye` seconds at
    most.
    """
    exporter = Collecting(OTLPSpanExporter(endpoint=f"{url}/v1/traces"))
    observer = TracingObserver(BatchSpanProcessor(exporter), clock=clock)
    try:
        yield observer
    finally:
        exporter.leaving = True
        await _within(goodbye, observer)


async def _within(seconds: float, observer: TracingObserver) -> None:
    """Let it close, for so long; after that it may go on by itself until the program ends, and nobody waits for it."""
    loop, closed = asyncio.get_running_loop(), asyncio.Event()

    def close() -> None:
        observer.close()
        with suppress(RuntimeError):  # the loop is closed: nobody waited for so long
            loop.call_soon_threadsafe(closed.set)

    Thread(target=close, name="hotel-agent traces", daemon=True).start()
    waiting = asyncio.ensure_future(closed.wait())
    await asyncio.wait({waiting}, timeout=seconds)
    waiting.cancel()


def _at(name: str, step: str) -> SpanContext:
    sampled = TraceFlags(TraceFlags.SAMPLED)
    return SpanContext(_trace(name), int(step, 16), is_remote=True, trace_flags=sampled)


def _links(trail: Trail) -> Sequence[Link]:
    return [Link(_at(name, beginning(name))) for name in trail.also]


def _trace(name: str) -> int:
    """The id of a trail's trace: it begins with the trail's name, so that one is found by the other."""
    return int(f"{name}{digest('trace', name)[:20]}", 16)


def _nanoseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1) * 1000


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
