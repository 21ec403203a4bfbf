"""Whether the service lives, and whether it can do its work."""

from datetime import timedelta

from attrs import frozen
from litestar import Response, get
from loguru import logger

from hotel_agent.application.deadline import within
from hotel_agent.application.desk import FrontDesk
from hotel_agent.domain.errors import HotelAgentError
from hotel_agent.entrypoints.http.given import GivenDesk, GivenSeries, GivenWorkers
from hotel_agent.entrypoints.http.operations import Shown, written
from hotel_agent.entrypoints.http.rules import anybody

_PATIENCE = timedelta(seconds=2)
"""How long a part of the service may take to answer before it counts as down."""
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


_CHECKS = {"storage": True, "workers": True}


@get(
    "/health/ready",
    tags=["health"],
    opt=anybody("supervisors and proxies ask; nothing of a guest is told"),
    summary="Can guests be answered?",
    operation_class=written(
        answers={
            200: Shown(about="They can", example={"ready": True, "checks": _CHECKS, "timestamp": _NOW}),
            503: Shown(
                about="Not now: a part is down",
                example={"ready": False, "checks": {**_CHECKS, "storage": False}, "timestamp": _NOW},
            ),
        }
    ),
)
async def ready(desk: GivenDesk, workers: GivenWorkers, series: GivenSeries) -> Response[Readiness]:
    """For whoever spreads requests: asks the storage, and whether the workers work.

    `workers` is left out where they are processes of their own. The hotel's book is not asked: while it is away, guests
    still get an honest answer.
    """
    checks = {"storage": await _storage_answers(desk)}
    if workers.here:
        checks["workers"] = workers.running
    now = desk.clock.now()
    series.checked(tuple(checks.items()), now)
    well = all(checks.values())
    told = Readiness(ready=well, checks=checks, timestamp=now.isoformat())
    return Response(told, status_code=200 if well else 503)


async def _storage_answers(desk: FrontDesk) -> bool:
    now = desk.clock.now()
    try:
        await within(desk.clock, now + _PATIENCE, _ask(desk))
    except HotelAgentError as cause:
        logger.warning("the storage does not answer", cause=type(cause).__name__)
        return False
    return True


async def _ask(desk: FrontDesk) -> None:
    await desk.storage.due(desk.clock.now(), limit=1)
