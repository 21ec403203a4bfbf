"""The streams over which pages follow their chats: how many there are, and their end."""

from asyncio import Event
from collections.abc import Iterator
from contextlib import contextmanager

MOST_STREAMS = 1000
"""So many are open in one process at most; whoever finds no room fetches instead."""


class Streams:
    """The streams that are open in this process, and the end of all of them."""

    def __init__(self) -> None:
        self.ended = False
        self._open: list[Event] = []

    @property
    def has_room(self) -> bool:
        """Whether one more may be opened."""
        return len(self._open) < MOST_STREAMS and not self.ended

    @contextmanager
    def opened(self, event: Event) -> Iterator[None]:
        """Count a stream as long as it is open. `event` is set when all must end."""
        self._open.append(event)
        try:
            yield
        finally:
            self._open.remove(event)

    def end(self) -> None:
        """Let all of them end: the doors are being closed."""
        self.ended = True
        for event in self._open:
            event.set()
