"""Errors: always a problem, always with a name to ask for, never with our insides."""

import pytest
from attrs import evolve
from litestar.testing import AsyncTestClient
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.conftest import Doors
from tests.unit.entrypoints.http.principals import letter

from hotel_agent.application.desk import FrontDesk
from hotel_agent.config import Config
from hotel_agent.domain.errors import OutcomeUnknown, Unavailable
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.entrypoints.http.operations import SILENT
from hotel_agent.entrypoints.http.problems import TOO_DEEP, UNSURE


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/docs/nowhere", 404),
        ("GET", "/page/../../etc/passwd", 404),
        ("GET", "/page/app.py", 404),
        ("DELETE", "/health", 405),
        ("POST", "/", 405),
        ("BREW", "/health", 405),
        ("GET", "/v1/webchat/conversations/c-1/messages?after=soon", 400),
        ("GET", "/v1/webchat/conversations/c-1/messages?after=-1", 400),
        ("GET", "/v1/webchat/conversations/c-1/messages", 401),
        ("POST", "/v1/webchat/nobodys-key/sessions", 404),
        ("POST", "/webhooks/whatsapp/nobodys-app", 401),
        ("GET", "/webhooks/whatsapp", 403),
    ],
)
async def test_every_error_is_a_problem_with_the_name_of_its_request(
    doors: Doors, method: str, path: str, status: int
) -> None:
    answer = await doors.request(method, path, headers={"x-correlation-id": "journey-7"})
    told = answer.json()
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert (told["status"], told["type"], told["correlation_id"]) == (status, "about:blank", "journey-7")
    assert told["title"]
    assert told["detail"]


async def test_a_value_that_is_not_as_expected_is_named(doors: Doors) -> None:
    told = (await doors.get("/v1/webchat/conversations/c-1/messages?after=soon")).json()
    assert [each["key"] for each in told["errors"]] == ["after"]


@pytest.mark.parametrize("body", ["[" * 60_000, '{"name":' * 20_000 + "1" + "}" * 20_000])
async def test_a_body_nested_without_end_is_the_senders_fault(doors: Doors, body: str) -> None:
    headers = {**letter(Role.OWNER, "*"), "content-type": "application/json"}
    answer = await doors.patch("/admin/tenants/marina", content=body, headers=headers)
    assert (answer.status_code, answer.json()["detail"]) == (400, TOO_DEEP)


async def test_what_is_asked_is_not_said_back(doors: Doors) -> None:
    answer = await doors.get("/v1/webchat/conversations/c-1/messages?after=soon&hush=447700900101")
    assert "447700900101" not in answer.text


@pytest.mark.parametrize(
    ("error", "words"), [(Unavailable("hush"), SILENT), (OutcomeUnknown("hush"), UNSURE)], ids=["silent", "unsure"]
)
async def test_a_silent_world_is_no_fault_of_ours_and_says_when_to_ask_again(
    desk: FrontDesk, config: Config, error: Unavailable, words: str
) -> None:
    away = evolve(desk, channels={**desk.channels, "webchat": BrokenChannel(error)})  # type: ignore[dict-item]
    async with AsyncTestClient(app=build_app(away, config, registry=CollectorRegistry())) as client:
        answer = await client.post("/v1/webchat/marina/sessions")
    assert (answer.status_code, answer.json()["detail"]) == (503, words)
    assert answer.headers["retry-after"] == "5"
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert "hush" not in answer.text


async def test_our_own_fault_tells_nothing_but_a_name(desk: FrontDesk, config: Config) -> None:
    broken = evolve(desk, channels={**desk.channels, "webchat": BrokenChannel()})  # type: ignore[dict-item]
    app = build_app(broken, config, registry=CollectorRegistry())
    async with AsyncTestClient(app=app, raise_server_exceptions=False) as client:
        answer = await client.post("/v1/webchat/marina/sessions")
    told = answer.json()
    assert (answer.status_code, told["detail"]) == (500, "Internal server error")
    assert told["correlation_id"] == answer.headers["x-correlation-id"]
    assert "hush" not in answer.text
    assert "Traceback" not in answer.text


class BrokenChannel:
    """A channel with a bug wherever it is touched."""

    name = "webchat"

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error or ValueError("hush: the guest wrote something")

    def __getattr__(self, name: str) -> object:
        def broken(*_: object, **__: object) -> object:
            raise self._error

        return broken
