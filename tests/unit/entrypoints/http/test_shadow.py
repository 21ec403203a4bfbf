"""A hotel tries the machine out, over HTTP: the draft on the sheet, sending it, and the report."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.unit.entrypoints.http.principals import letter

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import open_desk
from hotel_agent.config import Config
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.http.drafted import DRAFT
from hotel_agent.ports.nlu import Nlu

ROOMS = "/api/tenants/marina/conversations"
REPORT = "/admin/tenants/marina/shadow-report"
EVA = letter(Role.RECEPTION, "marina", who="eva")
VIEWER = letter(Role.READ_ONLY, "marina", who="vera")
WISH = "Soy Ana Pérez, ana@correo.example. Una doble para dos adultos del 12 al 14 de diciembre"


@pytest.fixture
async def desk(config: Config, nlu: Nlu) -> AsyncIterator[FrontDesk]:
    """A desk in the shadow, whose day is always the same."""
    async with open_desk(config, nlu=nlu, clock=ManualClock(datetime(2026, 11, 23, 9, tzinfo=UTC))) as opened:
        await opened.flags.set("shadow.enabled", True, tenant=TenantId("marina"))
        yield opened


async def _sheet(page: httpx.AsyncClient) -> dict[str, Any]:
    (line,) = (await page.get(f"{ROOMS}?standing=all", headers=EVA)).json()["conversations"]
    told: dict[str, Any] = (await page.get(f"{ROOMS}/{line['id']}", headers=EVA)).json()
    return told


async def _sends(page: httpx.AsyncClient, sheet: dict[str, Any], draft: str) -> httpx.Response:
    return await page.post(f"{ROOMS}/{sheet['id']}/send-draft", headers=EVA, json={"draft": draft})


async def test_the_draft_stands_on_the_sheet_is_sent_as_it_is_and_told_of_in_the_report(
    desk: FrontDesk, page: httpx.AsyncClient
) -> None:
    assert await desk.say(WISH, guest="ana") == ()
    sheet = await _sheet(page)
    draft = sheet["draft"]
    assert draft.keys() == DRAFT.keys()
    assert (sheet["standing"], sheet["reason"], draft["would"]) == ("waiting", "shadow", [])
    assert "€" in draft["text"]
    assert (await _sends(page, sheet, draft["id"])).status_code == 202
    await desk.drain()
    sent = await _sheet(page)
    assert (sent["draft"], sent["holder"]) == (None, "eva")
    assert [each["text"] for each in sent["said"] if each["speaker"] == "staff"] == [draft["text"]]
    told = (await page.get(REPORT, headers=VIEWER)).json()
    assert (told["first"], told["last"], told["messages"]) == ("2026-11-17", "2026-11-23", 1)
    assert told["all"]["unchanged"] == 1
    assert told["kinds"][0]["language"] == "es"
    for theirs in ("Ana", "ana@", sheet["id"], draft["text"]):
        assert theirs not in str(told)


async def test_a_draft_that_is_gone_or_too_old_is_not_sent(desk: FrontDesk, page: httpx.AsyncClient) -> None:
    await desk.say(WISH, guest="ana")
    sheet = await _sheet(page)
    for unknown in ("", "nosuchdraft"):
        assert (await _sends(page, sheet, unknown)).status_code == 404
    assert isinstance(desk.clock, ManualClock)
    desk.clock.advance(timedelta(days=1))
    told = await _sends(page, sheet, sheet["draft"]["id"])
    assert (told.status_code, "no longer held" in told.json()["detail"]) == (409, True)
    await desk.say("hola?", guest="ana")
    assert (await _sends(page, sheet, sheet["draft"]["id"])).status_code == 404


@pytest.mark.parametrize(
    "query", ["?from=yesterday", "?from=2026-11-30&to=2026-11-01", "?to=9999-12-31", "?from=0001-01-01"]
)
async def test_a_report_is_over_two_dates(page: httpx.AsyncClient, query: str) -> None:
    assert (await page.get(REPORT + query, headers=VIEWER)).status_code == 400


async def test_a_hotel_that_never_tried_has_an_empty_report(page: httpx.AsyncClient) -> None:
    told = (await page.get(f"{REPORT}?from=2026-01-01&to=2026-01-31", headers=VIEWER)).json()
    assert (told["messages"], told["kinds"], told["all"]["waited_seconds"]) == (0, [], None)
