"""Whether the service says truly how it is."""

import asyncio
from datetime import timedelta
from typing import cast

from attrs import evolve
from litestar.testing import AsyncTestClient
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.conftest import Doors
from tests.unit.entrypoints.http.test_gauges import Register

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.flags.memory import MemoryFlags
from hotel_agent.application.desk import FrontDesk
from hotel_agent.config import Config
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import PropertyId
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.domain.tenants.flags import Thrown
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.entrypoints.http.checks import Checks
from hotel_agent.entrypoints.http.workers import Workers
from hotel_agent.ports.dispatch import Serve
from hotel_agent.ports.pms import Pms
from hotel_agent.ports.rows import Due
from hotel_agent.testing.trouble.storage import CrashingStorage


async def test_a_healthy_service_says_so(doors: Doors) -> None:
    healthy = (await doors.get("/health")).json()
    alive = (await doors.get("/health/live")).json()
    assert (healthy["status"], alive["alive"]) == ("healthy", True)
    assert healthy["timestamp"]
    assert alive["timestamp"]


async def test_a_service_at_work_is_ready(doors: Doors, registry: CollectorRegistry) -> None:
    answer = await doors.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert answer.json()["checks"] == {"database": True, "workers": True}
    assert registry.get_sample_value("readiness_up") == 1
    assert registry.get_sample_value("dependency_up", {"name": "database"}) == 1
    assert registry.get_sample_value("readiness_last_check_timestamp")


async def test_without_its_storage_it_lives_but_is_not_ready(desk: FrontDesk, config: Config) -> None:
    registry = CollectorRegistry()
    away = evolve(desk, storage=SilentStorage(desk.storage))
    async with AsyncTestClient(app=build_app(away, config, registry=registry)) as client:
        ready, live = await client.get("/health/ready"), await client.get("/health/live")
    assert (ready.status_code, live.status_code) == (503, 200)
    assert ready.json()["checks"] == {"database": False, "workers": True}
    assert registry.get_sample_value("readiness_up") == 0
    assert registry.get_sample_value("dependency_up", {"name": "database"}) == 0


async def test_a_service_that_has_begun_its_work_has_started(doors: Doors, desk: FrontDesk, config: Config) -> None:
    began = await doors.get("/health/startup")
    assert (began.status_code, began.json()["started"]) == (200, True)
    app = build_app(desk, config, registry=CollectorRegistry(), works=False)
    async with AsyncTestClient(app=app) as client:
        assert (await client.get("/health/startup")).status_code == 200


def checks(desk: FrontDesk, config: Config, *, here: bool = True) -> Checks:
    workers = Workers(desk, here=here)
    workers.running = here
    return Checks(desk, config, workers)


async def test_before_its_workers_began_a_service_has_not_started(desk: FrontDesk) -> None:
    assert not Workers(desk).began


async def test_tables_older_than_this_version_needs_are_seen_and_asked_for_seldom_once_they_fit(
    desk: FrontDesk, config: Config
) -> None:
    answers, clock = [False, True, False], ManualClock(desk.clock.now())

    async def fit() -> bool:
        return answers.pop(0)

    looked = checks(evolve(desk, clock=clock, tables_fit=fit), config)
    assert [(await looked.look())["schema"] for _ in range(4)] == [False, True, True, True]
    clock.advance(timedelta(minutes=1))
    assert not (await looked.look())["schema"]
    assert "schema" in looked.decisive


async def test_a_redis_that_is_away_is_told_and_decides_only_where_it_is_to(desk: FrontDesk, config: Config) -> None:
    away = evolve(desk, flags=SilentFlags())
    told = evolve(config, redis_url="redis://127.0.0.1:9/0")
    soft, hard = checks(away, told), checks(away, evolve(told, redis_decides=True))
    assert (await soft.look())["redis"] is False
    assert "redis" not in soft.decisive
    assert "redis" in hard.decisive
    assert "redis" not in await checks(desk, config).look()


async def test_where_others_work_they_are_told_beside_by_their_heartbeats(desk: FrontDesk, config: Config) -> None:
    clock = ManualClock(desk.clock.now())
    register = Register([clock.now()])
    looked = checks(evolve(desk, clock=clock, dispatch=register), config, here=False)
    assert (await looked.look())["workers"] is True
    few = Register([], canaries=[clock.now()])  # who do not answer everybody
    assert (await checks(evolve(desk, clock=clock, dispatch=few), config, here=False).look())["workers"] is False
    clock.advance(timedelta(seconds=11))
    assert (await looked.look())["workers"] is False
    assert "workers" not in looked.decisive


async def test_books_are_asked_where_they_are_to_decide(desk: FrontDesk, config: Config) -> None:
    told = evolve(config, pms_decides=True)
    assert (await checks(desk, told).look())["pms"] is True
    silent = evolve(desk, books={tenant: cast(Pms, SilentBook()) for tenant in desk.books})
    assert (await checks(silent, told).look())["pms"] is False
    assert "pms" not in await checks(silent, config).look()


async def test_without_workers_it_is_not_ready(desk: FrontDesk, config: Config) -> None:
    idle = evolve(desk, dispatch=FailingDispatch())
    async with AsyncTestClient(app=build_app(idle, config, registry=CollectorRegistry())) as client:
        answer = await client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": True, "workers": False}


async def test_where_others_work_the_doors_alone_are_ready(desk: FrontDesk, config: Config) -> None:
    dispatch = EndlessDispatch()
    app = build_app(evolve(desk, dispatch=dispatch), config, registry=CollectorRegistry(), works=False)
    async with AsyncTestClient(app=app) as client:
        answer = await client.get("/health/ready")
        assert not dispatch.running
    assert answer.status_code == 200
    assert answer.json()["checks"] == {"database": True}


async def test_closing_the_doors_ends_the_work(desk: FrontDesk, config: Config) -> None:
    dispatch = EndlessDispatch()
    app = build_app(evolve(desk, dispatch=dispatch), config, registry=CollectorRegistry())
    async with AsyncTestClient(app=app) as client:
        await client.get("/health/ready")
        assert dispatch.running
    assert not dispatch.running


class SilentStorage(CrashingStorage):
    """A storage that does not answer."""

    async def due(self, now: object, *, limit: int) -> list[Due]:
        raise Unavailable("the storage does not answer")


class SilentFlags(MemoryFlags):
    """Switches of which nobody can tell how they stand."""

    async def thrown(self) -> Thrown:
        raise Unavailable("Redis does not answer")


class SilentBook:
    """A book that does not answer."""

    async def catalogue(self, property_id: PropertyId) -> Catalogue:
        raise Unavailable("the book does not answer")


class FailingDispatch:
    """A dispatch that breaks down as soon as it begins."""

    def announce(self, due: Due) -> None:
        """Nobody listens."""

    async def run(self, serve: Serve) -> None:
        raise RuntimeError("broken")


class EndlessDispatch:
    """A dispatch that finds no work, and knows whether it runs."""

    running = False

    def announce(self, due: Due) -> None:
        """Nobody listens."""

    async def run(self, serve: Serve) -> None:
        self.running = True
        try:
            await asyncio.Event().wait()
        finally:
            self.running = False
