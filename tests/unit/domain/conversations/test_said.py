"""A value that can be read in more ways than one is a doubt."""

from datetime import date

import pytest

from hotel_agent.domain.conversations.said import Kind, Said

MARCH, DECEMBER = date(2027, 3, 12), date(2027, 12, 3)


@pytest.mark.parametrize(
    ("readings", "doubtful"), [((MARCH, DECEMBER), True), ((MARCH,), False), ((), False)], ids=["two", "one", "none"]
)
def test_only_more_than_one_reading_is_a_doubt(readings: tuple[date, ...], doubtful: bool) -> None:
    assert Said(kind=Kind.DATE, readings=readings, text="12/3", start=0, end=4).is_ambiguous is doubtful
