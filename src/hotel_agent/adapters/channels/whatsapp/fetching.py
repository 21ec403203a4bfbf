"""When what guests sent may be fetched: at a pace of its own, and not while too much of it failed (contract, 3.3)."""

from collections import deque
from datetime import datetime, timedelta

from attrs import define, field
from loguru import logger

from hotel_agent.adapters.channels.whatsapp.gate import Gate
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import AccountId, ProviderId
from hotel_agent.ports.clock import Clock

A_SECOND = 25
"""So much one number may fetch in a second, whatever it sends."""
MOST_FAILED = 20
WITHIN = timedelta(minutes=60)
"""After so many failures in so long Meta lets a number fetch nothing ..."""
LOCKED = timedelta(minutes=30)
"""... for so long."""


@define(kw_only=True)
class FetchGate:
    """Lets fetches out, and counts those that failed. Each process counts for itself.

    Where another process made Meta lock a number, Meta says so at the next fetch, and is asked less and less often.
    """

    clock: Clock
    _gate: Gate = field(init=False)
    _failed: dict[AccountId, deque[datetime]] = field(factory=dict, init=False)
    """When the last fetches of a number failed, the oldest first."""

    @_gate.default
    def _own_pace(self) -> Gate:
        return Gate(clock=self.clock, per_second=A_SECOND)

    async def pass_through(self, account: AccountId, name: ProviderId) -> None:
        """Take room for one fetch, waiting for it where that is short. Raises Postponed where it is not."""
        await self._gate.pass_through(account, name, 1)

    def went_well(self, account: AccountId, name: ProviderId) -> None:
        """It was fetched: Meta no longer finds it too much."""
        self._gate.went_well(account, name)

    def failed(self, account: AccountId, said: str, *, too_much: bool) -> Unavailable:
        """Count a fetch that Meta answered with a no. To be raised, where asking again may help."""
        now = self.clock.now()
        failed = self._failed.setdefault(account, deque(maxlen=MOST_FAILED))
        failed.append(now)
        if len(failed) == MOST_FAILED and now - failed[0] < WITHIN:
            logger.error("a WhatsApp number fetches nothing for half an hour: too much failed", account=account)
            return self._gate.rest(account, LOCKED, said)
        if too_much:
            return self._gate.slow_down(account, timedelta(seconds=2), 4, said)
        return Unavailable(said)
