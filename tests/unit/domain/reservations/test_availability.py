"""A room is free when nobody sleeps in it on any night of the stay."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.ids import RoomId
from hotel_agent.domain.reservations.availability import free_rooms
from hotel_agent.domain.stay import Stay
from hotel_agent.testing.strategies.reservations import stays

ROOMS = [RoomId(door) for door in ("101", "102", "201")]
near = stays(longest=5, days=st.dates(date(2027, 1, 1), date(2027, 1, 8)))


@given(st.lists(st.tuples(st.sampled_from(ROOMS), near)), near)
def test_free_rooms_are_those_nobody_sleeps_in(taken: list[tuple[RoomId, Stay]], stay: Stay) -> None:
    slept_in = {(room, day) for room, other in taken for day in range(*ordinals(other))}
    expected = [room for room in ROOMS if not any((room, day) in slept_in for day in range(*ordinals(stay)))]
    assert list(free_rooms(ROOMS, taken, stay)) == expected


def ordinals(stay: Stay) -> tuple[int, int]:
    return stay.arrival.toordinal(), stay.departure.toordinal()
