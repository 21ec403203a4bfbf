"""What every write keeps: one at a time in a hotel, never begun too late, seen to its end once begun."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from attrs import define

from hotel_agent.adapters.pms.qloapps.lease import Lease
from hotel_agent.domain.errors import Unavailable
from hotel_agent.ports.clock import Clock

T = TypeVar("T")

BEGINS_WITHIN = timedelta(seconds=30)
"""Later than this after it was asked for nothing is begun: whoever asked waits a minute for its end."""
LOOKS = tuple(timedelta(milliseconds=each) for each in (0, 250, 500, 1000, 2000, 4000, 8000))
"""Pauses between looks for what a write left behind (contract, 7)."""


@define
class Going:
    """One call that may write, as long as somebody waits for it."""

    clock: Clock
    until: datetime
    abandoned: bool = False

    def check(self) -> None:
        """Before anything is written. Raises Unavailable when nobody waits any more, or not for long enough."""
        if self.abandoned or self.clock.now() >= self.until:
            raise Unavailable("it came too late to be begun; nothing was done")


class Writes:
    """The writes of one hotel."""

    def __init__(self, lease: Lease, *, clock: Clock) -> None:
        self._lease = lease
        self._clock = clock
        self._running: set[asyncio.Task[object]] = set()

    async def perform(self, act: Callable[[Going], Awaitable[T]]) -> T:
        """What this comes to while nobody else writes.

        Whoever is cancelled while waiting here stops waiting. What has begun to write goes on to its end, and keeps
        others away until then, so that whoever tries again finds what it left.
        """
        going = Going(self._clock, self._clock.now() + BEGINS_WITHIN)

        async def alone() -> T:
            async with self._lease.held(going.until):
                going.check()
                return await act(going)

        task = asyncio.create_task(alone())
        self._running.add(task)
        task.add_done_callback(self._ended)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            going.abandoned = True
            raise

    async def aclose(self) -> None:
        """Wait for what was begun."""
        while self._running:
            await asyncio.wait(set(self._running))

    def _ended(self, task: "asyncio.Task[object]") -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, so that nobody warns of an answer nobody waited for


async def seen(clock: Clock, look: Callable[[], Awaitable[T | None]], *, patiently: bool = True) -> T | None:
    """What a look finds, tried again and again with growing pauses; None when it finds nothing to the last."""
    for pause in LOOKS if patiently else LOOKS[:1]:
        if pause:
            await clock.sleep_until(clock.now() + pause)
        try:
            if (found := await look()) is not None:
                return found
        except Unavailable:
            continue
    return None
