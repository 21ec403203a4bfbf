"""What is had beside the room is priced by the stay, by night, by guest, or by guest and night."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import ExtraId, RoomTypeId
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.reservations.catalogue import Catalogue, Extra, ExtraBasis, RoomStay
from hotel_agent.domain.reservations.extras import cost, extra_lines
from hotel_agent.domain.reservations.price import ExtraLine, NightPrice, Price
from hotel_agent.domain.stay import Stay
from hotel_agent.testing.oracles import published_extras
from hotel_agent.testing.strategies.reservations import parties

PER = {
    ExtraBasis.STAY: "per_stay",
    ExtraBasis.NIGHT: "per_night",
    ExtraBasis.PERSON: "per_person",
    ExtraBasis.PERSON_NIGHT: "per_person_night",
}


def an_extra(basis: ExtraBasis, *, name: str = "parking", from_age: int = 0) -> Extra:
    return Extra(id=ExtraId(name), name=LocalText.of(name), price=Money(1250, "EUR"), basis=basis, from_age=from_age)


def rooms(*people: Party, nights: int = 3) -> list[RoomStay]:
    stay = Stay.of_nights(date(2027, 5, 3), nights)
    return [RoomStay(room_type=RoomTypeId("x"), name=LocalText.of("x"), stay=stay, occupancy=each) for each in people]


@pytest.mark.parametrize(
    ("basis", "times"),
    [(ExtraBasis.STAY, 1), (ExtraBasis.NIGHT, 3), (ExtraBasis.PERSON, 5), (ExtraBasis.PERSON_NIGHT, 15)],
)
def test_two_rooms_pay_once_for_the_stay_and_everybody_for_themselves(basis: ExtraBasis, times: int) -> None:
    assert cost(an_extra(basis), rooms(Party(2, (4,)), Party(2))) == Money(1250 * times, "EUR")


def test_who_is_too_young_does_not_pay_by_the_person() -> None:
    assert cost(an_extra(ExtraBasis.PERSON, from_age=5), rooms(Party(2, (4, 5)))) == Money(3750, "EUR")


@given(
    basis=st.sampled_from(ExtraBasis),
    people=st.lists(parties(), min_size=1, max_size=3),
    nights=st.integers(1, 9),
    from_age=st.integers(0, 12),
)
def test_it_costs_what_is_counted_guest_by_guest(
    basis: ExtraBasis, people: list[Party], nights: int, from_age: int
) -> None:
    table = {"extras": [{"id": "parking", PER[basis]: "12.50", "from_age": from_age}]}
    told = published_extras(
        table,
        wanted=["parking"],
        arrival=date(2027, 5, 3),
        departure=date.fromordinal(date(2027, 5, 3).toordinal() + nights),
        parties=[(each.adults, each.child_ages) for each in people],
    )
    assert cost(an_extra(basis, from_age=from_age), rooms(*people, nights=nights)).minor == told["parking"]


def test_each_is_told_once_in_the_hotels_sequence_and_what_is_not_sold_is_left_out() -> None:
    sold = [an_extra(ExtraBasis.STAY, name=name) for name in ("parking", "cot", "spa")]
    wanted = [ExtraId(name) for name in ("spa", "parking", "spa", "helicopter")]
    assert [line.extra for line in extra_lines(sold, wanted, rooms(Party(1)))] == ["parking", "spa"]


def test_a_catalogue_knows_its_extras() -> None:
    catalogue = Catalogue(extras=(an_extra(ExtraBasis.STAY),))
    assert catalogue.extra(ExtraId("parking")) == catalogue.extras[0]
    assert catalogue.extra(ExtraId("cot")) is None


def test_a_price_adds_up_with_what_is_beside_the_room() -> None:
    night = NightPrice(date(2027, 5, 3), Money(10000, "EUR"))
    line = ExtraLine(extra=ExtraId("cot"), name=LocalText.of("Cot"), amount=Money(500, "EUR"))
    assert Price(nights=(night,), extras=(line,), total=Money(10500, "EUR")).extra_ids == ("cot",)
    with pytest.raises(Bug, match="add up"):
        Price(nights=(night,), extras=(line,), total=Money(10000, "EUR"))
