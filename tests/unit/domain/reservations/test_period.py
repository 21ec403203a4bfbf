"""A season holds from its first day to its last, once or every year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.reservations.period import Period
from hotel_agent.testing.strategies.reservations import DAYS

leap_days = st.dates(date(2028, 1, 1), date(2028, 12, 31))


@given(DAYS, st.integers(0, 60), DAYS)
def test_a_period_holds_on_its_first_and_last_day_and_between(first: date, days: int, day: date) -> None:
    held = {first + timedelta(days=passed) for passed in range(days + 1)}
    assert Period(first, max(held)).contains(day) is (day in held)


@given(leap_days, leap_days, leap_days)
def test_a_yearly_period_is_walked_from_its_first_day_to_its_last(first: date, last: date, day: date) -> None:
    held, walked = {first}, first
    while walked != last:
        walked = walked + timedelta(days=1) if walked < date(2028, 12, 31) else date(2028, 1, 1)
        held.add(walked)
    assert Period(first, last, yearly=True).contains(day) is (day in held)


@given(DAYS, DAYS, DAYS)
def test_the_year_written_in_a_yearly_period_does_not_matter(first: date, last: date, day: date) -> None:
    def leap(written: date) -> date:
        return written.replace(year=2000)

    period = Period(first, last, yearly=True)
    assert Period(leap(first), leap(last), yearly=True).contains(day) is period.contains(day)


def test_christmas_runs_over_new_year() -> None:
    christmas = Period(date(2000, 12, 22), date(2000, 1, 6), yearly=True)
    assert [
        christmas.contains(date(2027, month, day)) for month, day in ((12, 21), (12, 22), (1, 1), (1, 6), (1, 7))
    ] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_a_period_of_one_year_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="2027-07-01 comes before the first, 2027-07-02"):
        Period(date(2027, 7, 2), date(2027, 7, 1))
