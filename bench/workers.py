"""How many messages a second 1, 2 and 4 worker processes answer, and how that compares with bare commits.

A backlog of first questions is stored while the workers stand still; then they are let go, and the time is taken from
there to the last answer that arrived at Meta's stand-in. The bare loop inserts a row and commits, over one connection
to the same server, in the same run.
"""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.bootstrap import load_config, open_desk
from hotel_agent.domain.ids import AccountId
from hotel_agent.ports.channel import Credentials
from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.servers import PostgresServer
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

MESSAGES = 400
COMMITS = 2000
NUMBER = AccountId("810000000000001")
SECRET = "a secret of nobody's"
QUESTION = "Hello, a double room for two adults from 4 to 6 February 2027, please"


def environ(url: str, graph: GraphStub) -> dict[str, str]:
    return {
        "POSTGRES_URL": url,
        "HOTEL_QUIET_SECONDS": "0",
        "LOG_LEVEL": "ERROR",
        "RATE_LIMIT_TENANT": "1000000/minute",
        "WHATSAPP_PHONE_NUMBER_ID": NUMBER,
        "WHATSAPP_ACCESS_TOKEN": "EAAG-a-token-of-nobody",
        "WHATSAPP_APP_SECRET": SECRET,
        "WHATSAPP_VERIFY_TOKEN": "a word of nobody's",
        "WHATSAPP_API_URL": graph.url,
    }


async def bare_commits(url: str) -> float:
    """Rows a second."""
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE bare (id serial PRIMARY KEY, said text)")
    began = time.perf_counter()
    for _ in range(COMMITS):
        await connection.execute("INSERT INTO bare (said) VALUES ($1)", QUESTION)
    seconds = time.perf_counter() - began
    await connection.close()
    return COMMITS / seconds


async def answered(server: PostgresServer, workers: int) -> float:
    """Messages a second that so many workers answer."""
    async with AsyncExitStack() as opened:
        graph = await opened.enter_async_context(GraphStub())
        url = await server.fresh_database()
        told = {**os.environ, **environ(url, graph)}
        hotel_agent = [sys.executable, "-m", "hotel_agent"]
        await asyncio.to_thread(
            subprocess.run, [*hotel_agent, "db", "upgrade"], env=told, check=True, capture_output=True
        )
        log = opened.enter_context(Path(tempfile.mkstemp()[1]).open("w+"))
        processes = [
            subprocess.Popen([*hotel_agent, "worker"], env=told, stdout=log, stderr=log) for _ in range(workers)
        ]
        try:
            clock = SystemClock()
            while Path(log.name).read_text().count("\n") < workers:
                await asyncio.sleep(0.1)
            await asyncio.sleep(2)
            for each in processes:
                each.send_signal(signal.SIGSTOP)
            async with open_desk(load_config(environ(url, graph)), clock=clock) as desk:
                for number in range(MESSAGES):
                    guest = WhatsAppGuest(number=f"4477{number:08}", account=NUMBER, secret=SECRET)
                    credentials = Credentials(secrets=(SECRET,), accounts=frozenset({NUMBER}))
                    await desk.receive("whatsapp", guest.writes(QUESTION, at=datetime.now(UTC)), credentials)
            for each in processes:
                each.send_signal(signal.SIGCONT)
            began = time.perf_counter()
            while len(graph.sent) < MESSAGES:
                assert all(each.poll() is None for each in processes), Path(log.name).read_text()
                await asyncio.sleep(0.01)
            return MESSAGES / (time.perf_counter() - began)
        finally:
            for each in processes:
                each.kill()
                each.wait()


async def main() -> None:
    async with PostgresServer() as server:
        bare = await bare_commits(await server.fresh_database())
        print(f"bare insert and commit: {bare:,.0f} rows/s over one connection")
        for workers in (1, 2, 4):
            rate = await answered(server, workers)
            print(f"{workers} workers: {rate:,.1f} messages/s answered, {rate / bare:.3f} of the bare loop")


asyncio.run(main())
