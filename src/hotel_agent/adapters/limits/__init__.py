"""Who counts turns: which limits there are, by their name in configuration."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from hotel_agent.adapters.limits.memory import open_memory
from hotel_agent.adapters.limits.redis import open_redis
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.limits import Limits


class LimitsFactory(Protocol):
    """Opens the limits from their options, plain values as they were written."""

    def __call__(self, options: Mapping[str, object], *, clock: Clock) -> AbstractAsyncContextManager[Limits]:
        """The limits, to be opened by entering them.

        Raises BadConfig with every problem at once, each beginning with its key, before anything connects.
        """
        ...


LIMITS: Mapping[str, LimitsFactory] = {"memory": open_memory, "redis": open_redis}
"""The family's table."""
