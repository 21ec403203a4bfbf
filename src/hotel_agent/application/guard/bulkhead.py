"""So many calls at once and no more: who waits too long is sent away."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from attrs import define, field

from hotel_agent.domain.errors import Unavailable
from hotel_agent.ports.clock import Clock

PATIENCE = timedelta(seconds=2)
"""So long a call waits for a place."""


@define(kw_only=True)
class Bulkhead:
    """Places at one book, given to those who wait in the sequence in which they came."""

    clock: Clock
    places: int
    patience: timedelta = PATIENCE
    _taken: int = field(default=0, init=False)
    _waiting: deque[asyncio.Future[None]] = field(factory=deque, init=False)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold a place. Raises Unavailable when none is free in time."""
        if self._taken < self.places:
            self._taken += 1
        else:
            await self._wait()
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        alarm = asyncio.ensure_future(self.clock.sleep_until(self.clock.now() + self.patience))
        try:
            await asyncio.wait({turn, alarm}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            if turn.done():
                self._pass_on()
            raise
        finally:
            alarm.cancel()
            if not turn.done():
                self._waiting.remove(turn)
        if not turn.done():
            raise Unavailable("too many calls to this book wait for an answer")

    def _pass_on(self) -> None:
        """The place is the next one's; free where nobody waits."""
        if self._waiting:
            self._waiting.popleft().set_result(None)
        else:
            self._taken -= 1
