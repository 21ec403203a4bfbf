"""What a guest may have for the nights asked for, and for how much."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from hotel_agent.adapters.pms.qloapps.available import FreeRooms
from hotel_agent.adapters.pms.qloapps.hotel import Hotel
from hotel_agent.adapters.pms.qloapps.options import House
from hotel_agent.adapters.pms.qloapps.reading import price_of_rooms, together
from hotel_agent.adapters.pms.qloapps.records import Kept
from hotel_agent.adapters.pms.qloapps.sheet import Sheet, Sold
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.catalogue import RoomStay, RoomType
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.price import Price
from hotel_agent.domain.reservations.restrictions import easiest, restricted


async def search(hotel: Hotel, ask: Ask) -> Sequence[Offer] | Refusal:
    """An offer for every room type that fits and is free; or why there is none."""
    sheet = await hotel.shop.sheet()
    if ask.room_types:
        return await _together(hotel, sheet, ask)
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


async def _together(hotel: Hotel, sheet: Sheet, ask: Ask) -> Sequence[Offer] | Refusal:
    """The one offer of rooms of several types, if each of them is free."""
    sold = [each for name in ask.room_types if (each := sheet.find(name)) is not None]
    own = [each for each in sold if each.hotel == hotel.house.hotel]
    if len(own) < len(ask.parties) or not all(
        each.room_type.capacity.fits(party) for each, party in zip(own, ask.parties, strict=True)
    ):
        return Refusal(Reason.NO_ROOM_FITS)
    for each in own:
        if (refusal := restricted([each.restriction], each.room_type.id, ask.stay)) is not None:
            return refusal
    free, nights, replaced = await asyncio.gather(
        hotel.shop.free(hotel.house, ask.stay), hotel.shop.nights(hotel.house, ask.stay), _replaced(hotel, ask)
    )
    prices = []
    for each in {each.id: each for each in own}.values():
        wanted, rooms = sum(other.id == each.id for other in own), free.get(each.id)
        if rooms is None or len(rooms.rooms) + await _own(hotel, replaced, each, rooms, ask) < wanted:
            return Refusal(Reason.SOLD_OUT)
        priced = nights.get(each.id, {})
        prices.append(price_of_rooms(each, rooms, ask.stay, priced, hotel.house, rooms=wanted))
    return [_offer_of(hotel.house, ask, [each.room_type for each in own], together(prices), left=None)]


async def _replaced(hotel: Hotel, ask: Ask) -> Kept | None:
    return None if ask.instead_of is None else await hotel.shop.numbered(ask.instead_of)


async def _own(hotel: Hotel, replaced: Kept | None, sold: Sold, free: FreeRooms, ask: Ask) -> int:
    """How many rooms of the reservation to be replaced are the guest's for these nights, beside those that are free."""
    if replaced is None:
        return 0
    own = [line for line in replaced.live if line.room_type == sold.id and line.room not in free.rooms]
    return len(await hotel.undisturbed(own, ask.stay))


def _offer(house: House, ask: Ask, sold: Sold, free: FreeRooms, nights: Mapping[date, Decimal], *, left: int) -> Offer:
    price = price_of_rooms(sold, free, ask.stay, nights, house, rooms=len(ask.parties))
    return _offer_of(house, ask, [sold.room_type] * len(ask.parties), price, left=left)


def _offer_of(house: House, ask: Ask, room_types: Sequence[RoomType], price: Price, *, left: int | None) -> Offer:
    return Offer(
        property_id=ask.property_id,
        room_stays=tuple(
            RoomStay(room_type=each.id, name=each.name, stay=ask.stay, occupancy=party)
            for each, party in zip(room_types, ask.parties, strict=True)
        ),
        rate_plan=house.plan.id,
        rate_plan_name=house.plan.name,
        meals=house.plan.meals,
        price=price,
        terms=house.plan.terms,
        rooms_left=left,
    )
