"""What the doors count: routes as they were declared, methods there are, and nothing of a guest."""

from ipaddress import ip_network
from typing import Any, cast

import httpx
import pytest
from attrs import evolve
from litestar.testing import AsyncTestClient
from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from tests.unit.entrypoints.http.conftest import Doors, from_address

from hotel_agent.application.desk import FrontDesk
from hotel_agent.config import LOOPBACK, Config
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.entrypoints.http.metrics import Together, is_allowed
from hotel_agent.entrypoints.http.worker_metrics import figures


async def test_requests_count_under_their_route_not_under_their_path(doors: Doors, registry: CollectorRegistry) -> None:
    for name in ("c-1", "c-2", "447700900101"):
        await doors.get(f"/v1/webchat/conversations/{name}/messages")
    route = "/v1/webchat/conversations/{conversation}/messages"
    assert counted(registry, "GET", route, "401") == 3
    assert "447700900101" not in (await doors.get("/metrics")).text


async def test_invented_paths_and_methods_make_one_series(doors: Doors, registry: CollectorRegistry) -> None:
    for number in range(3):
        await doors.request(f"BREW{number}", f"/invented/{number}")
    assert counted(registry, "OTHER", "unmatched", "404") == 3


async def test_the_time_of_every_request_is_kept(doors: Doors, registry: CollectorRegistry) -> None:
    await doors.get("/health")
    labels = {"method": "GET", "endpoint": "/health"}
    assert registry.get_sample_value("http_request_duration_seconds_count", labels) == 1


async def test_prometheus_reads_all_series_of_this_process(doors: Doors) -> None:
    await doors.get("/health/ready")
    answer = await doors.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    for name in ("http_requests_total", "http_request_duration_seconds_bucket", "readiness_up", "process_cpu_seconds"):
        assert name in answer.text


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("10.3.0.9", True),
        ("10.4.0.9", False),
        ("203.0.113.7", False),
        ("testclient", False),
        ("", False),
    ],
)
def test_figures_are_shown_to_the_addresses_that_are_named(host: str, shown: bool) -> None:
    assert is_allowed(host, (*LOOPBACK, ip_network("10.3.0.0/16"))) is shown


async def test_from_elsewhere_nobody_reads_the_figures(desk: FrontDesk, config: Config) -> None:
    app = from_address("203.0.113.7", build_app(desk, config, registry=CollectorRegistry()))
    async with AsyncTestClient(app=app) as client:
        answer = await client.get("/metrics", headers={"x-forwarded-for": "127.0.0.1"})
    assert answer.status_code == 403
    assert "METRICS_ALLOWED_IPS" in answer.json()["detail"]


async def test_whoever_is_named_reads_them_from_elsewhere(desk: FrontDesk, config: Config) -> None:
    open_to = evolve(config, metrics_allowed=(ip_network("203.0.113.0/24"),))
    app = from_address("203.0.113.7", build_app(desk, open_to, registry=CollectorRegistry()))
    async with AsyncTestClient(app=app) as client:
        assert (await client.get("/metrics")).status_code == 200


async def test_what_workers_count_is_shown_beside_and_adds_up(desk: FrontDesk, config: Config) -> None:
    def turns(count: int) -> CollectorRegistry:
        registry = CollectorRegistry()
        Counter("turns_total", "Turns", ("intent",), registry=registry).labels("reserve").inc(count)
        return registry

    own, others = turns(3), [("1", generate_latest(turns(5)).decode()), ("2", generate_latest(turns(7)).decode())]

    async def crew() -> list[tuple[str, str]]:
        return others

    app = from_address("127.0.0.1", build_app(desk, config, registry=own, crew_counts=crew))
    async with AsyncTestClient(app=app) as client:
        told = (await client.get("/metrics")).text
    samples = [each for family in text_string_to_metric_families(told) for each in family.samples]
    found = {each.labels.get("worker"): each.value for each in samples if each.name == "turns_total"}
    assert found == {None: 3, "1": 5, "2": 7}
    assert told.count("# TYPE turns_total") == 1


def test_every_family_is_told_once_however_many_count_it() -> None:
    registry = CollectorRegistry()
    Counter("one_total", "One", registry=registry).inc()
    text = generate_latest(registry).decode()
    told = generate_latest(Together(registry, [("1", text), ("2", text)])).decode()
    assert told.count("# TYPE one_total") == 1
    assert told.count("\none_total") == 3


async def test_a_worker_shows_its_figures_and_nothing_else() -> None:
    registry = CollectorRegistry()
    Counter("one_total", "One", registry=registry).inc()
    app = figures(registry, LOOPBACK)

    def at(address: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(cast(Any, app), client=(address, 1)), base_url="http://worker"
        )

    async with at("127.0.0.1") as near, at("203.0.113.7") as far:
        assert "one_total 1.0" in (await near.get("/metrics")).text
        assert (await near.get("/health/live")).status_code == 404
        assert (await near.post("/metrics")).status_code == 404
        assert (await far.get("/metrics")).status_code == 403


def counted(registry: CollectorRegistry, method: str, endpoint: str, status: str) -> float | None:
    labels = {"method": method, "endpoint": endpoint, "status_code": status}
    return registry.get_sample_value("http_requests_total", labels)
