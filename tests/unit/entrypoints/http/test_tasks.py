"""The reception sees over HTTP what guests asked for in the house, says who sees to it, and that it is done."""

from collections.abc import AsyncIterator

import pytest
from litestar.testing import AsyncTestClient
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.conftest import Doors
from tests.unit.entrypoints.http.principals import letter

from hotel_agent.application.desk import FrontDesk
from hotel_agent.config import Config
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.http.app import build_app

HOTEL = "/api/tenants/marina"
EVA, MIA = letter(Role.RECEPTION, "marina", who="eva"), letter(Role.MANAGER, "marina", who="mia")


@pytest.fixture
async def idle(desk: FrontDesk, config: Config) -> AsyncIterator[Doors]:
    """The doors of this desk, which works only when told to."""
    async with AsyncTestClient(app=build_app(desk, config, registry=CollectorRegistry(), works=False)) as client:
        yield client


async def test_a_task_is_listed_given_to_somebody_and_done_once(desk: FrontDesk, idle: Doors) -> None:
    await desk.say("Could you bring more towels to room 204, please?", guest="ana")
    page = (await idle.get(f"{HOTEL}/tasks", headers=EVA)).json()
    (line,) = page["tasks"]
    name, task = line["conversation"], line["task"]
    assert (page["next"], task["number"], task["reason"], task["state"]) == ("", 1, "service_request", "open")
    assert "towels" in task["text"]
    at = f"{HOTEL}/conversations/{name}/tasks/1"
    for _ in range(2):
        once = {**EVA, "idempotency-key": "a page's own"}
        kept = await idle.post(f"{at}/assign", json={"to": "luis"}, headers=once)
        assert (kept.status_code, kept.json()) == (202, {"conversation": name, "task": 1, "done": "assign"})
    stale = await idle.post(f"{at}/done", headers={**EVA, "if-match": '"0"'})
    assert stale.status_code == 412
    assert (await idle.post(f"{at}/done", headers=EVA)).json()["done"] == "done"
    late = await idle.post(f"{at}/cancel", headers=MIA)
    assert (late.status_code, late.json()["detail"]) == (409, "The task is settled already: done by eva")
    await desk.say("thanks", guest="ana")
    assert (await idle.get(f"{HOTEL}/tasks", headers=EVA)).json()["tasks"] == []
    (done,) = (await idle.get(f"{HOTEL}/tasks?state=done&assigned=luis", headers=EVA)).json()["tasks"]
    assert (done["task"]["settled_by"], done["task"]["assigned"]) == ("eva", "luis")
    sheet = (await idle.get(f"{HOTEL}/conversations/{name}", headers=EVA)).json()
    assert sheet["tasks"] == [done["task"]]


async def test_whoever_asks_wrongly_is_told_what_was_expected(desk: FrontDesk, idle: Doors) -> None:
    await desk.say("Could you bring more towels to room 204, please?", guest="ana")
    name = (await idle.get(f"{HOTEL}/tasks", headers=EVA)).json()["tasks"][0]["conversation"]
    for number in ("2", "0", "-1", "x", "99999999999", "²"):
        wrong = await idle.post(f"{HOTEL}/conversations/{name}/tasks/{number}/done", headers=EVA)
        assert (wrong.status_code, wrong.json()["detail"]) == (404, "This hotel has no such task")
    nobody = await idle.post(f"{HOTEL}/conversations/{name}/tasks/1/assign", json={"to": " "}, headers=EVA)
    assert nobody.status_code == 400
    state = await idle.get(f"{HOTEL}/tasks?state=lost", headers=EVA)
    assert (state.status_code, state.json()["detail"]) == (400, "state: expected one of all, open, done, cancelled")
    assert (await idle.get(f"{HOTEL}/tasks?after=here", headers=EVA)).status_code == 400
