"""What the doors count, and where Prometheus reads it. The registry belongs to the caller; nothing is global."""

from collections.abc import Sequence
from datetime import datetime

from litestar import Response, get
from litestar.di import NamedDependency
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from hotel_agent.entrypoints.http.operations import Shown, written

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class HttpSeries:
    """Requests and readiness, counted under the predecessor's names."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ("method", "endpoint")
        self._requests = Counter(
            "http_requests_total", "Requests answered", (*labels, "status_code"), registry=registry
        )
        self._seconds = Histogram(
            "http_request_duration_seconds", "From the first byte to the last", labels, registry=registry
        )
        self._up = Gauge("dependency_up", "Whether a part of the service answers", ("name",), registry=registry)
        self._ready = Gauge("readiness_up", "Whether the service can do its work", registry=registry)
        self._checked = Gauge("readiness_last_check_timestamp", "When it was last asked", registry=registry)
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)

    def answered(self, method: str, endpoint: str, status: int, seconds: float) -> None:
        """Count an answer. `endpoint` is the route as it was declared, so that there are as many series as routes."""
        method = method if method in _METHODS else "OTHER"
        self._requests.labels(method, endpoint, str(status)).inc()
        self._seconds.labels(method, endpoint).observe(seconds)

    def checked(self, checks: Sequence[tuple[str, bool]], at: datetime) -> None:
        """Note what a look at the parts of the service found."""
        for name, well in checks:
            self._up.labels(name).set(well)
        self._ready.set(all(well for _, well in checks))
        self._checked.set(at.timestamp())


@get(
    "/metrics",
    summary="What is counted, for Prometheus",
    tags=["health"],
    operation_class=written(
        answers={
            200: Shown(
                about="All series of this process",
                example='message_normalized_total{canal="whatsapp",tenant_id="miramar"} 42.0\n',
                media_type="text/plain",
            )
        }
    ),
)
async def metrics(registry: NamedDependency[CollectorRegistry]) -> Response[bytes]:
    """All series of this process in Prometheus' text format. No label holds anything of a guest.

    Whoever can reach this address can read them: in production the proxy before it lets only the monitoring in.
    """
    return Response(generate_latest(registry), headers={"content-type": CONTENT_TYPE_LATEST})
