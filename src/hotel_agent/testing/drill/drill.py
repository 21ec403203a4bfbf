"""One run: open the house and the world, let guests live, let things go wrong, wait until all is quiet, add up."""

import asyncio
import json
import shutil
import tempfile
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

from attrs import define

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.database.database import open_database
from hotel_agent.adapters.database.schema import upgrade
from hotel_agent.adapters.pms import PMS
from hotel_agent.ports.clock import Clock
from hotel_agent.testing.drill.guests import DrillGuest, name_of
from hotel_agent.testing.drill.hotels import INSIDE, LANGUAGES, NUMBERS, OUTSIDE, tables, tenant, write_tenants_file
from hotel_agent.testing.drill.ledger import Ledger, Verdict
from hotel_agent.testing.drill.meta import Meta
from hotel_agent.testing.drill.outside import OutsideBook
from hotel_agent.testing.drill.plan import Dice, DrillPlan
from hotel_agent.testing.drill.processes import HouseProgram, Processes
from hotel_agent.testing.drill.rows import Rows
from hotel_agent.testing.drill.switches import LASTS, ON_POSTGRESQL, ON_SQLITE, Outage, Trouble
from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.servers import PostgresServer, RedisServer
from hotel_agent.testing.servers.ports import free_port
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

SECRET = "a secret of nobody's"  # noqa: S105 - of a drill
TOKEN = "EAAG-a-token-of-nobody"  # noqa: S105 - of a drill
_GLANCE = timedelta(milliseconds=250)
_OURS: Final = ("installed", "wheel")
"""A server that others use is not restarted."""
_UNTIL_QUIET = timedelta(minutes=4)
_MESSAGES_A_GUEST = 5

Tell = Callable[[str], None]


@define(kw_only=True)
class World:
    """Everything a run is made of, the house's processes and what is outside."""

    plan: DrillPlan
    clock: Clock
    dice: Dice
    graph: GraphStub
    outside: OutsideBook
    meta: Meta
    processes: Processes
    postgres: PostgresServer | None
    redis: RedisServer | None
    rows: Rows
    tell: Tell
    outages: int = 0

    async def goes_wrong(self) -> None:
        """Kill and take away, spread over the messages, until all that was planned has happened."""
        kills, outages = self.plan.kills, self.plan.outages
        moments = sorted(
            [(self.plan.messages * (number + 1) // (kills + 1), "kill") for number in range(kills)]
            + [(self.plan.messages * (number + 1) // (outages + 1), "outage") for number in range(outages)]
        )
        kinds = ON_POSTGRESQL if self.plan.on_postgresql else ON_SQLITE
        async with asyncio.TaskGroup() as under_way:
            for at, what in moments:
                while self.meta.taken < at:
                    await self._wait(_GLANCE)
                await self._wait(timedelta(milliseconds=self.dice.below(400)))
                if what == "kill":
                    self.processes.kill(self.dice.below(97))
                else:
                    outage = kinds[self.outages % len(kinds)]
                    self.outages += 1
                    self.tell(f"{self.meta.taken} messages taken; {outage.value}")
                    under_way.create_task(self._outage(outage))

    async def quiet(self) -> None:
        """Wait until nothing is left to do but what waits for a later day."""
        give_up = self.clock.now() + _UNTIL_QUIET
        while self._work_left() and self.clock.now() < give_up:
            await self._wait(_GLANCE)

    def _work_left(self) -> bool:
        if self.rows.read("SELECT 1 FROM inbox WHERE state = 'open' LIMIT 1"):
            return True
        waiting = self.rows.read("SELECT command FROM outbox WHERE state = 'waiting'")
        return any(json.loads(command)["kind"] != "WakeAt" for (command,) in waiting)

    async def _outage(self, outage: Outage) -> None:
        match outage:
            case Outage.POSTGRES_RESTARTS if self.postgres is not None:
                await self.postgres.restart()
            case Outage.POSTGRES_DIES if self.postgres is not None:
                await self.postgres.kill()
                await self._wait(LASTS / 2)
                await self.postgres.start()
            case Outage.REDIS_HANGS if self.redis is not None:
                self.redis.pause()
                await self._wait(LASTS)
                self.redis.resume()
            case Outage.META_AWAY:
                await self.graph.go_away()
                await self._wait(LASTS)
                await self.graph.come_back()
            case _:
                self.outside.trouble = Trouble[outage.name.removeprefix("BOOK_")]
                await self._wait(LASTS)
                self.outside.trouble = Trouble.NONE

    async def _wait(self, time: timedelta) -> None:
        await self.clock.sleep_until(self.clock.now() + time)


async def drill(plan: DrillPlan, *, tell: Tell) -> Verdict:
    """Play it once. `tell` hears how it goes. Everything started is stopped again, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="hotel-drill-"))
    async with AsyncExitStack() as opened:
        world, books_url = await _open_world(plan, folder, opened, tell)
        verdict = await _play(world, books_url)
    if verdict.clean:
        shutil.rmtree(folder)
    else:
        tell(f"What the processes said is kept in {folder}")
    return verdict


async def _play(world: World, url: str) -> Verdict:
    guests: list[DrillGuest] = []
    carrying = [asyncio.create_task(work) for work in (world.processes.look_after(), world.meta.carry())]
    try:
        await world.processes.open()
        began = world.clock.now()
        wrong = asyncio.create_task(world.goes_wrong())
        await _as_long_as(_guests_live(world, guests), carrying)
        seconds = (world.clock.now() - began).total_seconds()
        world.tell(f"{world.meta.taken} messages in {seconds:.0f} s, {world.meta.taken / seconds:.1f} a second")
        wrong.cancel()
        with suppress(asyncio.CancelledError):
            await wrong
        await world.meta.close()
        await world.quiet()
    finally:
        carrying[0].cancel()
        await world.processes.stop()
        carrying[1].cancel()
    world.tell(f"{world.processes.kills} kills, {world.outages} outages, {world.meta.posted} posts to the doors")
    async with open_database(url) as database:
        inside = PMS["builtin"](
            {"properties": {INSIDE: tables()}}, tenant=tenant(INSIDE), clock=world.clock, database=database
        )
        async with inside as book:
            return await Ledger(guests, world.rows, {INSIDE: book, OUTSIDE: world.outside.pms}).verdict()


async def _as_long_as(story: Coroutine[object, object, None], carrying: Sequence[asyncio.Task[None]]) -> None:
    """Let the story come to its end. Raises what ended one of those who carry it, instead of waiting for ever."""
    told = asyncio.ensure_future(story)
    await asyncio.wait({told, *carrying}, return_when=asyncio.FIRST_COMPLETED)
    if not told.done():
        told.cancel()
        await asyncio.wait({told})
        for task in carrying:
            if task.done():
                task.result()
    await told


async def _guests_live(world: World, guests: list[DrillGuest]) -> None:
    """Guests come and go, so many at once, until so many messages were taken and all that was planned has happened."""

    async def guests_after_one_another() -> None:
        while world.meta.taken < world.plan.messages or world.processes.kills < world.plan.kills:
            guest = _guest(world, len(guests))
            guests.append(guest)
            await guest.lives()

    async with asyncio.TaskGroup() as living:
        for _ in range(world.plan.at_once):
            living.create_task(guests_after_one_another())


def _guest(world: World, number: int) -> DrillGuest:
    dice = Dice(world.plan.seed, "guest", str(number))
    hotel = (INSIDE, OUTSIDE)[number % 2]
    phone = WhatsAppGuest(number=f"4477{number:08}", name=name_of(number), account=NUMBERS[hotel], secret=SECRET)
    world.meta.phones[phone.number] = phone
    return DrillGuest(
        tenant=hotel,
        phone=phone,
        language=LANGUAGES[dice.below(len(LANGUAGES))],
        name=name_of(number),
        meta=world.meta,
        clock=world.clock,
        dice=dice,
        patience=world.plan.patience,
    )


async def _open_world(plan: DrillPlan, folder: Path, opened: AsyncExitStack, tell: Tell) -> tuple[World, str]:
    clock = SystemClock()
    postgres = await opened.enter_async_context(PostgresServer(sources=_OURS)) if plan.on_postgresql else None
    redis = await opened.enter_async_context(RedisServer(sources=_OURS)) if plan.on_postgresql else None
    url = await postgres.fresh_database() if postgres is not None else f"sqlite:///{folder}/hotel.sqlite3"
    async with open_database(url) as database:
        await upgrade(database)
    graph = await opened.enter_async_context(GraphStub(token=TOKEN))
    own = PMS["mock"]({"properties": {OUTSIDE: tables()}}, tenant=tenant(OUTSIDE), clock=clock)
    outside = await opened.enter_async_context(OutsideBook(await opened.enter_async_context(own), clock=clock))
    write_tenants_file(folder / "hotels.toml", book_port=outside.port)
    processes = _processes(plan, folder, _environ(url, redis, graph, folder))
    ports = [each.port for each in processes if each.port is not None]
    world = World(
        plan=plan,
        clock=clock,
        dice=Dice(plan.seed, "world"),
        graph=graph,
        outside=outside,
        meta=Meta(graph, ports, clock, Dice(plan.seed, "meta")),
        processes=Processes(processes, clock),
        postgres=postgres,
        redis=redis,
        rows=Rows(url),
        tell=tell,
    )
    return world, url


def _processes(plan: DrillPlan, folder: Path, environ: Mapping[str, str]) -> list[HouseProgram]:
    doors = plan.doors if plan.on_postgresql else 1
    ports = [free_port() for _ in range(doors)]
    serving = [
        HouseProgram(f"door {port}", ["serve", "--port", str(port)], environ, folder / f"door-{port}.log", port)
        for port in ports
    ]
    workers = plan.workers if plan.on_postgresql else 0
    return serving + [
        HouseProgram(f"worker {number}", ["worker"], environ, folder / f"worker-{number}.log")
        for number in range(workers)
    ]


def _environ(url: str, redis: RedisServer | None, graph: GraphStub, folder: Path) -> dict[str, str]:
    where = {"HOTEL_DATA_DIR": str(folder)} if redis is None else {"POSTGRES_URL": url, "REDIS_URL": redis.url}
    return where | {
        "HOTEL_TENANTS_FILE": str(folder / "hotels.toml"),
        "HOTEL_QUIET_SECONDS": "0.2",
        "LOG_LEVEL": "WARNING",
        "RATE_LIMIT_GUEST": "1000/minute",
        "RATE_LIMIT_TENANT": "100000/minute",
        "WHATSAPP_ACCESS_TOKEN": TOKEN,
        "WHATSAPP_APP_SECRET": SECRET,
        "WHATSAPP_VERIFY_TOKEN": "a word of nobody's",
        "WHATSAPP_API_URL": graph.url,
    }
