"""A hotel's book that gives trouble: put one of these around any `Pms`.

Which calls are struck is said by the name of the method and a number of times: `SilentPms(pms, book=2)` does not answer
the next two calls to `book`; `ALWAYS` never ends. More trouble can be made at any time: `silent.strikes["find"] += 1`.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Final, TypeVar

from hotel_agent.domain.errors import OutcomeUnknown, Unavailable
from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, PropertyId
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Booker, Cancellation, GuestContact, Reservation
from hotel_agent.domain.stay import Stay
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.pms import Pms

T = TypeVar("T")

ALWAYS: Final = 10**9
"""So many times that it never ends."""


class TroubledPms(ABC):
    """The port `Pms` over another. Each kind of trouble says what happens to a call that is struck."""

    def __init__(self, pms: Pms, **strikes: int) -> None:
        self._pms = pms
        self.strikes: Counter[str] = Counter(strikes)
        """How many of the next calls to each method are struck."""

    async def catalogue(self, property_id: PropertyId) -> Catalogue:
        """As the port says, unless struck."""
        return await self._call("catalogue", lambda: self._pms.catalogue(property_id))

    async def search(self, ask: Ask) -> Sequence[Offer] | Refusal:
        """As the port says, unless struck."""
        return await self._call("search", lambda: self._pms.search(ask))

    async def book(self, quote: Quote, booker: Booker, *, key: EffectKey) -> Reservation | Refusal:
        """As the port says, unless struck."""
        return await self._call("book", lambda: self._pms.book(quote, booker, key=key))

    async def modify(self, number: ConfirmationNumber, quote: Quote, *, key: EffectKey) -> Reservation | Refusal:
        """As the port says, unless struck."""
        return await self._call("modify", lambda: self._pms.modify(number, quote, key=key))

    async def cancel(self, number: ConfirmationNumber, *, penalty: Money, key: EffectKey) -> Cancellation | Refusal:
        """As the port says, unless struck."""
        return await self._call("cancel", lambda: self._pms.cancel(number, penalty=penalty, key=key))

    async def find(
        self, property_id: PropertyId, by: ConfirmationNumber | EffectKey | GuestContact
    ) -> Sequence[Reservation]:
        """As the port says, unless struck."""
        return await self._call("find", lambda: self._pms.find(property_id, by))

    async def staying(self, property_id: PropertyId, nights: Stay) -> Sequence[Reservation]:
        """As the port says, unless struck."""
        return await self._call("staying", lambda: self._pms.staying(property_id, nights))

    async def _call(self, method: str, call: Callable[[], Awaitable[T]]) -> T:
        if self.strikes[method] <= 0:
            return await call()
        self.strikes[method] -= 1
        return await self._struck(method, call)

    @abstractmethod
    async def _struck(self, method: str, call: Callable[[], Awaitable[T]], /) -> T: ...


class SilentPms(TroubledPms):
    """A book that does not answer: struck calls do nothing and raise Unavailable."""

    async def _struck(self, method: str, _call: Callable[[], Awaitable[T]], /) -> T:
        raise Unavailable(f"the book does not answer to {method}")


class ForgetfulPms(TroubledPms):
    """A book that loses its answer: struck calls are done, and raise OutcomeUnknown."""

    async def _struck(self, method: str, call: Callable[[], Awaitable[T]], /) -> T:
        await call()
        raise OutcomeUnknown(f"the answer to {method} was lost")


class SlowPms(TroubledPms):
    """A book that takes its time before it does anything: struck calls wait so long first, by the clock."""

    def __init__(self, pms: Pms, clock: Clock, delay: timedelta, **strikes: int) -> None:
        super().__init__(pms, **strikes)
        self._clock = clock
        self._delay = delay

    async def _struck(self, _method: str, call: Callable[[], Awaitable[T]], /) -> T:
        await self._clock.sleep_until(self._clock.now() + self._delay)
        return await call()


class LatePms(SlowPms):
    """A book that acts at once and answers late: struck calls are done, then wait so long, by the clock."""

    async def _struck(self, _method: str, call: Callable[[], Awaitable[T]], /) -> T:
        answer = await call()
        await self._clock.sleep_until(self._clock.now() + self._delay)
        return answer
