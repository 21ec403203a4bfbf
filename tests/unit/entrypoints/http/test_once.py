"""What is sent again under one Idempotency-Key is done once; something else under the same key is refused."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from litestar.testing import AsyncTestClient
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.conftest import Doors
from tests.unit.entrypoints.http.principals import letter
from tests.unit.entrypoints.http.test_hotels import as_posted

from hotel_agent.adapters.clock import ManualClock, SystemClock
from hotel_agent.adapters.database.database import open_database
from hotel_agent.adapters.database.schema import prepare
from hotel_agent.adapters.nlu.scripted import ScriptedNlu
from hotel_agent.adapters.repeats import SqlRepeats
from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import open_desk
from hotel_agent.config import Config
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.entrypoints.http.once import AGAIN, LONGEST_KEY, OTHERWISE, TERM, UNDER_WAY
from hotel_agent.ports.repeats import Repeats

GROUP = letter(Role.OWNER, "*", who="olga")
KEY = "a key of the house, long enough for anybody"
TOKEN = {"name": "page", "role": "reception", "tenants": ["sol"], "days": 30}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(SystemClock().now())


@pytest.fixture
async def desk(config: Config, clock: ManualClock) -> AsyncIterator[FrontDesk]:
    keyed = evolve(config, secret_key=KEY)
    async with open_desk(keyed, nlu=ScriptedNlu(), clock=clock) as opened:
        yield opened


@pytest.fixture
async def doors(desk: FrontDesk, config: Config) -> AsyncIterator[Doors]:
    async with served(desk, config) as client:
        assert (await client.post("/admin/tenants", json=as_posted("sol"), headers=GROUP)).status_code == 201
        yield client


def served(desk: FrontDesk, config: Config) -> Doors:
    return AsyncTestClient(app=build_app(desk, config, registry=CollectorRegistry(), works=False))


def under(key: str, **headers: str) -> dict[str, str]:
    return {**GROUP, "idempotency-key": key, **headers}


async def made(doors: Doors, key: str, told: dict[str, Any]) -> Any:
    return await doors.post("/admin/tokens", json=told, headers=under(key))


async def tokens(doors: Doors) -> int:
    return len((await doors.get("/admin/tokens", headers=GROUP)).json()["tokens"])


async def test_the_same_sent_again_gets_the_first_answer_and_is_done_once(doors: Doors) -> None:
    first, second = await made(doors, "k", TOKEN), await made(doors, "k", TOKEN)
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert first.headers["content-type"] == second.headers["content-type"]
    assert AGAIN not in first.headers
    assert second.headers[AGAIN] == "true"
    assert await tokens(doors) == 1


async def test_the_version_of_a_hotel_comes_again_with_its_answer(doors: Doors) -> None:
    answers = [await doors.post("/admin/tenants", json=as_posted("lua"), headers=under("k")) for _ in range(2)]
    assert [(each.status_code, each.headers["etag"]) for each in answers] == [(201, '"1"')] * 2


async def test_something_else_under_the_same_key_is_refused_in_words(doors: Doors) -> None:
    await made(doors, "k", TOKEN)
    other = await made(doors, "k", {**TOKEN, "name": "another"})
    assert (other.status_code, other.json()["detail"]) == (422, OTHERWISE)
    assert other.headers["content-type"].startswith("application/problem+json")
    assert await tokens(doors) == 1


async def test_anothers_key_and_the_same_key_for_another_deed_are_others(doors: Doors) -> None:
    await made(doors, "k", TOKEN)
    theirs = {**letter(Role.OWNER, "*", who="otto"), "idempotency-key": "k"}
    assert (await doors.post("/admin/tokens", json=TOKEN, headers=theirs)).status_code == 200
    assert (await doors.post("/admin/tenants/refresh", headers=under("k"))).status_code == 200
    assert await tokens(doors) == 2


async def test_two_of_one_name_in_hotels_apart_are_never_given_each_others_answers(doors: Doors) -> None:
    ours, theirs = ({**letter(Role.OWNER, hotel, who="sofia"), "idempotency-key": "1"} for hotel in ("sol", "caracola"))
    made = await doors.post("/admin/tokens", json=TOKEN, headers=ours)
    assert made.status_code == 200
    tried = await doors.post("/admin/tokens", json=TOKEN, headers=theirs)
    assert (tried.status_code, AGAIN in tried.headers) == (403, False)
    assert made.json()["access_token"] not in tried.text


async def test_without_a_key_everything_is_done_each_time(doors: Doors) -> None:
    for _ in range(2):
        assert (await doors.post("/admin/tokens", json=TOKEN, headers=GROUP)).status_code == 200
    assert await tokens(doors) == 2


async def test_what_was_refused_did_nothing_and_may_be_mended_under_its_key(doors: Doors) -> None:
    refused = await made(doors, "k", {**TOKEN, "role": "emperor"})
    assert refused.status_code == 400
    assert (await made(doors, "k", TOKEN)).status_code == 200


async def test_who_may_not_come_in_gets_nobodys_answer(doors: Doors) -> None:
    await made(doors, "k", TOKEN)
    for headers, status in (({"idempotency-key": "k"}, 401), ({**under("k"), **letter(Role.MANAGER, "*")}, 403)):
        assert (await doors.post("/admin/tokens", json=TOKEN, headers=headers)).status_code == status


async def test_a_key_longer_than_anybody_needs_is_refused(doors: Doors) -> None:
    assert (await made(doors, "k" * (LONGEST_KEY + 1), TOKEN)).status_code == 400
    assert (await made(doors, "k" * LONGEST_KEY, TOKEN)).status_code == 200


async def test_after_its_term_a_key_is_free(doors: Doors, clock: ManualClock) -> None:
    await made(doors, "k", TOKEN)
    clock.advance(TERM - timedelta(minutes=1))
    await made(doors, "k", TOKEN)
    assert await tokens(doors) == 1
    clock.advance(timedelta(minutes=1))
    await made(doors, "k", TOKEN)
    assert await tokens(doors) == 2


class Silent:
    """First answers that can be begun and not kept: the database fell silent in between."""

    def __init__(self, inner: Repeats) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def keep(self, *_told: Any) -> None:
        raise Unavailable("the database does not answer")


async def test_what_is_done_is_answered_though_its_answer_is_not_kept_and_the_same_is_told_to_wait(
    desk: FrontDesk, doors: Doors, config: Config
) -> None:
    assert desk.repeats is not None
    async with served(evolve(desk, repeats=Silent(desk.repeats)), config) as client:
        assert (await made(client, "k", TOKEN)).status_code == 200
    second = await made(doors, "k", TOKEN)
    assert (second.status_code, second.json()["detail"]) == (409, UNDER_WAY)
    assert second.headers["retry-after"] == "1"
    assert await tokens(doors) == 1


async def test_it_holds_for_another_process_and_after_a_restart_and_its_term_ends_it(
    desk: FrontDesk, config: Config, tmp_path: Path, clock: ManualClock
) -> None:
    address = f"sqlite:///{tmp_path / 'hotel.sqlite3'}"
    told = []
    for number in range(2):
        async with open_database(address) as database:
            await prepare(database)
            repeats = SqlRepeats(database, KEY)
            async with served(evolve(desk, repeats=repeats), config) as client:
                told.append((await made(client, "k", TOKEN)).json())
                assert await tokens(client) == 1
            if number:
                assert await repeats.forget(TenantId("*"), clock.now() + TERM) == 1
    assert told[0] == told[1]
