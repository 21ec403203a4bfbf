"""A hotel's reservations are looked for over HTTP as its book holds them; a silent book is told as one."""

from collections.abc import AsyncIterator
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
from hotel_agent.domain.ids import EffectKey
from hotel_agent.domain.money import Money
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.entrypoints.http.operations import SILENT
from hotel_agent.ports.nlu import Nlu
from hotel_agent.testing.trouble.pms import ALWAYS, SilentPms

READER = letter(Role.READ_ONLY, "marina")
PATH = "/admin/tenants/marina/reservations"
WISHES = {
    "ana": "I am Ana Perez, ana@x.org. A double room for two adults tonight for two nights, please",
    "bea": "I am Bea Silva, bea@x.org. A double room for two adults from November 28 for three nights, please",
}


@pytest.fixture
async def desk(config: Config, nlu: Nlu) -> AsyncIterator[FrontDesk]:
    """One in which Ana stays from today, and Bea from Saturday on."""
    async with open_desk(config, nlu=nlu, clock=ManualClock(datetime(2026, 11, 23, 9, tzinfo=UTC))) as opened:
        for guest, wish in WISHES.items():
            for words in (wish, "the first one", "yes"):
                await opened.say(words, guest=guest)
        yield opened


@pytest.fixture
async def doors(desk: FrontDesk, config: Config) -> AsyncIterator[Doors]:
    async with AsyncTestClient(app=build_app(desk, config, registry=CollectorRegistry(), works=False)) as client:
        yield client


async def names(doors: Doors, query: str = "") -> list[str]:
    answer = await doors.get(PATH + query, headers=READER)
    assert answer.status_code == 200, answer.text
    return [each["name"].partition(" ")[0] for each in answer.json()["reservations"]]


async def test_they_are_looked_for_by_nights_guest_state_and_number_and_read_whole(
    doors: Doors, desk: FrontDesk
) -> None:
    for query, expected in {
        "": ["Ana", "Bea"],
        "?from=2026-11-24": ["Ana", "Bea"],
        "?from=2026-11-25": ["Bea"],
        "?from=2026-11-23&to=2026-11-24": ["Ana"],
        "?guest=silv": ["Bea"],
        "?guest=BEA@x.org&to=2026-11-24": ["Bea"],
        "?guest=bea@x.or": [],
        "?guest=34600123456": [],
        "?state=confirmed&property=marina": ["Ana", "Bea"],
        "?state=checked_in": [],
        "?property=elsewhere": [],
        "?page=2&page_size=1": ["Bea"],
    }.items():
        assert await names(doors, query) == expected, query
    (bea,) = (await doors.get(f"{PATH}?guest=silva", headers=READER)).json()["reservations"]
    assert (bea["arrival"], bea["departure"], bea["nights"]) == ("2026-11-28", "2026-12-01", 3)
    assert [room["guests"] for room in bea["rooms"]] == [2]
    assert bea["made_in_chat"]
    assert (await doors.get(f"{PATH}/{bea['number'].lower()}", headers=READER)).json() == bea
    assert await names(doors, f"?number={bea['number']}&to=2026-11-24") == ["Bea"]


async def test_one_that_was_cancelled_is_found_by_its_number_and_its_guest(doors: Doors, desk: FrontDesk) -> None:
    (ana,) = (await doors.get(f"{PATH}?guest=perez", headers=READER)).json()["reservations"]
    book = next(iter(desk.books.values()))
    await book.cancel(ana["number"], penalty=Money.zero("EUR"), key=EffectKey("c" * 32))
    assert await names(doors) == ["Bea"]
    assert await names(doors, "?guest=ana@x.org") == ["Ana"]
    assert await names(doors, f"?number={ana['number']}&state=cancelled") == ["Ana"]
    assert (await doors.get(f"{PATH}/{ana['number']}", headers=READER)).json()["state"] == "cancelled"


async def test_the_pages_count_everything_that_matches(doors: Doors) -> None:
    told = (await doors.get(f"{PATH}?page_size=1", headers=READER)).json()
    assert told["pagination"] == {"page": 1, "page_size": 1, "total": 2, "pages": 2}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?from=2026-11-31", 400),
        ("?from=2026-11-24&to=2026-11-24", 400),
        ("?from=2026-11-24&to=2027-11-24", 400),
        ("?from=9999-12-31", 400),
        ("?state=gone", 400),
        ("/NOBODY", 404),
    ],
)
async def test_what_cannot_be_looked_for_and_what_is_not_there_is_a_problem(
    doors: Doors, query: str, status: int
) -> None:
    answer = await doors.get(PATH + query, headers=READER)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_a_silent_book_is_told_as_one_with_when_to_ask_again(desk: FrontDesk, config: Config) -> None:
    books = {tenant: SilentPms(book, staying=ALWAYS, find=ALWAYS) for tenant, book in desk.books.items()}
    app = build_app(evolve(desk, books=books), config, registry=CollectorRegistry(), works=False)
    async with AsyncTestClient(app=app) as doors:
        for path in (PATH, f"{PATH}?guest=ana@x.org", f"{PATH}/K7QX2M"):
            answer = await doors.get(path, headers=READER)
            assert (answer.status_code, answer.json()["detail"]) == (503, SILENT)
            assert answer.headers["content-type"].startswith("application/problem+json")
            assert int(answer.headers["retry-after"]) > 0
