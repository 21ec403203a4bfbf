"""A guest's rights are kept over HTTP by those who may: shown, and forgotten with a certificate."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from attrs import evolve
from litestar.testing import AsyncTestClient
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.conftest import Doors
from tests.unit.entrypoints.http.principals import letter

from hotel_agent.bootstrap import load_config, open_desk
from hotel_agent.config import IN_MEMORY, Config
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.ports.nlu import Nlu

MANAGER = letter(Role.MANAGER, "marina", who="mia")
EXPORT, ERASE = "/admin/tenants/marina/guests/export", "/admin/tenants/marina/guests/erase"
ANA = {"guest": "ana"}


@pytest.fixture
async def kept(config: Config, nlu: Nlu, tmp_path: Path) -> AsyncIterator[Doors]:
    """The doors of a house that keeps things in a file, in which Ana said who she is and asked for towels."""
    file = load_config({"HOTEL_DATA_DIR": str(tmp_path)})
    durable = evolve(config, database=file.database, storage=file.storage, dispatch=IN_MEMORY.dispatch)
    async with open_desk(durable, nlu=nlu) as desk:
        await desk.say("Una doble del 12 al 14 de diciembre, soy Ana Pérez Sorolla", guest="ana")
        await desk.say("Necesito más toallas en la habitación 204, por favor", guest="ana")
        app = build_app(desk, durable, registry=CollectorRegistry(), works=False)
        async with AsyncTestClient(app=app) as client:
            yield client


async def test_a_guest_is_shown_and_forgotten_once_and_the_log_says_by_whom(kept: Doors) -> None:
    shown = await kept.post(EXPORT, json=ANA, headers=MANAGER)
    assert shown.status_code == 200
    assert "Ana Pérez Sorolla" in shown.text
    certificate = await kept.post(ERASE, json={**ANA, "because": "her letter"}, headers=MANAGER)
    assert certificate.status_code == 200
    told = certificate.json()
    assert (told["by"], told["because"], told["whole"], told["found"]) == ("mia", "her letter", True, {})
    assert "Sorolla" not in certificate.text
    log = (await kept.get("/admin/audit-logs?event_type=erase", headers=MANAGER)).json()["logs"]
    assert [(each["by"], each["subject"]) for each in log] == [("mia", f"{told['guest']}: her letter")]
    log = (await kept.get("/admin/audit-logs?event_type=export", headers=MANAGER)).json()["logs"]
    assert [(each["by"], each["subject"]) for each in log] == [("mia", told["guest"])]
    for path, body in ((EXPORT, ANA), (ERASE, {**ANA, "because": "her letter"})):
        assert (await kept.post(path, json=body, headers=MANAGER)).status_code == 404


async def test_what_a_guest_asked_for_in_the_house_is_shown_and_forgotten_with_them(kept: Doors) -> None:
    tasks = "/api/tenants/marina/tasks?state=all"
    (listed,) = (await kept.get(tasks, headers=MANAGER)).json()["tasks"]
    (shown,) = (await kept.post(EXPORT, json=ANA, headers=MANAGER)).json()["conversations"]
    told = listed["task"]
    assert shown["tasks"] == [{name: told[name] for name in ("reason", "since", "text", "room", "state")}]
    assert "toallas" in told["text"]
    assert (await kept.post(ERASE, json={**ANA, "because": "her letter"}, headers=MANAGER)).status_code == 200
    assert (await kept.get(tasks, headers=MANAGER)).json() == {"tasks": [], "next": ""}


@pytest.mark.parametrize(
    "told", [{}, ANA, {**ANA, "because": " "}, {"guest": " ", "because": "x"}, {**ANA, "because": "x" * 601}, [], "x"]
)
async def test_without_a_guest_or_a_proof_nobody_is_forgotten(kept: Doors, told: object) -> None:
    assert (await kept.post(ERASE, json=told, headers=MANAGER)).status_code == 400
    assert (await kept.post(EXPORT, json=ANA, headers=MANAGER)).status_code == 200


async def test_a_house_that_keeps_nothing_says_so_and_what_to_do(doors: Doors) -> None:
    for path, body in ((EXPORT, ANA), (ERASE, {**ANA, "because": "her letter"})):
        answer = await doors.post(path, json=body, headers=MANAGER)
        assert answer.status_code == 409
        assert answer.headers["content-type"] == "application/problem+json"
        told = answer.json()["detail"]
        assert "end its process" in told
        assert all(name in told for name in ("HOTEL_DATA_DIR", "DATABASE_URL", "POSTGRES_URL"))
    nowhere = await doors.post(EXPORT.replace("marina", "nowhere"), json=ANA, headers=letter(Role.OWNER, "*"))
    assert nowhere.status_code == 404
