"""The house's processes in a drill: started as an operator starts them, killed without warning, started again."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import httpx
from attrs import define, field

from hotel_agent.domain.errors import Unavailable
from hotel_agent.ports.clock import Clock

_GLANCE = timedelta(milliseconds=100)
_TO_START = timedelta(seconds=60)
_TO_STOP_SECONDS = 30


@define
class HouseProgram:
    """One program of the house, running. It is ours to end, and started again whenever it is found dead."""

    name: str
    arguments: Sequence[str]
    environ: Mapping[str, str]
    log: Path
    port: int | None = None
    starts: int = 0
    _running: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def runs(self) -> bool:
        """Whether it lives."""
        return self._running is not None and self._running.poll() is None

    def start(self) -> None:
        """Start it; what it says goes to its log."""
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(  # noqa: S603 - this very program
                [sys.executable, "-m", "hotel_agent", *self.arguments],
                env={**os.environ, **self.environ},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.starts += 1

    def kill(self) -> None:
        """Kill -9."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()

    def stop(self) -> int:
        """Stop it as an operator does; how it ended."""
        if self._running is None:
            return 0
        self._running.send_signal(signal.SIGTERM)
        try:
            return self._running.wait(_TO_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._running.kill()
            return self._running.wait()


@define
class Processes:
    """All of them, and whoever looks after them."""

    all: list[HouseProgram]
    clock: Clock
    kills: int = 0

    async def look_after(self) -> None:
        """Start whatever is dead, until cancelled."""
        while True:
            for each in self.all:
                if not each.runs:
                    each.start()
            await self.clock.sleep_until(self.clock.now() + _GLANCE)

    async def open(self) -> None:
        """Wait until every door is open. Raises Unavailable, with what the process said, when one is not."""
        give_up = self.clock.now() + _TO_START
        async with httpx.AsyncClient(timeout=2) as web:
            for each in self.all:
                while each.port is not None and not await _answers(web, each.port):
                    if self.clock.now() >= give_up:
                        raise Unavailable(f"{each.name} did not open; it said:\n{each.log.read_text()[-2000:]}")
                    await self.clock.sleep_until(self.clock.now() + _GLANCE)

    def kill(self, number: int) -> None:
        """Kill the one of this number that lives."""
        living = [each for each in self.all if each.runs]
        if living:
            living[number % len(living)].kill()
            self.kills += 1

    async def stop(self) -> None:
        """Stop all of them, side by side."""
        await asyncio.gather(*(asyncio.to_thread(each.stop) for each in self.all))


async def _answers(web: httpx.AsyncClient, port: int) -> bool:
    try:
        return (await web.get(f"http://127.0.0.1:{port}/health/live")).status_code == 200
    except httpx.HTTPError:
        return False
