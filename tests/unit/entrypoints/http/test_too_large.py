"""A body larger than a route takes is refused unread, and described where it may be."""

from typing import Any

from tests.unit.entrypoints.http.conftest import Doors
from tests.unit.entrypoints.http.principals import letter
from tests.unit.entrypoints.http.test_route_matrix import ANYBODY, MATRIX, THEIRS, address

from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.http.operations import LARGEST_BODY, TOO_LARGE

BEYOND = {"content-length": str(4 * 1024 * 1024 + 1), "content-type": "application/json", "idempotency-key": "k-1"}
"""More than any route takes, as a client announces it."""
WRITES = ("POST", "PUT", "PATCH", "DELETE")
UNDESCRIBED = "POST /v1/mail/unsubscribe/{token}"
"""What mail programmes press is in no description, and nothing of what they send is read."""


async def test_too_large_a_body_is_a_described_problem_wherever_it_is_read(doors: Doors) -> None:
    schema = (await doors.get("/docs/openapi.json")).json()
    for row in MATRIX:
        method, _, path = row.partition(" ")
        if method not in WRITES or row == UNDESCRIBED:
            continue
        operation = schema["paths"][path][method.lower()]
        may_be, proof = "413" in operation["responses"], {} if MATRIX[row] == ANYBODY else letter(Role.OWNER, "*")
        answer = await doors.request(method, address(path, THEIRS), content=b"{}", headers={**BEYOND, **proof})
        assert may_be or "requestBody" not in operation, row
        if answer.status_code == 413:
            assert may_be, row
            assert answer.headers["content-type"].startswith("application/problem+json"), row
            assert answer.json()["detail"] == TOO_LARGE, row
        elif may_be:
            # Only a stranger to a chat is told so first; behind the desk nothing comes before it.
            assert path.startswith("/v1/webchat/"), row


async def test_where_a_route_says_nothing_else_64_kib_are_taken_and_not_a_byte_more(doors: Doors) -> None:
    manager = letter(Role.MANAGER, "marina")
    path, wish = "/admin/tenants/marina/guests/export", b'{"guest": "ana"}'
    for size, status in ((LARGEST_BODY, 409), (LARGEST_BODY + 1, 413)):
        answer = await doors.post(
            path, content=wish.ljust(size), headers={**manager, "content-type": "application/json"}
        )
        assert answer.status_code == status


async def test_every_post_behind_the_desk_says_what_comes_of_a_key_unless_it_only_asks(doors: Doors) -> None:
    schema: dict[str, Any] = (await doors.get("/docs/openapi.json")).json()
    silent = set()
    for path, item in schema["paths"].items():
        if "post" in item and item["post"].get("security") == [{"staff": []}]:
            operation = item["post"]
            named = {each["name"] for each in operation.get("parameters", [])}
            if "Idempotency-Key" not in named or not {"400", "409", "413", "422"} <= operation["responses"].keys():
                silent.add(path)
    assert silent == {
        "/admin/tenants/refresh",
        "/admin/tenants/{tenant_id}/guests/export",
        "/admin/tenants/{tenant_id}/pms/test",
    }
