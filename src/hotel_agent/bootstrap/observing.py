"""Who watches a service at work."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import CollectorRegistry

from hotel_agent.adapters.observer import PrometheusObserver, SeveralObservers, TellingObserver
from hotel_agent.ports.observer import Observer


def prometheus_observer(registry: CollectorRegistry) -> Observer:
    """An observer that counts into this registry."""
    return PrometheusObserver(registry)


@asynccontextmanager
async def open_observer(registry: CollectorRegistry) -> AsyncIterator[Observer]:
    """An observer that counts into this registry, and tells the log what is done."""
    yield SeveralObservers([PrometheusObserver(registry), TellingObserver()])
