"""Opening a reader with an adviser: the words and weights of the embedded one beside the loop, and one HTTP client."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import httpx

from hotel_agent.adapters.nlu.advised.advice import Adviser
from hotel_agent.adapters.nlu.advised.reader import AdvisedNlu
from hotel_agent.adapters.nlu.embedded.options import open_embedded
from hotel_agent.ports.breaker import Breakers
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.observer import Observer

OWN_FILES = frozenset({"weights", "words"})
"""Options of the embedded reader, which every advised one has too."""


def of_adviser(written: Mapping[str, object]) -> dict[str, object]:
    """The options that are the adviser's own."""
    return {key: value for key, value in written.items() if key not in OWN_FILES}


@asynccontextmanager
async def open_advised(
    name: str,
    written: Mapping[str, object],
    adviser: Callable[[httpx.AsyncClient], Adviser],
    *,
    seconds: float,
    clock: Clock,
    observer: Observer,
    breakers: Breakers,
) -> AsyncIterator[AdvisedNlu]:
    """The reader; its connections, made when the adviser is first asked, are closed on leaving. Raises BadConfig."""
    own = {key: value for key, value in written.items() if key in OWN_FILES}
    embedded = await asyncio.to_thread(open_embedded, own)
    async with httpx.AsyncClient(timeout=seconds) as http:
        yield AdvisedNlu(
            embedded,
            adviser(http),
            name=name,
            seconds=seconds,
            breaker=breakers.breaker(f"nlu:{name}"),
            clock=clock,
            observer=observer,
        )
