"""The world around the web chat, for the contract of channels."""

import json
from collections.abc import Sequence

from tests.unit.adapters.channels.webchat.visitors import Visitor, visitor_of

from hotel_agent.adapters.channels.webchat import WebChat
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.ports.channel import Address, Channel, Credentials, RawRequest
from hotel_agent.ports.chat import Author
from hotel_agent.testing.contracts.channel import Arrival


class WebChatOutside:
    """Two visitors who have written before: nobody is written to who did not begin."""

    def __init__(self, guest: Visitor, stranger: Visitor) -> None:
        self._visitors = (guest, stranger)
        self.channel: Channel = guest.chat
        self.credentials = Credentials()
        self.guest, self.stranger = guest.address, stranger.address

    def writes(self, text: str, *, name: str) -> RawRequest:
        return self.proven(json.dumps({"client_id": name, "text": text}).encode())

    def presses(self, token: str, *, name: str) -> RawRequest:
        return self.proven(json.dumps({"client_id": name, "token": token}).encode())

    def proven(self, body: bytes) -> RawRequest:
        guest, _ = self._visitors
        bearer = {"authorization": f"Bearer {guest.opened.token}"}
        return RawRequest(body=body, headers=bearer, received_at=guest.clock.now())

    def forged(self, request: RawRequest) -> RawRequest:
        bearer = request.headers["authorization"]
        other = bearer[:-1] + ("0" if bearer[-1] != "0" else "1")
        return RawRequest(body=request.body, headers={"authorization": other}, received_at=request.received_at)

    async def arrived(self, at: Address) -> Sequence[Arrival]:
        (visitor,) = (each for each in self._visitors if each.name == at.identity.value)
        return [
            Arrival(
                text="\n".join([message.text, *(choice.description for choice in message.choices)]).strip(),
                choices=tuple((choice.token, choice.title) for choice in message.choices),
            )
            for message in await visitor.fetches()
            if message.author is Author.DESK
        ]


async def outside_of(chat: WebChat, clock: ManualClock) -> WebChatOutside:
    """Two visitors of this web chat."""
    guest, stranger = [await visitor_of(chat, clock) for _ in range(2)]
    for visitor in (guest, stranger):
        await visitor.writes("Hola")
    return WebChatOutside(guest, stranger)
