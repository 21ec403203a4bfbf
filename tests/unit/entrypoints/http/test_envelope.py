"""What every answer carries, whatever was asked."""

import pytest
from attrs import evolve
from litestar.testing import AsyncTestClient
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.conftest import Doors

from hotel_agent.application.desk import FrontDesk
from hotel_agent.config import Config, Environment
from hotel_agent.entrypoints.http.app import build_app

EVERYWHERE = ["/", "/health", "/metrics", "/docs", "/nowhere", "/webhooks/whatsapp", "/page/page.js"]


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_every_answer_is_safe_to_show_in_a_browser(doors: Doors, path: str) -> None:
    headers = (await doors.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "strict-transport-security" not in headers


async def test_production_is_only_reached_encrypted(desk: FrontDesk, config: Config) -> None:
    production = evolve(config, environment=Environment.PRODUCTION)
    async with AsyncTestClient(app=build_app(desk, production, registry=CollectorRegistry())) as client:
        assert "max-age=31536000" in (await client.get("/health")).headers["strict-transport-security"]


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_every_answer_bears_the_names_of_its_request(doors: Doors, path: str) -> None:
    brought = {"X-Request-ID": "req-1234", "X-Correlation-ID": "journey-7"}
    headers = (await doors.get(path, headers=brought)).headers
    assert (headers["x-request-id"], headers["x-correlation-id"]) == ("req-1234", "journey-7")


async def test_two_requests_without_names_get_two(doors: Doors) -> None:
    first, second = [(await doors.get("/health")).headers["x-request-id"] for _ in range(2)]
    assert first != second


@pytest.mark.parametrize("path", ["/health", "/health/live", "/health/ready", "/metrics", "/nowhere"])
async def test_what_changes_every_moment_is_kept_by_nobody(doors: Doors, path: str) -> None:
    assert (await doors.get(path)).headers["cache-control"] == "no-store"


async def test_the_page_is_asked_for_again_after_every_release(doors: Doors) -> None:
    assert (await doors.get("/")).headers["cache-control"] == "no-cache"


async def test_what_may_be_got_may_be_looked_at(doors: Doors) -> None:
    assert (await doors.head("/health")).status_code == 200


async def test_who_looks_at_the_head_of_a_stream_holds_none(doors: Doors) -> None:
    chat = (await doors.post("/v1/webchat/marina/sessions")).json()
    answer = await doors.head(
        f"/v1/webchat/conversations/{chat['conversation']}/events", headers={"authorization": f"Bearer {chat['token']}"}
    )
    assert (answer.status_code, answer.text) == (200, "")
    assert answer.headers["content-type"].startswith("text/event-stream")
