"""The routes of the web chat: whose chat it is, what counts once, and what is said of a wrong post."""

from typing import Any

import pytest
from attrs import frozen
from tests.unit.entrypoints.http.conftest import Doors


@frozen
class Visitor:
    """Somebody with a chat of their own."""

    doors: Doors
    conversation: str
    token: str

    async def post(self, what: str, body: object, *, token: str | None = None) -> Any:
        return await self.doors.post(
            f"/v1/webchat/conversations/{self.conversation}/{what}",
            json=body,
            headers={"authorization": f"Bearer {self.token if token is None else token}"},
        )

    async def writes(self, text: str, *, client_id: str) -> Any:
        return await self.post("messages", {"client_id": client_id, "text": text})

    async def reads(self, after: int = 0, *, token: str | None = None) -> Any:
        return await self.doors.get(
            f"/v1/webchat/conversations/{self.conversation}/messages",
            params={"after": after},
            headers={"authorization": f"Bearer {self.token if token is None else token}"},
        )


@pytest.fixture
async def visitor(doors: Doors) -> Visitor:
    return await opened(doors)


async def opened(doors: Doors) -> Visitor:
    chat = (await doors.post("/v1/webchat/marina/sessions", json={"locale": "en"})).json()
    return Visitor(doors, chat["conversation"], chat["token"])


async def test_a_chat_is_opened_with_the_hotel_of_the_key(doors: Doors) -> None:
    answer = await doors.post("/v1/webchat/marina/sessions", json={"locale": "en", "page": "https://x.example/"})
    chat = answer.json()
    assert answer.status_code == 200
    assert chat["expires_in"] == 86400
    assert chat["conversation"] != chat["token"]


async def test_a_page_may_say_nothing_about_itself(doors: Doors) -> None:
    assert (await doors.post("/v1/webchat/marina/sessions")).status_code == 200


@pytest.mark.parametrize("key", ["nobody", "Marina", "loopback", "%00", "..%2Fmarina"])
async def test_there_is_no_chat_under_another_key(doors: Doors, key: str) -> None:
    assert (await doors.post(f"/v1/webchat/{key}/sessions")).status_code == 404


async def test_a_text_is_taken_with_its_place_and_read_by_every_tab(visitor: Visitor) -> None:
    taken = await visitor.writes("Hello", client_id="a-1")
    assert (taken.status_code, taken.json()) == (202, {"id": "m-1", "seq": 1})
    first = (await visitor.reads()).json()[0]
    assert (first["author"], first["text"], first["seq"], first["choices"]) == ("guest", "Hello", 1, [])


async def test_the_same_post_counts_once_and_other_words_under_its_name_are_refused(visitor: Visitor) -> None:
    first = await visitor.writes("Hello", client_id="a-1")
    again = await visitor.writes("Hello", client_id="a-1")
    other = await visitor.writes("Something else", client_id="a-1")
    assert first.json() == again.json()
    assert other.status_code == 409
    assert [each["text"] for each in (await visitor.reads()).json() if each["author"] == "guest"] == ["Hello"]


async def test_what_was_seen_is_not_shown_again(visitor: Visitor) -> None:
    await visitor.writes("Hello", client_id="a-1")
    assert all(each["seq"] > 1 for each in (await visitor.reads(after=1)).json())


async def test_a_number_beyond_all_messages_finds_none(visitor: Visitor) -> None:
    await visitor.writes("Hello", client_id="a-1")
    answer = await visitor.reads(after=10**30)
    assert (answer.status_code, answer.json()) == (200, [])


async def test_another_visitors_token_opens_nothing(doors: Doors, visitor: Visitor) -> None:
    other = await opened(doors)
    await visitor.writes("Hello", client_id="a-1")
    for answer in (
        await visitor.reads(token=other.token),
        await visitor.reads(token=""),
        await visitor.reads(token="nonsense"),
        await visitor.post("messages", {"client_id": "a-2", "text": "I am not you"}, token=other.token),
        await visitor.post("choices", {"client_id": "a-3", "token": "t"}, token=other.token),
    ):
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert "Hello" not in answer.text


async def test_a_token_in_the_address_is_no_proof(visitor: Visitor) -> None:
    path = f"/v1/webchat/conversations/{visitor.conversation}/messages?token={visitor.token}"
    assert (await visitor.doors.get(path)).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"text": "no name"},
        {"client_id": "a-1"},
        {"client_id": "a b", "text": "Hello"},
        {"client_id": "a-1", "text": "   "},
        {"client_id": "a-1", "text": 7},
        {"client_id": "a-1", "text": "Hello", "token": "t"},
    ],
)
async def test_a_post_that_says_nothing_is_told_what_was_expected(visitor: Visitor, body: object) -> None:
    answer = await visitor.post("messages", body)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("expected ")


@pytest.mark.parametrize("length", [4001, 70_000, 200_000])
async def test_a_text_beyond_the_limit_is_refused(visitor: Visitor, length: int) -> None:
    assert (await visitor.writes("a" * length, client_id="a-1")).status_code == 413


async def test_a_press_is_taken_like_a_text(visitor: Visitor) -> None:
    answer = await visitor.post("choices", {"client_id": "a-1", "token": "never shown"})
    assert answer.status_code == 202
