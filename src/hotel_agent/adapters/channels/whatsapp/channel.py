"""WhatsApp as a channel: what it can show, what it lets in, how it sends."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta

from hotel_agent.adapters.channels.whatsapp.graph import Graph
from hotel_agent.adapters.channels.whatsapp.handshake import answer
from hotel_agent.adapters.channels.whatsapp.inbound import read
from hotel_agent.adapters.channels.whatsapp.options import WhatsAppOptions
from hotel_agent.adapters.channels.whatsapp.outbound import LONGEST_TEXT, MOST_BUTTONS, MOST_ROWS, bodies
from hotel_agent.adapters.channels.whatsapp.people import BSUID, PHONE
from hotel_agent.adapters.channels.whatsapp.signature import HEADER, proves
from hotel_agent.domain.errors import OutcomeUnknown, Unavailable
from hotel_agent.domain.ids import AccountId, EffectKey, ProviderId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.abilities import Finding, Verdict
from hotel_agent.ports.channel import Address, Admitted, Capabilities, Content, Credentials, RawRequest, Receipt

_WINDOW = timedelta(hours=24)
"""How long after a guest's message anything may be sent (contract, 3.1)."""

_REMEDY = (
    "Compare the phone number id and its access token with WhatsApp > API setup in Meta's app dashboard; the token"
    " needs whatsapp_business_messaging and must not have expired."
)


class WhatsApp:
    """Guests on WhatsApp, at as many numbers as there are access tokens.

    Meta knows no idempotency key: after OutcomeUnknown, look for a report that carries our key before sending again.
    """

    name = "whatsapp"
    can = Capabilities(
        identities=(PHONE, BSUID),
        lent=frozenset({PHONE}),
        buttons=MOST_BUTTONS,
        rows=MOST_ROWS,
        text_length=LONGEST_TEXT,
        reply_window=_WINDOW,
    )

    def __init__(self, options: WhatsAppOptions, graph: Graph | None = None) -> None:
        self._graph = graph or Graph(options)
        self._accounts = sorted(options.access_tokens)

    def handshake(self, question: Mapping[str, str], verify_token: str) -> str | Refusal:
        """The challenge to answer, exactly; NOT_ALLOWED to whoever does not know the verify token."""
        return answer(question, verify_token)

    def admit(self, request: RawRequest, credentials: Credentials) -> Sequence[Admitted] | Refusal:
        """Everything in a post that Meta signed with one of the app's secrets."""
        if not proves(request.headers.get(HEADER, ""), request.body, credentials.secrets):
            return Refusal(Reason.BAD_SIGNATURE)
        return read(request.body, request.received_at)

    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        """Send it in as many posts as it needs, each once the one before was taken.

        When a later post fails the guest has part of it, so that is OutcomeUnknown, whatever Meta said: sent again from
        the start, it would be said twice. A report carries our key only if the last post was taken.
        """
        if to.identity.kind not in self.can.identities:
            return Refusal(Reason.UNDELIVERABLE, detail=f"WhatsApp knows nobody by {to.identity.kind}")
        name = ProviderId("")
        for part, body in enumerate(posts := bodies(to.identity, content, key), 1):
            try:
                taken = await self._graph.post(to.account, body)
            except Unavailable as cause:
                if part == 1:
                    raise
                raise OutcomeUnknown(f"part {part} of {len(posts)}: {cause}") from cause
            if isinstance(taken, Refusal):
                if part == 1:
                    return taken
                raise OutcomeUnknown(f"part {part} of {len(posts)}: {taken.reason.value} {taken.detail}".strip())
            name = taken
        return Receipt(message=name) if name else Refusal(Reason.UNDELIVERABLE, detail="there is nothing to say")

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

    async def aclose(self) -> None:
        """Close the connections to Meta. Repeating is safe."""
        await self._graph.aclose()
