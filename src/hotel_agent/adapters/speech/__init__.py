"""Who makes words of voice notes, by its name in the configuration."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from hotel_agent.adapters.speech.transcriptions import open_transcriptions
from hotel_agent.ports.media import Speech


class SpeechFactory(Protocol):
    """Makes a hearer from its options, plain values as they were written."""

    def __call__(self, options: Mapping[str, object]) -> AbstractAsyncContextManager[Speech]:
        """The hearer, to be opened by entering it. Connects to nobody. Raises BadConfig with every problem."""
        ...


SPEECHES: Mapping[str, SpeechFactory] = {"transcriptions": open_transcriptions}
"""The family's table."""
