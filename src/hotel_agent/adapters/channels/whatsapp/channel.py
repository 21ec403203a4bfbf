"""WhatsApp as a channel: what it can show, what it lets in, how it sends."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta

from hotel_agent.adapters.channels.whatsapp.faults import No
from hotel_agent.adapters.channels.whatsapp.fetching import FetchGate
from hotel_agent.adapters.channels.whatsapp.gate import rates
from hotel_agent.adapters.channels.whatsapp.graph import Graph
from hotel_agent.adapters.channels.whatsapp.handshake import answer
from hotel_agent.adapters.channels.whatsapp.inbound import read
from hotel_agent.adapters.channels.whatsapp.media import fetch
from hotel_agent.adapters.channels.whatsapp.news import Newsroom
from hotel_agent.adapters.channels.whatsapp.options import WhatsAppOptions
from hotel_agent.adapters.channels.whatsapp.outbound import LONGEST_TEXT, MOST_BUTTONS, MOST_ROWS, reaction
from hotel_agent.adapters.channels.whatsapp.people import BSUID, PARENT_BSUID, PHONE
from hotel_agent.adapters.channels.whatsapp.sending import Sender
from hotel_agent.adapters.channels.whatsapp.signature import HEADER, proves
from hotel_agent.adapters.channels.whatsapp.templates import bearing
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import AccountId, EffectKey, ProviderId
from hotel_agent.domain.language import Language
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.abilities import Finding, Verdict
from hotel_agent.ports.channel import (
    Address,
    Admitted,
    Capabilities,
    Content,
    ContentTemplate,
    Credentials,
    RawRequest,
    Reach,
    Receipt,
    Unparsed,
)
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.limits import Limits
from hotel_agent.ports.media import Media

_WINDOW = timedelta(hours=24)
"""How long after a guest's message anything may be sent (contract, 3.1)."""

_REMEDY = (
    "See that Meta can be reached from here, and compare the phone number id and its access token with WhatsApp > API"
    " setup in Meta's app dashboard; the token needs whatsapp_business_messaging and must not have expired."
)

_TEMPLATE_REMEDY = (
    "In WhatsApp Manager, see that a template of this name is approved, and that its text has one place, {{1}} or"
    " {{answer}}, and nothing else to fill in. Until then answers later than 24 hours are left to staff."
)


class WhatsApp:
    """Guests on WhatsApp, at as many numbers as there are access tokens.

    Meta knows no idempotency key: after OutcomeUnknown, look for a report that carries our key before sending again.
    """

    name = "whatsapp"
    can = Capabilities(
        identities=(PHONE, BSUID),
        also_known_by=(PARENT_BSUID,),
        lent=frozenset({PHONE}),
        buttons=MOST_BUTTONS,
        rows=MOST_ROWS,
        text_length=LONGEST_TEXT,
        reply_window=_WINDOW,
        joins_texts=True,
    )

    def __init__(self, options: WhatsAppOptions, graph: Graph | None = None, *, clock: Clock) -> None:
        self._options = options
        self._graph = graph or Graph(options)
        self._accounts = sorted(options.access_tokens)
        self._sender = Sender(options, self._graph, clock)
        self._fetch_gate = FetchGate(clock=clock)
        self._newsroom = Newsroom(
            templates=self._sender.templates,
            reaches=self._sender.reaches,
            gate=self._sender.gate,
            options=options,
        )

    def change(self, options: Mapping[str, object]) -> None:
        """Serve these numbers, each with its token, from now on."""
        told = WhatsAppOptions.read(options)
        self._options = told
        self._accounts = sorted(told.access_tokens)
        self._graph.change(told)
        self._sender.change(told)
        self._newsroom.options = told

    def handshake(self, question: Mapping[str, str], verify_token: str) -> str | Refusal:
        """The challenge to answer, exactly; NOT_ALLOWED to whoever does not know the verify token."""
        return answer(question, verify_token)

    def admit(self, request: RawRequest, credentials: Credentials) -> Sequence[Admitted] | Refusal:
        """Everything in a post that Meta signed with one of the app's secrets."""
        if not proves(request.headers.get(HEADER, ""), request.body, credentials.secrets):
            return Refusal(Reason.BAD_SIGNATURE)
        return read(request.body, request.received_at)

    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        """Send it in as many posts as it needs, each once the one before was taken; see `Sender`."""
        if to.identity.kind not in self.can.identities:
            return Refusal(Reason.UNDELIVERABLE, detail=f"WhatsApp knows nobody by {to.identity.kind}")
        return await self._sender.send(to, content, key)

    def in_template(
        self, account: AccountId, content: Content, languages: Sequence[Language]
    ) -> ContentTemplate | None:
        """The number's own template for answers, with these words in its only place."""
        name = self._options.answer_templates.get(account)
        return bearing(name, content, languages) if name else None

    async def attend(self, account: AccountId, message: ProviderId, *, answering: bool) -> None:
        """Show the blue ticks, and, where an answer will come, that somebody is typing: for 25 seconds at most."""
        body: dict[str, object] = {"messaging_product": "whatsapp", "status": "read", "message_id": message}
        if answering:
            body["typing_indicator"] = {"type": "text"}
        with suppress(Unavailable):
            await self._graph.post(account, body)

    async def react(self, to: Address, message: ProviderId, emoji: str) -> None:
        """Put a sign on the guest's message."""
        taken = await self._graph.post(to.account, reaction(to.identity, message, emoji))
        if isinstance(taken, No):
            raise Unavailable(f"WhatsApp put no sign on it: {taken}")

    async def fetch_media(self, account: AccountId, media: ProviderId, *, digest: str = "") -> Media | Refusal:
        """The picture, voice note or document of this name, checked."""
        return await fetch(self._graph, self._fetch_gate, self._options, account, media, digest=digest)

    def heed(self, note: Unparsed, accounts: Collection[AccountId] | None) -> None:
        """Take note of news about a number, an account or a template, for those of these numbers that it concerns."""
        self._newsroom.heed(note, accounts)

    async def reach(self, account: AccountId) -> Reach | None:
        """To how many guests this number, with those beside it, may write first in 24 hours."""
        return await self._sender.reaches.of(account)

    @property
    def pace(self) -> Mapping[str, str]:
        """What one guest bears, and what one number may send."""
        return rates(self._options.messages_per_second)

    def keep_pace_with(self, limits: Limits) -> None:
        """Count what every number sends together with the other processes."""
        self._sender.gate.shared = limits

    async def diagnose(self) -> AsyncIterator[Finding]:
        """Look each number up at Meta with its token. Nothing is sent."""
        for account in self._accounts:
            what = f"WhatsApp: number {account}"
            try:
                seen = await self._graph.look_up(AccountId(account))
            except Unavailable as no:
                yield Finding(what, Verdict.BROKEN, str(no), _REMEDY)
            else:
                yield Finding(what, Verdict.WELL, seen)
        for account, name in sorted(self._options.answer_templates.items()):
            what = f"WhatsApp: template {name} of number {account}"
            try:
                fit = await self._sender.templates.bearing_answers(AccountId(account), name)
            except Unavailable as no:
                yield Finding(what, Verdict.BROKEN, str(no), _REMEDY)
            else:
                if fit:
                    yield Finding(what, Verdict.WELL, fit)
                else:
                    yield Finding(what, Verdict.BROKEN, "not approved with exactly one place", _TEMPLATE_REMEDY)

    async def aclose(self) -> None:
        """Close the connections to Meta. Repeating is safe."""
        await self._graph.aclose()
