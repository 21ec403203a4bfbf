"""How many rooms are free, night by night."""

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import frozen

from hotel_agent.domain.ids import RoomTypeId
from hotel_agent.domain.stay import Stay


@frozen
class Availability:
    """Free rooms of each type per night. A night nobody wrote down has none."""

    free: Mapping[RoomTypeId, Mapping[date, int]]

    def rooms(self, room_type: RoomTypeId, stay: Stay) -> int:
        """How many rooms of this type are free on every night of the stay."""
        nights = self.free.get(room_type, {})
        return min(nights.get(night, 0) for night in stay.nights)


def count_free(rooms: int, taken: Iterable[Stay], stay: Stay) -> Mapping[date, int]:
    """For each night of the stay, how many of these rooms no taken stay sleeps in. Never below zero."""
    stays = tuple(taken)
    return {
        night: max(0, rooms - sum(other.arrival <= night < other.departure for other in stays)) for night in stay.nights
    }
