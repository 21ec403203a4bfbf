"""A party is placed in rooms of several types: everybody has a bed, and no child sleeps alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.ids import PropertyId, RoomTypeId
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.party import Party
from hotel_agent.domain.reservations.catalogue import Capacity, Catalogue, RoomType
from hotel_agent.domain.reservations.offer import Ask
from hotel_agent.domain.reservations.placing import placed
from hotel_agent.testing.strategies.reservations import parties, stays

SINGLE, DOUBLE, FAMILY = RoomTypeId("single"), RoomTypeId("double"), RoomTypeId("family")
CAPACITIES = {
    SINGLE: Capacity(adults=1),
    DOUBLE: Capacity(adults=2, children=1),
    FAMILY: Capacity(adults=2, children=3, guests=4),
}
CATALOGUE = Catalogue(
    room_types=tuple(RoomType(id=each, name=LocalText.of(each), capacity=CAPACITIES[each]) for each in CAPACITIES)
)


def test_the_adults_are_spread_and_the_children_sleep_where_there_is_most_room() -> None:
    assert placed(CATALOGUE, Party(3, (4, 9)), (DOUBLE, FAMILY)) == (Party(2), Party(1, (4, 9)))
    assert placed(CATALOGUE, Party(2, (4, 6, 9)), (DOUBLE, FAMILY)) == (Party(1, (6,)), Party(1, (4, 9)))


@pytest.mark.parametrize(
    ("party", "rooms"),
    [
        (Party(5), (DOUBLE, FAMILY)),
        (Party(1), (DOUBLE, FAMILY)),
        (Party(2, (3,)), (SINGLE, SINGLE)),
        (Party(2), (DOUBLE, RoomTypeId("castle"))),
        (Party(2), ()),
    ],
)
def test_who_does_not_fit_is_not_placed(party: Party, rooms: tuple[RoomTypeId, ...]) -> None:
    assert placed(CATALOGUE, party, rooms) is None


@given(party=parties(adults=6, children=5), rooms=st.lists(st.sampled_from(list(CAPACITIES)), min_size=1, max_size=4))
def test_whoever_is_placed_has_a_bed_and_nobody_is_lost(party: Party, rooms: list[RoomTypeId]) -> None:
    seated = placed(CATALOGUE, party, rooms)
    if seated is None:
        beds = sum(CAPACITIES[each].guests for each in rooms)
        crowded = beds < party.size or party.adults < len(rooms)
        too_many_adults = party.adults > sum(CAPACITIES[each].adults for each in rooms)
        tight = party.children > 0  # a child cannot have every bed
        assert crowded or too_many_adults or tight
        return
    assert len(seated) == len(rooms)
    assert all(CAPACITIES[room].fits(each) for room, each in zip(rooms, seated, strict=True))
    assert sum(each.adults for each in seated) == party.adults
    assert sorted(age for each in seated for age in each.child_ages) == sorted(party.child_ages)


@given(stay=stays())
def test_several_types_are_asked_for_one_for_each_party(stay: object) -> None:
    def ask(**told: object) -> Ask:
        return Ask(property_id=PropertyId("x"), stay=stay, parties=(Party(1), Party(2)), **told)  # type: ignore[arg-type]

    assert ask(room_types=(SINGLE, DOUBLE)).room_types == (SINGLE, DOUBLE)
    for wrong in ({"room_types": (SINGLE,)}, {"room_types": (SINGLE, DOUBLE), "room_type": DOUBLE}):
        with pytest.raises(ValueError, match="one type for each party"):
            ask(**wrong)
