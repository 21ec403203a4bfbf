"""Lengths of time: "3 days", "una hora y media", "2 weeks and 2 days"; and what lies so far from a day."""

from datetime import date, datetime, timedelta

from attrs import frozen

from hotel_agent.adapters.nlu.embedded.moments.names import (
    CENTURY,
    DAYS,
    DECADE,
    MONTHS,
    SECONDS,
    WORKDAY,
    YEAR,
)
from hotel_agent.adapters.nlu.embedded.moments.words import Words, once
from hotel_agent.adapters.nlu.embedded.points import months_on, plus

SOME = 3
"""What "some" and "a few" amount to."""
MOST = 100_000
"""A larger count of units is no length anyone means."""
LONGEST_YEAR = 365


@frozen(slots=True)
class Length:
    """So many months, days and seconds; each as said, parts of a unit included."""

    years: float = 0
    months: float = 0
    days: float = 0
    seconds: float = 0
    workdays: bool = False
    unit: int = 0
    """The finest unit said."""
    count: float = 0
    """How many of the last unit."""

    @property
    def is_of_hours(self) -> bool:
        """Whether it is told in hours or less, so that it ends at a time of day."""
        return self.seconds > 0

    @property
    def timed(self) -> timedelta:
        """The length where a month counts thirty days and a year 365."""
        return timedelta(days=self.years * LONGEST_YEAR + self.months * 30 + self.days, seconds=self.seconds)

    def __add__(self, other: "Length") -> "Length":
        unit = min(self.unit, other.unit) if self.unit else other.unit
        return Length(
            self.years + other.years,
            self.months + other.months,
            self.days + other.days,
            self.seconds + other.seconds,
            unit=unit,
        )

    def from_day(self, day: date, sign: int = 1) -> date:
        """The day so far on, or back."""
        if self.workdays:
            return _workdays(day, round(self.days) * sign)
        months = self.months + self.years * 12
        moved = months_on(day, sign * int(months))
        return plus(moved, sign * int(self.days + (months - int(months)) * 30))

    def from_moment(self, at: datetime, sign: int = 1) -> datetime:
        """The moment so far on, or back."""
        try:
            moved = at + timedelta(seconds=sign * self.seconds)
        except OverflowError:
            return at
        return datetime.combine(self.from_day(moved.date(), sign), moved.timetz())


def _workdays(day: date, count: int) -> date:
    left, sign = abs(count) % 1000, 1 if count > 0 else -1
    while left:
        day = plus(day, sign)
        left -= day.isoweekday() < 6
    return day


Found = tuple[int, Length] | None
"""The place behind a length, and the length."""


@once
def length(words: Words, place: int) -> Found:
    """A length of time from here on: one unit or several in a row."""
    found = _part(words, place)
    if found is None:
        return None
    end, whole = found
    units = {whole.unit}
    while len(units) < 5:
        there = words.past(end, "and", "comma") if words.has(end, "and", "comma") else end
        more = _part(words, there) if there <= end + 2 else None
        if more is None or more[1].unit in units or words.has(there, "article") or words.has(there, "half"):
            break
        end, whole = more[0], whole + more[1]
        units.add(more[1].unit)
    return end, whole


@once
def _part(words: Words, place: int) -> Found:
    """So many of one unit, or nothing."""
    counted = quantity(words, place)
    if counted is None:
        return None
    here, count = counted
    unit = words.value(here, "unit")
    if unit is None and words.has(here, "of", "more") and words.value(here + 1, "unit"):
        here += 1
        unit = words.value(here, "unit")
    if unit is None or count > MOST or (words.has(here, "month") and not words.has(here, "unit")):
        return None
    here += 1
    if words.has(here, "and_half"):
        here, count = here + 1, count + 0.5
    elif words.has(here, "and_quarter"):
        here, count = here + 1, count + 0.25
    elif words.has(here, "whole") and count == 1:
        here += 1
    return here, of_unit(unit, count)


def of_unit(unit: int, count: float) -> Length:
    """So many of this unit."""
    if unit in DAYS:
        return Length(days=DAYS[unit] * count, workdays=unit == WORKDAY, unit=unit, count=count)
    if unit in {YEAR, DECADE, CENTURY}:
        return Length(years=MONTHS[unit] * count / 12, unit=unit, count=count)
    if unit in MONTHS:
        return Length(months=MONTHS[unit] * count, unit=unit, count=count)
    return Length(seconds=SECONDS[unit] * count, unit=unit, count=count)


def quantity(words: Words, place: int) -> tuple[int, float] | None:
    """How many: in figures or words, "half an", "a few", "another", "un par de"; and the place behind."""
    if words.has(place, "article") and words.term(place).number is None:
        behind = _loosely(words, place + 1) if words.has(place + 1, "some", "couple") else None
        return behind or (words.past(place + 1, "whole"), 1)
    return _loosely(words, place) or _counted(words, place)


def _loosely(words: Words, place: int) -> tuple[int, float] | None:
    """Half an, some, a couple of, all the, another."""
    if words.has(place, "half"):
        return words.past(place + 1, "article", "of"), 0.5
    if words.has(place, "some"):
        return place + 1, SOME
    if words.has(place, "couple"):
        return words.past(place + 1, "of"), 2
    if words.has(place, "whole"):
        return words.past(place + 1, "the"), 1
    return (place + 1, 1) if words.has(place, "another") and not words.has(place + 1, "number") else None


def _counted(words: Words, place: int) -> tuple[int, float] | None:
    """A number with its decimals, or a half or a quarter behind it."""
    term = words.term(place)
    if term.number is None or "nth" in term.tags:
        return None
    here, count = place + 1, float(term.number)
    part = words.term(here + 1)
    pointed = "figures" in term.tags and words.term(here).words in {".", ","} and words.glued(here) and part.glued
    if pointed and part.tags.get("figures") and part.number is not None:
        here, count = here + 2, count + part.number / 10 ** part.tags["figures"]
    if words.has(here, "and_half"):
        return here + 1, count + 0.5
    return (here + 1, count + 0.25) if words.has(here, "and_quarter") else (here, count)
