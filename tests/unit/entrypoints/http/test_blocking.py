"""A guest is blocked at a door over HTTP, and let in again: once, written down, and nobody writes to them meanwhile."""

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

ROOMS = "/api/tenants/marina/conversations"
EVA, MIA = letter(Role.RECEPTION, "marina", who="eva"), letter(Role.MANAGER, "marina", who="mia")


@pytest.fixture
async def idle(desk: FrontDesk, config: Config) -> AsyncIterator[Doors]:
    """The doors of this desk, which works only when told to."""
    async with AsyncTestClient(app=build_app(desk, config, registry=CollectorRegistry(), works=False)) as client:
        yield client


async def test_who_is_blocked_is_not_answered_and_not_written_to_until_unblocked(desk: FrontDesk, idle: Doors) -> None:
    assert await desk.say("hello", guest="ana")
    (line,) = (await idle.get(f"{ROOMS}?standing=all", headers=EVA)).json()["conversations"]
    name = line["id"]
    for _ in range(2):
        once = {**EVA, "idempotency-key": "a page's own"}
        assert (await idle.post(f"{ROOMS}/{name}/block", headers=once)).json() == {
            "conversation": name,
            "done": "block",
        }
    for verb, told in (("reply", {"text": "Hola"}), ("assign", {"to": "luis"}), ("take", {}), ("release", {})):
        refused = await idle.post(f"{ROOMS}/{name}/{verb}", json=told, headers=MIA)
        assert (refused.status_code, refused.json()["detail"]) == (
            409,
            "The guest is blocked at this door; unblock them first",
        )
    assert await desk.say("Is anybody there?", guest="ana") == ()
    sheet = (await idle.get(f"{ROOMS}/{name}", headers=EVA)).json()
    assert (sheet["standing"], sheet["holder"], sheet["reason"]) == ("staff", "eva", "blocked")
    assert sheet["said"][-1]["text"] == "Is anybody there?"
    stale = await idle.post(f"{ROOMS}/{name}/unblock", headers={**MIA, "if-match": '"0"'})
    assert stale.status_code == 412
    assert (await idle.post(f"{ROOMS}/{name}/unblock", headers=MIA)).status_code == 202
    assert await desk.say("Is anybody there?", guest="ana")
    log = (await idle.get("/admin/audit-logs", headers=MIA)).json()["logs"]
    assert [(each["by"], each["action"], each["subject"]) for each in log] == [
        ("mia", "unblock", name),
        ("eva", "block", name),
    ]
