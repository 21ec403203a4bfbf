"""A stay is half-open: the night of the departure is not slept."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.stay import Stay
from hotel_agent.testing.strategies.reservations import DAYS, stays

near = stays(longest=6, days=st.dates(date(2028, 2, 25), date(2028, 3, 5)))


def slept(stay: Stay) -> set[int]:
    """Each night by the number of its day, counted one by one."""
    nights, day = set(), stay.arrival.toordinal()
    while day < stay.departure.toordinal():
        nights.add(day)
        day += 1
    return nights


@given(DAYS, st.integers(1, 400))
def test_so_many_nights_are_slept_as_were_asked_for(arrival: date, nights: int) -> None:
    stay = Stay.of_nights(arrival, nights)
    assert stay.night_count == len(stay.nights) == nights
    assert stay.departure.toordinal() - arrival.toordinal() == nights


@given(stays())
def test_the_first_night_is_the_arrival_and_the_last_the_day_before_departure(stay: Stay) -> None:
    assert stay.nights[0] == stay.arrival
    assert stay.nights[-1] + timedelta(days=1) == stay.departure
    assert [night.toordinal() for night in stay.nights] == sorted(slept(stay))


@given(near, near)
def test_two_stays_overlap_when_a_night_is_in_both(one: Stay, other: Stay) -> None:
    assert one.overlaps(other) is other.overlaps(one) is bool(slept(one) & slept(other))


def test_a_weekend_over_leap_day() -> None:
    stay = Stay(date(2028, 2, 28), date(2028, 3, 1))
    assert stay.nights == (date(2028, 2, 28), date(2028, 2, 29))
    assert not stay.overlaps(Stay(date(2028, 3, 1), date(2028, 3, 2)))
    assert stay.overlaps(Stay(date(2028, 2, 29), date(2028, 3, 1)))


@pytest.mark.parametrize("departure", [date(2027, 3, 10), date(2027, 3, 9)])
def test_nobody_departs_before_the_day_after_arrival(departure: date) -> None:
    with pytest.raises(ValueError, match="not after arrival 2027-03-10"):
        Stay(date(2027, 3, 10), departure)
