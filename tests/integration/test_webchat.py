"""A visitor reserves in the web chat, over the same doors as the page."""

import httpx
import pytest
from attrs import frozen
from tests.integration.service import MARINA, Service, eventually, plain

from hotel_agent.domain.ids import PropertyId
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact

BY_MAIL = GuestContact(ContactKind.EMAIL, "laura.miller@example.com")


@frozen(kw_only=True)
class Visitor:
    """Somebody on the page of the hotel."""

    web: httpx.AsyncClient
    conversation: str
    token: str

    async def posts(self, what: str, body: dict[str, str]) -> httpx.Response:
        path = f"/v1/webchat/conversations/{self.conversation}/{what}"
        return await self.web.post(path, json=body, headers={"authorization": f"Bearer {self.token}"})

    async def reads(self, after: int) -> list[dict]:  # type: ignore[type-arg]
        path = f"/v1/webchat/conversations/{self.conversation}/messages?after={after}"
        answer = await self.web.get(path, headers={"authorization": f"Bearer {self.token}"})
        return list(answer.json())

    async def says(self, what: str, body: dict[str, str]) -> dict:  # type: ignore[type-arg]
        """Post this, poll as the page does, and give what the hotel answered."""
        taken = await self.posts(what, body)
        assert taken.status_code == 202, taken.text
        answers: list[dict] = []  # type: ignore[type-arg]

        async def answered() -> bool:
            answers[:] = [each for each in await self.reads(taken.json()["seq"]) if each["author"] == "desk"]
            return bool(answers)

        await eventually(answered)
        return answers[-1]


@pytest.fixture
async def visitor(service: Service) -> Visitor:
    chat = (await service.web.post("/v1/webchat/marina/sessions", json={"locale": "en"})).json()
    return Visitor(web=service.web, conversation=chat["conversation"], token=chat["token"])


async def test_a_visitor_reserves_with_a_button(service: Service, visitor: Visitor) -> None:
    wish = "Hi, I'm Laura Miller, laura.miller@example.com. A double room for two adults from 4 to 6 December, please"
    quote = await visitor.says("messages", {"client_id": "a-1", "text": wish})
    assert "Final total, taxes included: €256.00" in plain(quote["text"])
    done = await visitor.says("choices", {"client_id": "a-2", "token": quote["choices"][0]["token"]})
    (reservation,) = await service.desk.books[MARINA].find(PropertyId("marina"), BY_MAIL)
    assert reservation.number in done["text"]
    assert reservation.total.minor == 25600


async def test_everything_said_is_there_after_a_reload_once_and_in_sequence(visitor: Visitor) -> None:
    await visitor.says("messages", {"client_id": "a-1", "text": "Hello"})
    await visitor.posts("messages", {"client_id": "a-1", "text": "Hello"})
    await visitor.says("messages", {"client_id": "a-2", "text": "I want to book a room"})
    told = await visitor.reads(0)
    assert [each["seq"] for each in told] == list(range(1, len(told) + 1))
    assert [each["author"] for each in told] == ["guest", "desk", "guest", "desk"]


async def test_one_visitor_never_sees_another(service: Service, visitor: Visitor) -> None:
    await visitor.says("messages", {"client_id": "a-1", "text": "Hello"})
    chat = (await service.web.post("/v1/webchat/marina/sessions")).json()
    eve = Visitor(web=service.web, conversation=visitor.conversation, token=chat["token"])
    answer = await eve.posts("messages", {"client_id": "e-1", "text": "Cancel everything"})
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert [each["text"] for each in await visitor.reads(0) if each["author"] == "guest"] == ["Hello"]
