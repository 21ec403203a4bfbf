"""Readers of what guests write."""

from collections.abc import Mapping
from typing import Protocol

from hotel_agent.adapters.nlu.embedded.options import open_embedded
from hotel_agent.adapters.nlu.scripted import open_scripted
from hotel_agent.ports.nlu import Nlu


class NluFactory(Protocol):
    """Makes a reader from its options, plain values as they were written."""

    def __call__(self, options: Mapping[str, object] | None = None) -> Nlu:
        """The reader. Raises BadConfig with every problem at once, each with its key."""
        ...


NLUS: Mapping[str, NluFactory] = {"embedded": open_embedded, "scripted": open_scripted}
"""Every reader by the name the configuration calls it."""
