"""Many processes on one PostgreSQL: guests are answered once, by whoever is there, also when some of them die."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from tests.integration.service import HOOK, SECRETS, eventually, side_by_side, whatsapp
from tests.integration.test_serve import Started, command, started_again

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.ports.channel import RawRequest
from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

QUIET = timedelta(seconds=6)
QUESTION = "¿A qué hora es el desayuno?"


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="who began whom is read from /proc")


@pytest.fixture
async def graph() -> AsyncIterator[GraphStub]:
    async with GraphStub(token=SECRETS["WHATSAPP_ACCESS_TOKEN"]) as stub:
        yield stub


@pytest.fixture
async def opened(tables: str) -> AsyncIterator[Database]:
    async with open_database(tables) as database:
        yield database


@pytest.fixture
def told(tables: str, graph: GraphStub) -> dict[str, str]:
    return whatsapp(graph.url) | {"POSTGRES_URL": tables}


@asynccontextmanager
async def working(told: Mapping[str, str]) -> AsyncIterator[Process]:
    """A worker in a process of its own."""
    running = await command(told, "worker")
    try:
        assert running.stdout is not None
        said = await asyncio.wait_for(running.stdout.readline(), timeout=300)
        assert said.startswith(b"A worker answers guests of"), said
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.communicate()


def guests(count: int) -> list[WhatsAppGuest]:
    secret = SECRETS["WHATSAPP_APP_SECRET"]
    return [
        WhatsAppGuest(secret=secret, number=f"3460000{number:04}", name=f"Guest {number}") for number in range(count)
    ]


async def posts(web: httpx.AsyncClient, door: Started, raw: RawRequest) -> None:
    answer = await web.post(door.url + HOOK, content=raw.body, headers=dict(raw.headers))
    assert answer.status_code == 200, answer.text


async def counted(database: Database, query: str) -> int:
    async with database.engine.connect() as connection:
        return int((await connection.execute(text(query))).scalar_one())


async def nothing_waits(database: Database) -> bool:
    """Whether every event is consumed and all that is due is done."""
    waiting = await counted(database, "SELECT count(*) FROM ledger WHERE at < now() + interval '30 seconds'")
    return not waiting and await counted(database, "SELECT count(*) FROM inbox") > 0


async def turns_of(web: httpx.AsyncClient, door: Started) -> int:
    shown = (await web.get(door.url + "/metrics")).text
    return sum(
        int(float(each)) for each in re.findall(r"^orchestrator_messages_total\{.*\} (\S+)$", shown, re.MULTILINE)
    )


async def test_a_burst_delivered_to_two_services_is_answered_once(
    told: dict[str, str], graph: GraphStub, opened: Database
) -> None:
    (guest,) = guests(1)
    # Longer than most machines take to deliver all of it.
    told = told | {"HOTEL_QUIET_SECONDS": str(QUIET.total_seconds())}
    async with (
        side_by_side(started_again(told), started_again(told)) as (one, other),
        httpx.AsyncClient(timeout=120) as web,
    ):
        now = SystemClock().now()
        burst = [guest.writes(line, at=now) for line in ("Hola", "una pregunta", QUESTION)]
        await asyncio.gather(*(posts(web, door, raw) for raw in burst for door in (one, other, one)))
        in_time = SystemClock().now() - now < QUIET
        await eventually(lambda: nothing_waits(opened))
        kept = await counted(opened, "SELECT count(*) FROM inbox WHERE from_guest")
        turns = await turns_of(web, one) + await turns_of(web, other)
    assert kept == 3
    # A machine so busy that delivering takes longer than a guest is waited for answers in pieces, each of them once.
    assert turns == 1 if in_time else 1 <= turns <= kept
    assert len(graph.texts_to(guest.number)) == turns


async def test_two_services_share_the_work_of_fifty_guests(
    told: dict[str, str], graph: GraphStub, opened: Database
) -> None:
    crowd, asked, turns = guests(500), list[WhatsAppGuest](), [0, 0]
    async with (
        side_by_side(started_again(told), started_again(told)) as (one, other),
        httpx.AsyncClient(timeout=120) as web,
    ):

        async def all_are_answered() -> bool:
            return len(graph.sent) >= len(asked) and await nothing_waits(opened)

        # Where one of them was not given a moment by a busy machine, fifty more come.
        while min(turns) == 0 and len(asked) < len(crowd):
            many = crowd[len(asked) : len(asked) + 50]
            asked += many
            now = SystemClock().now()
            # All through one door: who takes a message in has nothing to do with who answers it.
            await asyncio.gather(*(posts(web, one, guest.writes(QUESTION, at=now)) for guest in many))
            await eventually(all_are_answered)
            turns = [await turns_of(web, door) for door in (one, other)]
    assert [len(graph.texts_to(guest.number)) for guest in asked] == [1] * len(asked)
    assert sum(turns) == len(asked)
    assert min(turns) >= 1, turns


@asynccontextmanager
async def held_up(database: Database) -> AsyncIterator[None]:
    """Whoever commits a turn has to wait inside here."""
    async with database.engine.begin() as connection:
        await connection.execute(text("SELECT id FROM conversations FOR UPDATE"))
        yield


async def is_in_a_turn(database: Database) -> bool:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    doing = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' AND task_name = 'serve'"
    return bool(await counted(database, waiting) and await counted(database, doing))


async def answered(graph: GraphStub, guest: WhatsAppGuest, times: int) -> bool:
    return len(graph.texts_to(guest.number)) >= times


async def first_answer(graph: GraphStub, guest: WhatsAppGuest, web: httpx.AsyncClient, door: Started) -> None:
    await posts(web, door, guest.writes(QUESTION, at=SystemClock().now()))
    await eventually(lambda: answered(graph, guest, 1))


async def sees_the_database(web: httpx.AsyncClient, door: Started) -> bool:
    """Whether it says so; on a machine that is too busy it may not find out in the time it gives itself."""
    checks: dict[str, bool] = (await web.get(door.url + "/health/ready")).json()["checks"]
    return checks["database"]


async def test_what_a_killed_worker_had_in_hand_another_finishes(
    told: dict[str, str], graph: GraphStub, opened: Database
) -> None:
    (guest,) = guests(1)
    told = told | {"HOTEL_QUIET_SECONDS": "1"}
    async with (
        started_again(told, "--workers", "0") as doors,
        side_by_side(working(told), working(told)) as (victim, other),
        httpx.AsyncClient(timeout=120) as web,
    ):
        await eventually(lambda: sees_the_database(web, doors))
        await first_answer(graph, guest, web, doors)
        # Stopped in the middle of a transaction it would hold up the doors as well.
        await eventually(lambda: nothing_waits(opened))
        other.send_signal(signal.SIGSTOP)
        await posts(web, doors, guest.writes(QUESTION, at=SystemClock().now()))
        async with held_up(opened):
            await eventually(lambda: is_in_a_turn(opened))
            victim.kill()
            other.send_signal(signal.SIGCONT)
        await eventually(lambda: answered(graph, guest, 2))
        await eventually(lambda: nothing_waits(opened))
    assert len(graph.texts_to(guest.number)) == 2


async def test_told_to_stop_a_worker_finishes_what_it_has_begun(
    told: dict[str, str], graph: GraphStub, opened: Database
) -> None:
    (guest,) = guests(1)
    told = told | {"HOTEL_QUIET_SECONDS": "1"}
    async with started_again(told, "--workers", "0") as doors, httpx.AsyncClient(timeout=120) as web:
        async with working(told) as worker:
            await first_answer(graph, guest, web, doors)
            await posts(web, doors, guest.writes(QUESTION, at=SystemClock().now()))
            async with held_up(opened):
                await eventually(lambda: is_in_a_turn(opened))
                worker.send_signal(signal.SIGTERM)
            _, log = await asyncio.wait_for(worker.communicate(), timeout=300)
        assert worker.returncode == 0, log
        assert await counted(opened, "SELECT count(*) FROM inbox WHERE state = 'open'") == 0
        assert await counted(opened, "SELECT count(*) FROM procrastinate_workers") == 0
        async with working(told):
            await eventually(lambda: answered(graph, guest, 2))


async def living_workers(database: Database) -> int:
    return await counted(
        database, "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '3 seconds'"
    )


async def registered(database: Database) -> set[int]:
    """The workers that have come and not taken their leave."""
    async with database.engine.connect() as connection:
        return set((await connection.execute(text("SELECT id FROM procrastinate_workers"))).scalars())


def children_of(process: Process) -> set[int]:
    """The processes this one has begun."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = entry.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == process.pid and state != "Z":
                found.add(int(entry.parent.name))
    return found


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@on_linux
async def test_a_service_keeps_as_many_workers_as_it_is_asked_for_and_takes_them_with_it(
    told: Mapping[str, str], opened: Database
) -> None:
    async def three_work() -> bool:
        return await living_workers(opened) == 3

    async with started_again(told, "--workers", "3") as service:
        await eventually(three_work)
        first = await registered(opened)
        children = children_of(service.running)
        assert len(children) == 2
        killed = children.pop()
        os.kill(killed, signal.SIGKILL)

        async def another_is_there() -> bool:
            return len(children_of(service.running)) == 2 and killed not in children_of(service.running)

        async def another_works() -> bool:
            return bool(await registered(opened) - first)

        await eventually(another_is_there)
        await eventually(another_works)
        code, log = await service.stopped_by(signal.SIGTERM)
    assert code == 0, log
    assert "a worker died and is begun again" in log
    assert "Traceback" not in log
    left = await registered(opened)
    assert left <= first, "all but the one that was killed took their leave"
    assert len(left) <= 1


@on_linux
async def test_workers_do_not_outlive_a_service_that_is_killed(told: Mapping[str, str], opened: Database) -> None:
    async def two_work() -> bool:
        return await living_workers(opened) == 2

    async with started_again(told, "--workers", "2") as service:
        await eventually(two_work)
        children = children_of(service.running)
        assert len(children) == 1
        service.running.kill()

        async def they_are_gone() -> bool:
            return not any(lives(each) for each in children)

        await eventually(they_are_gone)


@on_linux
async def test_what_the_workers_of_a_service_count_is_read_at_the_service_and_adds_up(
    told: dict[str, str], opened: Database
) -> None:
    many = guests(6)
    async with started_again(told, "--workers", "3") as door, httpx.AsyncClient(timeout=120) as web:

        async def all_show() -> bool:
            shown = (await web.get(door.url + "/metrics")).text
            alive = re.search(r"^workers_alive (\S+)$", shown, re.MULTILINE)
            return alive is not None and float(alive[1]) == 3 and all(f'worker="{each}"' in shown for each in (1, 2))

        # Two more processes have to come up, on a machine that may have much else to do.
        await eventually(all_show, every=timedelta(seconds=0.5), patience=timedelta(minutes=5))
        now = SystemClock().now()
        await asyncio.gather(*(posts(web, door, guest.writes(QUESTION, at=now)) for guest in many))
        await eventually(lambda: nothing_waits(opened))

        async def all_counted() -> bool:
            return await turns_of(web, door) == len(many)

        await eventually(all_counted, every=timedelta(seconds=0.2))


async def test_a_worker_shows_what_it_counts_at_a_port_of_its_own(told: dict[str, str]) -> None:
    running = await command(told, "worker", "--metrics-port", "0")
    try:
        assert running.stdout is not None
        said = await asyncio.wait_for(running.stdout.readline(), timeout=300)
        (url,) = re.findall(rb"counts is at (http://127.0.0.1:\d+/metrics)", said)
        async with httpx.AsyncClient(timeout=120) as web:
            shown = (await web.get(url.decode())).text
    finally:
        running.kill()
        await running.communicate()
    assert "hotel_agent_info{" in shown
    assert "process_cpu_seconds_total" in shown
