"""Every route x every role x every hotel: who comes through and who does not. A route without a row fails.

The rows are written by hand, not read from the routes: what a route declares is held against them.
"""

from collections.abc import Iterator, Mapping

import pytest
from litestar import Litestar, get
from litestar.testing import AsyncTestClient
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.conftest import Doors
from tests.unit.entrypoints.http.principals import letter

from hotel_agent.application.desk import FrontDesk
from hotel_agent.config import Config
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.entrypoints.http.envelope import Envelope
from hotel_agent.entrypoints.http.guard import NOT_ALLOWED, NOT_YOURS, Guard, check_rules
from hotel_agent.entrypoints.http.passes import Cookies
from hotel_agent.entrypoints.http.rules import anybody

ANYBODY = "anybody"
ROLES = {"o": Role.OWNER, "m": Role.MANAGER, "r": Role.RECEPTION, "v": Role.READ_ONLY, "a": Role.AUDITOR}
"""v: who only views."""

MATRIX = {
    "GET /": ANYBODY,
    "GET /page/{name}": ANYBODY,
    "GET /webhooks/whatsapp": ANYBODY,
    "POST /webhooks/whatsapp": ANYBODY,
    "GET /webhooks/whatsapp/{app}": ANYBODY,
    "POST /webhooks/whatsapp/{app}": ANYBODY,
    "POST /webhooks/gmail": ANYBODY,
    "GET /v1/mail/unsubscribe/{token}": ANYBODY,
    "POST /v1/mail/unsubscribe/{token}": ANYBODY,
    "POST /v1/webchat/{widget_key}/sessions": ANYBODY,
    "POST /v1/webchat/conversations/{conversation}/messages": ANYBODY,
    "GET /v1/webchat/conversations/{conversation}/messages": ANYBODY,
    "POST /v1/webchat/conversations/{conversation}/choices": ANYBODY,
    "DELETE /v1/webchat/conversations/{conversation}": ANYBODY,
    "GET /v1/webchat/conversations/{conversation}/events": ANYBODY,
    "GET /health": ANYBODY,
    "GET /health/live": ANYBODY,
    "GET /health/ready": ANYBODY,
    "GET /health/startup": ANYBODY,
    "GET /metrics": ANYBODY,
    "GET /docs": ANYBODY,
    "GET /docs/openapi.json": ANYBODY,
    "GET /docs/{path}": ANYBODY,
    "POST /auth/login": ANYBODY,
    "POST /auth/token": ANYBODY,
    "PUT /auth/password": ANYBODY,
    "POST /auth/logout": "omrva own",
    "GET /auth/me": "omrva own",
    "GET /admin/dashboard": "omrva own",
    "GET /api/tenants/{tenant_id}/conversations": "omrv named",
    "GET /api/tenants/{tenant_id}/conversations/{conversation}": "omrv named",
    "GET /api/tenants/{tenant_id}/conversations/{conversation}/trace": "omrv named",
    "POST /api/tenants/{tenant_id}/conversations/{conversation}/take": "omr named",
    "POST /api/tenants/{tenant_id}/conversations/{conversation}/reply": "omr named",
    "POST /api/tenants/{tenant_id}/conversations/{conversation}/note": "omr named",
    "POST /api/tenants/{tenant_id}/conversations/{conversation}/assign": "omr named",
    "POST /api/tenants/{tenant_id}/conversations/{conversation}/release": "omr named",
    "POST /api/tenants/{tenant_id}/conversations/{conversation}/block": "omr named",
    "POST /api/tenants/{tenant_id}/conversations/{conversation}/unblock": "omr named",
    "POST /api/tenants/{tenant_id}/conversations/{conversation}/send-draft": "omr named",
    "GET /api/tenants/{tenant_id}/tasks": "omrv named",
    "POST /api/tenants/{tenant_id}/conversations/{conversation}/tasks/{task}/done": "omr named",
    "POST /api/tenants/{tenant_id}/conversations/{conversation}/tasks/{task}/cancel": "omr named",
    "POST /api/tenants/{tenant_id}/conversations/{conversation}/tasks/{task}/assign": "omr named",
    "GET /api/tenants/{tenant_id}/events": "omrv named",
    "GET /api/tenants/{tenant_id}/today": "omrv named",
    "GET /admin/people": "oma own",
    "POST /admin/people": "o own",
    "PUT /admin/people/{name}": "o own",
    "GET /admin/tokens": "oma own",
    "POST /admin/tokens": "o own",
    "DELETE /admin/tokens/{id}": "o own",
    "GET /admin/audit-logs": "oma own",
    "GET /admin/feature-flags": "omrva own",
    "PUT /admin/feature-flags/{flag}": "om all",
    "DELETE /admin/feature-flags/{flag}": "om all",
    "GET /admin/tenants/{tenant_id}/feature-flags": "omrva named",
    "PUT /admin/tenants/{tenant_id}/feature-flags/{flag}": "om named",
    "DELETE /admin/tenants/{tenant_id}/feature-flags/{flag}": "om named",
    "GET /admin/tenants/{tenant_id}/shadow-report": "omrva named",
    "POST /admin/tenants/{tenant_id}/guests/export": "om named",
    "POST /admin/tenants/{tenant_id}/guests/erase": "om named",
    "GET /admin/tenants": "omrva own",
    "POST /admin/tenants": "o all",
    "POST /admin/tenants/refresh": "omrva all",
    "GET /admin/tenants/{tenant_id}": "omrva named",
    "PATCH /admin/tenants/{tenant_id}": "o named",
    "DELETE /admin/tenants/{tenant_id}": "o named",
    "POST /admin/tenants/{tenant_id}/identifiers": "o named",
    "DELETE /admin/tenants/{tenant_id}/identifiers/{identifier}": "o named",
    "GET /admin/tenants/{tenant_id}/house-rules": "omrva named",
    "PUT /admin/tenants/{tenant_id}/house-rules": "om named",
    "GET /admin/tenants/{tenant_id}/pms": "omrva named",
    "PUT /admin/tenants/{tenant_id}/pms": "o named",
    "POST /admin/tenants/{tenant_id}/pms/test": "o named",
    "GET /admin/tenants/{tenant_id}/properties": "omrva named",
    "PUT /admin/tenants/{tenant_id}/properties/{name}": "o named",
    "GET /admin/tenants/{tenant_id}/knowledge": "omrva named",
    "PUT /admin/tenants/{tenant_id}/knowledge/{name}": "om named",
    "DELETE /admin/tenants/{tenant_id}/knowledge/{name}": "om named",
    "GET /admin/tenants/{tenant_id}/channel-accounts": "omrva named",
    "PUT /admin/tenants/{tenant_id}/channel-accounts/{channel}/{name}": "o named",
    "GET /admin/tenants/{tenant_id}/templates": "omrva named",
    "PUT /admin/tenants/{tenant_id}/templates/{name}": "om named",
    "GET /admin/tenants/{tenant_id}/reservations": "omrv named",
    "GET /admin/tenants/{tenant_id}/reservations/{number}": "omrv named",
    "GET /admin/unrouted": "o all",
    "POST /admin/unrouted/route": "o all",
}
"""By route: `anybody`; or which roles may (`omrva`), and of whose hotel it speaks.

`own`: of the hotels of whoever asks, or of `?tenant_id=`; `named`: of the one in the path; `all`: only for those who
have all hotels.
"""

THEIRS, ANOTHERS, NOBODYS = "marina", "another", "nobodys"


@pytest.fixture
def inside(desk: FrontDesk, config: Config) -> Litestar:
    app = build_app(desk, config, registry=CollectorRegistry())
    assert isinstance(app, Envelope)
    assert isinstance(app._inside, Litestar)
    return app._inside


def the_routes(app: Litestar) -> Iterator[str]:
    for route in app.routes:
        for path_handler in getattr(route, "route_handlers", ()):
            for method in path_handler.http_methods - {"OPTIONS"}:
                yield f"{method} {plain(route.path)}"


def plain(path: str) -> str:
    return "/".join(f"{step.partition(':')[0]}}}" if step.startswith("{") else step for step in path.split("/"))


def address(path: str, tenant: str) -> str:
    return "/".join(
        (tenant if step == "{tenant_id}" else "x") if step.startswith("{") else step for step in path.split("/")
    )


async def asked(doors: Doors, row: str, tenant: str, headers: Mapping[str, str], query: str = "") -> tuple[int, str]:
    method, _, path = row.partition(" ")
    if path.endswith("/events"):
        method = "HEAD"  # of a stream that has no end, its head will do
    answer = await doors.request(method, address(path, tenant) + query, headers=dict(headers))
    if method == "HEAD":
        return answer.status_code, {403: NOT_ALLOWED, 404: NOT_YOURS}.get(answer.status_code, "")
    told = answer.json() if answer.headers.get("content-type", "").startswith("application/problem") else {}
    return answer.status_code, told.get("detail", "")


def is_let_in(told: tuple[int, str]) -> bool:
    """Whether the guard let this through, whatever the route then made of a request that says nothing."""
    status, words = told
    return status != 401 and words not in {NOT_ALLOWED, NOT_YOURS}


def test_every_route_stands_in_the_matrix_and_every_row_is_a_route(inside: Litestar) -> None:
    assert sorted(set(the_routes(inside))) == sorted(MATRIX)


@pytest.mark.parametrize("row", [row for row, rule in MATRIX.items() if rule != ANYBODY])
async def test_only_those_come_through_who_may(doors: Doors, row: str) -> None:
    letters, whose = MATRIX[row].split()
    assert (await asked(doors, row, THEIRS, {}))[0] == 401
    assert (await asked(doors, row, THEIRS, {"authorization": "Bearer of bad news"}))[0] == 401
    for sign, role in ROLES.items():
        allowed = sign in letters
        of_one, of_all = letter(role, THEIRS), letter(role, "*")
        assert is_let_in(await asked(doors, row, THEIRS, of_all)) is allowed
        if whose == "all":
            assert await asked(doors, row, THEIRS, of_one) == (403, NOT_ALLOWED)
            continue
        assert is_let_in(await asked(doors, row, THEIRS, of_one)) is allowed
        if not allowed:
            assert await asked(doors, row, THEIRS, of_one) == (403, NOT_ALLOWED)
        for other in (ANOTHERS, NOBODYS):
            if whose == "named":
                assert await asked(doors, row, other, of_one) == (404, NOT_YOURS)
            else:
                assert await asked(doors, row, other, of_one, f"?tenant_id={other}") == (404, NOT_YOURS)
                twice = f"?tenant_id={THEIRS}&tenant_id={other}"
                assert await asked(doors, row, other, of_one, twice) == (404, NOT_YOURS)


@pytest.mark.parametrize("row", ["GET /api/tenants/{tenant_id}/today", "GET /admin/tenants/{tenant_id}/shadow-report"])
async def test_who_has_all_hotels_is_told_that_there_is_no_such_hotel(doors: Doors, row: str) -> None:
    assert await asked(doors, row, NOBODYS, letter(Role.OWNER, "*")) == (404, NOT_YOURS)


async def test_a_forged_header_names_no_other_hotel(doors: Doors) -> None:
    forged = {**letter(Role.OWNER, THEIRS), "x-tenant-id": ANOTHERS}
    assert (await doors.get("/auth/me", headers=forged)).json()["tenants"] == [THEIRS]


async def test_whoever_has_no_proof_is_told_which_is_expected(doors: Doors) -> None:
    answer = await doors.get("/auth/me")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_one_is_told_who_one_is_and_what_one_may(doors: Doors) -> None:
    told = (await doors.get("/auth/me", headers=letter(Role.READ_ONLY, THEIRS, who="vera"))).json()
    assert told == {
        "name": "vera",
        "role": "read-only",
        "tenants": [THEIRS],
        "permissions": ["know_oneself", "see_guests", "see_house"],
        "csrf_token": "",
    }
    assert (await doors.get("/auth/me", headers=letter(Role.OWNER, "*"))).json()["tenants"] == ["*"]


async def test_a_route_without_a_rule_lets_nobody_through_and_the_house_does_not_open(desk: FrontDesk) -> None:
    @get("/backdoor")
    async def backdoor() -> str:
        return "come in"

    @get("/hotels/{tenant_id:str}", opt=anybody(""))
    async def unreasoned() -> str:
        return "come in"

    guard = Guard(desk.porter, Cookies(only_encrypted=False))
    app = Litestar([backdoor, unreasoned], guards=[guard], openapi_config=None)
    with pytest.raises(Bug, match="GET /backdoor, GET /hotels"):
        check_rules(app)
    async with AsyncTestClient(app=app) as client:
        answer = await client.get("/backdoor")
    assert (answer.status_code, "come in" in answer.text) == (500, False)
