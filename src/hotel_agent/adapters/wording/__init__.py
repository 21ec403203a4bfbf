"""Who words what is said: which wordings there are, by their name in the configuration."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from hotel_agent.adapters.wording.templates import open_templates
from hotel_agent.ports.wording import Wording


class WordingFactory(Protocol):
    """Makes a wording from its options, plain values as they were written."""

    def __call__(self, options: Mapping[str, object]) -> AbstractAsyncContextManager[Wording]:
        """The wording, to be opened by entering it. Raises BadConfig with every problem at once, each with its key."""
        ...


WORDINGS: Mapping[str, WordingFactory] = {"templates": open_templates}
"""The family's table. `bootstrap` adds what third parties registered under the entry point `hotel_agent.wording`."""
