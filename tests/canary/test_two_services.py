"""Two services run side by side as an operator starts them, Prometheus scrapes both, and canary-diff judges the newer.

Each is a process of its own, `hotel-agent serve`, with its own file, its own QloApps and its own Meta. The same guests
write to both in turn, one at a time, so that what else this machine does slows both down alike.
"""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
from attrs import frozen
from prometheus_client.parser import text_string_to_metric_families
from tests.canary.scraping import diff, prometheus, told
from tests.integration.qloapps_hotel import HOTEL
from tests.integration.service import HOOK, SECRETS, eventually, side_by_side, whatsapp

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.config import VARIABLES
from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.qloapps import QloAppsStub
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

GUESTS = 20
"""Each writes three times and reserves once: more than canary-diff wants to have seen."""
TWICE_AS_LONG = ("--p95-limit", "2")
"""On a machine that does other things beside, a little longer says nothing."""
GLANCE = timedelta(milliseconds=25)
PATIENCE = timedelta(minutes=3)
CLOCK = SystemClock()
BOOK = 'commands_total{kind="book"}'


@frozen(kw_only=True)
class Instance:
    """A service in a process of its own, and the world it knows."""

    port: int
    web: httpx.AsyncClient
    graph: GraphStub
    shop: QloAppsStub

    async def writes(self, guest: int, text: str) -> None:
        """This guest writes, as Meta tells it."""
        raw = WhatsAppGuest(number=number_of(guest)).writes(text, at=CLOCK.now())
        answer = await self.web.post(HOOK, content=raw.body, headers=dict(raw.headers))
        assert answer.status_code == 200, answer.text

    async def hears(self, guest: int, times: int) -> None:
        """Wait until this guest was answered so often."""

        async def heard() -> bool:
            return len(self.graph.texts_to(number_of(guest))) >= times

        await eventually(heard, every=GLANCE, patience=PATIENCE)

    async def tries(self, times: int) -> None:
        """Wait until it tried so often to reserve, as its own figures tell."""

        async def tried() -> bool:
            figures = text_string_to_metric_families((await self.web.get("/metrics")).text)
            counted = [each for family in figures for each in family.samples if each.name == "commands_total"]
            return sum(each.value for each in counted if each.labels["kind"] == "book") >= times

        await eventually(tried, every=GLANCE, patience=PATIENCE)


@frozen(kw_only=True)
class SideBySide:
    """The version everybody has, the one a few guests have, and the Prometheus that scrapes both."""

    stable: Instance
    canary: Instance
    prometheus: str

    async def quoted(self) -> None:
        """All guests say who they are, ask for a room, and choose one; both services ask whether to reserve it."""
        for guest in range(GUESTS):
            arrival = CLOCK.now().date() + timedelta(days=10 + 3 * guest)
            who = f"I'm Ana Pym, ana.{guest}@example.org"
            ask = f"Hi, {who}. A room for two adults, arriving on {arrival:%-d %B %Y}, 2 nights, please"
            for times, text in enumerate((ask, "the first one"), start=1):
                for each in self._both(guest):
                    await each.writes(guest, text)
                    await each.hears(guest, times)

    async def reserved(self) -> None:
        """All guests say yes, both services try to reserve, and Prometheus knows of it."""
        for guest in range(GUESTS):
            for each in self._both(guest):
                await each.writes(guest, "Yes, please")
                await each.tries(guest + 1)
        async with httpx.AsyncClient(base_url=self.prometheus, timeout=60) as web:

            async def all_known() -> bool:
                tried = await told(web, f"sum by (track) ({BOOK})")
                return all(tried.get(each, 0) >= GUESTS for each in ("stable", "canary"))

            await eventually(all_known, every=GLANCE, patience=PATIENCE)

    def _both(self, guest: int) -> Sequence[Instance]:
        """Both services; neither is always the first."""
        return (self.stable, self.canary) if guest % 2 else (self.canary, self.stable)


def number_of(guest: int) -> str:
    return f"4477009{guest:05d}"


@asynccontextmanager
async def running(folder: Path, environ: Mapping[str, str]) -> AsyncIterator[int]:
    """`hotel-agent serve` in a process of its own; the port it says it listens at."""
    told_before = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    log = folder / "log"
    with log.open("wb") as written:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "hotel_agent", "serve", "--port", "0"),
            env={**told_before, **environ},
            stdout=written,
            stderr=written,
        )

    def welcome() -> re.Match[str] | None:
        return re.search(r"Talk with it +http://127\.0\.0\.1:(\d+)/.*Stop it with", log.read_text(), re.DOTALL)

    async def opened() -> bool:
        assert process.returncode is None, log.read_text()
        return welcome() is not None

    try:
        await eventually(opened, every=GLANCE, patience=PATIENCE)
        where = welcome()
        assert where is not None
        yield int(where[1])
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[Instance]:
    """One service, beside a QloApps and a Meta that nobody else has."""
    async with AsyncExitStack() as stack:
        graph = await stack.enter_async_context(GraphStub(token=SECRETS["WHATSAPP_ACCESS_TOKEN"]))
        shop = await stack.enter_async_context(QloAppsStub())
        (folder / "hotels.toml").write_text(HOTEL % shop.url, encoding="utf-8")
        environ = {
            **whatsapp(graph.url),
            "HOTEL_TENANTS_FILE": str(folder / "hotels.toml"),
            "HOTEL_QLOAPPS_KEY": shop.key,
            "HOTEL_DATA_DIR": str(folder),
        }
        del environ["WHATSAPP_PHONE_NUMBER_ID"]
        port = await stack.enter_async_context(running(folder, environ))
        web = await stack.enter_async_context(httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=600))
        yield Instance(port=port, web=web, graph=graph, shop=shop)


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[SideBySide]:
    """Two services, and Prometheus has seen both before any guest writes."""
    places = [folder / "stable", folder / "canary"]
    for place in places:
        place.mkdir()
    async with side_by_side(*map(served, places)) as (stable, canary):
        with prometheus(folder, {"stable": stable.port, "canary": canary.port}) as url:
            async with httpx.AsyncClient(base_url=url, timeout=60) as web:

                async def both_up() -> bool:
                    return await told(web, "up == 1") == {"stable": 1.0, "canary": 1.0}

                await eventually(both_up, every=GLANCE, patience=PATIENCE)
            yield SideBySide(stable=stable, canary=canary, prometheus=url)


async def test_a_canary_that_serves_its_guests_as_well_passes(tmp_path: Path) -> None:
    async with opened(tmp_path) as both:
        await both.quoted()
        await both.reserved()
        code, report = await diff(both.prometheus, "canary", tmp_path, *TWICE_AS_LONG)
        made = [len(each.shop.ledger.live()) for each in (both.stable, both.canary)]
    assert (code, report["status"], report["fail_reasons"]) == (0, "PASS", []), report
    assert made == [GUESTS, GUESTS]


async def test_a_canary_whose_guests_wait_longer_fails_for_that(tmp_path: Path) -> None:
    async with opened(tmp_path) as both:
        both.canary.shop.seconds_to_answer = 1.5
        await both.quoted()
        both.canary.shop.seconds_to_answer = 0
        await both.reserved()
        code, report = await diff(both.prometheus, "canary", tmp_path, *TWICE_AS_LONG)
    assert (code, report["status"]) == (2, "FAIL"), report
    reasons = report["fail_reasons"]
    assert isinstance(reasons, list)
    assert "p95_delta_exceeded" in reasons, report


async def test_a_canary_that_fails_its_guests_fails_for_that(tmp_path: Path) -> None:
    async with opened(tmp_path) as both:
        await both.quoted()
        both.canary.shop.break_next(500, times=10_000)
        await both.reserved()
        code, report = await diff(both.prometheus, "canary", tmp_path, *TWICE_AS_LONG)
        made = [len(each.shop.ledger.live()) for each in (both.stable, both.canary)]
    assert (code, report["status"]) == (2, "FAIL"), report
    reasons = report["fail_reasons"]
    assert isinstance(reasons, list)
    assert {"command_failure_rate_delta_exceeded", "reservation_success_delta_exceeded"} <= set(reasons), report
    assert made == [GUESTS, 0]
