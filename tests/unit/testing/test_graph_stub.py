"""The stand-in of Meta's takes what Meta takes, and fails as it is told."""

import json
from typing import Any

import httpx
import pytest

from hotel_agent.testing.graph_limits import complaints
from hotel_agent.testing.graph_stub import GraphStub

TEXT = {"messaging_product": "whatsapp", "to": "12025550142", "type": "text", "text": {"body": "Hola"}}


def buttons(*titles: str, text: str = "Well?") -> dict[str, Any]:
    replies = [{"type": "reply", "reply": {"id": f"t{n}", "title": title}} for n, title in enumerate(titles)]
    interactive = {"type": "button", "body": {"text": text}, "action": {"buttons": replies}}
    return TEXT | {"type": "interactive", "interactive": interactive}


def rows(many: int, title: str = "Room", opener: str = "Rooms", **more: str) -> dict[str, Any]:
    section = {"rows": [{"id": f"t{n}", "title": f"{title} {n}", **more} for n in range(many)]}
    action = {"button": opener, "sections": [section]}
    return TEXT | {"type": "interactive", "interactive": {"type": "list", "body": {"text": "Well?"}, "action": action}}


def of_two_sections() -> dict[str, Any]:
    sections = [{"title": "Doubles", "rows": [{"id": "a", "title": "A"}]}, {"rows": [{"id": "b", "title": "B"}]}]
    action = {"button": "Rooms", "sections": sections}
    return TEXT | {"type": "interactive", "interactive": {"type": "list", "body": {"text": "Well?"}, "action": action}}


def buttons_of_type(kind: str) -> dict[str, Any]:
    button = {"type": kind, "reply": {"id": "a", "title": "A"}}
    return {"type": "button", "body": {"text": "Well?"}, "action": {"buttons": [button]}}


async def posted(graph: GraphStub, body: object, *, token: str = "a-token") -> httpx.Response:
    async with httpx.AsyncClient() as client:
        url = f"{graph.url}/v26.0/810000000000001/messages"
        return await client.post(url, json=body, headers={"authorization": f"Bearer {token}"})


@pytest.mark.parametrize("body", [TEXT, buttons("Yes", "No", "x" * 20), rows(10), rows(1, description="y" * 72)])
async def test_what_fits_is_taken_under_a_name(body: dict[str, Any]) -> None:
    async with GraphStub() as graph:
        answer = await posted(graph, body)
    assert answer.status_code == 200
    assert answer.json()["messages"][0]["id"] == graph.sent[0].name
    assert graph.sent[0].body == body


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        TEXT | {"messaging_product": "pigeon"},
        TEXT | {"to": ""},
        TEXT | {"type": "hologram"},
        TEXT | {"text": {"body": ""}},
        TEXT | {"text": {"body": "x" * 4097}},
        TEXT | {"biz_opaque_callback_data": "x" * 513},
        buttons(),
        buttons("1", "2", "3", "4"),
        buttons("same", "same"),
        buttons(""),
        buttons("x" * 21),
        buttons("Yes", text="x" * 1025),
        rows(0),
        rows(11),
        rows(1, "x" * 23),
        rows(1, opener=""),
        rows(1, opener="x" * 21),
        rows(1, description=""),
        TEXT | {"type": "interactive", "interactive": {"type": "hologram", "body": {"text": "Well?"}}},
        of_two_sections(),
        buttons("Yes") | {"interactive": buttons_of_type("url")},
        rows(1, description="y" * 73),
    ],
)
async def test_what_does_not_fit_is_refused_as_meta_refuses_it(body: object) -> None:
    assert complaints(body)
    async with GraphStub() as graph:
        answer = await posted(graph, body)
    assert answer.json()["error"]["code"] == 131009
    assert graph.sent == []
    assert len(graph.refused) == 1


async def test_troubles_come_in_their_sequence_and_then_end() -> None:
    async with GraphStub(token="a-token") as graph:
        graph.fail_next(131026, after=1)
        graph.break_next(503)
        codes = [(await posted(graph, TEXT)).status_code for _ in range(4)]
        assert codes == [200, 400, 503, 200]
        assert (await posted(graph, TEXT, token="another")).json()["error"]["code"] == 190
        graph.swallow_next()
        with pytest.raises(httpx.RemoteProtocolError):
            await posted(graph, TEXT)
        assert graph.texts_to("12025550142") == ("Hola", "Hola", "Hola")


async def test_while_it_is_away_nobody_gets_through_and_then_it_is_where_it_was() -> None:
    async with GraphStub() as graph:
        url = graph.url
        await graph.go_away()
        await graph.go_away()
        with pytest.raises(httpx.ConnectError):
            await posted(graph, TEXT)
        await graph.come_back()
        assert graph.url == url
        assert (await posted(graph, TEXT)).status_code == 200


async def test_an_address_that_meta_does_not_have_is_refused() -> None:
    async with GraphStub() as graph, httpx.AsyncClient() as client:
        answer = await client.post(f"{graph.url}/messages", content=json.dumps(TEXT))
        assert answer.json()["error"]["code"] == 100
