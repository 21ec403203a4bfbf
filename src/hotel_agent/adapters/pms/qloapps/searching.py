"""What a guest may have for the nights asked for, and for how much."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from hotel_agent.adapters.pms.qloapps.available import FreeRooms
from hotel_agent.adapters.pms.qloapps.hotel import Hotel
from hotel_agent.adapters.pms.qloapps.options import House
from hotel_agent.adapters.pms.qloapps.reading import price_of_rooms
from hotel_agent.adapters.pms.qloapps.records import Kept
from hotel_agent.adapters.pms.qloapps.sheet import Sold
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.catalogue import RoomStay
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.restrictions import easiest, restricted


async def search(hotel: Hotel, ask: Ask) -> Sequence[Offer] | Refusal:
    """An offer for every room type that fits and is free; or why there is none."""
    sheet = await hotel.shop.sheet()
    if len(set(ask.room_types)) > 1:
        return Refusal(Reason.NO_ROOM_FITS, detail="rooms of several types are reserved one by one")
    fitting = [
        each
        for each in sheet.of(hotel.house.hotel)
        if ask.room_type in {None, each.room_type.id}
        and all(each.room_type.capacity.fits(party) for party in ask.parties)
    ]
    if not fitting:
        return Refusal(Reason.NO_ROOM_FITS)
    refusals = {each.id: restricted([each.restriction], each.room_type.id, ask.stay) for each in fitting}
    if all(refusals.values()):
        return easiest(refusal for refusal in refusals.values() if refusal)
    only = fitting[0] if ask.room_type is not None else None
    free, nights, replaced = await asyncio.gather(
        hotel.shop.free(hotel.house, ask.stay, only),
        hotel.shop.nights(hotel.house, ask.stay, only),
        _replaced(hotel, ask),
    )
    found = []
    for each in fitting:
        rooms = free.get(each.id)
        if refusals[each.id] is None and rooms is not None:
            left = len(rooms.rooms) + await _own(hotel, replaced, each, rooms, ask)
            if left >= len(ask.parties):
                found.append(_offer(hotel.house, ask, each, rooms, nights.get(each.id, {}), left=left))
    return found or Refusal(Reason.SOLD_OUT)


async def _replaced(hotel: Hotel, ask: Ask) -> Kept | None:
    return None if ask.instead_of is None else await hotel.shop.numbered(ask.instead_of)


async def _own(hotel: Hotel, replaced: Kept | None, sold: Sold, free: FreeRooms, ask: Ask) -> int:
    """How many rooms of the reservation to be replaced are the guest's for these nights, beside those that are free."""
    if replaced is None:
        return 0
    own = [line for line in replaced.live if line.room_type == sold.id and line.room not in free.rooms]
    return len(await hotel.undisturbed(own, ask.stay))


def _offer(house: House, ask: Ask, sold: Sold, free: FreeRooms, nights: Mapping[date, Decimal], *, left: int) -> Offer:
    room_type = sold.room_type
    return Offer(
        property_id=ask.property_id,
        room_stays=tuple(
            RoomStay(room_type=room_type.id, name=room_type.name, stay=ask.stay, occupancy=party)
            for party in ask.parties
        ),
        rate_plan=house.plan.id,
        rate_plan_name=house.plan.name,
        meals=house.plan.meals,
        price=price_of_rooms(sold, free, ask.stay, nights, house, rooms=len(ask.parties)),
        terms=house.plan.terms,
        rooms_left=left,
    )
