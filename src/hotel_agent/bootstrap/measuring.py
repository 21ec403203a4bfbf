"""Versions of the service as a Prometheus server saw them."""

from datetime import timedelta

import httpx

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.observer.scraped import ScrapedSeries
from hotel_agent.ports.measures import Observed, Window

_PATIENCE_SECONDS = 60


async def observed_side_by_side(
    url: str, baseline: Window, canary: Window, *, after: timedelta, transport: httpx.AsyncBaseTransport | None = None
) -> tuple[Observed, Observed]:
    """What was counted of both, asked after a while. Raises Unavailable, BadConfig."""
    clock = SystemClock()
    await clock.sleep_until(clock.now() + after)
    return await observed_over(url, baseline, transport), await observed_over(url, canary, transport)


async def observed_over(url: str, window: Window, transport: httpx.AsyncBaseTransport | None = None) -> Observed:
    """What was counted in one window. Raises Unavailable, BadConfig."""
    async with httpx.AsyncClient(base_url=url, timeout=_PATIENCE_SECONDS, transport=transport) as web:
        return await ScrapedSeries(web).observed(window)
