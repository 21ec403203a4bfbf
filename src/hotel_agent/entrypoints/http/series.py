"""What the doors count, in a registry that belongs to the caller; nothing is global."""

from collections.abc import Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector

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

    def checked(self, checks: Sequence[tuple[str, bool]], at: datetime, *, ready: bool) -> None:
        """Note what a look at the parts of the service found."""
        for name, well in checks:
            self._up.labels(name).set(well)
        self._ready.set(ready)
        self._checked.set(at.timestamp())
