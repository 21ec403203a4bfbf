"""Whether the service says truly how it is."""

import asyncio

from attrs import evolve
from litestar.testing import AsyncTestClient
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.conftest import Doors

from hotel_agent.application.desk import FrontDesk
from hotel_agent.config import Config
from hotel_agent.domain.errors import Unavailable
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.ports.dispatch import Serve
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
    assert answer.json()["checks"] == {"storage": True, "workers": True}
    assert registry.get_sample_value("readiness_up") == 1
    assert registry.get_sample_value("dependency_up", {"name": "storage"}) == 1
    assert registry.get_sample_value("readiness_last_check_timestamp")


async def test_without_its_storage_it_lives_but_is_not_ready(desk: FrontDesk, config: Config) -> None:
    registry = CollectorRegistry()
    away = evolve(desk, storage=SilentStorage(desk.storage))
    async with AsyncTestClient(app=build_app(away, config, registry=registry)) as client:
        ready, live = await client.get("/health/ready"), await client.get("/health/live")
    assert (ready.status_code, live.status_code) == (503, 200)
    assert ready.json()["checks"] == {"storage": False, "workers": True}
    assert registry.get_sample_value("readiness_up") == 0
    assert registry.get_sample_value("dependency_up", {"name": "storage"}) == 0


async def test_without_workers_it_is_not_ready(desk: FrontDesk, config: Config) -> None:
    idle = evolve(desk, dispatch=FailingDispatch())
    async with AsyncTestClient(app=build_app(idle, config, registry=CollectorRegistry())) as client:
        answer = await client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"storage": True, "workers": False}


async def test_where_others_work_the_doors_alone_are_ready(desk: FrontDesk, config: Config) -> None:
    dispatch = EndlessDispatch()
    app = build_app(evolve(desk, dispatch=dispatch), config, registry=CollectorRegistry(), works=False)
    async with AsyncTestClient(app=app) as client:
        answer = await client.get("/health/ready")
        assert not dispatch.running
    assert answer.status_code == 200
    assert answer.json()["checks"] == {"storage": True}


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
