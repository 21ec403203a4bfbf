"""How soon a receptionist sees what happened in another process: two services on one PostgreSQL, one of them followed.

A guest asks in the web chat of the first service; somebody notes and notes again there. Told is the time from the
answer to each note to the line about it in the stream of the second service.
"""

import asyncio
import json
import os
import re
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from statistics import median, quantiles
from time import perf_counter

import httpx
import jwt

from hotel_agent.testing.servers import PostgresServer

TIMES = int(sys.argv[1]) if len(sys.argv) > 1 else 60
SECRET = "5f0c7a1e9b3d4c628f1a2b3c4d5e6f70"
CLAIMS = {"sub": "eva", "exp": 4102444800, "role": "reception", "tenant": ["marina"]}
EVA = {"authorization": f"Bearer {jwt.encode(CLAIMS, SECRET, algorithm='HS256')}"}
HOTEL_AGENT, SERVE = [sys.executable, "-m", "hotel_agent"], ["serve", "--port", "0"]
ROOMS = "/api/tenants/marina"


@asynccontextmanager
async def serving(told: dict[str, str]) -> AsyncIterator[str]:
    """The address of a service in a process of its own."""
    running: Process = await asyncio.create_subprocess_exec(*HOTEL_AGENT, *SERVE, env=told, stdout=PIPE, stderr=DEVNULL)
    try:
        assert running.stdout is not None
        welcome = (await running.stdout.readuntil(b"Stop it with")).decode()
        yield re.findall(r"Talk with it +(http://[^/]+)/", welcome)[0]
    finally:
        if running.returncode is None:
            running.terminate()
        await running.communicate()


async def main() -> None:
    async with PostgresServer() as server:
        told = {**os.environ, "POSTGRES_URL": await server.fresh_database(), "JWT_SECRET": SECRET}
        upgrade = await asyncio.create_subprocess_exec(*HOTEL_AGENT, "db", "upgrade", env=told, stdout=DEVNULL)
        assert await upgrade.wait() == 0
        async with serving(told) as here, serving(told) as there, httpx.AsyncClient(timeout=60) as web:
            await measure(web, here, there)


async def measure(web: httpx.AsyncClient, here: str, there: str) -> None:
    chat = (await web.post(f"{here}/v1/webchat/marina/sessions", json={"locale": "en"})).json()
    said = {"client_id": "a-1", "text": "I would like to talk with a person"}
    guest = {"authorization": f"Bearer {chat['token']}"}
    await web.post(f"{here}/v1/webchat/conversations/{chat['conversation']}/messages", json=said, headers=guest)
    async with web.stream("GET", f"{there}{ROOMS}/events", headers=EVA, timeout=60) as stream:
        lines = stream.aiter_lines()
        known = await next_line(lines, 0)
        while known["standing"] != "waiting":
            known = await next_line(lines, known["version"])
        took = []
        for number in range(TIMES):
            # Not always at the same place between two looks.
            await asyncio.sleep(0.037 * (number % 14))
            note = f"{here}{ROOMS}/conversations/{known['id']}/note"
            answer = await web.post(note, json={"text": f"note {number}"}, headers=EVA)
            answer.raise_for_status()
            began = perf_counter()
            known = await next_line(lines, known["version"])
            took.append((perf_counter() - began) * 1000)
    print(f"{TIMES} notes: median {median(took):.0f} ms, 95 of 100 in {quantiles(took, n=20)[-1]:.0f} ms, "
          f"slowest {max(took):.0f} ms")  # fmt: skip


async def next_line(lines: AsyncIterator[str], version: int) -> dict[str, object]:
    """The next conversation told that is newer than this version."""
    async for line in lines:
        if line.startswith("data: {"):
            told: dict[str, object] = json.loads(line.removeprefix("data: "))
            if int(str(told["version"])) > version:
                return told
    raise SystemExit("the stream ended")


asyncio.run(main())
