"""What the doors count: routes as they were declared, methods there are, and nothing of a guest."""

from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.conftest import Doors


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


def counted(registry: CollectorRegistry, method: str, endpoint: str, status: str) -> float | None:
    labels = {"method": method, "endpoint": endpoint, "status_code": status}
    return registry.get_sample_value("http_requests_total", labels)
