"""Cancelling through `order_histories`: once, by one command, and looked at afterwards."""

from hotel_agent.adapters.pms.qloapps.hotel import Hotel, is_withdrawn
from hotel_agent.adapters.pms.qloapps.reading import state_of
from hotel_agent.adapters.pms.qloapps.writes import Going
from hotel_agent.domain.ids import ConfirmationNumber, EffectKey
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import Cancellation, Move, after

_BY = "hotel-agent:cancelled:"
"""How the comment begins that says which command cancelled; repeating is accepted by QloApps (contract, 9)."""


async def cancel(
    hotel: Hotel, going: Going, number: ConfirmationNumber, penalty: Money, key: EffectKey
) -> Cancellation | Refusal:
    """Cancel it under this command. The penalty is written down for staff: QloApps moves no money."""
    kept = await hotel.shop.numbered(number)
    if kept is None or not kept.at(hotel.house.hotel) or is_withdrawn(kept):
        return Refusal(Reason.NOT_FOUND)
    cancellation = Cancellation(number=ConfirmationNumber(kept.entry.reference), penalty=penalty)
    mark = f"{_BY}{key}"
    if not kept.live:
        ours = any(mark in line.comment for line in kept.lines)
        return cancellation if ours else Refusal(Reason.ALREADY_CANCELLED)
    moved = after(state_of(kept), Move.CANCEL)
    if isinstance(moved, Refusal):
        return moved
    if any(line.hotel != hotel.house.hotel for line in kept.live):
        return Refusal(Reason.NOT_CHANGEABLE, detail="it has rooms in another hotel, too")
    going.check()
    await hotel.mark(kept, f"{mark} penalty {penalty.amount} {penalty.currency};")
    await hotel.free_rooms_of(kept)
    return cancellation
