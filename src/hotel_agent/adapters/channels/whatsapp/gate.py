"""When a number may send: at its own pace, at a pace each guest bears, and after the rests Meta asked for.

Each process counts for itself, and together with the others where they share a Redis. The rests are its own: whoever
else sends too much from that number is told so by Meta itself (130429, 131056).
"""

from collections.abc import Hashable, Mapping
from datetime import datetime, timedelta
from math import ceil

from attrs import define, field

from hotel_agent.domain.errors import Postponed
from hotel_agent.domain.ids import AccountId, GuestId, TenantId
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.limits import Limits

PATIENCE = timedelta(seconds=3)
"""A shorter wait is waited here; a longer one gives the worker back."""

TO_ONE_GUEST = timedelta(seconds=6)
"""One guest bears one message in so long (contract, 3.3) ..."""
BURST = 45
"""... and so many at once, to be paid back."""

MENDED_BY_PEOPLE = timedelta(minutes=5)
"""So long a number rests whose token, account or payment somebody has to mend; then it is tried again."""
LONGEST_REST = timedelta(minutes=10)
_MOST_KNOWN = 10_000


@define
class _Bucket:
    """So many at once, and one more every while. What is taken beyond that is owed."""

    capacity: float
    every: timedelta
    left: float
    at: datetime

    def wait(self, count: int, now: datetime) -> timedelta:
        """How long until so many may be taken; a number beyond all bounds waits for a full bucket."""
        self.left = min(self.capacity, self.left + (now - self.at) / self.every)
        self.at = now
        return max(timedelta(0), (min(count, self.capacity) - self.left) * self.every)


def rates(per_second: float) -> Mapping[str, str]:
    """The same pace as windows that move: what one guest bears (`guest`), and what one number sends (`tenant`)."""
    span = BURST * int(TO_ONE_GUEST.total_seconds())
    number = f"{int(per_second)}/second" if per_second >= 1 else f"1/{ceil(1 / per_second)} second"
    return {"guest": f"{BURST}/{span} second", "tenant": number}


@define(kw_only=True)
class Gate:
    """Lets messages out. What it turns away, it turns away before anything was sent."""

    clock: Clock
    shared: Limits | None = None
    """Where everybody who sends from these numbers counts together, at `rates`."""
    per_second: float = 80
    """How many messages a second one number may send: 80, or 20 where it is also used in the phone's app."""
    _numbers: dict[AccountId, _Bucket] = field(factory=dict, init=False)
    _guests: dict[tuple[AccountId, str], _Bucket] = field(factory=dict, init=False)
    _rests: dict[Hashable, datetime] = field(factory=dict, init=False)
    _long: dict[AccountId, datetime] = field(factory=dict, init=False)
    """Of these numbers nobody knows how long it will take."""
    _strikes: dict[Hashable, int] = field(factory=dict, init=False)

    async def pass_through(self, account: AccountId, guest: str, posts: int) -> None:
        """Take so many posts' worth of room, waiting for it where that is short. Raises Postponed where it is not."""
        now = self.clock.now()
        until = max(self._rests.get(account, now), self._rests.get((account, guest), now))
        if until > now:
            long = now < self._long.get(account, now)
            raise Postponed("WhatsApp: this number, or this guest, is left alone for a while", until - now, long=long)
        self._forget(now)
        number = self._numbers.setdefault(account, _Bucket(self.per_second, self._between, self.per_second, now))
        pair = self._guests.setdefault((account, guest), _Bucket(BURST, TO_ONE_GUEST, BURST, now))
        wait = max(number.wait(posts, now), pair.wait(posts, now))
        if wait > PATIENCE:
            raise Postponed("WhatsApp: too much was asked of it just now", wait)
        number.left -= posts
        pair.left -= posts
        if wait:
            await self.clock.sleep_until(now + wait)
        for _ in range(posts):
            await self._pass_with_others(account, guest, until=now + wait + PATIENCE)

    async def _pass_with_others(self, account: AccountId, guest: str, *, until: datetime) -> None:
        """Room for one post among those that all processes send. What was taken before a no is taken in vain."""
        shared = self.shared
        while shared is not None:
            wait = await shared.spend(tenant=TenantId(f"number {account}"), guest=GuestId(guest))
            if wait is None:
                return
            if self.clock.now() + wait > until:
                raise Postponed("WhatsApp: other processes sent too much just now", wait)
            await self.clock.sleep_until(self.clock.now() + wait)

    def rest(self, who: Hashable, wait: timedelta, said: str) -> Postponed:
        """Nothing goes out from this number, or from it to this guest, for so long. To be raised."""
        self._rests[who] = self.clock.now() + wait
        return Postponed(said, wait)

    def stand_still(self, account: AccountId, said: str, *, long: bool = False) -> Postponed:
        """Nothing goes out from this number until somebody may have mended what is wrong with it. To be raised."""
        if long:
            self._long[account] = self.clock.now() + MENDED_BY_PEOPLE
        resting = self.rest(account, MENDED_BY_PEOPLE, said)
        return Postponed(said, resting.wait, long=long)

    def slow_down(self, who: Hashable, first: timedelta, factor: int, said: str) -> Postponed:
        """A rest that is longer each time in a row. To be raised."""
        strikes = self._strikes.get(who, 0)
        self._strikes[who] = strikes + 1
        return self.rest(who, min(first * factor**strikes, LONGEST_REST), said)

    def went_well(self, account: AccountId, guest: str) -> None:
        """A message was taken: what went wrong before no longer counts."""
        for who in (account, (account, guest)):
            self._strikes.pop(who, None)

    @property
    def _between(self) -> timedelta:
        return timedelta(seconds=1 / self.per_second)

    def _forget(self, now: datetime) -> None:
        """Forget guests who owe nothing, and rests that are over."""
        if len(self._guests) < _MOST_KNOWN:
            return
        for who in [who for who, bucket in self._guests.items() if not bucket.wait(BURST, now)]:
            del self._guests[who]
        for rested in [rested for rested, until in self._rests.items() if until <= now]:
            del self._rests[rested]
