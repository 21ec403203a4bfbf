"""The day over HTTP: what it tells, and what is said of dates that are none."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from attrs import evolve
from litestar.testing import AsyncTestClient
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.conftest import Doors
from tests.unit.entrypoints.http.principals import letter

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import open_desk
from hotel_agent.config import Config
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.ports.nlu import Nlu
from hotel_agent.testing.trouble.pms import ALWAYS, SilentPms

TODAY = "/api/tenants/marina/today"
EVA = letter(Role.RECEPTION, "marina", who="eva")
WISH = "I am Ana Perez, ana@x.org. A double room for two adults tonight for two nights, please"


@pytest.fixture
async def desk(config: Config, nlu: Nlu) -> AsyncIterator[FrontDesk]:
    """One whose day does not end while it is looked at."""
    async with open_desk(config, nlu=nlu, clock=ManualClock(datetime(2026, 11, 23, 9, tzinfo=UTC))) as opened:
        yield opened


@asynccontextmanager
async def opened(desk: FrontDesk, config: Config) -> AsyncIterator[Doors]:
    """The doors of this desk, which works only when told to."""
    async with AsyncTestClient(app=build_app(desk, config, registry=CollectorRegistry(), works=False)) as client:
        yield client


async def test_the_day_tells_open_quotes(desk: FrontDesk, config: Config) -> None:
    await desk.say(WISH, guest="ana")
    async with opened(desk, config) as doors:
        told = (await doors.get(TODAY, headers=EVA)).json()
    quoted = told["quotes"][0]
    assert (quoted["guest"], quoted["property"]) == ("Ana Perez", "marina")
    assert quoted["total"]["currency"] == "EUR"
    assert float(quoted["total"]["amount"]) > 0


async def test_the_day_tells_who_arrives_and_what_was_reserved(desk: FrontDesk, config: Config) -> None:
    for words in (WISH, "the first one", "yes"):
        await desk.say(words, guest="ana")
    async with opened(desk, config) as doors:
        told = (await doors.get(TODAY, headers=EVA)).json()
    (place,) = told["properties"]
    assert (place["book"], place["time_zone"], place["staying"]) == ("answers", "Europe/Madrid", 1)
    (arrival,) = place["arrivals"]
    assert (arrival["name"], arrival["nights"], arrival["guests"]) == ("Ana Perez", 2, 2)
    assert place["today"] == place["span"]
    assert place["today"] == {"reservations": 1, "revenue": [arrival["total"]], "changed": 0, "cancelled": 0}
    assert (told["quotes"], told["waiting"]) == ([], {"count": 0, "conversation": None, "since": None})


async def test_the_day_tells_how_much_is_to_be_done_in_the_house(desk: FrontDesk, config: Config) -> None:
    await desk.say("Could you bring more towels to room 204, please?", guest="ana")
    async with opened(desk, config) as doors:
        assert (await doors.get(TODAY, headers=EVA)).json()["open_tasks"] == 1


async def test_a_silent_book_is_said_to_be_silent(desk: FrontDesk, config: Config) -> None:
    silent = evolve(desk, books={tenant: SilentPms(book, staying=ALWAYS) for tenant, book in desk.books.items()})
    async with opened(silent, config) as doors:
        answer = await doors.get(TODAY, headers=EVA)
    assert answer.status_code == 200
    (place,) = answer.json()["properties"]
    assert (place["book"], place["arrivals"], place["departures"], place["staying"]) == ("silent", None, None, None)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?from=2026-11-01&to=2026-11-30", 200),
        ("?property=marina", 200),
        ("?from=yesterday", 400),
        ("?to=31-12-2026", 400),
        ("?from=2026-11-30&to=2026-11-01", 400),
        ("?from=2020-01-01&to=2026-11-01", 400),
        ("?from=9999-12-31", 400),
        ("?to=0001-01-02", 400),
        ("?from=0001-01-01&to=0001-01-01", 400),
        ("?property=nowhere", 404),
    ],
)
async def test_a_span_is_two_dates_and_a_property_one_of_the_hotels(
    desk: FrontDesk, config: Config, query: str, status: int
) -> None:
    async with opened(desk, config) as doors:
        answer = await doors.get(TODAY + query, headers=EVA)
    assert answer.status_code == status, answer.text
    if status != 200:
        assert answer.headers["content-type"].startswith("application/problem+json")
