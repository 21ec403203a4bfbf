"""A period: from one day up to another, and the words that number periods and name their year."""

from datetime import date

from attrs import frozen

from hotel_agent.adapters.nlu.embedded.moments.day import Day
from hotel_agent.adapters.nlu.embedded.moments.named import relative_year, year_at
from hotel_agent.adapters.nlu.embedded.moments.names import YEAR
from hotel_agent.adapters.nlu.embedded.moments.words import Words


@frozen(slots=True)
class Period:
    """From one day up to, and without, another, with every reading; `point` is what it is as one end of a range."""

    readings: tuple[tuple[date | None, date | None], ...]
    point: Day | None = None
    unit: int = 0


Found = tuple[int, Period] | None
"""The place behind a period, and the period."""


def one_period(begin: date, end: date, unit: int = 0) -> Period:
    """A period that can be read in one way only."""
    return Period(((begin, end),), Day(exact=begin), unit)


def nth_at(words: Words, place: int) -> tuple[int, int] | None:
    """Past "third", "3rd" or "3º", and the number."""
    if words.has(place, "nth") and words.term(place).number is not None:
        return place + 1, words.term(place).number or 0
    nth = words.value(place, "ordinal")
    if nth is None and words.has(place, "last"):
        nth = -1
    return (place + 1, nth) if nth is not None else None


def year_of(words: Words, place: int) -> tuple[int, int] | None:
    """Past "of 2016", "this year" or "del año pasado", and the year."""
    here = words.past(place, "of", "in", "the", "comma", "dash")
    if words.value(here, "unit") == YEAR and (year := year_at(words, words.past(here + 1, "of"))) is not None:
        return year
    year = year_at(words, here)
    if year is not None:
        return year
    if words.value(here, "unit") == YEAR and here > place and not words.has(here + 1, "number", "this", "next", "last"):
        return here + 1, words.today.year
    relative = relative_year(words, place) or relative_year(words, here)
    return (relative[0], relative[1].year or 0) if relative is not None else None


def aligned(today: date, months: int) -> date:
    """The begin of the month, quarter, year or decade that a day is in."""
    if months >= 12:
        years = months // 12
        return date(max(1, today.year - today.year % years), 1, 1)
    return date(today.year, today.month - (today.month - 1) % months, 1)
