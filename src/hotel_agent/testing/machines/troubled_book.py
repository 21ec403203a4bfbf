"""One tenant's book with a witness beside it, and every trouble it can give."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, TypeVar

from attrs import define, frozen

from hotel_agent.domain.ids import ConfirmationNumber, EffectKey
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Booker, Reservation
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.trouble.death import DeadlyPms, LastWordPms
from hotel_agent.testing.trouble.pms import ForgetfulPms, LatePms, SilentPms, SlowPms, TroubledPms

T = TypeVar("T")

SLOW: Final = timedelta(seconds=20)
"""Longer than a turn may take, shorter than a call to reserve."""
LATE: Final = timedelta(seconds=90)
"""Longer than anybody waits for any call."""


@define
class Bedside:
    """A clock that knows how many sleep by it, so that time can be moved on as soon as somebody does."""

    clock: Clock
    asleep: int = 0

    def now(self) -> datetime:
        """This moment."""
        return self.clock.now()

    async def sleep_until(self, at: datetime) -> None:
        """Sleep, and be seen sleeping."""
        self.asleep += 1
        try:
            await self.clock.sleep_until(at)
        finally:
            self.asleep -= 1


@frozen
class Asked:
    """The book was asked to make or to change a reservation as quoted, at this moment."""

    quote: Quote
    at: datetime


class Witness(TroubledPms):
    """Stands beside a book without a word: what it was asked, and everything it ever answered to have made."""

    def __init__(self, pms: Pms, clock: Clock) -> None:
        super().__init__(pms)
        self._clock = clock
        self.asked: list[Asked] = []
        self.made: list[Reservation] = []

    async def book(self, quote: Quote, booker: Booker, *, key: EffectKey) -> Reservation | Refusal:
        """As the port says."""
        self.asked.append(Asked(quote, self._clock.now()))
        return self._seen(await super().book(quote, booker, key=key))

    async def modify(self, number: ConfirmationNumber, quote: Quote, *, key: EffectKey) -> Reservation | Refusal:
        """As the port says."""
        self.asked.append(Asked(quote, self._clock.now()))
        return self._seen(await super().modify(number, quote, key=key))

    def _seen(self, answer: Reservation | Refusal) -> Reservation | Refusal:
        if isinstance(answer, Reservation):
            self.made.append(answer)
        return answer

    async def _struck(self, _method: str, call: Callable[[], Awaitable[T]], /) -> T:
        return await call()


class TroubledBook:
    """A book that goes wrong as it is told to: silent, slow, late, forgetful, deadly, or with a last word."""

    def __init__(self, pms: Pms, bedside: Bedside) -> None:
        self.inside = Witness(pms, bedside)
        """Knows what the book really made."""
        last_word = LastWordPms(self.inside)
        forgetful = ForgetfulPms(last_word)
        late = LatePms(forgetful, bedside, LATE)
        slow = SlowPms(late, bedside, SLOW)
        silent = SilentPms(slow)
        deadly = DeadlyPms(silent)
        self.outside = Witness(deadly, bedside)
        """Knows when the desk asked for what."""
        self.port: Pms = self.outside
        """The book as the desk has it."""
        self._troubles: dict[str, TroubledPms] = {
            "last word": last_word,
            "forgetful": forgetful,
            "late": late,
            "slow": slow,
            "silent": silent,
            "deadly": deadly,
        }

    @property
    def troubles(self) -> tuple[str, ...]:
        """What can go wrong."""
        return tuple(self._troubles)

    def arm(self, trouble: str, method: str, times: int) -> None:
        """Let the next calls of this method go wrong so."""
        self._troubles[trouble].strikes[method] += times

    def calm(self) -> None:
        """Let all be well again."""
        for trouble in self._troubles.values():
            trouble.strikes.clear()
