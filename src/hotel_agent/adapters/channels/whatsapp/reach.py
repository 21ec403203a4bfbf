"""To how many different guests the numbers of one account may write first in 24 hours (contract, 3.3)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import define, field

from hotel_agent.adapters.channels.whatsapp.faults import No
from hotel_agent.adapters.channels.whatsapp.fields import words
from hotel_agent.adapters.channels.whatsapp.graph import Graph
from hotel_agent.adapters.channels.whatsapp.options import WhatsAppOptions
from hotel_agent.domain.ids import AccountId
from hotel_agent.ports.channel import Reach
from hotel_agent.ports.clock import Clock

FRESH = timedelta(hours=1)
"""For so long Meta is not asked for it again."""
STOPPED = timedelta(hours=24)
"""For so long nobody is written to first from an account that Meta calls a sender of spam."""

TIERS = {"TIER_50": 50, "TIER_250": 250, "TIER_1K": 1000, "TIER_2K": 2000, "TIER_10K": 10_000, "TIER_100K": 100_000}
"""As Meta calls them. Any other, as the one without an end, is no limit to us."""
_LIMIT = "whatsapp_business_manager_messaging_limit"


@define(kw_only=True)
class Reaches:
    """The limit of each business account, as Meta last told it. Its numbers of one token share it."""

    graph: Graph
    clock: Clock
    options: WhatsAppOptions
    _known: dict[str, tuple[datetime, int | None]] = field(factory=dict, init=False)
    _stopped: dict[str, datetime] = field(factory=dict, init=False)

    async def of(self, account: AccountId) -> Reach | None:
        """The limit this number shares, and with whom; None where there is none, or Meta does not tell one.

        Raises Unavailable.
        """
        now, whole = self.clock.now(), self.options.holder(account)
        numbers = self.options.access_tokens
        together = frozenset(AccountId(each) for each in numbers if self.options.holder(each) == whole)
        if now < self._stopped.get(whole, now):
            return Reach(limit=0, accounts=together)
        asked_at, limit = self._known.get(whole, (None, None))
        if asked_at is None or now - asked_at >= FRESH:
            answer = await self.graph.ask(account, account, fields=_LIMIT)
            limit = None if isinstance(answer, No) else TIERS.get(words(answer, _LIMIT))
            self._known[whole] = (now, limit)
        return None if limit is None else Reach(limit=limit, accounts=together)

    def stop(self, account: AccountId) -> None:
        """Nobody is written to first from here for a while."""
        self._stopped[self.options.holder(account)] = self.clock.now() + STOPPED

    def forget(self, accounts: Iterable[AccountId]) -> None:
        """Ask Meta anew before the next message of this kind from one of these."""
        for account in accounts:
            self._known.pop(self.options.holder(account), None)
