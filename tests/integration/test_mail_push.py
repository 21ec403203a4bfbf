"""Google knocks over HTTP: whoever reads the mailbox looks at once, and whoever is not Google is sent away."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from attrs import evolve
from prometheus_client import CollectorRegistry
from tests.integration.service import eventually, served
from tests.integration.test_email import DESK, PASSWORD, ready, variables
from tests.unit.adapters.channels.email.test_google import AUDIENCE, PUSHER, push, shown, token

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.bootstrap import load_config, open_desk
from hotel_agent.config import Config
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.ports.nlu import Nlu
from hotel_agent.testing.servers.mail import MailServer

PATH = "/webhooks/gmail"


async def test_a_push_of_googles_wakes_the_reader_and_nobody_elses_does(tmp_path: Path, nlu: Nlu) -> None:
    now = SystemClock().now()
    async with (
        MailServer(login=DESK, password=PASSWORD) as host,
        shown() as (keys, url),
        open_desk(config := with_keys_at(url, variables(host, tmp_path, **PUSHED)), nlu=nlu) as desk,
        served(build_app(desk, config, registry=CollectorRegistry())) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=120) as web,
    ):
        await ready(host)
        for bearer in not_for_us(now):
            answer = await web.post(PATH, **posted(bearer))
            assert answer.status_code == 401
            assert answer.json()["detail"].startswith("The token is missing")
        assert (await web.post(PATH, **posted(token(now), body=b"{}"))).status_code == 400
        assert knocks(tmp_path / "hotel.sqlite3") == 0
        waits = host.waits
        answer = await web.post(PATH, **posted(token(now)))
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
        assert knocks(tmp_path / "hotel.sqlite3") == 1

        async def looked() -> bool:
            return host.waits > waits

        await eventually(looked)
        assert keys.asked == 1
    assert host.sent == [], "a push brings nothing in"


PUSHED = {"GMAIL_PUSH_AUDIENCE": AUDIENCE, "GMAIL_PUSH_ACCOUNT": PUSHER}


def with_keys_at(url: str, told: Mapping[str, str]) -> Config:
    """An installation of these variables to which Google shows its keys here."""
    config = load_config(told)
    channels = (
        evolve(each, options={**each.options, "certificates": url}) if each.name == "email" else each
        for each in config.channels
    )
    return evolve(config, channels=tuple(channels))


def not_for_us(now: datetime) -> list[str]:
    return [
        token(now, aud="https://other.example/webhooks/gmail"),
        token(now, email="boss@evil.iam.gserviceaccount.com"),
        token(now, email_verified=False),
        token(now - timedelta(hours=2)),
        token(now, iss="https://evil.example"),
        token(now)[:-4] + "AAAA",
    ]


def posted(bearer: str, *, body: bytes | None = None) -> dict[str, Any]:
    """What Pub/Sub posts."""
    asked = push(bearer, body=body)
    return {"content": asked.body, "headers": dict(asked.headers)}


def knocks(file: Path) -> int:
    """How often somebody asked the mailbox's reader to look."""
    with closing(sqlite3.connect(file)) as kept:
        found: int = kept.execute("SELECT knocks FROM mailboxes").fetchone()[0]
        return found
