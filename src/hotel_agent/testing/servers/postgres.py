"""A PostgreSQL server for tests and rehearsals."""

import os
import secrets
import signal
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.domain.errors import Bug, Unavailable
from hotel_agent.testing.servers.account import unprivileged
from hotel_agent.testing.servers.binaries import EVERYWHERE, POSTGRES, Source, find
from hotel_agent.testing.servers.ports import free_port
from hotel_agent.testing.servers.program import Program

_PATIENCE = timedelta(seconds=60)
_GLANCE = timedelta(milliseconds=20)
_SETTINGS = {"listen_addresses": "127.0.0.1", "max_connections": "200", "max_prepared_transactions": "0"}
_CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class PostgresServer:
    """A server on a free port of 127.0.0.1 inside `async with`: new at first, gone at the end, also after kill -9.

    Durable, it survives its own death as in production; otherwise it is quicker. Nothing in it is bound to one event
    loop. Everybody on this machine may enter: nothing of worth belongs into it.
    """

    def __init__(self, *, durable: bool = True, sources: Collection[Source] = EVERYWHERE) -> None:
        self.url = ""
        """Of the database `postgres`, as a superuser; for SQLAlchemy, put its driver's name in."""
        self._durable = durable
        self._sources = sources
        self._clock = SystemClock()
        self._program: Program | None = None
        self._folder = Path()
        self._port = 0
        self._binary = Path()
        self._made: set[str] = set()

    async def __aenter__(self) -> Self:
        """Find a server or start one. Raises BadConfig where there is none, Unavailable if it does not start."""
        running = os.environ.get(POSTGRES.variable) if "running" in self._sources else None
        if running:
            self.url = running
            return self
        account = unprivileged()
        self._folder = account.folder()
        self._program = Program(self._folder, account, last_word=signal.SIGQUIT)
        try:
            self._binary, initdb = find(POSTGRES, self._sources, account=account, folder=self._folder)
            await self._initialise(self._program, initdb)
            self._port = free_port()
            self.url = f"postgresql://postgres@127.0.0.1:{self._port}/postgres"
            await self.start()
        except BaseException:
            await self._program.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop it and remove everything it kept; of a server that is not ours, the databases made here."""
        if self._program is None:
            for url in sorted(self._made):
                await self.drop(url)
            return
        await self._program.end(signal.SIGQUIT)
        await self._program.close()

    async def fresh_database(self, *, like: str | None = None) -> str:
        """The URL of a new database: empty, or a copy of the one with this URL, to which nobody may be connected."""
        name = f"hotel_{secrets.token_hex(8)}"
        template = "template0" if like is None else _database(like)
        making = SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template))
        async with await psycopg.AsyncConnection.connect(self.url, autocommit=True) as admin:
            await admin.execute(making)
        url = urlsplit(self.url)._replace(path=f"/{name}").geturl()
        self._made.add(url)
        return url

    async def drop(self, url: str) -> None:
        """Drop the database with this URL and throw out who is connected to it. Repeating is safe."""
        async with await psycopg.AsyncConnection.connect(self.url, autocommit=True) as admin:
            dropping = SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            await admin.execute(dropping.format(Identifier(_database(url))))
        self._made.discard(url)

    async def start(self) -> None:
        """Start it, at the same port as before; returns when it answers. Raises Unavailable when it does not."""
        program, give_up = self._ours(), self._clock.now() + _PATIENCE
        while True:
            if not program.runs:
                program.start(self._binary, "-D", self._folder / "kept", "-p", str(self._port), *self._settings())
            if await self._answers():
                return
            # What was killed leaves its children for a moment, and they its memory: until then a start is refused.
            refused = not program.runs and "shared memory" not in program.said(5)
            if refused or self._clock.now() >= give_up:
                raise Unavailable(f"PostgreSQL did not start; it said:\n{program.said()}")
            await self._clock.sleep_until(self._clock.now() + _GLANCE)

    async def stop(self) -> None:
        """Stop it as an operator does: who is connected is thrown out, what was committed kept. Repeating is safe."""
        await self._ours().end(signal.SIGINT, signal.SIGQUIT)

    async def kill(self) -> None:
        """Kill it at once (kill -9), as a power cut does. Repeating is safe."""
        await self._ours().end()

    async def restart(self) -> None:
        """Stop and start it, at the same port."""
        await self.stop()
        await self.start()

    def _ours(self) -> Program:
        if self._program is None:
            raise Bug(
                f"the server of {POSTGRES.variable} is not ours to stop; leave the variable out, or ask `sources`"
            )
        return self._program

    def _settings(self) -> list[str]:
        told = {**_SETTINGS, "unix_socket_directories": str(self._folder), **({} if self._durable else _CARELESS)}
        return [part for name, value in told.items() for part in ("-c", f"{name}={value}")]

    async def _initialise(self, program: Program, initdb: Path) -> None:
        program.start(
            initdb, "-D", self._folder / "kept", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C",
            "--no-sync",
        )  # fmt: skip
        if not await program.ended(within=_PATIENCE) or not (self._folder / "kept" / "PG_VERSION").exists():
            raise Unavailable(f"PostgreSQL could not make its folder; it said:\n{program.said()}")

    async def _answers(self) -> bool:
        try:
            async with await psycopg.AsyncConnection.connect(self.url, connect_timeout=2) as asked:
                await asked.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


def _database(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")
