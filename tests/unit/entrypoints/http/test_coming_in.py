"""Coming in behind the desk: who proves who they are is let in, and nobody else, for as long as it holds."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from argon2 import PasswordHasher
from attrs import evolve
from litestar.testing import AsyncTestClient
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.conftest import Doors

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.people import Argon2Passwords
from hotel_agent.application.desk import FrontDesk
from hotel_agent.application.roster import Roster
from hotel_agent.bootstrap import open_desk
from hotel_agent.config import AdapterChoice, Config, Environment
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.rights import EVERYWHERE, Role
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.ports.nlu import Nlu

MARINA = TenantId("marina")
PASSWORD = "four words in a row"
ANA = {"name": "ana", "password": PASSWORD}
WRONG = {"name": "ana", "password": "four words in a raw"}
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.fixture
async def desk(config: Config, nlu: Nlu, clock: ManualClock) -> AsyncIterator[FrontDesk]:
    limited = evolve(config, tries=AdapterChoice("memory", {"guest": "5/minute"}))
    async with open_desk(limited, nlu=nlu, clock=clock) as opened:
        assert opened.porter is not None
        quick = Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        roster = evolve(opened.porter.roster, passwords=quick)
        yield evolve(opened, porter=evolve(opened.porter, roster=roster))


@pytest.fixture
async def roster(desk: FrontDesk) -> Roster:
    assert desk.porter is not None
    roster = desk.porter.roster
    await roster.engage("ana", PASSWORD, role=Role.RECEPTION, tenants=frozenset({MARINA}), by="owner")
    return roster


async def test_whoever_proves_who_they_are_gets_a_pass_no_script_can_read(doors: Doors, roster: Roster) -> None:
    answer = await doors.post("/auth/login", json={**ANA, "name": " Ana "})
    told = answer.json()
    assert (answer.status_code, told["name"], told["role"], told["tenants"]) == (200, "ana", "reception", ["marina"])
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    assert answer.headers["cache-control"] == "no-store"
    oneself = (await doors.get("/auth/me")).json()
    assert (oneself["name"], oneself["csrf_token"]) == ("ana", told["csrf_token"])
    assert answer.cookies["hotel_agent_pass"] not in str(told)


async def test_in_production_the_cookie_goes_over_encrypted_lines_to_this_host_only(
    desk: FrontDesk, config: Config, roster: Roster
) -> None:
    app = build_app(desk, evolve(config, environment=Environment.PRODUCTION), registry=CollectorRegistry())
    async with AsyncTestClient(app=app, base_url="https://hotel.example") as client:
        cookie = (await client.post("/auth/login", json=ANA)).headers["set-cookie"]
        assert cookie.startswith("__Host-hotel_agent_pass=hap_")
        assert "Secure" in cookie
        assert (await client.get("/auth/me")).status_code == 200


@pytest.mark.parametrize(
    "told",
    [
        WRONG,
        {"name": "nobody", "password": PASSWORD},
        {"name": "", "password": ""},
        {"name": "ana'--", "password": PASSWORD},
        {"name": "ana", "password": PASSWORD + "\x00"},
        {"name": "ana", "password": "x" * 4000},
    ],
)
async def test_whoever_does_not_is_told_one_and_the_same(doors: Doors, roster: Roster, told: dict[str, str]) -> None:
    answer = await doors.post("/auth/login", content=_json(told), headers={"content-type": "application/json"})
    assert answer.status_code == 401
    assert answer.json()["detail"] == "Name, password or code is wrong"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"null", b'{"name": 7}', b"\xff\xfe", b'{"name": "ana"}'])
async def test_nonsense_is_a_problem_and_lets_nobody_in(doors: Doors, roster: Roster, body: bytes) -> None:
    answer = await doors.post("/auth/login", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_too_much_is_not_read(doors: Doors) -> None:
    assert (await doors.post("/auth/login", json={**ANA, "password": "x" * 9000})).status_code == 413


async def test_what_is_asked_with_the_cookie_and_changes_something_needs_the_second_proof(
    doors: Doors, roster: Roster
) -> None:
    proof = (await doors.post("/auth/login", json=ANA)).json()["csrf_token"]
    for headers in ({}, {"x-csrf-token": "guessed"}, {"x-csrf-token": proof, "origin": "https://evil.example"}):
        answer = await doors.post("/auth/logout", headers=headers)
        assert answer.status_code == 403, headers
    assert (await doors.get("/auth/me")).status_code == 200
    left = await doors.post("/auth/logout", headers={"x-csrf-token": proof, "origin": "http://testserver.local"})
    assert left.status_code == 200
    assert (await doors.get("/auth/me")).status_code == 401


async def test_another_sites_page_lets_nobody_in(doors: Doors, roster: Roster) -> None:
    answer = await doors.post("/auth/login", json=ANA, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403


async def test_a_pass_that_was_left_opens_nothing_also_for_whoever_kept_a_copy(doors: Doors, roster: Roster) -> None:
    token = (await doors.post("/auth/token", json=ANA)).json()["access_token"]
    bearing = {"authorization": f"Bearer {token}"}
    assert (await doors.get("/auth/me", headers=bearing)).json()["name"] == "ana"
    assert (await doors.post("/auth/logout", headers=bearing)).status_code == 200
    assert (await doors.get("/auth/me", headers=bearing)).status_code == 401


async def test_passes_end_by_themselves(doors: Doors, roster: Roster, clock: ManualClock) -> None:
    bearing = {"authorization": f"Bearer {(await doors.post('/auth/token', json=ANA)).json()['access_token']}"}
    await doors.post("/auth/login", json=ANA)
    clock.advance(timedelta(hours=1))
    assert (await doors.get("/auth/me", headers=bearing)).status_code == 401
    assert (await doors.get("/auth/me")).status_code == 200
    clock.advance(timedelta(hours=11))
    assert (await doors.get("/auth/me")).status_code == 401


async def test_a_header_that_proves_nothing_is_not_helped_by_a_cookie(doors: Doors, roster: Roster) -> None:
    await doors.post("/auth/login", json=ANA)
    assert (await doors.get("/auth/me", headers={"authorization": "Bearer of nothing"})).status_code == 401
    assert (await doors.get("/auth/me", headers={"authorization": ""})).status_code == 401


@pytest.mark.parametrize("change", ["shut_out", "give_password", "give_seed"])
async def test_who_is_shut_out_or_has_a_new_proof_has_to_come_again(doors: Doors, roster: Roster, change: str) -> None:
    await doors.post("/auth/login", json=ANA)
    match change:
        case "shut_out":
            await roster.shut_out("ana", by="owner")
        case "give_password":
            await roster.give_password("ana", "another row of words", by="owner")
        case _:
            await roster.give_seed("ana", SEED, by="owner")
    assert (await doors.get("/auth/me")).status_code == 401
    assert (await doors.post("/auth/login", json=ANA)).status_code == 401


async def test_whoever_proves_who_they_are_takes_a_new_password_and_is_out_everywhere(
    doors: Doors, roster: Roster, clock: ManualClock
) -> None:
    new = "another row of words"
    await doors.post("/auth/login", json=ANA)
    assert (await doors.put("/auth/password", json={**WRONG, "new_password": new})).status_code == 401
    refused = await doors.put("/auth/password", json={**ANA, "new_password": "short"})
    assert (refused.status_code, refused.json()["detail"].startswith("password: ")) == (400, True)
    foreign = await doors.put("/auth/password", json={**ANA, "new_password": new}, headers={"origin": "https://x.test"})
    assert foreign.status_code == 403
    assert (await doors.get("/auth/me")).status_code == 200
    assert (await doors.put("/auth/password", json={**ANA, "new_password": new})).json() == {"status": "changed"}
    assert (await doors.get("/auth/me")).status_code == 401
    clock.advance(timedelta(minutes=1))
    assert (await doors.post("/auth/login", json=ANA)).status_code == 401
    assert (await doors.post("/auth/login", json={**ANA, "password": new})).status_code == 200


async def test_another_role_counts_at_once(doors: Doors, roster: Roster) -> None:
    await doors.post("/auth/login", json=ANA)
    await roster.appoint("ana", role=Role.AUDITOR, tenants=None, by="owner")
    told = (await doors.get("/auth/me")).json()
    assert (told["role"], told["tenants"]) == ("auditor", [EVERYWHERE])


async def test_a_code_of_the_app_is_asked_where_there_is_one_and_counts_once(
    doors: Doors, roster: Roster, clock: ManualClock
) -> None:
    await roster.give_seed("ana", SEED, by="owner")
    asked = await doors.post("/auth/login", json=ANA)
    assert (asked.status_code, "code" in asked.json()["detail"]) == (401, True)
    wrong = await doors.post("/auth/login", json={**WRONG, "code": ""})
    assert wrong.json()["detail"] == "Name, password or code is wrong"
    code = pyotp.TOTP(SEED).at(clock.now())
    statuses = [(await doors.post("/auth/login", json={**ANA, "code": code})).status_code for _ in range(2)]
    assert statuses == [200, 401]
    clock.advance(timedelta(seconds=60))
    stale = await doors.post("/auth/login", json={**ANA, "code": code})
    assert stale.status_code == 401


async def test_a_name_is_tried_so_often_and_no_more_from_any_address(
    doors: Doors, roster: Roster, clock: ManualClock
) -> None:
    for _ in range(5):
        assert (await doors.post("/auth/login", json=WRONG)).status_code == 401
    answer = await doors.post("/auth/login", json=ANA)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    clock.advance(timedelta(minutes=1))
    assert (await doors.post("/auth/login", json=ANA)).status_code == 200


async def test_an_address_tries_so_often_and_no_more_at_any_name(doors: Doors, roster: Roster) -> None:
    for number in range(5):
        assert (await doors.post("/auth/token", json={**WRONG, "name": f"name{number}"})).status_code == 401
    assert (await doors.post("/auth/token", json=ANA)).status_code == 429


async def test_a_token_of_a_program_is_known_until_it_expires_or_is_revoked(
    doors: Doors, roster: Roster, clock: ManualClock
) -> None:
    made = [
        await roster.issue(
            f"page {number}",
            role=Role.READ_ONLY,
            tenants=frozenset({MARINA}),
            lasts=timedelta(days=1),
            by="owner",
        )
        for number in range(2)
    ]
    bearing = [{"authorization": f"Bearer {each.secret}"} for each in made]
    told = (await doors.get("/auth/me", headers=bearing[0])).json()
    assert (told["name"], told["role"], told["csrf_token"]) == ("token:page 0", "read-only", "")
    await roster.revoke(made[0].token.id, by="owner")
    assert [(await doors.get("/auth/me", headers=each)).status_code for each in bearing] == [401, 200]
    clock.advance(timedelta(days=1))
    assert (await doors.get("/auth/me", headers=bearing[1])).status_code == 401


async def test_no_secret_stands_in_the_audit_log(doors: Doors, roster: Roster, desk: FrontDesk) -> None:
    await doors.post("/auth/login", json=ANA)
    await roster.give_seed("ana", SEED, by="owner")
    await roster.give_password("ana", "another row of words", by="owner")
    made = await roster.issue("page", role=Role.OWNER, tenants=frozenset({MARINA}), lasts=timedelta(1), by="owner")
    async with desk.storage.work(MARINA) as work:
        acts = await work.acts()
    assert [each.action for each in acts] == ["issue_token", "give_password", "ask_for_codes", "sign_in", "engage"]
    written = str([(each.before, each.after) for each in acts])
    for secret in (PASSWORD, SEED, made.secret, made.token.digest, "argon2", "another row"):
        assert secret not in written


def _json(told: dict[str, str]) -> bytes:
    return json.dumps(told).encode()
