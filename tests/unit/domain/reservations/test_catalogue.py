"""Whom a room takes, and how many rooms a party needs."""

from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.ids import RoomTypeId
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.party import Party
from hotel_agent.domain.reservations.catalogue import Capacity, Catalogue, RoomType
from hotel_agent.testing.strategies.reservations import parties

capacities = st.builds(
    lambda adults, children, fewer: Capacity(
        adults=adults, children=children, guests=max(adults, adults + children - fewer)
    ),
    st.integers(1, 4),
    st.integers(0, 3),
    st.integers(0, 2),
)


def room_type(name: str, capacity: Capacity) -> RoomType:
    return RoomType(id=RoomTypeId(name), name=LocalText.of(name), capacity=capacity)


@given(capacities, parties())
def test_everybody_has_a_place_and_no_adult_sleeps_in_a_childs(capacity: Capacity, party: Party) -> None:
    adult_beds, childrens_beds = capacity.adults, capacity.children
    adult_beds -= party.adults
    children_in_adult_beds = max(0, party.children - childrens_beds)
    everybody_lies = adult_beds >= 0 and children_in_adult_beds <= adult_beds
    assert capacity.fits(party) is (everybody_lies and party.size <= capacity.guests)


@given(st.lists(capacities, min_size=1, max_size=3), parties())
def test_rooms_needed_is_the_smallest_number_in_which_all_fit(capacities: list[Capacity], party: Party) -> None:
    catalogue = Catalogue(room_types=tuple(room_type(str(place), each) for place, each in enumerate(capacities)))
    enough = [
        rooms
        for rooms in range(1, party.adults + 1)
        for each in capacities
        if all(each.fits(share) for share in party.split(rooms))
    ]
    assert catalogue.rooms_needed(party) == (min(enough) if enough else None)


@pytest.mark.parametrize(
    ("party", "fits"),
    [
        (Party(2), True),
        (Party(2, (7,)), True),
        (Party(1, (7, 5)), True),  # one child takes the free adult's place
        (Party(1, (7, 5, 2)), False),
        (Party(3), False),
        (Party(2, (7, 5)), False),
    ],
)
def test_a_double_with_a_cot(party: Party, fits: bool) -> None:
    assert Capacity(adults=2, children=1).fits(party) is fits


def test_a_room_for_two_adults_and_two_children_may_take_only_three() -> None:
    capacity = Capacity(adults=2, children=2, guests=3)
    assert [party for party in (Party(2, ages) for ages in ((), (5,), (5, 7))) if capacity.fits(party)] == [
        Party(2),
        Party(2, (5,)),
    ]


@pytest.mark.parametrize("places", [*combinations_with_replacement((0, -1), 2)])
def test_a_room_takes_at_least_an_adult(places: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="adults"):
        Capacity(adults=places[0], children=0, guests=1)


def test_a_room_type_is_found_by_its_id() -> None:
    double = room_type("double", Capacity(adults=2))
    catalogue = Catalogue(room_types=(double,))
    assert catalogue.room_type(RoomTypeId("double")) == double
    assert catalogue.room_type(RoomTypeId("suite")) is None
    assert Catalogue().rooms_needed(Party(1)) is None
