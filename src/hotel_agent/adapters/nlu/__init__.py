"""Readers of what guests write."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.adapters.nlu.embedded.options import open_embedded
from hotel_agent.adapters.nlu.llm.opening import open_llm
from hotel_agent.adapters.nlu.rasa.opening import open_rasa
from hotel_agent.adapters.nlu.scripted import ScriptedNlu, open_scripted
from hotel_agent.ports.breaker import Breakers
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.nlu import Nlu
from hotel_agent.ports.observer import Observer


class NluFactory(Protocol):
    """Opens a reader from its options, plain values as they were written."""

    def __call__(
        self, options: Mapping[str, object], *, clock: Clock, observer: Observer, breakers: Breakers
    ) -> AbstractAsyncContextManager[Nlu]:
        """The reader, to be opened by entering it; leaving closes its connections.

        Raises BadConfig with every problem at once, each with its key, before anything connects.
        """
        ...


@asynccontextmanager
async def _embedded(
    options: Mapping[str, object],
    *,
    clock: Clock,  # noqa: ARG001 - the factory's signature
    observer: Observer,  # noqa: ARG001
    breakers: Breakers,  # noqa: ARG001
) -> AsyncIterator[EmbeddedNlu]:
    """Opened beside the loop: its words and weights take a while, and the doors may be open already."""
    yield await asyncio.to_thread(open_embedded, options)


@asynccontextmanager
async def _scripted(
    options: Mapping[str, object],
    *,
    clock: Clock,  # noqa: ARG001 - the factory's signature
    observer: Observer,  # noqa: ARG001
    breakers: Breakers,  # noqa: ARG001
) -> AsyncIterator[ScriptedNlu]:
    yield open_scripted(options)


NLUS: Mapping[str, NluFactory] = {
    "embedded": _embedded,
    "llm": open_llm,
    "rasa": open_rasa,
    "scripted": _scripted,
}
"""Every reader by the name the configuration calls it."""
