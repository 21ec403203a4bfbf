"""Workers that die in the middle of a call: just before the world moved, or just after it."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from hotel_agent.domain.ids import EffectKey
from hotel_agent.domain.refusals import Refusal
from hotel_agent.ports.channel import Address, Content, Receipt
from hotel_agent.testing.trouble.channel import TroubledChannel
from hotel_agent.testing.trouble.pms import TroubledPms
from hotel_agent.testing.trouble.storage import Crashed

T = TypeVar("T")


class DeadlyPms(TroubledPms):
    """A book that is the last thing a worker calls: struck calls raise Crashed, before anything was done."""

    async def _struck(self, method: str, _call: Callable[[], Awaitable[T]], /) -> T:
        raise Crashed(f"on the way to {method}")


class LastWordPms(TroubledPms):
    """A book whose answer nobody lives to hear: struck calls are done, and raise Crashed."""

    async def _struck(self, method: str, call: Callable[[], Awaitable[T]], /) -> T:
        await call()
        raise Crashed(f"on the way back from {method}")


class DeadlyChannel(TroubledChannel):
    """A channel that is the last thing a worker calls: `send` raises Crashed, and nothing was sent."""

    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        """Raise Crashed, while the trouble lasts."""
        if self.strikes():
            raise Crashed("on the way to the channel")
        return await self.inner.send(to, content, key=key)


class LastWordChannel(TroubledChannel):
    """A channel whose answer nobody lives to hear: `send` sends, then raises Crashed."""

    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        """Send, and while the trouble lasts raise Crashed."""
        receipt = await self.inner.send(to, content, key=key)
        if self.strikes():
            raise Crashed("on the way back from the channel")
        return receipt
