"""Channels in trouble: one that does not answer, one that sends and does not say so."""

from collections.abc import Sequence

from hotel_agent.domain.errors import OutcomeUnknown, Unavailable
from hotel_agent.domain.ids import EffectKey
from hotel_agent.domain.refusals import Refusal
from hotel_agent.ports.channel import (
    Address,
    Admitted,
    Capabilities,
    Channel,
    Content,
    Credentials,
    RawRequest,
    Receipt,
)


class TroubledChannel:
    """A channel that does what another does, until its next `times` sends, which go wrong; None is for ever."""

    def __init__(self, inner: Channel, *, times: int | None = None) -> None:
        self.inner = inner
        self.times = times

    @property
    def name(self) -> str:
        """The other's name."""
        return self.inner.name

    @property
    def can(self) -> Capabilities:
        """What the other can show."""
        return self.inner.can

    def admit(self, request: RawRequest, credentials: Credentials) -> Sequence[Admitted] | Refusal:
        """What the other lets in."""
        return self.inner.admit(request, credentials)

    def strikes(self) -> bool:
        """Whether this send goes wrong. Each question counts as one."""
        if self.times is None:
            return True
        self.times -= 1
        return self.times >= 0


class SilentChannel(TroubledChannel):
    """Nothing gets through: `send` raises Unavailable, and nothing was sent."""

    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        """Raise Unavailable, while the trouble lasts."""
        if self.strikes():
            raise Unavailable("the channel does not answer; nothing was sent")
        return await self.inner.send(to, content, key=key)


class LateChannel(TroubledChannel):
    """Everything gets through, and nobody hears of it: `send` sends, then raises OutcomeUnknown."""

    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        """Send, and while the trouble lasts raise OutcomeUnknown."""
        receipt = await self.inner.send(to, content, key=key)
        if self.strikes():
            raise OutcomeUnknown("the channel took the message and did not answer")
        return receipt
