"""The workers a service has beside itself: processes of their own, begun again when they die, gone when it is gone."""

import asyncio
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import httpx
from loguru import logger

from hotel_agent.entrypoints.cli.worker import FIGURES_AT, STARTED_BY
from hotel_agent.ports.clock import Clock

_REST = timedelta(seconds=1)
"""A worker that died is begun again after so long, twice as long each time it dies young again ..."""
_LONGEST_REST = timedelta(minutes=1)
"""... but no longer than this. One that lived for longer than this did not die young."""
_PATIENCE = timedelta(seconds=20)
"""For so long a worker may finish what it has begun. That is longer than it gives itself."""

_SECONDS_FOR_FIGURES = 1.0


class Crew:
    """So many workers, each `hotel-agent worker` with the environment of this process."""

    def __init__(self, size: int, *, clock: Clock) -> None:
        self._figures = [_at_any_port() for _ in range(size)]
        """Where each worker shows what it counts: to this process, which holds the place for whoever comes after it."""
        self._clock = clock
        self._working: set[Process] = set()
        self._dismissed = asyncio.Event()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """See to it that they work. Leaving waits until they have finished what they had begun."""
        watches = [asyncio.create_task(self._keep_one(each), name="hotel-agent crew") for each in self._figures]
        try:
            yield
        finally:
            self.dismiss()
            for watch in watches:
                watch.cancel()
            await asyncio.gather(*watches, return_exceptions=True)
            await asyncio.gather(*(self._ended(each) for each in list(self._working)))
            for each in self._figures:
                each.close()

    async def counts(self) -> Sequence[tuple[str, str]]:
        """The number of each worker, from 1, and what it counts; without those that do not answer at once."""
        async with httpx.AsyncClient(timeout=_SECONDS_FOR_FIGURES, trust_env=False) as web:
            told = await asyncio.gather(*(_told(web, each) for each in self._figures))
        return [(str(number), text) for number, text in enumerate(told, start=1) if text]

    def dismiss(self) -> None:
        """Let them finish what they have begun and go. Repeating is safe."""
        self._dismissed.set()
        for each in self._working:
            with suppress(ProcessLookupError):
                each.terminate()

    async def _keep_one(self, figures: socket.socket) -> None:
        rest = _REST
        while not self._dismissed.is_set():
            begun_at = self._clock.now()
            code = await self._one_life(figures)
            now = self._clock.now()
            if self._dismissed.is_set():
                return
            rest = _REST if now - begun_at > _LONGEST_REST else rest
            logger.error("a worker died and is begun again", exit_code=code, again_at=now + rest)
            await self._clock.sleep_until(now + rest)
            rest = min(rest * 2, _LONGEST_REST)

    async def _one_life(self, figures: socket.socket) -> int | None:
        # Its input stays open as long as this process lives; in a session of its own it does not hear our Ctrl+C.
        worker = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "hotel_agent", "worker", STARTED_BY, FIGURES_AT, str(figures.fileno())),
            stdin=PIPE,
            start_new_session=True,
            pass_fds=[figures.fileno()],
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


def _at_any_port() -> socket.socket:
    place = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    place.bind(("127.0.0.1", 0))
    place.listen()
    return place


async def _told(web: httpx.AsyncClient, place: socket.socket) -> str:
    host, port = place.getsockname()
    try:
        answer = await web.get(f"http://{host}:{port}/metrics")
    except httpx.HTTPError:
        return ""
    return answer.text if answer.status_code == 200 else ""
