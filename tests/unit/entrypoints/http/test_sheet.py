"""One conversation over HTTP: everything a page of the reception shows of it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from attrs import evolve
from tests.unit.entrypoints.http.principals import letter

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import open_desk
from hotel_agent.config import Config
from hotel_agent.domain.conversations.conversation import Conversation, Handover, HandoverReason
from hotel_agent.domain.conversations.delivery import MessageCost
from hotel_agent.domain.ids import ConversationId, ProviderId, TenantId
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.http.sheet import EXAMPLE
from hotel_agent.ports.nlu import Nlu

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MARINA = TenantId("marina")
ROOMS = "/api/tenants/marina/conversations"
EVA = letter(Role.RECEPTION, "marina", who="eva")
WISH = "Soy Ana Pérez, ana@correo.example. Una doble para dos adultos del 12 al 14 de diciembre"


@pytest.fixture
async def desk(config: Config, nlu: Nlu) -> AsyncIterator[FrontDesk]:
    """A desk whose day is always the same."""
    async with open_desk(config, nlu=nlu, clock=ManualClock(NOW)) as opened:
        yield opened


async def _sheet(page: httpx.AsyncClient) -> dict[str, Any]:
    (line,) = (await page.get(f"{ROOMS}?standing=all", headers=EVA)).json()["conversations"]
    answer = await page.get(f"{ROOMS}/{line['id']}", headers=EVA)
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    assert told.keys() == EXAMPLE.keys()
    return told


async def _changed(desk: FrontDesk, name: str, **changes: Any) -> Conversation:
    async with desk.storage.work(MARINA) as work:
        stored = await work.load(ConversationId(name))
        assert stored is not None
        after = evolve(stored.conversation, **changes)
        await work.commit_turn(after, version=stored.version, consumed=[], commands=[])
        return after


async def test_a_quote_on_the_table_is_shown_with_its_total_and_until_when_it_holds(
    page: httpx.AsyncClient, desk: FrontDesk
) -> None:
    await desk.say(WISH, guest="ana")
    told = await _sheet(page)
    (put, *others) = told["quotes"]
    assert (put["standing"], {each["standing"] for each in others} - {"shown"}) == ("put", set())
    assert (put["arrival"][5:], put["departure"][5:], put["nights"]) == ("12-12", "12-14", 2)
    assert [(room["type"], room["adults"]) for room in put["rooms"]] == [("double", 2)]
    assert put["total"]["currency"] == "EUR"
    assert float(put["total"]["amount"]) > 0
    assert put["issued_at"] < put["expires_at"]
    assert (told["reservations"], told["under_way"], told["writable"]) == ([], "", "freely")
    assert (told["window_end"], told["window_left_seconds"]) == (None, None)
    state = await _changed(desk, told["id"])
    for changes, standing in (
        ({"accepted": state.chosen}, "accepted"),
        ({"accepted": None, "chosen": None}, "shown"),
        (
            {"quotes": tuple(evolve(each, issued_at=NOW - HOUR, expires_at=NOW) for each in state.quotes)},
            "expired",
        ),
    ):
        await _changed(desk, told["id"], **changes)
        assert (await _sheet(page))["quotes"][0]["standing"] == standing
    now = desk.clock.now()
    handover = Handover(
        reason=HandoverReason.GUEST_ASKED, since=now, until=now + timedelta(hours=1), by="eva", quote=state.quotes[0]
    )
    await _changed(desk, told["id"], quotes=(), handover=handover)
    taken = await _sheet(page)
    assert [each["standing"] for each in taken["quotes"]] == ["withdrawn"]
    assert (taken["holder"], taken["reason"], taken["silent_until"]) == (
        "eva",
        "guest_asked",
        handover.until.isoformat(),
    )


async def test_a_reservation_made_here_is_shown_with_its_number_its_days_and_its_total(
    page: httpx.AsyncClient, desk: FrontDesk
) -> None:
    await desk.say(WISH, guest="ana")
    (total, *_) = [each["total"] for each in (await _sheet(page))["quotes"]]
    await desk.say("Sí, confirmo", guest="ana")
    told = await _sheet(page)
    (made,) = told["reservations"]
    assert (made["parts"], made["state"], made["looked_up"]) == (["made"], "confirmed", True)
    assert (made["arrival"][5:], made["nights"], made["total"], made["penalty"]) == ("12-12", 2, total, None)
    assert made["number"] in told["said"][-1]["text"]
    assert told["quotes"] == []


async def test_what_messages_cost_and_what_the_guest_agreed_to_and_notes_stand_beside_it(
    page: httpx.AsyncClient, desk: FrontDesk
) -> None:
    await desk.say("Hola", guest="ana")
    name = (await _sheet(page))["id"]
    for number, (billable, category) in enumerate(((True, "utility"), (True, "utility"), (False, "service"))):
        cost, message = MessageCost(billable=billable, category=category), ProviderId(f"m-{number}")
        async with desk.storage.work(MARINA) as work:
            await work.note_cost(ConversationId(name), message, cost, at=desk.clock.now())
    await page.post(f"{ROOMS}/{name}/note", json={"text": "Viene cada año"}, headers=EVA)
    await desk.say("No me escriban más, por favor", guest="ana")
    told = await _sheet(page)
    assert told["cost"] == {"charged": 2, "free": 1, "categories": {"utility": 2}}
    assert [(each["by"], each["text"]) for each in told["notes"]] == [("eva", "Viene cada año")]
    consent = told["consent"]
    assert (consent["may_write_unasked"], consent["stopped_at"] is None) == (False, False)
    assert (consent["allowed_again_at"], consent["erasure_asked_at"]) == (None, None)


async def test_why_the_machine_said_what_it_said_is_told_turn_by_turn(page: httpx.AsyncClient, desk: FrontDesk) -> None:
    await desk.say(WISH, guest="ana")
    await desk.say("¿Tienen wifi?", guest="ana")
    name = (await _sheet(page))["id"]
    quoted, wifi = (await page.get(f"{ROOMS}/{name}/trace", headers=EVA)).json()["turns"]
    (read,), (asked,) = quoted["understood"], quoted["asked"]
    assert (read["reader"], read["values"]["adults"], read["values"]["email"]) == ("embedded", "2", "…")
    assert (asked["operation"], asked["outcome"], asked["count"] > 0) == ("search", "found", True)
    assert (quoted["happened"], len(quoted["lines"]) > 0, quoted["knowledge"]) == (["GuestWrote"], True, [])
    assert (wifi["rules"][0], len(wifi["knowledge"])) == ("aside:house_question", 1)
    assert wifi["told"][0]["text"] in (await _sheet(page))["said"][-1]["text"]
    (latest,) = (await page.get(f"{ROOMS}/{name}/trace?limit=1", headers=EVA)).json()["turns"]
    assert latest == wifi
    for path, status in ((f"{ROOMS}/nowhere/trace", 404), (f"{ROOMS}/{name}/trace?limit=0", 400)):
        assert (await page.get(path, headers=EVA)).status_code == status


async def test_a_conversation_is_found_by_words_by_door_and_by_since_when(
    page: httpx.AsyncClient, desk: FrontDesk
) -> None:
    await desk.say("¿Tienen una cuna?", guest="ana")
    await desk.say("Hola, soy Bruno Lima", guest="bruno")

    async def found(query: str) -> list[tuple[str, str]]:
        answer = await page.get(f"{ROOMS}?standing=all&{query}", headers=EVA)
        assert answer.status_code == 200
        assert answer.json()["next"] == ""
        return [(each["guest"], each["match"]) for each in answer.json()["conversations"]]

    assert await found("words=TIENEN%20cuna") == [("", "¿Tienen una cuna?")]
    assert await found("words=bruno%20lima") == [("Bruno Lima", "")]
    assert await found("words=cuna&channel=whatsapp") == []
    assert (len(await found("channel=loopback")), await found("holder=eva")) == (2, [])
    assert await found(f"since={(desk.clock.now() + timedelta(days=1)).isoformat()}") == []
    assert len(await found("since=2026-01-01T00:00:00Z")) == 2
    first = (await page.get(f"{ROOMS}?standing=all&limit=1", headers=EVA)).json()
    rest = (await page.get(f"{ROOMS}?standing=all&limit=1&after={first['next']}", headers=EVA)).json()
    assert {each["conversations"][0]["guest"] for each in (first, rest)} == {"", "Bruno Lima"}
    for wrong in (
        *("since=yesterday", "since=2026-01-01T00:00:00", "since=0001-01-01T00:00:00%2B14:00"),
        *("after=0001-01-01T00:00:00%2B14:00~c", "after=x", f"words={'x' * 201}"),
    ):
        assert (await page.get(f"{ROOMS}?{wrong}", headers=EVA)).status_code == 400
