"""Owners let people and programs in over HTTP: for hotels of their own, and nobody learns of others."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from attrs import evolve
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.conftest import Doors
from tests.unit.entrypoints.http.principals import letter

from hotel_agent.application.desk import FrontDesk
from hotel_agent.config import Config
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.people import Card, Person
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.ports.people import People
from hotel_agent.ports.rows import AuditEntry

OWNER, GROUP = letter(Role.OWNER, "marina", who="mia"), letter(Role.OWNER, "*", who="olga")
BEA = {"name": "bea", "password": "four words in a row", "role": "reception", "tenants": ["marina"]}
MARINA = (TenantId("marina"),)
PAGE = {"name": "page", "role": "read-only", "tenants": ["marina"], "days": 7}


async def names(doors: Doors, headers: dict[str, str]) -> dict[str, list[str]]:
    told = (await doors.get("/admin/people", headers=headers)).json()
    assert told["pagination"]["total"] == len(told["people"])
    return {each["name"]: each["tenants"] for each in told["people"]}


async def test_an_owner_lets_somebody_in_and_shuts_them_out(doors: Doors) -> None:
    assert (await doors.post("/admin/people", json=BEA, headers=OWNER)).status_code == 200
    assert (await doors.post("/admin/people", json=BEA, headers=OWNER)).status_code == 409
    came = await doors.post("/auth/token", json={"name": "bea", "password": BEA["password"]})
    bearing = {"authorization": f"Bearer {came.json()['access_token']}"}
    assert (await doors.get("/auth/me", headers=bearing)).json()["role"] == "reception"
    for _ in range(2):
        told = await doors.put("/admin/people/bea", json={"disabled": True}, headers=OWNER)
        assert (told.status_code, told.json()["disabled"]) == (200, True)
    assert (await doors.get("/auth/me", headers=bearing)).status_code == 401
    assert (await doors.put("/admin/people/bea", json={"disabled": False}, headers=OWNER)).json()["disabled"] is False
    log = (await doors.get("/admin/audit-logs", headers=OWNER)).json()["logs"]
    assert [(each["by"], each["action"]) for each in log] == [
        ("mia", "let_back"),
        ("mia", "shut_out"),
        ("bea", "sign_in"),
        ("mia", "engage"),
    ]
    assert "four words" not in str(log)


async def test_nobody_gives_or_takes_what_is_not_theirs(doors: Doors) -> None:
    for tenants in (["sierra"], ["marina", "sierra"], ["*"], ["*", "marina"]):
        refused = await doors.post("/admin/people", json={**BEA, "tenants": tenants}, headers=OWNER)
        assert refused.status_code == 403, tenants
        assert (await doors.post("/admin/tokens", json={**PAGE, "tenants": tenants}, headers=OWNER)).status_code == 403
    both = {**BEA, "name": "both", "tenants": ["marina", "sierra"]}
    every = {**BEA, "name": "every", "tenants": ["*"]}
    other = {**BEA, "name": "other", "tenants": ["sierra"]}
    for each in (both, every, other):
        assert (await doors.post("/admin/people", json=each, headers=GROUP)).status_code == 200
    assert await names(doors, OWNER) == {"both": ["marina"], "every": ["marina"]}
    assert await names(doors, GROUP) == {"both": ["marina", "sierra"], "every": ["*"], "other": ["sierra"]}
    for name in ("both", "every", "other", "nobody"):
        answer = await doors.put(f"/admin/people/{name}", json={"disabled": True}, headers=OWNER)
        assert (answer.status_code, answer.json()["detail"]) == (404, "Nobody of your hotels alone is called so")


async def test_people_and_tokens_are_told_page_by_page(doors: Doors) -> None:
    for name in ("bea", "leo", "zoe"):
        assert (await doors.post("/admin/people", json={**BEA, "name": name}, headers=OWNER)).status_code == 200
        assert (await doors.post("/admin/tokens", json={**PAGE, "name": name}, headers=OWNER)).status_code == 200
    for what in ("people", "tokens"):
        address = f"/admin/{what}?page_size=2&page="
        first, last = [(await doors.get(address + page, headers=OWNER)).json() for page in "12"]
        assert first["pagination"] == {"page": 1, "page_size": 2, "total": 3, "pages": 2}
        assert {each["name"] for each in [*first[what], *last[what]]} == {"bea", "leo", "zoe"}
        assert len(first[what]) == 2
        assert (await doors.get(f"/admin/{what}?page=0", headers=OWNER)).status_code == 400


async def test_an_owner_says_as_what_somebody_comes_and_where(doors: Doors) -> None:
    await doors.post("/admin/people", json=BEA, headers=OWNER)
    for _ in range(2):
        answer = await doors.put("/admin/people/bea", json={"role": "manager"}, headers=OWNER)
        assert (answer.status_code, answer.json()["role"], answer.json()["tenants"]) == (200, "manager", ["marina"])
    for theirs in (["sierra"], ["*"], ["marina", "sierra"]):
        assert (await doors.put("/admin/people/bea", json={"tenants": theirs}, headers=OWNER)).status_code == 403
    wrong: tuple[dict[str, object], ...] = ({}, {"role": "king"}, {"tenants": []}, {"tenants": "marina"})
    for nonsense in wrong:
        assert (await doors.put("/admin/people/bea", json=nonsense, headers=OWNER)).status_code == 400
    both = {"role": "auditor", "tenants": ["sierra"], "disabled": True}
    answer = await doors.put("/admin/people/bea", json=both, headers=GROUP)
    told = answer.json()
    assert (told["role"], told["tenants"], told["disabled"]) == ("auditor", ["sierra"], True)
    # Whoever goes from one hotel to another stands in the audit log of both, with before and after.
    (act, *_) = (await doors.get("/admin/audit-logs", headers=OWNER)).json()["logs"]
    assert (act["action"], act["before"]["tenants"], act["after"]["tenants"]) == ("appoint", ["marina"], ["sierra"])
    assert (act["before"]["disabled"], act["after"]["disabled"]) == (False, True)
    assert await names(doors, OWNER) == {}


async def test_nobody_overwrites_what_another_just_changed_of_a_person(doors: Doors) -> None:
    await doors.post("/admin/people", json=BEA, headers=OWNER)
    (line,) = (await doors.get("/admin/people", headers=OWNER)).json()["people"]
    seen = {**OWNER, "if-match": f'"{line["version"]}"'}
    first = await doors.put("/admin/people/bea", json={"role": "manager"}, headers=seen)
    assert (first.status_code, first.headers["etag"]) == (200, f'"{first.json()["version"]}"')
    stale = await doors.put("/admin/people/bea", json={"role": "auditor"}, headers=seen)
    assert stale.status_code == 412
    (line,) = (await doors.get("/admin/people", headers=OWNER)).json()["people"]
    assert (line["role"], line["version"]) == ("manager", first.json()["version"])
    now = {**OWNER, "if-match": first.headers["etag"]}
    assert (await doors.put("/admin/people/Bea", json={"role": "auditor"}, headers=now)).status_code == 200


class Overtaken:
    """People, among whom somebody else changes a person right after they were first looked at."""

    def __init__(self, people: People, meanwhile: Person) -> None:
        self._people = people
        self._meanwhile: Person | None = meanwhile

    def __getattr__(self, name: str) -> Any:
        return getattr(self._people, name)

    async def card(self, name: str) -> Card | None:
        card = await self._people.card(name)
        if card is not None and self._meanwhile is not None:
            after, self._meanwhile = evolve(card, person=self._meanwhile), None
            act = AuditEntry(at=datetime(2026, 11, 23, tzinfo=UTC), by="olga", action="appoint", subject=name)
            await self._people.change(card, after, act=act, shut_out=False)
        return card


@pytest.mark.parametrize("wanted", [{"disabled": True}, {"role": "manager"}, {"role": "manager", "disabled": True}])
async def test_whoever_works_in_anothers_hotel_by_now_stays_as_they_are(
    desk: FrontDesk, config: Config, wanted: dict[str, object]
) -> None:
    assert desk.porter is not None
    roster = desk.porter.roster
    bea = await roster.engage("bea", "four words in a row", role=Role.RECEPTION, tenants=frozenset(MARINA), by="mia")
    assert isinstance(bea, Person)
    both = evolve(bea, tenants=frozenset({*MARINA, TenantId("sierra")}))
    overtaken = evolve(desk.porter, roster=evolve(roster, people=Overtaken(roster.people, both)))
    app = build_app(evolve(desk, porter=overtaken), config, registry=CollectorRegistry(), works=False)
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # Litestar's name for the same
    async with httpx.AsyncClient(transport=transport, base_url="http://hotel.example") as page:
        answer = await page.put("/admin/people/bea", json=wanted, headers=OWNER)
    assert (answer.status_code, "sierra" in answer.text) == (409, False)
    card = await roster.people.card("bea")
    assert card is not None
    assert card.person == both


@pytest.mark.parametrize(
    "told",
    [
        {**BEA, "role": "king"},
        {**BEA, "tenants": []},
        {**BEA, "tenants": "marina"},
        {**BEA, "name": "bea lopez"},
        {**BEA, "password": "short"},
        {},
        [],
    ],
)
async def test_nonsense_lets_nobody_in(doors: Doors, told: object) -> None:
    assert (await doors.post("/admin/people", json=told, headers=GROUP)).status_code == 400
    assert await names(doors, GROUP) == {}


async def test_a_token_is_made_shown_once_and_revoked(doors: Doors) -> None:
    made = (await doors.post("/admin/tokens", json=PAGE, headers=OWNER)).json()
    bearing = {"authorization": f"Bearer {made['access_token']}"}
    assert (await doors.get("/auth/me", headers=bearing)).json()["name"] == "token:page"
    assert (await doors.get("/admin/people", headers=bearing)).status_code == 403
    listed = await doors.get("/admin/tokens", headers=OWNER)
    assert [each["id"] for each in listed.json()["tokens"]] == [made["token"]["id"]]
    assert made["access_token"] not in listed.text
    path = f"/admin/tokens/{made['token']['id']}"
    assert (await doors.delete(path, headers=letter(Role.OWNER, "sierra"))).status_code == 404
    for _ in range(2):
        assert (await doors.delete(path, headers=OWNER)).json()["revoked"] is True
    assert (await doors.get("/auth/me", headers=bearing)).status_code == 401
    assert (await doors.get("/admin/tokens", headers=letter(Role.OWNER, "sierra"))).json()["tokens"] == []
    for days in (0, 731, "seven"):
        assert (await doors.post("/admin/tokens", json={**PAGE, "days": days}, headers=OWNER)).status_code == 400
