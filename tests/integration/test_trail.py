"""One name leads from a webhook through every process to the hotel's book and to the answer."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import define, field
from prometheus_client import CollectorRegistry
from tests.integration.logged import logged
from tests.integration.qloapps_hotel import HOTEL, LANGUAGES, RunningClock, open_graph, open_shop
from tests.integration.service import A_SUNDAY, HOOK, whatsapp

from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import load_config, open_desk, open_observer
from hotel_agent.config import Config, LogLevel
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.ports.nlu import Nlu
from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.qloapps import QloAppsStub
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

WORDS = LANGUAGES["en"]


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What all processes of this installation write into their logs."""
    stream = StringIO()
    with logged(stream, LogLevel.INFO):
        yield stream


@define
class Installation:
    """A service over a file, opened anew for every piece of work, as if each were done by another process."""

    config: Config
    nlu: Nlu
    shop: QloAppsStub
    graph: GraphStub
    clock: RunningClock
    guest: WhatsAppGuest = field(factory=WhatsAppGuest)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[FrontDesk]:
        async with (
            open_observer(self.config, CollectorRegistry()) as observer,
            open_desk(self.config, nlu=self.nlu, clock=self.clock, observer=observer) as desk,
        ):
            yield desk

    async def posted(self, text: str, *, times: int = 1, at_once: bool = False, **headers: str) -> httpx.Response:
        """The guest writes. Whoever takes it in is gone before anything is done about it, unless it is done at once."""
        raw = self.guest.writes(text, at=self.clock.now())
        told = {**dict(raw.headers), **{name.replace("_", "-"): value for name, value in headers.items()}}
        async with self.opened() as desk:
            app: Callable[..., Awaitable[None]] = build_app(
                desk, self.config, registry=CollectorRegistry(), works=False
            )
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as web:
                answers = [await web.post(HOOK, content=raw.body, headers=told) for _ in range(times)]
            if at_once:
                await desk.drain()
        return answers[-1]

    async def works(self) -> int:
        """Do all there is to do, each piece by a process that is gone after it; how many there were."""
        pieces = 0
        while True:
            async with self.opened() as desk:
                if not (due := await desk.storage.due(self.clock.now(), limit=1)):
                    return pieces
                await desk.serve(due[0])
                pieces += 1


@pytest.fixture
async def installation(nlu: Nlu, tmp_path: Path, log: StringIO) -> AsyncIterator[Installation]:
    clock = RunningClock(A_SUNDAY)
    async with open_shop(clock, ()) as shop, open_graph() as graph:
        hotels = tmp_path / "hotels.toml"
        hotels.write_text(HOTEL % shop.url, encoding="utf-8")
        told = {"HOTEL_TENANTS_FILE": str(hotels), "HOTEL_QLOAPPS_KEY": shop.key, "HOTEL_DATA_DIR": str(tmp_path)}
        variables = {**whatsapp(graph.url), **told}
        del variables["WHATSAPP_PHONE_NUMBER_ID"]
        yield Installation(load_config(variables), nlu, shop, graph, clock)


async def test_one_name_leads_from_the_webhook_through_every_process_to_the_book_and_to_the_answer(
    installation: Installation, log: StringIO
) -> None:
    shop, graph = installation.shop, installation.graph
    for text in (WORDS.wish, WORDS.pick, WORDS.yes_and_name):
        await installation.posted(text, at_once=True)
    said, asked = len(graph.sent), len(shop.requests)

    answer = await installation.posted("ana@example.org", x_correlation_id="proxy-4711")
    assert answer.headers["x-correlation-id"] == "proxy-4711"
    assert await installation.works() >= 4, "a turn, the book, another turn, the answer"

    assert len(shop.ledger.live()) == 1
    (came_in,) = [line for line in entries(log) if line.get("correlation_id") == "proxy-4711" and "trail" in line]
    trail = came_in["trail"]
    told = [line for line in entries(log) if line.get("trail") == trail]
    assert came_in["message"] == told[0]["message"] == "it came in"
    assert [line["message"] for line in told if line["message"] == "a turn was decided"] == ["a turn was decided"] * 2
    assert ("book", "done") in [(line.get("operation"), line.get("status")) for line in told]
    assert told[-1]["message"] == "a message to a guest"
    assert told[-1]["outcome"] == "done"
    assert len({line["conversation"] for line in told}) == 1

    # The world outside knows the name too: the book's requests and its entry, and Meta's report on the answer.
    assert {each.headers.get("x-correlation-id") for each in shop.requests[asked:]} <= {trail, None}
    assert trail in [each.headers.get("x-correlation-id") for each in shop.requests[asked:] if each.method == "POST"]
    assert all(trail in line.source for line in shop.ledger.live())
    assert [str(each.body["biz_opaque_callback_data"])[:12] for each in graph.sent[said:]] == [trail]


async def test_each_message_has_a_trail_of_its_own_and_what_comes_twice_has_one(
    installation: Installation, log: StringIO
) -> None:
    await installation.posted("Hello", times=2)
    await installation.posted("Is breakfast included?")
    await installation.works()
    came_in = [line["trail"] for line in entries(log) if line["message"] == "it came in"]
    assert len(came_in) == len(set(came_in)) == 2
    (turn,) = [line for line in entries(log) if line["message"] == "a turn was decided"]
    assert [turn["trail"], turn["also"]] == came_in, "a burst is one turn, which names the trails it serves"


def entries(log: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]
