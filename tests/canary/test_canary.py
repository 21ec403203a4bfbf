"""A real Prometheus scrapes instances side by side; canary-diff tells a good one from a slow and a failing one."""

import asyncio
import tomllib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from importlib import resources
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from attrs import frozen
from prometheus_client import CollectorRegistry
from tests.canary.scraping import diff, prometheus, told
from tests.integration.service import SECRETS, eventually, served, whatsapp

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.pms.mock import MockPms
from hotel_agent.adapters.pms.tables import read_hotel
from hotel_agent.bootstrap import load_config, open_desk, prometheus_observer
from hotel_agent.config import without_database
from hotel_agent.config.tenants_file import split_property
from hotel_agent.domain.ids import EffectKey, PropertyId
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Booker, Reservation
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.ports.nlu import Nlu
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.trouble.pms import ALWAYS, SilentPms, SlowPms
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

GUESTS = 30
ENOUGH = 15
"""So many attempts to reserve; at Christmas the hotel sells longer stays only, and not everybody gets a quote."""
DEMO = tomllib.loads(resources.files("hotel_agent.config").joinpath("demo.toml").read_text())
CLOCK = SystemClock()


class FicklePms(SilentPms):
    """A book that makes a reservation at every third try only: seldom enough, and no breaker opens."""

    _asked = 0

    async def book(self, quote: Quote, booker: Booker, *, key: EffectKey) -> Reservation | Refusal:
        """As the port says, at every third try."""
        self._asked += 1
        self.strikes["book"] = 1 if self._asked % 3 else 0
        return await super().book(quote, booker, key=key)


BOOKS: dict[str, Callable[[Pms], Pms]] = {
    "stable": lambda book: book,
    "good": lambda book: book,
    "slowed": lambda book: SlowPms(book, CLOCK, timedelta(seconds=2), search=ALWAYS),
    "failing": FicklePms,
}
"""Each instance, by what its book does."""


@frozen(kw_only=True)
class Instance:
    """A running service with its own counts, and Meta's stand-in beside it."""

    track: str
    port: int
    web: httpx.AsyncClient
    graph: GraphStub
    registry: CollectorRegistry

    async def serve(self, guest: int) -> None:
        """A guest asks for a room, waits for the quote, and says yes."""
        arrival = CLOCK.now().date() + timedelta(days=10 + 2 * (guest // 5))
        who = WhatsAppGuest(number=f"4477009{guest:05d}")
        ask = f"A double room for two adults, arriving on {arrival:%-d %B %Y}, 2 nights"
        await self._writes(who, ask)

        async def quoted() -> bool:
            return any(each.to == who.number for each in self.graph.sent)

        await eventually(quoted, every=timedelta(milliseconds=50))
        await self._writes(who, "Yes, book it. My name is Ana Pym")

    def counted(self, name: str) -> float:
        """All that was counted under this name, labels and all."""
        return sum(
            sample.value for family in self.registry.collect() for sample in family.samples if sample.name == name
        )

    async def _writes(self, who: WhatsAppGuest, text: str) -> None:
        raw = who.writes(text, at=CLOCK.now())
        answer = await self.web.post("/webhooks/whatsapp", content=raw.body, headers=dict(raw.headers))
        assert answer.status_code == 200, answer.text


@asynccontextmanager
async def opened(track: str, nlu: Nlu | None) -> AsyncIterator[tuple[Instance, Nlu]]:
    """One instance. The reader of the first serves them all."""
    registry = CollectorRegistry()
    _, tables = split_property(DEMO["tenants"][0]["properties"][0])
    hotel = read_hotel(tables, key="marina", currency="EUR", child_until_age=12)
    book = BOOKS[track](MockPms({PropertyId("marina"): hotel}, clock=CLOCK))
    async with AsyncExitStack() as stack:
        graph = await stack.enter_async_context(GraphStub(token=SECRETS["WHATSAPP_ACCESS_TOKEN"]))
        config = without_database(load_config(whatsapp(graph.url)))
        desk = await stack.enter_async_context(
            open_desk(config, pms=book, nlu=nlu, observer=prometheus_observer(registry))
        )
        port = await stack.enter_async_context(served(build_app(desk, config, registry=registry)))
        web = await stack.enter_async_context(httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=120))
        yield Instance(track=track, port=port, web=web, graph=graph, registry=registry), desk.nlu


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scraped(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """All instances have served the same guests, and Prometheus knows it; where it answers."""
    async with AsyncExitStack() as stack:
        instances: list[Instance] = []
        nlu = None
        for track in BOOKS:
            instance, nlu = await stack.enter_async_context(opened(track, nlu))
            instances.append(instance)
        url = stack.enter_context(
            prometheus(tmp_path_factory.mktemp("prometheus"), {each.track: each.port for each in instances})
        )
        web = await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=60))

        async def all_up() -> bool:
            return await told(web, "up == 1") == dict.fromkeys(BOOKS, 1.0)

        await eventually(all_up, every=timedelta(milliseconds=200))
        for guest in range(0, GUESTS, 2):
            # The same guests at the same time, so that what slows the machine down slows all of them down.
            await asyncio.gather(*(each.serve(one) for each in instances for one in (guest, guest + 1)))

        async def all_known() -> bool:
            turns = "orchestrator_messages_total"
            known = await told(web, f"sum by (track) ({turns})")
            reserved = await told(web, 'sum by (track) (commands_total{kind="book"})')
            enough = all(reserved.get(track, 0) >= ENOUGH for track in BOOKS)
            return enough and all(known.get(each.track) == each.counted(turns) for each in instances)

        await eventually(all_known, every=timedelta(milliseconds=500))
        yield url


@pytest.mark.asyncio(loop_scope="module")
async def test_an_instance_that_does_as_well_passes(scraped: str, tmp_path: Path) -> None:
    code, report = await diff(scraped, "good", tmp_path)
    assert (code, report["status"], report["fail_reasons"]) == (0, "PASS", []), report


@pytest.mark.asyncio(loop_scope="module")
async def test_an_instance_that_is_slow_fails_for_that(scraped: str, tmp_path: Path) -> None:
    code, report = await diff(scraped, "slowed", tmp_path)
    assert (code, report["status"], report["fail_reasons"]) == (2, "FAIL", ["p95_delta_exceeded"]), report


@pytest.mark.asyncio(loop_scope="module")
async def test_an_instance_that_fails_its_guests_fails(scraped: str, tmp_path: Path) -> None:
    code, report = await diff(scraped, "failing", tmp_path)
    assert (code, report["status"]) == (2, "FAIL"), report
    reasons = report["fail_reasons"]
    assert isinstance(reasons, list)
    assert {"command_failure_rate_delta_exceeded", "reservation_success_delta_exceeded"} <= set(reasons), report


@pytest.mark.asyncio(loop_scope="module")
async def test_an_instance_nobody_scraped_fails(scraped: str, tmp_path: Path) -> None:
    code, report = await diff(scraped, "nowhere", tmp_path)
    assert (code, report["status"]) == (2, "FAIL"), report
