"""Who sleeps in the house, one stroke for each room and night."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from attrs import define, field

from hotel_agent.testing.oracles.nights import nights_slept


@define
class Occupancy:
    """A sheet with a line for each room type and a column for each night."""

    rooms: Mapping[str, int]
    """How many rooms the house has of each type."""
    strokes: Counter[tuple[str, date]] = field(factory=Counter)

    def add(self, room_type: str, arrival: date, departure: date) -> None:
        """Somebody sleeps in one room of this type from this day to that."""
        for night in nights_slept(arrival, departure):
            self.strokes[room_type, night] += 1

    def free(self, room_type: str, arrival: date, departure: date) -> int:
        """How many rooms of this type are free on every one of these nights."""
        taken = [self.strokes[room_type, night] for night in nights_slept(arrival, departure)]
        return self.rooms[room_type] - max(taken)

    def oversold(self) -> list[tuple[str, date, int]]:
        """Room types and nights with more sleepers than rooms, and how many too many."""
        return [
            (room_type, night, strokes - self.rooms.get(room_type, 0))
            for (room_type, night), strokes in sorted(self.strokes.items())
            if strokes > self.rooms.get(room_type, 0)
        ]
