"""Who keeps calls away from something that does not answer, and finds out when it does again."""

from enum import Enum
from typing import Protocol


class BreakerState(Enum):
    """How a breaker stands."""

    CLOSED = "closed"
    """All is well: calls go through."""
    OPEN = "open"
    """It is left alone: calls fail at once."""
    HALF_OPEN = "half_open"
    """One call after the other finds out whether it answers again."""


class Breaker(Protocol):
    """Watches one thing of the world. Never raises: what cannot be shared is kept by this process alone."""

    async def lets_through(self) -> BreakerState:
        """How it stands for a call that begins now. OPEN: it must not be made. Otherwise tell `ended`, always."""
        ...

    async def ended(self, begun: BreakerState, *, answered: bool | None) -> BreakerState:
        """A call let through in this state got an answer, or none; None when its caller gave up, which says nothing.

        Gives how the breaker stands now.
        """
        ...


class Breakers(Protocol):
    """The breakers of an installation, by name."""

    def breaker(self, name: str) -> Breaker:
        """The one of this name, closed where it was never heard of."""
        ...
