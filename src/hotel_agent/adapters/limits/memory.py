"""The limits of one process, counted in its memory and by its own clock.

The library's storage in memory reads the machine's clock and cannot give back a turn that the other limit refused, so
only its notation is used here: what is kept is when each turn was spent.
"""

from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Hashable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from limits import RateLimitItem

from hotel_agent.adapters.limits.rates import KEYS, Rates, read, unknown
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import GuestId, TenantId
from hotel_agent.ports.clock import Clock


@asynccontextmanager
async def open_memory(options: Mapping[str, object], *, clock: Clock) -> AsyncIterator["MemoryLimits"]:
    """Limits at these rates; nobody has spent anything. The options are `guest` and `tenant`."""
    problems = list(unknown(options, *KEYS))
    rates = read(options, problems)
    if problems:
        raise BadConfig(problems)
    yield MemoryLimits(rates, clock)


class MemoryLimits:
    """Two moving windows: at no moment more turns than the rate were spent in the time just past."""

    def __init__(self, rates: Rates, clock: Clock) -> None:
        self._clock = clock
        self._guests = Window(rates.guest)
        self._tenants = Window(rates.tenant)

    async def spend(self, *, tenant: TenantId, guest: GuestId) -> timedelta | None:
        """Spend one turn of this guest and of this hotel, or tell how long to wait."""
        now = self._clock.now()
        waits = (self._guests.wait((tenant, guest), now), self._tenants.wait(tenant, now))
        wait = max((wait for wait in waits if wait is not None), default=None)
        if wait is None:
            self.note(tenant, guest)
        return wait

    def note(self, tenant: TenantId, guest: GuestId) -> None:
        """A turn was spent, whoever allowed it."""
        now = self._clock.now()
        self._guests.spend((tenant, guest), now)
        self._tenants.spend(tenant, now)


class Window:
    """When turns were spent, by whom, as far back as matters."""

    def __init__(self, rate: RateLimitItem | None) -> None:
        self._rate = rate
        self._length = timedelta(seconds=rate.get_expiry() if rate else 0)
        self._spent: OrderedDict[Hashable, deque[datetime]] = OrderedDict()
        """Who spent last comes last."""

    def wait(self, who: Hashable, now: datetime) -> timedelta | None:
        """How long until there is a turn to spend; None when there is one now."""
        self._forget(now)
        spent = self._spent.get(who, deque())
        while spent and spent[0] <= now - self._length:
            spent.popleft()
        return spent[0] + self._length - now if self._rate and len(spent) >= self._rate.amount else None

    def spend(self, who: Hashable, now: datetime) -> None:
        """A turn was spent."""
        if self._rate:
            self._spent.setdefault(who, deque(maxlen=self._rate.amount)).append(now)
            self._spent.move_to_end(who)

    def _forget(self, now: datetime) -> None:
        """Forget everybody who spent nothing for so long that it no longer matters."""
        while self._spent and next(iter(self._spent.values()))[-1] <= now - self._length:
            self._spent.popitem(last=False)
