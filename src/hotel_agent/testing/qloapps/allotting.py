"""Which room somebody gets, and how two may get the same one."""

from collections.abc import Awaitable, Callable, Sequence, Set
from datetime import date

from attrs import define

from hotel_agent.testing.qloapps.asked import AskedRoom, AskedType
from hotel_agent.testing.qloapps.book import Book
from hotel_agent.testing.qloapps.complaints import no
from hotel_agent.testing.qloapps.faults import Fault

SOLD_OUT = "Requested room(s) not available"


@define(kw_only=True)
class Place:
    """One room for one stay, not written yet."""

    room_type: int
    arrival: date
    departure: date
    room: int
    said: AskedRoom | None = None
    surplus: bool = False


def places(
    book: Book,
    wishes: Sequence[tuple[AskedType, Sequence[AskedRoom | None]]],
    hotel: int,
    *,
    exchange: bool,
    stop: str = "",
) -> list[Place]:
    """A room for every wish, as things stand now. Raises Refused when one is missing."""
    found: list[Place] = []
    for asked, rooms in wishes:
        room_type = book.house.room_types[asked.room_type]
        if not room_type.active or room_type.hotel != hotel:
            raise no(SOLD_OUT + stop)
        nights = (asked.departure - asked.arrival).days
        if nights < max(1, room_type.min_nights) or (room_type.max_nights and nights > room_type.max_nights):
            raise no(SOLD_OUT + stop)
        named = [said.room for said in rooms if said is not None and said.room is not None]
        for said in rooms:
            free = _free(book, asked, found)
            wanted = said.room if said is not None else None
            if (wanted is not None and wanted not in free) or not free:
                raise no(SOLD_OUT + stop)
            others = [each for each in free if each not in named]
            if wanted is not None and exchange and others:
                room = others[0]
            elif wanted is not None:
                room = wanted
            else:
                room = (others or free)[0]
            found.append(
                Place(room_type=asked.room_type, arrival=asked.arrival, departure=asked.departure, room=room, said=said)
            )
    return found


async def settle(book: Book, found: Sequence[Place], faults: Set[Fault], moment: Callable[[], Awaitable[None]]) -> None:
    """Let the moment pass in which others write, and look once more, before or after it."""
    if not found:
        return
    if Fault.SURPLUS in faults:
        await moment()
        for place in found:
            _look_again(book, place, found)
    if Fault.OVERBOOKS in faults:
        await moment()


def _look_again(book: Book, place: Place, found: Sequence[Place]) -> None:
    """A room that went in the meantime is exchanged; where none is left, the line becomes a back order."""
    if not any(book.taken(place.room, place.arrival, place.departure)):
        return
    own = [each.room for each in found if each is not place]
    free = book.free_rooms(place.room_type, place.arrival, place.departure, own)
    if free:
        place.room = free[0].id
    else:
        place.surplus = True


def _free(book: Book, asked: AskedType, found: Sequence[Place]) -> list[int]:
    own = [each.room for each in found if each.arrival < asked.departure and asked.arrival < each.departure]
    return [room.id for room in book.free_rooms(asked.room_type, asked.arrival, asked.departure, own)]


__all__ = ["SOLD_OUT", "Place", "places", "settle"]
