"""Notes what the desk really wrote in a hotel's book, and when; and writes in it past the desk."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

from attrs import frozen

from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, PropertyId, QuoteId, RoomTypeId, TenantId, digest
from hotel_agent.domain.language import Language
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.reservations.offer import Ask
from hotel_agent.domain.reservations.quote import Quote, issue
from hotel_agent.domain.reservations.reservation import Booker, Cancellation, Reservation
from hotel_agent.domain.stay import Stay
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.guests.transcript import Agreed
from hotel_agent.testing.guests.words import Person
from hotel_agent.testing.trouble.pms import TroubledPms

T = TypeVar("T")

_NEVER: Final = timedelta(days=365)


@frozen(kw_only=True)
class Written:
    """The desk made, changed or cancelled a reservation at this moment."""

    at: datetime
    what: Agreed
    number: str
    total: int = 0
    """Of the reservation, or of the penalty, in hundredths."""


class Register(TroubledPms):
    """A book that is never in trouble, and remembers each write once."""

    def __init__(self, pms: Pms, clock: Clock) -> None:
        super().__init__(pms)
        self._clock = clock
        self._keys: set[EffectKey] = set()
        self.written: list[Written] = []

    async def book(self, quote: Quote, booker: Booker, *, key: EffectKey) -> Reservation | Refusal:
        """As the port says."""
        return self._noted(await super().book(quote, booker, key=key), Agreed.BOOK, key)

    async def modify(self, number: ConfirmationNumber, quote: Quote, *, key: EffectKey) -> Reservation | Refusal:
        """As the port says."""
        return self._noted(await super().modify(number, quote, key=key), Agreed.MODIFY, key)

    async def cancel(self, number: ConfirmationNumber, *, penalty: Money, key: EffectKey) -> Cancellation | Refusal:
        """As the port says."""
        return self._noted(await super().cancel(number, penalty=penalty, key=key), Agreed.CANCEL, key)

    def _noted(self, answer: T, what: Agreed, key: EffectKey) -> T:
        if key in self._keys:
            return answer
        if isinstance(answer, Reservation):
            self._keys.add(key)
            self.written.append(
                Written(at=self._clock.now(), what=what, number=answer.number, total=answer.total.minor)
            )
        elif isinstance(answer, Cancellation):
            self._keys.add(key)
            self.written.append(
                Written(at=self._clock.now(), what=what, number=answer.number, total=answer.penalty.minor)
            )
        return answer

    async def _struck(self, _method: str, call: Callable[[], Awaitable[T]], /) -> T:
        return await call()


@frozen(kw_only=True)
class Counter:
    """The hotel's own people at their counter, who reserve in the book past the desk."""

    pms: Pms
    property_id: PropertyId
    clock: Clock

    async def reserves(  # noqa: PLR0917 - what a form at the counter asks
        self,
        person: Person,
        arrival: date,
        nights: int,
        parties: Sequence[tuple[int, Sequence[int]]],
        room: str,
        plan: str,
    ) -> Reservation | Refusal:
        """Reserve this for somebody."""
        ask = Ask(
            property_id=self.property_id,
            stay=Stay.of_nights(arrival, nights),
            parties=tuple(Party(adults, tuple(ages)) for adults, ages in parties),
            room_type=RoomTypeId(room),
        )
        offers = await self.pms.search(ask)
        if isinstance(offers, Refusal):
            return offers
        offer = next(each for each in offers if each.rate_plan == plan)
        key = EffectKey(
            digest("counter", person.email, arrival.isoformat(), str(len(offers)), room, str(offer.rooms_left))
        )
        quote = issue(offer, id=QuoteId(key), tenant=TenantId("counter"), at=self.clock.now(), valid_minutes=60)
        booker = Booker(name=person.name, email=person.email, phone=person.phone, language=Language("en"))
        return await self.pms.book(quote, booker, key=key)

    async def fills(self, room: str, arrival: date, nights: int, *, plan: str) -> None:
        """Reserve what is left of this room type, night by night, until nothing is."""
        for passed in range(nights):
            for number in range(100):
                walk_in = Person(name="Walk In", email=f"walk{number}in@counter.example", phone=f"4400{number:06}")
                answer = await self.reserves(walk_in, arrival + timedelta(days=passed), 1, [(1, ())], room, plan)
                if isinstance(answer, Refusal):
                    break
