"""Time and chance: the only two things that cannot be computed."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time. Everything that waits, waits through it, so that a manual clock drives the whole house."""

    def now(self) -> datetime:
        """This moment, aware, in UTC. Never goes backwards within one process."""
        ...

    async def sleep_until(self, at: datetime) -> None:
        """Return at this moment or soon after it; at once when it has passed. May be cancelled."""
        ...


class Chance(Protocol):
    """Names that nobody can guess."""

    def token(self) -> str:
        """A fresh name of 32 lower-case hex characters, never given before."""
        ...
