"""Who keeps calls away from a PMS that is down: which breakers there are, by their name in configuration."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from hotel_agent.adapters.breakers.memory import open_memory
from hotel_agent.adapters.breakers.redis import open_redis
from hotel_agent.ports.breaker import Breakers
from hotel_agent.ports.clock import Clock


class BreakersFactory(Protocol):
    """Opens the breakers from their options, plain values as they were written."""

    def __call__(self, options: Mapping[str, object], *, clock: Clock) -> AbstractAsyncContextManager[Breakers]:
        """The breakers, to be opened by entering them.

        Raises BadConfig with every problem at once, each beginning with its key, before anything connects.
        """
        ...


BREAKERS: Mapping[str, BreakersFactory] = {"memory": open_memory, "redis": open_redis}
"""The family's table."""
