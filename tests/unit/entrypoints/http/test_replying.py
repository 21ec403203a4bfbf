"""Writing to a guest over HTTP, with buttons: what they press is seen like what they write."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from attrs import frozen
from prometheus_client import CollectorRegistry
from tests.unit.entrypoints.http.principals import letter

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import open_desk
from hotel_agent.config import Config
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.ports.nlu import Nlu

ROOMS = "/api/tenants/marina/conversations"
EVA = letter(Role.RECEPTION, "marina", who="eva")
ASKED = {"text": "At what time?", "buttons": ["Before 3 pm", "Later"]}


@frozen
class Visit:
    """A visitor of the web chat and somebody of the reception, before one desk that works when it is told to."""

    desk: FrontDesk
    clock: ManualClock
    web: httpx.AsyncClient
    chat: str
    token: str

    async def posts(self, what: str, **body: str) -> None:
        """The page posts this, and all that is due is done."""
        self.clock.advance(timedelta(seconds=1))
        posted = await self.web.post(
            f"/v1/webchat/conversations/{self.chat}/{what}",
            json=body,
            headers={"authorization": f"Bearer {self.token}"},
        )
        assert posted.status_code == 202, posted.text
        await self.desk.drain()

    async def reads(self) -> list[dict[str, Any]]:
        answer = await self.web.get(
            f"/v1/webchat/conversations/{self.chat}/messages", headers={"authorization": f"Bearer {self.token}"}
        )
        return list(answer.json())

    async def name(self) -> str:
        (line,) = (await self.web.get(f"{ROOMS}?standing=all", headers=EVA)).json()["conversations"]
        return str(line["id"])

    async def replies(self, told: object, **headers: str) -> httpx.Response:
        path = f"{ROOMS}/{await self.name()}/reply"
        self.clock.advance(timedelta(seconds=1))
        answer = await self.web.post(path, json=told, headers={**EVA, **headers})
        await self.desk.drain()
        return answer

    async def said(self) -> list[tuple[str, str, str]]:
        sheet = (await self.web.get(f"{ROOMS}/{await self.name()}", headers=EVA)).json()
        return [(each["speaker"], each["what"], each["text"]) for each in sheet["said"]]


@pytest.fixture
async def visit(config: Config, nlu: Nlu) -> AsyncIterator[Visit]:
    clock = ManualClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
    async with open_desk(config, nlu=nlu, clock=clock) as desk:
        app = build_app(desk, config, registry=CollectorRegistry(), works=False)
        transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # Litestar's name for the same
        async with httpx.AsyncClient(transport=transport, base_url="http://hotel.example") as web:
            chat = (await web.post("/v1/webchat/marina/sessions", json={"locale": "en"})).json()
            visit = Visit(desk, clock, web, chat["conversation"], chat["token"])
            await visit.posts("messages", client_id="a-1", text="I want to speak to a person, please")
            yield visit


async def test_the_page_of_the_chat_shows_the_buttons_and_a_press_is_seen_by_staff(visit: Visit) -> None:
    once = {"idempotency-key": "a page's own"}
    for _ in range(2):
        assert (await visit.replies(ASKED, **once)).status_code == 202
    question = (await visit.reads())[-1]
    assert (question["author"], question["text"]) == ("desk", "At what time?")
    assert [each["title"] for each in question["choices"]] == ["Before 3 pm", "Later"]
    for _ in range(2):
        await visit.posts("choices", client_id="a-2", token=question["choices"][1]["token"])
    assert [(each["author"], each["text"]) for each in await visit.reads()][-2:] == [
        ("desk", "At what time?"),
        ("guest", "Later"),
    ]
    assert (await visit.said())[-2:] == [
        ("staff", "", "At what time?\n[Before 3 pm]\n[Later]"),
        ("guest", "pressed", "Later"),
    ]


async def test_without_buttons_the_words_go_out_as_ever(visit: Visit) -> None:
    for told in ({"text": "Good morning"}, {"text": "Good morning", "buttons": []}):
        assert (await visit.replies(told)).status_code == 202
        assert (await visit.reads())[-1]["choices"] == []


@pytest.mark.parametrize(
    ("buttons", "why"),
    [
        (["1", "2", "3", "4"], "there are 4 buttons; 3 at most"),
        (["Yes", "  "], "button 2 says nothing; give it 1 to 20 characters"),
        (["x" * 21], "button 1 has 21 characters; 20 at most"),
        (["Yes", "No", "YES"], "buttons 1 and 3 say the same; give each its own words"),
    ],
)
async def test_buttons_that_cannot_be_are_refused_with_what_is_wrong(
    visit: Visit, buttons: list[str], why: str
) -> None:
    before = await visit.said()
    refused = await visit.replies({"text": "At what time?", "buttons": buttons})
    assert (refused.status_code, refused.json()["detail"]) == (422, why)
    assert refused.headers["content-type"].startswith("application/problem+json")
    assert await visit.said() == before


@pytest.mark.parametrize("verb", ["reply", "note"])
@pytest.mark.parametrize(
    ("text", "status", "why"),
    [(" \n", 400, "there are no words in it"), ("x" * 4001, 413, "Too long; at most 4000 characters")],
)
async def test_words_that_cannot_be_kept_whole_are_refused_with_what_is_wrong(
    visit: Visit, verb: str, text: str, status: int, why: str
) -> None:
    before = await visit.said()
    refused = await visit.web.post(f"{ROOMS}/{await visit.name()}/{verb}", json={"text": text}, headers=EVA)
    assert (refused.status_code, refused.json()["detail"]) == (status, why)
    assert await visit.said() == before


@pytest.mark.parametrize("buttons", ["Yes", [1], [{"title": "Yes"}], None])
async def test_what_is_no_list_of_titles_is_no_request(visit: Visit, buttons: object) -> None:
    refused = await visit.replies({"text": "At what time?", "buttons": buttons})
    assert refused.status_code == 400
    assert refused.headers["content-type"].startswith("application/problem+json")
