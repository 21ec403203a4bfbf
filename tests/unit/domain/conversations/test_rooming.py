"""How many rooms of which types: as first said, and as corrected, added to and taken from."""

import pytest

from hotel_agent.domain.conversations.conversation import Needs
from hotel_agent.domain.conversations.rooming import take_in
from hotel_agent.domain.conversations.understanding import Slots
from hotel_agent.testing.specification import DOUBLE, FLEXIBLE, SUITE

TWO_TYPES = Needs(rooms=2, room_types=(DOUBLE, SUITE))


@pytest.mark.parametrize(
    ("needs", "told", "expected"),
    [
        (Needs(), Slots(room_types=(DOUBLE, SUITE)), TWO_TYPES),
        (Needs(), Slots(room_types=(DOUBLE, DOUBLE)), Needs(rooms=2, room_type=DOUBLE)),
        (TWO_TYPES, Slots(room_type=SUITE), Needs(rooms=2, room_type=SUITE)),
        (TWO_TYPES, Slots(rooms=2), TWO_TYPES),
        (TWO_TYPES, Slots(rooms=3), Needs(rooms=3)),
        (TWO_TYPES, Slots(more_rooms=1), Needs(rooms=3, room_types=(DOUBLE, SUITE, SUITE))),
        (TWO_TYPES, Slots(more_rooms=-1, room_type=DOUBLE), Needs(rooms=1, room_type=SUITE)),
        (TWO_TYPES, Slots(more_rooms=-1), Needs(rooms=1, room_type=DOUBLE)),
        (TWO_TYPES, Slots(more_rooms=-5), Needs(rooms=1, room_type=DOUBLE)),
        (Needs(rooms=1, room_type=DOUBLE), Slots(more_rooms=1, room_type=SUITE), TWO_TYPES),
        (Needs(rooms=1, room_type=DOUBLE), Slots(more_rooms=1), Needs(rooms=2, room_type=DOUBLE)),
        (Needs(rooms=2), Slots(more_rooms=-1), Needs(rooms=1)),
        (Needs(rooms=1), Slots(more_rooms=-1), Needs(rooms=1)),
        (Needs(), Slots(more_rooms=1), Needs(more_rooms=1)),
        (Needs(rooms=1), Slots(rooms=0), Needs(rooms=1)),
        (
            Needs(room_type=DOUBLE, rate_plan=FLEXIBLE),
            Slots(room_type=DOUBLE),
            Needs(room_type=DOUBLE, rate_plan=FLEXIBLE),
        ),
        (Needs(room_type=DOUBLE, rate_plan=FLEXIBLE), Slots(room_type=SUITE), Needs(room_type=SUITE)),
        (Needs(), Slots(rate_plan=FLEXIBLE), Needs(rate_plan=FLEXIBLE)),
    ],
)
def test_what_is_said_of_rooms_is_taken_in(needs: Needs, told: Slots, expected: Needs) -> None:
    assert take_in(needs, told) == expected
