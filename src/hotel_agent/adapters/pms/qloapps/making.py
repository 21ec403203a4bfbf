"""`POST /bookings` with all it takes to have one reservation, at the price quoted, in a room of its own."""

from collections import Counter
from collections.abc import Sequence

from hotel_agent.adapters.pms.qloapps import requests
from hotel_agent.adapters.pms.qloapps.api import Outcome, unknown
from hotel_agent.adapters.pms.qloapps.fields import money
from hotel_agent.adapters.pms.qloapps.hotel import Hotel, is_withdrawn
from hotel_agent.adapters.pms.qloapps.people import missing
from hotel_agent.adapters.pms.qloapps.reading import token
from hotel_agent.adapters.pms.qloapps.records import Kept
from hotel_agent.adapters.pms.qloapps.requests import Wish
from hotel_agent.adapters.pms.qloapps.sheet import Sheet
from hotel_agent.adapters.pms.qloapps.writes import Going, seen
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import EffectKey, RoomTypeId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Booker

_TRIES = 3
"""So many rooms are tried when others are faster."""
_LOST = Refusal(Reason.SOLD_OUT, detail="another reservation came first")


async def make(hotel: Hotel, going: Going, quote: Quote, booker: Booker, key: EffectKey) -> Kept | Refusal:
    """The one entry of this command: found, or made. Raises OutcomeUnknown, and then a repetition looks first."""
    if (found := await _found(hotel, key)) is not None:
        return await _recovered(hotel, found, quote)
    settled_at = hotel.unsettled.get(key)
    if settled_at is not None and hotel.clock.now() < settled_at:
        return await _awaited(hotel, key)
    if (refusal := missing(booker)) is not None:
        return refusal
    sheet = await hotel.shop.sheet()
    for _ in range(_TRIES):
        wishes = await _wishes(hotel, sheet, quote)
        if isinstance(wishes, Refusal):
            return wishes
        going.check()
        answer = await _post(hotel, wishes, booker, key, sheet, note=requests.note_of(quote))
        if isinstance(answer, Kept):
            answer = await _verified(hotel, answer, wishes, quote)
        if isinstance(answer, Kept) or answer.reason is not Reason.SOLD_OUT:
            return answer
    return _LOST


async def standing(hotel: Hotel, key: EffectKey) -> Kept | None:
    """The reservation this command made, as far as it was one: what is to be taken back is none. Changes nothing."""
    return await _standing(hotel, await hotel.shop.made_under(key))


async def _standing(hotel: Hotel, made: Sequence[Kept]) -> Kept | None:
    meant = [each for each in made if not _is_none(each)]
    for each in meant:
        if each.live and not await hotel.lost(each.live):
            return each
    return next((each for each in meant if not each.live), None)


async def _found(hotel: Hotel, key: EffectKey) -> Kept | None:
    """The same, and whatever else this command left behind is taken back."""
    made = await hotel.shop.made_under(key)
    found = await _standing(hotel, made)
    for each in made:
        if _is_none(each) or (each.live and (found is None or each.entry.id != found.entry.id)):
            await hotel.withdraw(each)
    return found


def _is_none(kept: Kept) -> bool:
    """Whether an entry is no reservation: taken back, or given away twice in a way that QloApps noticed itself."""
    return is_withdrawn(kept) or any(line.back_order for line in kept.lines)


async def _recovered(hotel: Hotel, kept: Kept, quote: Quote) -> Kept | Refusal:
    """What an earlier attempt made. Broken off before it was looked at, it may have another total than was quoted."""
    rooms = Counter((RoomTypeId(str(line.room_type)), line.stay) for line in kept.live)
    same = rooms == Counter((each.room_type, each.stay) for each in quote.offer.room_stays)
    if not (same and kept.entry.untouched):
        return kept
    return await _at_its_price(hotel, kept, quote) or kept


async def _awaited(hotel: Hotel, key: EffectKey) -> Kept:
    """The entry of a write that was not answered, which may still come of it. Raises OutcomeUnknown."""
    found = await seen(hotel.clock, lambda: _found(hotel, key))
    if found is None:
        raise unknown("the reservation was made")
    hotel.unsettled.pop(key, None)
    return found


async def _wishes(hotel: Hotel, sheet: Sheet, quote: Quote) -> Sequence[Wish] | Refusal:
    """The rooms to be asked for by their doors, type by type, if what was quoted still is what it costs."""
    offered = await hotel.offered(sheet, quote.offer)
    if isinstance(offered, Refusal):
        return offered
    types, price = offered
    if any(len(each.free.rooms) < len(each.room_stays) for each in types):
        return Refusal(Reason.SOLD_OUT)
    if price.total != quote.total:
        return Refusal(Reason.PRICE_CHANGED)
    return [
        Wish(sold=of.sold, stay=each.stay, occupancy=each.occupancy, room=room)
        for of in types
        for each, room in zip(of.room_stays, of.free.rooms, strict=False)
    ]


async def _post(
    hotel: Hotel, wishes: Sequence[Wish], booker: Booker, key: EffectKey, sheet: Sheet, *, note: str
) -> Kept | Refusal:
    """Ask for it once, and look what came of it, whatever is answered."""
    account = await hotel.shop.account_under(booker.email or "")
    body = requests.made(
        wishes, booker, account, hotel.house, source=token(key), language=sheet.language_id(booker.language), note=note
    )
    hotel.unsettled[key] = hotel.clock.now() + hotel.settles
    try:
        written = await hotel.api.make(body)
    except Unavailable:
        hotel.unsettled.pop(key, None)
        raise
    if written.outcome is Outcome.REFUSED:
        found = await _posted(hotel, key)
        hotel.unsettled.pop(key, None)
        return found or await _why(hotel, wishes, written.said)
    found = await seen(hotel.clock, lambda: _posted(hotel, key))
    if found is None:
        raise unknown("the reservation was made")
    hotel.unsettled.pop(key, None)
    return found


async def _posted(hotel: Hotel, key: EffectKey) -> Kept | None:
    """What a POST left behind: the lowest id; one of a POST before that came late after all is taken back."""
    made = [each for each in await hotel.shop.made_under(key) if not is_withdrawn(each)]
    for each in made[1:]:
        await hotel.withdraw(each)
    return next(iter(made), None)


async def _why(hotel: Hotel, wishes: Sequence[Wish], said: str) -> Refusal:
    """Why QloApps refused. Its words are in the shop's language, so the rooms are looked at instead."""
    for wanted in {wish.sold.id: wish for wish in wishes}.values():
        free = (await hotel.shop.free(hotel.house, wanted.stay, wanted.sold)).get(wanted.sold.id)
        if free is None or not {wish.room for wish in wishes if wish.sold.id == wanted.sold.id} <= set(free.rooms):
            return _LOST
    return Refusal(Reason.BAD_REQUEST, detail=f"QloApps said: {said}")


async def _verified(hotel: Hotel, kept: Kept, wishes: Sequence[Wish], quote: Quote) -> Kept | Refusal:
    """The entry, if it holds what was quoted at its price and nobody came first; otherwise it is taken back."""
    wanted = [(wish.sold.id, wish.stay) for wish in wishes]
    if [(line.room_type, line.stay) for line in kept.live] != wanted or await hotel.lost(kept.live):
        await hotel.withdraw(kept)
        return _LOST
    if (refusal := await _at_its_price(hotel, kept, quote)) is not None:
        return refusal
    seated = await hotel.seat(kept, [wish.occupancy for wish in wishes])
    return await hotel.shop.again(kept) if seated else kept


async def _at_its_price(hotel: Hotel, kept: Kept, quote: Quote) -> Refusal | None:
    """None when it costs what was quoted; otherwise it is taken back."""
    booked = money(kept.entry.gross, hotel.house.currency)
    if booked == quote.total:
        return None
    await hotel.withdraw(kept)
    detail = f"QloApps made it at {booked.amount} instead of {quote.total.amount} {booked.currency}"
    return Refusal(Reason.PRICE_CHANGED, detail=detail)
