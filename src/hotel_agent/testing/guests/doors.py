"""The doors a simulated guest writes through: signed posts as Meta sends them, and the routes of the web chat."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

import httpx
from attrs import define, field, frozen

from hotel_agent.domain.ids import digest
from hotel_agent.testing.graph_stub import GraphStub, SentBody
from hotel_agent.testing.guests.house import NUMBER, SECRET, WIDGET, GuestHouse
from hotel_agent.testing.guests.moves import Act
from hotel_agent.testing.guests.words import Person
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

HOOK = "/webhooks/whatsapp"


@frozen(kw_only=True)
class Post:
    """One request of a guest's, ready to be sent, once or more often."""

    path: str
    body: bytes = field(repr=False)
    headers: dict[str, str] = field(repr=False)


@frozen
class Arrived:
    """One message of the desk as it stands on the guest's screen."""

    text: str
    choices: tuple[tuple[str, str], ...] = ()


class Door(Protocol):
    """How a guest writes, and what arrives."""

    async def opened(self, house: GuestHouse) -> None:
        """Whatever must be done before the first message."""
        ...

    def post(self, act: Act, at: datetime) -> Post:
        """The request by which this is said. Posted again, it is the same message."""
        ...

    async def arrived(self, house: GuestHouse) -> Sequence[Arrived]:
        """What arrived since this was asked last."""
        ...


@define(kw_only=True)
class WhatsAppDoor:
    """WhatsApp."""

    person: Person
    _guest: WhatsAppGuest = field(init=False)
    _read: int = 0
    _sent: int = 0

    def __attrs_post_init__(self) -> None:
        """A telephone."""
        self._guest = WhatsAppGuest(
            number=self.person.phone, name=self.person.name.split()[0], account=NUMBER, secret=SECRET
        )

    async def opened(self, house: GuestHouse) -> None:
        """Nothing needs to be done."""

    def post(self, act: Act, at: datetime) -> Post:
        """A signed post of Meta's."""
        self._sent += 1
        name = f"{self.person.phone}-{self._sent}"
        if act.token:
            raw = self._guest.presses(act.token, title=act.text, at=at, name=name)
        else:
            raw = self._guest.writes(act.text, at=at, name=name)
        return Post(path=HOOK, body=raw.body, headers=dict(raw.headers))

    async def arrived(self, house: GuestHouse) -> Sequence[Arrived]:
        """What Meta took for this telephone."""
        graph: GraphStub = house.graph
        fresh = [each for each in graph.sent[self._read :] if each.to == self.person.phone]
        self._read = len(graph.sent)
        return [Arrived(shown(each), each.choices) for each in fresh]


@define(kw_only=True)
class WebchatDoor:
    """The chat on the hotel's page."""

    person: Person
    _conversation: str = ""
    _token: str = field(default="", repr=False)
    _read: int = 0
    _sent: int = 0

    async def opened(self, house: GuestHouse) -> None:
        """Open a chat."""
        answer = (await house.web.post(f"/v1/webchat/{WIDGET}/sessions")).raise_for_status().json()
        self._conversation, self._token = answer["conversation"], answer["token"]

    def post(self, act: Act, at: datetime) -> Post:  # noqa: ARG002 - a page says no time
        """A request of the page."""
        self._sent += 1
        said: dict[str, str] = {"token": act.token} if act.token else {"text": act.text}
        client_id = digest("client", self.person.phone, str(self._sent))[:20]
        return Post(
            path=f"/v1/webchat/conversations/{self._conversation}/{'choices' if act.token else 'messages'}",
            body=json.dumps({"client_id": client_id, **said}).encode(),
            headers={"content-type": "application/json", **self._bearer},
        )

    async def arrived(self, house: GuestHouse) -> Sequence[Arrived]:
        """What the page fetches."""
        path = f"/v1/webchat/conversations/{self._conversation}/messages"
        answer = await house.web.get(path, params={"after": self._read}, headers=self._bearer)
        messages: list[dict[str, Any]] = answer.raise_for_status().json()
        self._read = max([self._read, *(each["seq"] for each in messages)])
        return [
            Arrived(each["text"], tuple((choice["token"], choice["title"]) for choice in each["choices"]))
            for each in messages
            if each["author"] == "desk"
        ]

    @property
    def _bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._token}"}


def shown(body: SentBody) -> str:
    """What a telephone shows of this message: its text, or what else it is."""
    if body.text:
        return body.text
    kind = str(body.body.get("type", ""))
    match body.body.get(kind):
        case {"caption": str(caption)}:
            return caption
        case {"name": str(name), "address": str(address)}:
            return f"{name}, {address}"
        case _:
            return f"({kind})"


async def send(web: httpx.AsyncClient, post: Post) -> None:
    """Send it; a door that does not take it is a fault of the house."""
    answer = await web.post(post.path, content=post.body, headers=post.headers)
    answer.raise_for_status()
