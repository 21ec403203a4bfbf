"""The hotel behind an adapter, as its own people see it: around the port, so that no method vouches for itself."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Protocol

from attrs import field, frozen

from hotel_agent.domain.ids import (
    ConfirmationNumber,
    EffectKey,
    PropertyId,
    QuoteId,
    RoomId,
    RoomTypeId,
    TenantId,
    digest,
)
from hotel_agent.domain.language import Language
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.quote import Quote, issue
from hotel_agent.domain.reservations.reservation import Booker, Reservation, ReservationState
from hotel_agent.domain.stay import Stay
from hotel_agent.ports.pms import Pms


@frozen(kw_only=True)
class LedgerLine:
    """One room of one reservation, as it stands in the hotel's book."""

    number: ConfirmationNumber
    state: ReservationState
    room_type: RoomTypeId
    stay: Stay
    guests: int
    booker: str
    total: Money
    """Of the whole reservation."""
    door: RoomId | None = None
    """Where the book says so before the guest arrives."""
    note: str = ""
    """What staff read beside it."""


class FrontOffice(Protocol):
    """What the author of an adapter tells the contract of the hotel it is tried on, and two doors into that hotel.

    It has two properties of one tenant that sell the same room types in the same sequence, perhaps under other ids: two
    types or more, one of them with two rooms or more. From `first_day` on nothing is reserved and nothing restricted.
    """

    property_id: PropertyId
    other_property_id: PropertyId
    first_day: date
    rooms: Mapping[RoomTypeId, int]
    """How many rooms there are of each type sold."""
    refused: Sequence[tuple[Ask, Reason]]
    """Asks that the hotel's own restrictions refuse (a minimum stay, a closed day), and the reason to be given."""

    async def ledger(self, property_id: PropertyId) -> Sequence[LedgerLine]:
        """Everything in the property's book, read without the adapter."""
        ...

    async def check_in(self, number: ConfirmationNumber) -> None:
        """Hand the guest the key, without the adapter."""
        ...

    async def reopened(self) -> Pms:
        """The adapter as another process opens it over the same book. What lives in memory only returns itself."""
        ...


@frozen(kw_only=True)
class Clerk:
    """Somebody who asks and reserves through the port, and looks into the book around it."""

    pms: Pms
    office: FrontOffice
    name: str
    _given: Iterator[int] = field(factory=count)

    @property
    def booker(self) -> Booker:
        """A guest of this clerk, and nobody else's."""
        seal = digest("booker", self.name)
        phone = f"34{int(seal, 16) % 10**9:09}"
        return Booker(name="Ana Pérez", email=f"{seal[:12]}@example.com", phone=phone, language=Language("es"))

    @property
    def scarce(self) -> RoomTypeId:
        """The room type with the fewest rooms."""
        return min(self.office.rooms, key=lambda each: self.office.rooms[each])

    @property
    def plenty(self) -> RoomTypeId:
        """The room type with the most rooms: two at least."""
        return max(self.office.rooms, key=lambda each: self.office.rooms[each])

    def key(self) -> EffectKey:
        """A key never used before."""
        return EffectKey(digest("contract", self.name, str(next(self._given))))

    def stay(self, day: int = 0, nights: int = 2) -> Stay:
        """So many nights, from so many days after the hotel's first free day."""
        return Stay.of_nights(self.office.first_day + timedelta(days=day), nights)

    def ask(
        self,
        stay: Stay,
        *,
        room_type: RoomTypeId | None = None,
        rooms: int = 1,
        instead_of: ConfirmationNumber | None = None,
        property_id: PropertyId | None = None,
    ) -> Ask:
        """An ask for so many rooms, one adult in each."""
        return Ask(
            property_id=property_id or self.office.property_id,
            stay=stay,
            parties=(Party(1),) * rooms,
            room_type=room_type,
            instead_of=instead_of,
        )

    def quoted(self, offer: Offer) -> Quote:
        """The quote of this offer."""
        at = datetime.combine(self.office.first_day, datetime.min.time(), UTC) - timedelta(days=30)
        return issue(offer, id=QuoteId(self.key()), tenant=TenantId("contract"), at=at, valid_minutes=60)

    async def quote(self, ask: Ask) -> Quote:
        """The quote of the first offer the book has for this ask."""
        return self.quoted(offered(await self.pms.search(ask))[0])

    async def reserve(self, ask: Ask, *, key: EffectKey | None = None) -> Reservation:
        """A reservation of what is asked for."""
        return made(await self.pms.book(await self.quote(ask), self.booker, key=key or self.key()))

    async def fill(self, stay: Stay, room_type: RoomTypeId, *, leave: int = 0) -> list[Reservation]:
        """Reserve all rooms of this type but so many."""
        asks = [self.ask(stay, room_type=room_type)] * (self.office.rooms[room_type] - leave)
        return [await self.reserve(ask) for ask in asks]

    async def ledger(self) -> Sequence[LedgerLine]:
        """The property's book, around the port."""
        return await self.office.ledger(self.office.property_id)

    async def lines(self, number: ConfirmationNumber) -> list[LedgerLine]:
        """What the property's book says of this reservation, around the port."""
        return [line for line in await self.ledger() if line.number == number]


def offered(answer: Sequence[Offer] | Refusal) -> Sequence[Offer]:
    """The offers, which this answer has to be."""
    assert not isinstance(answer, Refusal), f"something should be offered, but: {answer}"
    assert answer, "an empty answer says nothing; a Refusal says why nothing is offered"
    return answer


def made(answer: Reservation | Refusal) -> Reservation:
    """The reservation, which this answer has to be."""
    assert isinstance(answer, Reservation), f"the reservation should stand, but: {answer}"
    return answer


def reason(answer: object) -> Reason:
    """Why it is refused, which this answer has to be."""
    assert isinstance(answer, Refusal), f"this should be refused, but: {answer}"
    return answer.reason
