"""Who watches a service at work."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from prometheus_client import CollectorRegistry

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.observer import PrometheusObserver, SeveralObservers, TellingObserver
from hotel_agent.config import Config
from hotel_agent.domain.errors import BadConfig
from hotel_agent.ports.observer import Observer

_NEEDS_THE_EXTRA = (
    "OTEL_EXPORTER_OTLP_ENDPOINT: traces are sent by a library that is not installed here; install it with"
    " `pip install 'hotel-agent[traces]'`, or leave the variable empty"
)


def prometheus_observer(registry: CollectorRegistry) -> Observer:
    """An observer that counts into this registry."""
    return PrometheusObserver(registry)


@asynccontextmanager
async def open_observer(config: Config, registry: CollectorRegistry) -> AsyncIterator[Observer]:
    """An observer that counts into this registry, tells the log, and sends traces where a collector is named.

    Raises BadConfig where traces are wanted and their library is not installed.
    """
    async with AsyncExitStack() as opened:
        observers: list[Observer] = [PrometheusObserver(registry), TellingObserver()]
        if config.traces_url:
            try:
                from hotel_agent.adapters.observer.traces import open_traces  # noqa: PLC0415 - of the extra `traces`
            except ModuleNotFoundError as cause:
                raise BadConfig(_NEEDS_THE_EXTRA) from cause
            observers.append(await opened.enter_async_context(open_traces(config.traces_url, clock=SystemClock())))
        yield SeveralObservers(observers)
