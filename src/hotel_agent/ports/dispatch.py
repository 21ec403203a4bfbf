"""Who finds work and hands it out."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from hotel_agent.ports.rows import Due

Serve = Callable[[Due], Awaitable[None]]
"""Does one piece of work. It may find nothing left to do; calling it twice does no harm."""


class Dispatch(Protocol):
    """Says where there is work. The storage is the truth: a lost signal delays work and loses none."""

    def announce(self, due: Due) -> None:
        """Work was committed that becomes due at `due.at`. Never blocks, never raises."""
        ...

    async def run(self, serve: Serve) -> None:
        """Hand out work until cancelled: everything the storage holds due, and what is announced, soon after it is due.

        Turns of one conversation are served one at a time, and so is each command; different conversations, and
        commands beside the turns of theirs, side by side. An error of `serve` is logged, without what it says, and the
        work found again later: it never ends the run. Cancelled, it lets what was begun finish within a bound.
        """
        ...


@runtime_checkable
class SupportsHeartbeats(Protocol):
    """A dispatch of many processes, which knows who of them works."""

    async def heartbeats(self) -> Sequence[datetime]:
        """When each worker in the register last said that it lives. Raises Unavailable."""
        ...
