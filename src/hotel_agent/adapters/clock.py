"""Time and chance: the only room that may read the real clock, wait, or throw dice."""

import asyncio
import secrets
import time
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from hotel_agent.domain.ids import digest

_LONGEST_NAP = 60.0
"""Seconds. The machine may have been suspended or its clock set: look again at least so often."""


class SystemClock:
    """The machine's own clock, in UTC.

    It never goes backwards: when the machine's clock is set back, this one runs at half speed until they agree again.
    """

    def __init__(self) -> None:
        self._last = datetime.now(UTC)
        self._measured = time.monotonic()

    def now(self) -> datetime:
        """This moment, aware, in UTC."""
        measured = time.monotonic()
        at_least = self._last + timedelta(seconds=measured - self._measured) / 2
        self._last, self._measured = max(datetime.now(UTC), at_least), measured
        return self._last

    async def sleep_until(self, at: datetime) -> None:
        """Return at this moment or soon after it; when it has passed, at once, but never without letting others run."""
        await asyncio.sleep(0)
        while (remaining := (at - self.now()).total_seconds()) > 0:  # noqa: ASYNC110  this is what waits for everybody
            await asyncio.sleep(min(remaining, _LONGEST_NAP))


class ManualClock:
    """A clock that stands still until it is moved, for tests and rehearsals.

    It may be moved inside a running event loop or between two runs of it, by the thread that runs the loop.
    """

    def __init__(self, at: datetime) -> None:
        self._now = _in_utc(at)
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._sequence = count()

    def now(self) -> datetime:
        """The moment it was last moved to, aware, in UTC."""
        return self._now

    async def sleep_until(self, at: datetime) -> None:
        """Return once the clock was moved to this moment or past it; when it was already, after letting others run."""
        if _in_utc(at) <= self._now:
            await asyncio.sleep(0)
            return
        waker = asyncio.get_running_loop().create_future()
        heappush(self._sleepers, (_in_utc(at), next(self._sequence), waker))
        await waker

    def advance(self, by: timedelta) -> None:
        """Let this much time pass, and wake who waited for it: the earliest first, all at the new moment."""
        self.set(self._now + by)

    def set(self, at: datetime) -> None:
        """Move to this moment. Raises ValueError for one that has passed: time never goes backwards."""
        moment = _in_utc(at)
        if moment < self._now:
            raise ValueError(f"the clock stands at {self._now.isoformat()} and cannot go back to {moment.isoformat()}")
        self._now = moment
        while self._sleepers and self._sleepers[0][0] <= moment:
            _, _, waker = heappop(self._sleepers)
            if not waker.done():
                waker.set_result(None)

    @property
    def next_wake(self) -> datetime | None:
        """The earliest moment somebody waits for; None when nobody waits."""
        while self._sleepers and self._sleepers[0][2].done():
            heappop(self._sleepers)
        return self._sleepers[0][0] if self._sleepers else None


class SystemChance:
    """Names from the machine's own source of chance: nobody can guess them."""

    def token(self) -> str:
        """A fresh name of 32 lower-case hex characters."""
        return secrets.token_hex(16)


class SeededChance:
    """The same names in the same sequence for the same seed, for tests and rehearsals. Easily guessed."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._given = count()

    def token(self) -> str:
        """The next name of 32 lower-case hex characters."""
        return digest("chance", str(self._seed), str(next(self._given)))


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no time zone; an aware moment is expected")
    return at.astimezone(UTC)
