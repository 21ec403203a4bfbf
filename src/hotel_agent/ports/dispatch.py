"""Who finds work and hands it out."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from enum import Enum
from typing import Protocol, runtime_checkable

from attrs import frozen

from hotel_agent.ports.rows import Due

Serve = Callable[[Due], Awaitable[None]]
"""Does one piece of work. It may find nothing left to do; calling it twice does no harm."""


class Track(Enum):
    """Which workers do a conversation's work: everybody's, or those of the version that a few guests have first."""

    STABLE = "stable"
    CANARY = "canary"


TrackOf = Callable[[Due], Awaitable[Track]]
"""Whose work a piece is at this moment. Asked anew for each piece; where nobody can tell it is everybody's."""


async def all_stable(_due: Due) -> Track:
    """Nobody has another version."""
    return Track.STABLE


@frozen
class Tracks:
    """On which track the workers of this process are, and how each piece of work finds its own."""

    own: Track = Track.STABLE
    of: TrackOf = all_stable


ONE_TRACK = Tracks()
"""One version does everything."""


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

        Among many processes a piece goes to a worker of its track: to a canary worker nothing but the canary's, and
        once only, for what fails there is everybody's again. While no canary worker lives the others do that work too,
        as a process alone does all of it.
        """
        ...


@runtime_checkable
class SupportsHeartbeats(Protocol):
    """A dispatch of many processes, which knows who of them works."""

    async def heartbeats(self, track: Track = Track.STABLE) -> Sequence[datetime]:
        """When each worker of this track in the register last said that it lives. Raises Unavailable."""
        ...
