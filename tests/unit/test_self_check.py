"""A running installation is looked at from outside: what is wrong is seen, and said with what to do."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.bootstrap.self_check import findings
from hotel_agent.entrypoints.cli import main
from hotel_agent.ports.abilities import Finding, Verdict

OUTSIDE = "https://desk.hotel.example"
SAFE = {
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=31536000",
}
ANSWERS: dict[tuple[str, str], httpx.Response] = {
    ("GET", "/health/live"): httpx.Response(200, json={"alive": True}),
    ("GET", "/health/ready"): httpx.Response(200, json={"ready": True, "checks": {"storage": True}}),
    ("GET", "/health"): httpx.Response(200, headers=SAFE),
    ("GET", "/"): httpx.Response(200, headers=SAFE, text='<body data-key="marina">'),
    ("GET", "/webhooks/whatsapp"): httpx.Response(403),
    ("POST", "/webhooks/whatsapp"): httpx.Response(401),
    ("GET", "/metrics"): httpx.Response(403),
    ("POST", "/v1/webchat/marina/sessions"): httpx.Response(200, json={"conversation": "c-1", "token": "t"}),
    ("POST", "/v1/webchat/conversations/c-1/messages"): httpx.Response(202, json={"seq": 1}),
    ("GET", "/v1/webchat/conversations/c-1/messages"): httpx.Response(
        200, json=[{"author": "guest", "text": "Hola"}, {"author": "desk", "text": "A las 15:00.\nMás"}]
    ),
    ("DELETE", "/v1/webchat/conversations/c-1"): httpx.Response(202),
}
Change = dict[tuple[str, str], httpx.Response]


class Moving(ManualClock):
    """Time passes by itself while somebody waits."""

    async def sleep_until(self, at: datetime) -> None:
        self.set(at)


async def seen_at(url: str, change: Change, asked: Callable[[str, str], object] = lambda *_: None) -> list[Finding]:
    def answer(request: httpx.Request) -> httpx.Response:
        asked(request.method, request.url.path)
        found = {**ANSWERS, **change}.get((request.method, request.url.path), httpx.Response(401))
        return httpx.Response(found.status_code, headers=found.headers, content=found.content)

    async with httpx.AsyncClient(base_url=url, transport=httpx.MockTransport(answer)) as web:
        clock = Moving(datetime(2026, 11, 23, tzinfo=UTC))
        return [each async for each in findings(web, clock, patience=timedelta(seconds=5))]


async def test_where_all_is_well_nothing_is_broken_and_the_chat_is_forgotten() -> None:
    asked: list[tuple[str, str]] = []
    seen = await seen_at(OUTSIDE, {}, lambda *request: asked.append(request))
    assert {each.verdict for each in seen} == {Verdict.WELL}, seen
    assert "A las 15:00." in seen[-1].seen
    assert asked[-1] == ("DELETE", "/v1/webchat/conversations/c-1")


@pytest.mark.parametrize(
    ("what", "request_", "answer"),
    [
        ("Can guests be answered?", ("GET", "/health/ready"), httpx.Response(503, json={"checks": {"storage": False}})),
        ("Page", ("GET", "/"), httpx.Response(502, headers=SAFE)),
        ("Page", ("GET", "/"), httpx.Response(200, text='data-key="marina"')),
        ("Encryption", ("GET", "/health"), httpx.Response(200)),
        ("A stranger's handshake", ("GET", "/webhooks/whatsapp"), httpx.Response(200, text="1")),
        ("Forged posts", ("POST", "/webhooks/whatsapp"), httpx.Response(200, json={"status": "ok"})),
        ("Metrics", ("GET", "/metrics"), httpx.Response(200, text="x 1")),
        ("Behind the desk", ("GET", "/admin/tenants"), httpx.Response(200, json={"tenants": []})),
        ("Web chat", ("GET", "/v1/webchat/conversations/c-1/messages"), httpx.Response(200, json=[])),
        ("Web chat", ("POST", "/v1/webchat/conversations/c-1/messages"), httpx.Response(500)),
    ],
)
async def test_whatever_is_wrong_is_named_with_what_to_do(
    what: str, request_: tuple[str, str], answer: httpx.Response
) -> None:
    seen = await seen_at(OUTSIDE, {request_: answer})
    broken = [each for each in seen if each.verdict is Verdict.BROKEN]
    assert what in {each.what for each in broken}
    assert all(each.remedy for each in broken)
    assert len(broken) == 1


async def test_on_its_own_machine_metrics_may_be_open_and_plain_http_is_only_mentioned() -> None:
    seen = await seen_at("http://127.0.0.1:8000", {("GET", "/metrics"): httpx.Response(200, text="x 1")})
    assert {each.what for each in seen if each.verdict is not Verdict.WELL} == {"Encryption"}
    assert not [each for each in seen if each.verdict is Verdict.BROKEN]


async def test_plain_http_for_everybody_is_broken() -> None:
    seen = await seen_at("http://desk.hotel.example", {})
    assert [each.what for each in seen if each.verdict is Verdict.BROKEN] == ["Encryption"]


async def test_where_a_proxy_answers_for_a_service_that_is_down_nothing_else_is_told_of_it() -> None:
    change = {request: httpx.Response(502) for request in ANSWERS}
    (seen,) = await seen_at(OUTSIDE, change)
    assert (seen.verdict, seen.seen) == (Verdict.BROKEN, "answered with 502")


@pytest.mark.parametrize("silent", [1, 7], ids=lambda times: f"{times} times")
async def test_a_service_that_was_just_started_is_waited_for(silent: int) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        if len(asked) == 1:
            raise httpx.ConnectError("nobody listens yet")
        if len(asked) <= silent:
            return httpx.Response(502)
        found = ANSWERS.get((request.method, request.url.path), httpx.Response(401))
        return httpx.Response(found.status_code, headers=found.headers, content=found.content)

    async with httpx.AsyncClient(base_url=OUTSIDE, transport=httpx.MockTransport(answer)) as web:
        clock = Moving(datetime(2026, 11, 23, tzinfo=UTC))
        seen = [each async for each in findings(web, clock, patience=timedelta(seconds=5), wait=timedelta(seconds=5))]
    assert {each.verdict for each in seen} == {Verdict.WELL}, seen
    assert asked[:silent] == ["/health/ready"] * silent


async def test_one_that_never_comes_up_is_told_of_in_the_end() -> None:
    async with httpx.AsyncClient(base_url=OUTSIDE, transport=httpx.MockTransport(lambda _: httpx.Response(502))) as web:
        clock = Moving(datetime(2026, 11, 23, tzinfo=UTC))
        (seen,) = [
            each async for each in findings(web, clock, patience=timedelta(seconds=5), wait=timedelta(seconds=5))
        ]
    assert seen.verdict is Verdict.BROKEN
    assert clock.now() >= datetime(2026, 11, 23, 0, 0, 5, tzinfo=UTC)


def test_where_nobody_answers_that_is_said_and_the_report_says_fail(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    ran = CliRunner().invoke(main, ["self-check", "http://127.0.0.1:1", "--report", str(report)])
    assert ran.exit_code == 1
    assert "Is it started" in ran.output
    told = json.loads(report.read_text())
    assert (told["status"], len(told["checks"])) == ("FAIL", 1)


@pytest.mark.parametrize("url", ["desk.hotel.example", "ftp://desk.hotel.example", "https://"])
def test_what_is_no_address_is_refused(url: str) -> None:
    ran = CliRunner().invoke(main, ["self-check", url])
    assert ran.exit_code == 2
    assert "expected a web address" in ran.output
