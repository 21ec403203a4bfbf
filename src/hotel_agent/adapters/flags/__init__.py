"""Who keeps the switches: which stores of flags there are, by their name in configuration."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from hotel_agent.adapters.flags.memory import open_memory
from hotel_agent.adapters.flags.redis import open_redis
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.flags import Flags


class FlagsFactory(Protocol):
    """Opens the switches from their options, plain values as they were written."""

    def __call__(self, options: Mapping[str, object], *, clock: Clock) -> AbstractAsyncContextManager[Flags]:
        """The switches, to be opened by entering them.

        Raises BadConfig with every problem at once, each beginning with its key, before anything connects.
        """
        ...


FLAG_STORES: Mapping[str, FlagsFactory] = {"memory": open_memory, "redis": open_redis}
"""The family's table."""
