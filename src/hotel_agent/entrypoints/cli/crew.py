"""The workers a service has beside itself: processes of their own, begun again when they die, gone when it is gone."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from loguru import logger

from hotel_agent.entrypoints.cli.worker import STARTED_BY
from hotel_agent.ports.clock import Clock

_REST = timedelta(seconds=1)
"""A worker that died is begun again after so long, twice as long each time it dies young again ..."""
_LONGEST_REST = timedelta(minutes=1)
"""... but no longer than this. One that lived for longer than this did not die young."""
_PATIENCE = timedelta(seconds=20)
"""For so long a worker may finish what it has begun. That is longer than it gives itself."""


class Crew:
    """So many workers, each `hotel-agent worker` with the environment of this process."""

    def __init__(self, size: int, *, clock: Clock) -> None:
        self._size = size
        self._clock = clock
        self._working: set[Process] = set()
        self._dismissed = asyncio.Event()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """See to it that they work. Leaving waits until they have finished what they had begun."""
        watches = [asyncio.create_task(self._keep_one(), name="hotel-agent crew") for _ in range(self._size)]
        try:
            yield
        finally:
            self.dismiss()
            for watch in watches:
                watch.cancel()
            await asyncio.gather(*watches, return_exceptions=True)
            await asyncio.gather(*(self._ended(each) for each in list(self._working)))

    def dismiss(self) -> None:
        """Let them finish what they have begun and go. Repeating is safe."""
        self._dismissed.set()
        for each in self._working:
            with suppress(ProcessLookupError):
                each.terminate()

    async def _keep_one(self) -> None:
        rest = _REST
        while not self._dismissed.is_set():
            begun_at = self._clock.now()
            code = await self._one_life()
            now = self._clock.now()
            if self._dismissed.is_set():
                return
            rest = _REST if now - begun_at > _LONGEST_REST else rest
            logger.error("a worker died and is begun again", exit_code=code, again_at=now + rest)
            await self._clock.sleep_until(now + rest)
            rest = min(rest * 2, _LONGEST_REST)

    async def _one_life(self) -> int | None:
        # Its input stays open as long as this process lives; in a session of its own it does not hear our Ctrl+C.
        worker = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "hotel_agent", "worker", STARTED_BY, stdin=PIPE, start_new_session=True
        )
        self._working.add(worker)
        if self._dismissed.is_set():
            self.dismiss()
        code = await worker.wait()
        self._working.discard(worker)
        return code

    async def _ended(self, worker: Process) -> None:
        try:
            async with asyncio.timeout(_PATIENCE.total_seconds()):
                await worker.wait()
        except TimeoutError:
            worker.kill()
            await worker.wait()
