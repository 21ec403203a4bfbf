"""One hotel of a shop with all that is needed to write into its book, and what every write looks at afterwards."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from attrs import define, field, frozen

from hotel_agent.adapters.pms.qloapps.api import Api, unknown
from hotel_agent.adapters.pms.qloapps.available import FreeRooms
from hotel_agent.adapters.pms.qloapps.options import House
from hotel_agent.adapters.pms.qloapps.reading import price_of_rooms, together
from hotel_agent.adapters.pms.qloapps.records import Kept, Line
from hotel_agent.adapters.pms.qloapps.sheet import Sheet, Sold
from hotel_agent.adapters.pms.qloapps.shop import Shop
from hotel_agent.adapters.pms.qloapps.writes import Writes, seen
from hotel_agent.domain.ids import EffectKey
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.catalogue import RoomStay
from hotel_agent.domain.reservations.offer import Offer
from hotel_agent.domain.reservations.price import Price
from hotel_agent.domain.stay import Stay
from hotel_agent.ports.clock import Clock

WITHDRAWN = "hotel-agent:withdrawn"
"""The comment on a room of an entry that nobody was ever told of: a room lost to another, a price not quoted."""
_LONGEST_COMMENT = 255


@frozen
class Offered:
    """The rooms of one type in an offer, and which doors of that type are free."""

    sold: Sold
    room_stays: tuple[RoomStay, ...]
    free: FreeRooms


@define(kw_only=True)
class Hotel:
    """A hotel and the ways into its book."""

    house: House
    shop: Shop
    api: Api
    writes: Writes
    clock: Clock
    settles: timedelta
    """How long after a write without an answer something may still come of it."""
    unsettled: dict[EffectKey, datetime] = field(factory=dict)
    """Commands whose write was not answered, and the moment after which nothing can come of it any more."""

    async def offered(self, sheet: Sheet, offer: Offer) -> tuple[list[Offered], Price] | Refusal:
        """What is free for this offer now, type by type, and what it costs; or why it cannot be had."""
        free: list[Offered] = []
        prices: list[Price] = []
        nights: Mapping[date, Decimal] = {}
        for name in dict.fromkeys(offer.room_types):
            sold = sheet.find(name)
            if sold is None or sold.hotel != self.house.hotel:
                return Refusal(Reason.SOLD_OUT, detail="no longer sold")
            own = tuple(each for each in offer.room_stays if each.room_type == name)
            if not all(sold.room_type.capacity.fits(each.occupancy) for each in own):
                return Refusal(Reason.NO_ROOM_FITS)
            rooms = (await self.shop.free(self.house, offer.stay, sold)).get(sold.id)
            if rooms is None:
                return Refusal(Reason.SOLD_OUT, detail="QloApps does not list the room type")
            free.append(Offered(sold, own, rooms))
            prices.append(price_of_rooms(sold, rooms, offer.stay, nights, self.house, rooms=len(own)))
        return free, together(prices)

    async def lost(self, lines: Sequence[Line]) -> bool:
        """Whether somebody who came first has one of these rooms: of two lines the lower id wins (contract, 8)."""
        for line in lines:
            others = await self.shop.overlapping(line.room, line.stay)
            if any(other.id < line.id for other in others):
                return True
        return False

    async def undisturbed(self, lines: Sequence[Line], stay: Stay) -> list[Line]:
        """Of these lines those in whose rooms nobody of another entry sleeps on any night of this stay."""
        found = []
        for line in lines:
            others = await self.shop.overlapping(line.room, stay)
            if all(other.entry == line.entry for other in others):
                found.append(line)
        return found

    async def seat(self, kept: Kept, parties: Sequence[Party]) -> bool:
        """Write down who sleeps in the rooms, in their sequence, where QloApps wrote something else (contract, 6).

        Whether anything had to be written.
        """
        written = False
        for line, party in zip(kept.live, parties, strict=True):
            if line.occupancy != party:
                told = {"adults": party.adults, "children": party.children}
                await self.api.rewrite_line(line.id, {**told, "child_ages": json.dumps(list(party.child_ages))})
                written = True
        return written

    async def mark(self, kept: Kept, words: str) -> None:
        """Leave these words on the entry's first room, where staff read them and we find them again."""
        line = kept.lines[0]
        if not line.comment.startswith(words):
            comment = f"{words} {line.comment}".strip()[:_LONGEST_COMMENT]
            await self.api.rewrite_line(line.id, {"comment": comment})

    async def free_rooms_of(self, kept: Kept) -> Kept:
        """Cancel an entry, and see that its rooms are free. Raises OutcomeUnknown when they do not become so."""
        cancelled = (await self.shop.sheet()).cancelled

        async def look() -> Kept | None:
            now = await self.shop.again(kept)
            return now if all(line.freed for line in now.lines) else None

        await self.api.give_state(kept.entry.id, cancelled)
        freed = await seen(self.clock, look)
        if freed is None:
            raise unknown("the reservation was cancelled")
        return freed

    async def withdraw(self, kept: Kept) -> None:
        """Take back an entry nobody was told of: marked first, so that it is never taken for a reservation."""
        await self.mark(kept, WITHDRAWN)
        cancelled = (await self.shop.sheet()).cancelled
        if kept.entry.state != cancelled or not all(line.freed for line in kept.lines):
            await self.free_rooms_of(kept)


def is_withdrawn(kept: Kept) -> bool:
    """Whether an entry was taken back, or is about to be: it was never a reservation."""
    return any(line.comment.startswith(WITHDRAWN) for line in kept.lines)
