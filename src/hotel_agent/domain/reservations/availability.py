"""Which rooms are free."""

from collections.abc import Iterable, Sequence

from hotel_agent.domain.ids import RoomId
from hotel_agent.domain.stay import Stay


def free_rooms(rooms: Iterable[RoomId], taken: Iterable[tuple[RoomId, Stay]], stay: Stay) -> Sequence[RoomId]:
    """Of these rooms, in their sequence, those in which nobody sleeps on any night of the stay."""
    occupied = {room for room, other in taken if other.overlaps(stay)}
    return [room for room in rooms if room not in occupied]
