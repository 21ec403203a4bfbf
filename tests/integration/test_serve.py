"""`hotel-agent serve` as its keeper knows it: started from a shell, told to stop by a signal, read in its log."""

import asyncio
import json
import os
import re
import signal
import socket
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest
from attrs import frozen
from tests.integration.service import HOOK, SECRETS, eventually, plain, whatsapp

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.config import VARIABLES
from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

IN_PRODUCTION = {"ENVIRONMENT": "production", "SECRET_KEY": "5f0c7a1e9b3d4c62" * 4, "LOG_LEVEL": "DEBUG"}


@frozen(kw_only=True)
class Started:
    """A service in a process of its own."""

    running: Process
    welcome: str
    url: str

    async def stopped_by(self, number: signal.Signals) -> tuple[int, str]:
        """Its exit code and its log after this signal."""
        self.running.send_signal(number)
        _, log = await asyncio.wait_for(self.running.communicate(), timeout=300)
        return self.running.returncode or 0, log.decode()


@asynccontextmanager
async def started(told: Mapping[str, str], *options: str) -> AsyncIterator[Started]:
    with TemporaryDirectory() as folder:
        async with started_again({"HOTEL_DATA_DIR": folder, **told}, *options) as service:
            yield service


@asynccontextmanager
async def started_again(told: Mapping[str, str], *options: str) -> AsyncIterator[Started]:
    """Started over what was left behind."""
    running = await command(told, "serve", "--port", "0", *options)
    try:
        assert running.stdout is not None
        welcome = (await asyncio.wait_for(running.stdout.readuntil(b"Stop it with"), timeout=300)).decode()
        (url,) = re.findall(r"Talk with it +(http://[^/]+)/", welcome)
        yield Started(running=running, welcome=welcome, url=url)
    finally:
        if running.returncode is None:
            running.kill()
            await running.communicate()


async def command(told: Mapping[str, str], *arguments: str) -> Process:
    environ = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hotel_agent", *arguments, env={**environ, **told}, stdout=PIPE, stderr=PIPE
    )


async def test_a_whole_reservation_leaves_nothing_of_the_guest_in_the_log(tmp_path: Path) -> None:
    guest = WhatsAppGuest(secret=SECRETS["WHATSAPP_APP_SECRET"], name="Ana Pérez")
    lines = (
        "Hola, soy Ana Pérez y mi correo es ana.perez@example.com",
        "Una doble para dos personas, del viernes al domingo de la semana que viene",
        "Sí, confirmo",
    )
    question = {"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": SECRETS["WHATSAPP_VERIFY_TOKEN"]}
    async with (
        GraphStub(token=SECRETS["WHATSAPP_ACCESS_TOKEN"]) as graph,
        started(IN_PRODUCTION | whatsapp(graph.url) | {"HOTEL_DATA_DIR": str(tmp_path)}) as service,
        httpx.AsyncClient(timeout=120) as web,
    ):
        assert (await web.get(service.url + HOOK, params=question)).text == "1"
        for number, line in enumerate(lines, start=1):
            raw = guest.writes(line, at=SystemClock().now())
            answer = await web.post(service.url + HOOK, content=raw.body, headers=dict(raw.headers))
            assert answer.status_code == 200
            await eventually(lambda number=number: heard(graph, guest, number))  # type: ignore[misc]
            await eventually(lambda: settled(tmp_path / "hotel.sqlite3"))
        done = plain(graph.texts_to(guest.number)[-1])
        code, log = await service.stopped_by(signal.SIGTERM)
    assert "A nombre de: Ana Pérez" in done
    assert code == 0
    entries = [json.loads(line) for line in log.splitlines()]
    assert sum(f"POST {HOOK} answered with 200" in entry["message"] for entry in entries) == len(lines)
    assert all(entry["level"] in {"DEBUG", "INFO", "WARNING"} for entry in entries), log
    said = [part for text in graph.texts_to(guest.number) for part in text.splitlines() if len(part) > 12]
    for trace in (guest.number, "Ana", "Pérez", "ana.perez", "doble", "viernes", *lines, *said, *SECRETS.values()):
        assert trace not in log


async def heard(graph: GraphStub, guest: WhatsAppGuest, number: int) -> bool:
    return len(graph.texts_to(guest.number)) >= number


async def test_a_service_that_was_killed_goes_on_where_it_was_when_it_is_started_again(tmp_path: Path) -> None:
    guest = WhatsAppGuest(secret=SECRETS["WHATSAPP_APP_SECRET"], name="Ana Pérez")
    line = "Una doble para dos, del viernes al domingo de la semana que viene, soy Ana Pérez, ana.perez@example.com"
    asked = guest.writes(line, at=SystemClock().now())
    async with GraphStub(token=SECRETS["WHATSAPP_ACCESS_TOKEN"]) as graph, httpx.AsyncClient(timeout=120) as web:
        told = {"HOTEL_DATA_DIR": str(tmp_path / "kept"), **whatsapp(graph.url)}
        async with started_again(told) as service:
            assert f"Kept in       {tmp_path}/kept/hotel.sqlite3" in service.welcome
            await web.post(service.url + HOOK, content=asked.body, headers=dict(asked.headers))
            await eventually(lambda: heard(graph, guest, 1))
            await eventually(lambda: settled(tmp_path / "kept" / "hotel.sqlite3"))
            service.running.kill()
            await service.running.wait()
        async with started_again(told) as service:
            yes = guest.writes("Sí, confirmo", at=SystemClock().now())
            for raw in (asked, yes, asked):
                answer = await web.post(service.url + HOOK, content=raw.body, headers=dict(raw.headers))
                assert answer.status_code == 200
            await eventually(lambda: heard(graph, guest, 2))
            code, _ = await service.stopped_by(signal.SIGTERM)
        assert code == 0
        _, done = graph.texts_to(guest.number)
        assert "A nombre de: Ana Pérez" in plain(done)


async def test_a_database_that_is_not_ready_is_named_with_the_way_out() -> None:
    running = await command({"POSTGRES_URL": "postgresql://a:hush@127.0.0.1:1/b"}, "serve", "--port", "0")
    out, err = await asyncio.wait_for(running.communicate(), timeout=300)
    assert running.returncode == 1
    assert "The service could not be opened: the database does not answer" in err.decode()
    assert b"Traceback" not in out + err
    assert b"hush" not in out + err


async def settled(file: Path) -> bool:
    """Whether nothing waits to be said in the file."""
    with closing(sqlite3.connect(file)) as looked:
        return not looked.execute("SELECT key FROM outbox WHERE state = 'waiting' AND lane = 'say'").fetchall()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_newcomer_finds_the_way_and_ends_it_cleanly(number: signal.Signals) -> None:
    async with started({}) as service, httpx.AsyncClient(timeout=120) as web:
        assert "Hotel Marina is open (the demo hotel)." in service.welcome
        for path in re.findall(r"http://[^/]+(/\S*)", service.welcome):
            assert (await web.get(service.url + path)).status_code == 200, path
        code, log = await service.stopped_by(number)
    assert code == 0
    assert "Traceback" not in log
    assert "ERROR" not in log


async def test_a_port_that_is_taken_is_named_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        running = await command({}, "serve", "--port", str(port))
        out, err = await asyncio.wait_for(running.communicate(), timeout=300)
    assert running.returncode == 1
    for named in (f"Port {port} is in use", "--port", "HOTEL_PORT"):
        assert named in err.decode()
    assert b"Traceback" not in out + err


async def test_an_address_that_is_not_this_machines_is_refused_in_words() -> None:
    running = await command({"HOTEL_HOST": "192.0.2.1"}, "serve", "--port", "0")
    _, err = await asyncio.wait_for(running.communicate(), timeout=300)
    assert running.returncode == 1
    assert "Cannot listen at 192.0.2.1" in err.decode()
    assert b"Traceback" not in err
