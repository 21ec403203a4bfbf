"""Which rooms a guest wants: how many, of which type or types, and how that changes with a later word."""

from attrs import evolve

from hotel_agent.domain.conversations.conversation import Needs
from hotel_agent.domain.conversations.understanding import Slots
from hotel_agent.domain.ids import RoomTypeId


def take_in(needs: Needs, told: Slots) -> Needs:
    """The needs after these words about rooms and rates."""
    if told.rate_plan is not None:
        needs = evolve(needs, rate_plan=told.rate_plan)
    if told.more_rooms is not None:
        return _more_or_fewer(needs, told, told.more_rooms)
    if told.room_types is not None:
        return of_types(needs, told.room_types)
    if told.room_type is not None and (told.room_type != needs.room_type or needs.room_types):
        needs = evolve(needs, room_type=told.room_type, room_types=(), rate_plan=told.rate_plan)
    if told.rooms is not None and told.rooms > 0:
        kept = needs.room_types if told.rooms == len(needs.room_types) else ()
        needs = evolve(needs, rooms=told.rooms, more_rooms=None, room_types=kept)
    return needs


def of_types(needs: Needs, types: tuple[RoomTypeId, ...]) -> Needs:
    """The needs with one room of each of these types; where all are the same, that is the type wanted."""
    alike = len(set(types)) == 1
    wanted = types[0] if alike else None
    return evolve(needs, room_type=wanted, room_types=() if alike else types, rooms=len(types), more_rooms=None)


def _more_or_fewer(needs: Needs, told: Slots, change: int) -> Needs:
    if needs.rooms is None:
        return evolve(needs, more_rooms=change, room_type=told.room_type or needs.room_type)
    there = needs.room_types or ((needs.room_type,) * needs.rooms if needs.room_type is not None else ())
    if not there:
        return evolve(needs, rooms=max(1, needs.rooms + change), more_rooms=None, room_type=told.room_type)
    if change > 0:
        return of_types(needs, (*there, *(told.room_type or there[-1],) * change))
    left = list(there)
    for _ in range(min(-change, len(left) - 1)):
        left.remove(told.room_type if told.room_type in left else left[-1])
    return of_types(needs, tuple(left))
