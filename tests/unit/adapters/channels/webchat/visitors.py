"""Visitors of a hotel's pages, as the routes of the web chat let them in."""

import json

from attrs import evolve, frozen

from hotel_agent.adapters.channels.webchat import WebChat
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.domain.ids import AccountId, ChoiceToken, EffectKey, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Address, Content, Credentials, Identity, Inbound, RawRequest, Receipt
from hotel_agent.ports.chat import Author, ChatMessage, OpenedChat

TENANT = TenantId("marina")
HOTEL = AccountId("on-our-pages")
KEY = EffectKey("0123456789abcdef0123456789abcdef")
Line = tuple[int, Author, str]


@frozen(kw_only=True)
class Visitor:
    """Somebody with a chat."""

    chat: WebChat
    clock: ManualClock
    opened: OpenedChat
    tenant: TenantId = TENANT

    @property
    def name(self) -> str:
        return self.opened.conversation

    @property
    def address(self) -> Address:
        return Address(tenant=self.tenant, account=HOTEL, identity=Identity("webchat", self.name))

    def at(self, chat: WebChat) -> "Visitor":
        """The same visitor, whose requests come to another process."""
        return evolve(self, chat=chat)

    def with_token(self, token: str) -> "Visitor":
        """Somebody who asks for the same chat with another token."""
        return evolve(self, opened=evolve(self.opened, token=token))

    def request(self, **body: object) -> RawRequest:
        bearer = {"authorization": f"Bearer {self.opened.token}"}
        return RawRequest(body=json.dumps(body).encode(), headers=bearer, received_at=self.clock.now())

    async def posts(self, **body: object) -> ChatMessage | Refusal:
        return await self.chat.take(self.name, self.request(**body), tenant=self.tenant)

    async def writes(self, text: str, *, client_id: str = "a") -> ChatMessage:
        taken = await self.posts(client_id=client_id, text=text)
        assert isinstance(taken, ChatMessage), taken
        return taken

    async def presses(self, token: str, *, client_id: str) -> ChatMessage:
        taken = await self.posts(client_id=client_id, token=token)
        assert isinstance(taken, ChatMessage), taken
        return taken

    async def fetches(self, after: int = 0) -> list[ChatMessage]:
        messages = await self.chat.messages(self.name, self.opened.token, tenant=self.tenant, after=after)
        assert not isinstance(messages, Refusal), messages
        return list(messages)

    async def reads(self, after: int = 0) -> list[Line]:
        return [(each.seq, each.author, each.text) for each in await self.fetches(after)]

    async def is_told(self, content: Content | str, key: EffectKey = KEY) -> Receipt | Refusal:
        content = Content(text=content) if isinstance(content, str) else content
        return await self.chat.send(self.address, content, key=key)

    async def is_shut_out(self) -> bool:
        """Whether neither door lets this visitor in."""
        read = await self.chat.messages(self.name, self.opened.token, tenant=self.tenant)
        posted = await self.posts(client_id="shut-out", text="Hola")
        answers = [reason(read), reason(posted)]
        assert answers in ([None, None], [Reason.BAD_SIGNATURE] * 2)
        return answers[0] is not None

    def admitted(self, **body: object) -> Inbound:
        pieces = self.chat.admit(self.request(**body), Credentials())
        assert not isinstance(pieces, Refusal)
        (piece,) = pieces
        assert isinstance(piece, Inbound)
        return piece


def reason(answer: object) -> Reason | None:
    return answer.reason if isinstance(answer, Refusal) else None


def token(name: str) -> ChoiceToken:
    return ChoiceToken(name)


async def visitor_of(chat: WebChat, clock: ManualClock) -> Visitor:
    """Somebody who has just opened a chat."""
    opened = await chat.open(HOTEL)
    assert isinstance(opened, OpenedChat), opened
    return Visitor(chat=chat, clock=clock, opened=opened)
