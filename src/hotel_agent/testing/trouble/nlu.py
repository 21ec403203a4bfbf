"""A reader with a bug: what it should read breaks it."""

from collections.abc import Sequence

from hotel_agent.domain.conversations.understanding import Reading, Understanding
from hotel_agent.ports.nlu import Nlu


class Broken(Exception):
    """An error nobody has heard of, and which quotes what was to be read."""


class BrokenNlu:
    """The port `Nlu` over another. Its next `times` readings end with an error that is none of the house's."""

    def __init__(self, inner: Nlu, *, times: int = 0) -> None:
        self.inner = inner
        self.times = times

    async def understand(self, texts: Sequence[str], reading: Reading) -> Understanding:
        """As the port says, unless it breaks."""
        if self.times > 0:
            self.times -= 1
            raise Broken(" ".join(texts))
        return await self.inner.understand(texts, reading)
