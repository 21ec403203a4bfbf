"""A hotel's book behind a guard. What the guard does, no adapter needs to do, and none should do it again.

Who repeats what: a read (`catalogue`, `search`, `find`, `staying`) that fails quickly is asked once more at once, here,
because a connection that died unnoticed is the usual reason. One that hangs until its limit is not: the guest has
waited. What changes the book is never repeated here; `application/reserving` does that, under the same key, for as long
as the quote holds, with the waits of `application/retry`. An adapter repeats nothing by itself but what its own
protocol asks for (look again after an unknown outcome).
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TypeVar

from attrs import field, frozen

from hotel_agent.application.deadline import within
from hotel_agent.application.guard.availability import Availability
from hotel_agent.application.guard.bulkhead import Bulkhead
from hotel_agent.domain.errors import OutcomeUnknown, Unavailable
from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, PropertyId, TenantId
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Booker, Cancellation, GuestContact, Reservation
from hotel_agent.domain.stay import Stay
from hotel_agent.ports.abilities import SetsLimits
from hotel_agent.ports.breaker import Breaker, BreakerState
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.observer import Observer
from hotel_agent.ports.pms import Pms

T = TypeVar("T")
Call = Callable[[], Coroutine[object, object, T]]

LIMITS: Mapping[str, timedelta] = MappingProxyType(
    {
        "catalogue": timedelta(seconds=5),
        "search": timedelta(seconds=5),
        "find": timedelta(seconds=5),
        "staying": timedelta(seconds=5),
        "book": timedelta(seconds=30),
        "modify": timedelta(seconds=30),
        "cancel": timedelta(seconds=30),
    }
)
"""How long each call may take, where the adapter says nothing better (QloApps contract, 10)."""

QUICK = timedelta(seconds=1)
"""A read that fails within this time is asked once more."""

READS_AT_ONCE = 4
"""Half the hands of a worker: what the questions of one hotel may keep busy."""
WRITES_AT_ONCE = 2
"""Places of their own, so that writes that wait for one another keep no guest's question waiting."""

_RESULTS: Mapping[bool | None, str] = MappingProxyType({True: "success", False: "failure", None: "abandoned"})
"""What a call comes to for a breaker, by whether it was answered."""


@frozen(kw_only=True)
class GuardedPms:
    """The port `Pms` over another: within limits of time, a few calls at once, and none while the book is down."""

    pms: Pms
    name: str
    """Of the adapter."""
    tenant: TenantId
    breaker: Breaker
    clock: Clock
    observer: Observer
    bulkheads: Mapping[str, Bulkhead] = field(init=False)
    availability: Availability = field(init=False)
    _trial: asyncio.Event = field(factory=asyncio.Event, init=False)
    """Set while a call of ours finds out whether the book answers again."""

    @bulkheads.default
    def _own_bulkheads(self) -> Mapping[str, Bulkhead]:
        places = {"read": READS_AT_ONCE, "write": WRITES_AT_ONCE}
        return {method: Bulkhead(clock=self.clock, places=number) for method, number in places.items()}

    @availability.default
    def _own_availability(self) -> Availability:
        return Availability(tenant=self.tenant, clock=self.clock, observer=self.observer)

    async def catalogue(self, property_id: PropertyId) -> Catalogue:
        """As the port says."""
        return await self._read("catalogue", lambda: self.pms.catalogue(property_id))

    async def search(self, ask: Ask) -> Sequence[Offer] | Refusal:
        """As the port says; what was answered a moment ago may be answered again."""
        return await self.availability.of(ask, lambda: self._read("search", lambda: self.pms.search(ask)))

    async def find(
        self, property_id: PropertyId, by: ConfirmationNumber | EffectKey | GuestContact
    ) -> Sequence[Reservation]:
        """As the port says."""
        return await self._read("find", lambda: self.pms.find(property_id, by))

    async def staying(self, property_id: PropertyId, nights: Stay) -> Sequence[Reservation]:
        """As the port says."""
        return await self._read("staying", lambda: self.pms.staying(property_id, nights))

    async def book(self, quote: Quote, booker: Booker, *, key: EffectKey) -> Reservation | Refusal:
        """As the port says."""
        return await self._change(quote.offer.property_id, "book", lambda: self.pms.book(quote, booker, key=key))

    async def modify(self, number: ConfirmationNumber, quote: Quote, *, key: EffectKey) -> Reservation | Refusal:
        """As the port says."""
        return await self._change(quote.offer.property_id, "modify", lambda: self.pms.modify(number, quote, key=key))

    async def cancel(self, number: ConfirmationNumber, *, penalty: Money, key: EffectKey) -> Cancellation | Refusal:
        """As the port says."""
        return await self._change(None, "cancel", lambda: self.pms.cancel(number, penalty=penalty, key=key))

    async def _read(self, operation: str, call: Call[T]) -> T:
        began = self.clock.now()
        try:
            return await self._asked(operation, "read", call, silence=Unavailable)
        except _TurnedAway:
            raise
        except Unavailable:
            if self.clock.now() - began >= QUICK:
                raise
        return await self._asked(operation, "read", call, silence=Unavailable)

    async def _change(self, property_id: PropertyId | None, operation: str, call: Call[T]) -> T:
        # Whatever comes of it, and even if nobody hears: what was free before may not be free now.
        self.availability.forget(property_id)
        try:
            return await self._asked(operation, "write", call, silence=OutcomeUnknown)
        finally:
            self.availability.forget(property_id)

    async def _asked(self, operation: str, method: str, call: Call[T], *, silence: type[Unavailable]) -> T:
        """Ask once, if the breaker lets it. Refusals are answers; whatever is raised is none."""
        begun = await self.breaker.lets_through()
        if not self._trial.is_set():
            self.observer.breaker_stands(self.name, self.tenant, begun.value)
        if begun is BreakerState.OPEN:
            self.observer.breaker_asked(begun.value, "rejected")
            self.observer.book_asked(operation, method, "rejected")
            raise _TurnedAway(f"the book is left alone for a while: it did not answer; {operation} was not asked")
        if begun is BreakerState.HALF_OPEN:
            self._trial.set()
        answered: bool | None = None
        began = self.clock.now()
        try:
            async with self.bulkheads[method].place():
                began = self.clock.now()
                try:
                    answer = await within(self.clock, began + self._limit(operation), call(), silence=silence)
                except Exception:
                    answered = False
                    raise
                answered = True
        except Exception as failure:
            status = "crowded" if answered is None else _status(failure)
            self._tell(operation, method, status, began, error=type(failure).__name__)
            raise
        finally:
            if answered is None and self.clock.now() - began >= LIMITS[operation]:
                # Whoever gives up says nothing of the book, unless it had all the time a call usually takes.
                answered = False
            self.observer.breaker_asked(begun.value, _RESULTS[answered])
            if begun is BreakerState.HALF_OPEN:
                self._trial.clear()
            stands = await self.breaker.ended(begun, answered=answered)
            self.observer.breaker_stands(self.name, self.tenant, stands.value)
        self._tell(operation, method, "refused" if isinstance(answer, Refusal) else "done", began)
        return answer

    def _limit(self, operation: str) -> timedelta:
        told = self.pms.time_limits if isinstance(self.pms, SetsLimits) else {}
        return told.get(operation, LIMITS[operation])

    def _tell(self, operation: str, method: str, status: str, began: datetime, error: str = "") -> None:
        seconds = (self.clock.now() - began).total_seconds()
        self.observer.book_asked(operation, method, status, seconds=seconds, error=error)


class _TurnedAway(Unavailable):
    """The book was not asked at all: asking at once again is in vain."""


def _status(failure: Exception) -> str:
    if isinstance(failure, OutcomeUnknown):
        return "unknown"
    return "unavailable" if isinstance(failure, Unavailable) else "failed"
