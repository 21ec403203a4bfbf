"""The world around a channel under test. Arranging and checking go through it, around the port."""

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

from hotel_agent.ports.channel import Address, Channel, Credentials, RawRequest


@frozen(kw_only=True)
class Arrival:
    """A message as the guest sees it: its text, and what may be pressed, as token and title."""

    text: str
    choices: tuple[tuple[str, str], ...] = ()


class Outside(Protocol):
    """The world around the channel under test: a guest, a stranger at the same door, and what both see."""

    channel: Channel
    credentials: Credentials
    guest: Address
    stranger: Address

    def writes(self, text: str, *, name: str) -> RawRequest:
        """The proven request by which the guest writes this. A second one of the same name is the same message."""
        ...

    def presses(self, token: str, *, name: str) -> RawRequest:
        """The proven request by which the guest presses the choice of this token."""
        ...

    def proven(self, body: bytes) -> RawRequest:
        """A request of these very bytes with a good proof."""
        ...

    def forged(self, request: RawRequest) -> RawRequest:
        """The same request with a proof that is none."""
        ...

    async def arrived(self, at: Address) -> Sequence[Arrival]:
        """Everything this person was sent, the oldest first."""
        ...


class FarOutside(Outside, Protocol):
    """The world around a channel whose provider is somewhere else, and can be away."""

    secrets: tuple[str, ...]

    async def goes_away(self) -> None:
        """From now on nothing gets through to the provider."""
        ...

    async def comes_back(self) -> None:
        """The provider can be reached again."""
        ...

    def hangs_up(self) -> None:
        """The provider takes the next message, and does not say so."""
        ...
