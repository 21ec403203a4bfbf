"""A Redis server for tests and rehearsals: Redis itself, or Valkey, which speaks the same."""

import os
import signal
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import Self

from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.domain.errors import Bug, Unavailable
from hotel_agent.testing.servers.account import unprivileged
from hotel_agent.testing.servers.binaries import EVERYWHERE, REDIS, Source, find
from hotel_agent.testing.servers.ports import free_port
from hotel_agent.testing.servers.program import Program

_PATIENCE = timedelta(seconds=60)
_GLANCE = timedelta(milliseconds=20)


class RedisServer:
    """A server on a free port of 127.0.0.1 inside `async with`: empty at first, gone at the end, also after kill -9.

    Durable, it finds again after its own death what it was told up to a second before; otherwise it is empty then.
    Nothing in it is bound to one event loop.
    """

    def __init__(self, *, durable: bool = True, sources: Collection[Source] = EVERYWHERE) -> None:
        self.url = ""
        self._durable = durable
        self._sources = sources
        self._clock = SystemClock()
        self._program: Program | None = None
        self._folder = Path()
        self._port = 0
        self._binary = Path()

    async def __aenter__(self) -> Self:
        """Find a server or start one. Raises BadConfig where there is none, Unavailable if it does not start."""
        running = os.environ.get(REDIS.variable) if "running" in self._sources else None
        if running:
            self.url = running
            return self
        account = unprivileged()
        self._folder = account.folder()
        self._program = Program(self._folder, account, last_word=signal.SIGKILL)
        try:
            (self._binary,) = find(REDIS, self._sources, account=account, folder=self._folder)
            self._port = free_port()
            self.url = f"redis://127.0.0.1:{self._port}/0"
            await self.start()
        except BaseException:
            await self._program.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop it and remove everything it kept. A server that is not ours runs on."""
        if self._program is not None:
            await self._program.close()

    async def empty(self) -> None:
        """Forget everything in the database of `url`, also where the server is not ours."""
        async with Redis.from_url(self.url) as client:
            await client.flushdb()

    async def start(self) -> None:
        """Start it, at the same port as before; returns when it answers. Raises Unavailable when it does not."""
        program, give_up = self._ours(), self._clock.now() + _PATIENCE
        if not program.runs:
            program.start(self._binary, *self._settings())
        while not await self._answers():
            if not program.runs or self._clock.now() >= give_up:
                raise Unavailable(f"Redis did not start; it said:\n{program.said()}")
            await self._clock.sleep_until(self._clock.now() + _GLANCE)

    async def stop(self) -> None:
        """Stop it as an operator does. Repeating is safe."""
        await self._ours().end(signal.SIGTERM)

    async def kill(self) -> None:
        """Kill it at once (kill -9), also when it is paused. Repeating is safe."""
        await self._ours().end()

    async def restart(self) -> None:
        """Stop and start it, at the same port."""
        await self.stop()
        await self.start()

    def pause(self) -> None:
        """Let it hang: connections stay open and are accepted, and nothing is answered."""
        self._ours().send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on; it answers what was asked meanwhile. Repeating is safe."""
        self._ours().send(signal.SIGCONT)

    def _ours(self) -> Program:
        if self._program is None:
            raise Bug(f"the server of {REDIS.variable} is not ours to stop; leave the variable out, or ask `sources`")
        return self._program

    def _settings(self) -> list[str]:
        kept = "yes" if self._durable else "no"
        told = {
            "bind": "127.0.0.1",
            "port": str(self._port),
            "dir": str(self._folder),
            "save": "",
            "appendonly": kept,
            "unixsocket": str(self._folder / "redis.sock"),
        }
        return [part for name, value in told.items() for part in (f"--{name}", value)]

    async def _answers(self) -> bool:
        try:
            async with Redis.from_url(self.url, socket_timeout=2, socket_connect_timeout=2) as client:
                return bool(await client.ping())
        except (RedisError, OSError):
            return False
