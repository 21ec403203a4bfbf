"""The first answer to what was asked under a name of the caller's own, so that asking again does nothing twice."""

from datetime import datetime
from enum import Enum
from typing import Protocol

from attrs import field, frozen

from hotel_agent.domain.ids import TenantId


@frozen(kw_only=True)
class Answer:
    """What was answered the first time."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)


class Standing(Enum):
    """How it stands with what is asked, where there is no answer yet."""

    NEW = "new"
    """Nobody asked it, or whoever did never came to an end: it is the caller's to do."""
    UNDER_WAY = "under_way"
    """It is being done at this moment."""
    OTHERWISE = "otherwise"
    """Something else was asked under this name."""


class Repeats(Protocol):
    """First answers, for a term. Everything is of one hotel; what concerns no single one is under EVERYWHERE.

    Any method may raise Unavailable.
    """

    async def begin(
        self, tenant: TenantId, name: str, *, words: str, now: datetime, lease_until: datetime, until: datetime
    ) -> Answer | Standing:
        """Take it upon oneself to answer this, or hear that it was answered. Of several at once one is told NEW.

        `words` is a digest of what is asked. Whoever is told NEW keeps or drops it before `lease_until`; who does
        neither is taken for dead then, and the next one is told NEW. After `until` the name is forgotten.
        """
        ...

    async def keep(self, tenant: TenantId, name: str, answer: Answer) -> None:
        """This was answered. The first that is kept stays."""
        ...

    async def drop(self, tenant: TenantId, name: str) -> None:
        """It came to nothing: it may be asked again at once. What was answered stays."""
        ...

    async def forget(self, tenant: TenantId, now: datetime) -> int:
        """Forget what this hotel was asked and whose term is over. Returns how much. Repeating is safe."""
        ...
