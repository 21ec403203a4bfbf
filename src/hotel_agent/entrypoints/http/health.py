"""Whether the service lives, and whether it can do its work."""

from attrs import frozen
from litestar import Response, get

from hotel_agent.entrypoints.http.given import GivenChecks, GivenDesk, GivenSeries, GivenWorkers
from hotel_agent.entrypoints.http.operations import Shown, written
from hotel_agent.entrypoints.http.rules import anybody

_NOW = "2026-11-22T10:15:00+00:00"


@frozen(kw_only=True)
class Healthy:
    """The service answers."""

    status: str = "healthy"
    timestamp: str


@frozen(kw_only=True)
class Alive:
    """The process answers."""

    alive: bool = True
    timestamp: str


@frozen(kw_only=True)
class Started:
    """Whether the process has begun its work."""

    started: bool
    timestamp: str


@frozen(kw_only=True)
class Readiness:
    """Whether guests can be answered, and each part that is needed for it."""

    ready: bool
    checks: dict[str, bool]
    timestamp: str


@get(
    "/health",
    tags=["health"],
    opt=anybody("supervisors and proxies ask; nothing of a guest is told"),
    summary="Is the service there?",
    operation_class=written(answers={200: Shown(about="It is", example={"status": "healthy", "timestamp": _NOW})}),
)
async def health(desk: GivenDesk) -> Healthy:
    """Answered without looking at anything: for people, and for those who only want to know that somebody is home."""
    return Healthy(timestamp=desk.clock.now().isoformat())


@get(
    "/health/live",
    tags=["health"],
    opt=anybody("supervisors and proxies ask; nothing of a guest is told"),
    summary="Does the process live?",
    operation_class=written(answers={200: Shown(about="It does", example={"alive": True, "timestamp": _NOW})}),
)
async def live(desk: GivenDesk) -> Alive:
    """For a supervisor that starts the process again when there is no answer. Looks at nothing outside the process."""
    return Alive(timestamp=desk.clock.now().isoformat())


@get(
    "/health/startup",
    tags=["health"],
    opt=anybody("supervisors and proxies ask; nothing of a guest is told"),
    summary="Has it started?",
    operation_class=written(
        answers={
            200: Shown(about="It has", example={"started": True, "timestamp": _NOW}),
            503: Shown(about="Not yet", example={"started": False, "timestamp": _NOW}),
        }
    ),
)
async def startup(desk: GivenDesk, workers: GivenWorkers) -> Response[Started]:
    """For a supervisor that waits before it asks anything else: whether those who work here have ever begun."""
    began = workers.began or not workers.here
    told = Started(started=began, timestamp=desk.clock.now().isoformat())
    return Response(told, status_code=200 if began else 503)


_PARTS = {"database": True, "schema": True, "redis": True, "workers": True}


@get(
    "/health/ready",
    tags=["health"],
    opt=anybody("supervisors and proxies ask; nothing of a guest is told"),
    summary="Can guests be answered?",
    operation_class=written(
        answers={
            200: Shown(about="They can", example={"ready": True, "checks": _PARTS, "timestamp": _NOW}),
            503: Shown(
                about="Not now: a part is down",
                example={"ready": False, "checks": {**_PARTS, "database": False}, "timestamp": _NOW},
            ),
        }
    ),
)
async def ready(desk: GivenDesk, checks: GivenChecks, series: GivenSeries) -> Response[Readiness]:
    """For whoever spreads requests: asks the database, whether its tables fit, Redis, and whether workers work.

    Redis decides only where CHECK_REDIS_IN_READINESS says so: without it guests are still answered. Workers decide
    where this process works; where others do, they are told beside it. The hotels' books are asked where
    CHECK_PMS_IN_READINESS says so: while one is away, guests still get an honest answer.
    """
    found = await checks.look()
    now = desk.clock.now()
    well = all(answers for name, answers in found.items() if name in checks.decisive)
    series.checked(tuple(found.items()), now, ready=well)
    told = Readiness(ready=well, checks=found, timestamp=now.isoformat())
    return Response(told, status_code=200 if well else 503)
