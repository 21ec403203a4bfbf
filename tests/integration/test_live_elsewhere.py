"""A receptionist follows her hotel in one process and sees what happens in another, over one PostgreSQL."""

import asyncio
import json
from typing import Any

import httpx
from tests.integration.service import HOOK, SECRETS, side_by_side, whatsapp
from tests.integration.test_serve import started_again
from tests.integration.test_streams import Stream
from tests.unit.entrypoints.http.principals import JWT_SECRET, letter

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

ROOMS = "/api/tenants/marina"
ANA = WhatsAppGuest(secret=SECRETS["WHATSAPP_APP_SECRET"])


async def test_what_guests_and_colleagues_do_in_one_process_is_seen_live_in_another(tables: str) -> None:
    eva, luis = (letter(Role.RECEPTION, "marina", who=name) for name in ("eva", "luis"))
    async with GraphStub(token=SECRETS["WHATSAPP_ACCESS_TOKEN"]) as graph, httpx.AsyncClient(timeout=300) as web:
        told = whatsapp(graph.url) | {"POSTGRES_URL": tables, "JWT_SECRET": JWT_SECRET}
        async with (
            side_by_side(started_again(told), started_again(told)) as (here, there),
            web.stream("GET", f"{there.url}{ROOMS}/events", headers=luis, timeout=300) as answer,
        ):
            assert answer.status_code == 200
            live = Stream(answer)
            raw = ANA.writes("quiero hablar con una persona", at=SystemClock().now())
            posted = await web.post(here.url + HOOK, content=raw.body, headers=dict(raw.headers))
            assert posted.status_code == 200
            waits = await told_of(live, standing="waiting")
            assert waits["guest"] == ANA.number
            steps = f"{here.url}{ROOMS}/conversations/{waits['id']}"
            assert (await web.post(f"{steps}/take", headers=eva, json={})).status_code == 202
            assert (await told_of(live, standing="staff"))["holder"] == "eva"
            assert (await web.post(f"{steps}/release", headers=eva, json={})).status_code == 202
            assert (await told_of(live, standing="desk"))["id"] == waits["id"]


async def told_of(live: Stream, **wanted: str) -> dict[str, Any]:
    """The next conversation told that is so."""
    async with asyncio.timeout(120):
        while True:
            block = await live.next_block()
            assert block.get("event") != "end", "the stream ended before"
            if block.get("event") == "conversation":
                line: dict[str, Any] = json.loads(block["data"])
                if all(line[key] == value for key, value in wanted.items()):
                    return line
