"""Nobody is lost when a party is spread over rooms, and no child sleeps alone."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.party import OLDEST_CHILD, Party
from hotel_agent.testing.strategies.reservations import parties


@given(st.data(), parties(adults=8, children=8))
def test_a_party_spread_over_rooms_keeps_everybody(draw: st.DataObject, party: Party) -> None:
    rooms = draw.draw(st.integers(1, party.adults))
    shares = party.split(rooms)
    assert len(shares) == rooms
    assert sum(share.adults for share in shares) == party.adults
    assert Counter(age for share in shares for age in share.child_ages) == Counter(party.child_ages)


@given(st.data(), parties(adults=8, children=8))
def test_a_party_is_spread_evenly_and_each_room_has_an_adult(draw: st.DataObject, party: Party) -> None:
    shares = party.split(draw.draw(st.integers(1, party.adults)))
    assert all(share.adults >= 1 for share in shares)
    for heads in ([share.adults for share in shares], [share.size for share in shares]):
        assert max(heads) - min(heads) <= 1


@pytest.mark.parametrize("rooms", [0, 3])
def test_no_room_is_without_an_adult(rooms: int) -> None:
    with pytest.raises(ValueError, match="2 adults cannot be spread over"):
        Party(2, (5,)).split(rooms)


def test_a_family_in_two_rooms() -> None:
    assert Party(3, (9, 4)).split(2) == (Party(2, (9,)), Party(1, (4,)))


def test_a_party_has_an_adult() -> None:
    with pytest.raises(ValueError, match="at least one adult, not 0"):
        Party(0, (5,))


@pytest.mark.parametrize("age", [-1, OLDEST_CHILD + 1])
def test_a_child_has_the_age_of_a_child(age: int) -> None:
    with pytest.raises(ValueError, match=f"not {age}"):
        Party(1, (5, age))


@given(parties(), st.integers(0, OLDEST_CHILD + 1))
def test_those_of_an_age_and_those_younger_are_all(party: Party, age: int) -> None:
    younger = [each for each in party.child_ages if each < age]
    assert party.of_age(age) + len(younger) == party.size == party.adults + party.children
    assert party.of_age(OLDEST_CHILD + 1) == party.adults
