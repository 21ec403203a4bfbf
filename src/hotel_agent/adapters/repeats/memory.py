"""First answers in this process, gone when it ends."""

from datetime import datetime

from attrs import evolve, frozen

from hotel_agent.domain.ids import TenantId
from hotel_agent.ports.repeats import Answer, Standing


@frozen(kw_only=True)
class _Asked:
    words: str
    lease_until: datetime
    until: datetime
    answer: Answer | None = None


class MemoryRepeats:
    """The port Repeats in a dictionary: nothing in it waits, so nobody comes between."""

    def __init__(self) -> None:
        self._asked: dict[tuple[TenantId, str], _Asked] = {}

    async def begin(
        self, tenant: TenantId, name: str, *, words: str, now: datetime, lease_until: datetime, until: datetime
    ) -> Answer | Standing:
        """Take it upon oneself, or hear how it stands."""
        # One term for all: what was begun first is over first.
        while self._asked and (first := next(iter(self._asked.items())))[1].until <= now:
            del self._asked[first[0]]
        known = self._asked.get((tenant, name))
        if known is not None:
            if known.words != words:
                return Standing.OTHERWISE
            if known.answer is not None:
                return known.answer
            if now < known.lease_until:
                return Standing.UNDER_WAY
        self._asked.pop((tenant, name), None)
        self._asked[tenant, name] = _Asked(words=words, lease_until=lease_until, until=until)
        return Standing.NEW

    async def keep(self, tenant: TenantId, name: str, answer: Answer) -> None:
        """This was answered."""
        known = self._asked.get((tenant, name))
        if known is not None and known.answer is None:
            self._asked[tenant, name] = evolve(known, answer=answer)

    async def drop(self, tenant: TenantId, name: str) -> None:
        """It came to nothing."""
        known = self._asked.get((tenant, name))
        if known is not None and known.answer is None:
            del self._asked[tenant, name]

    async def forget(self, tenant: TenantId, now: datetime) -> int:
        """Forget what is over."""
        over = [place for place, known in self._asked.items() if place[0] == tenant and known.until <= now]
        for place in over:
            del self._asked[place]
        return len(over)
