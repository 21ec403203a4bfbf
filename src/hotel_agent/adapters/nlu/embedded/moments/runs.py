"""Runs: so many days, weeks or months on from now, back from it, or at the begin or end of a year."""

from datetime import date

from hotel_agent.adapters.nlu.embedded.moments.lengths import Length, length, of_unit, quantity
from hotel_agent.adapters.nlu.embedded.moments.names import (
    DAY,
    DECADE,
    FORTNIGHT,
    HALF_YEAR,
    MONTH,
    MONTHS,
    QUARTER,
    SECONDS,
    WEEK,
    WORKDAY,
)
from hotel_agent.adapters.nlu.embedded.moments.period import Found, Period, aligned, one_period, year_of
from hotel_agent.adapters.nlu.embedded.moments.weekdays import shift_at
from hotel_agent.adapters.nlu.embedded.moments.words import Words
from hotel_agent.adapters.nlu.embedded.points import months_on, plus


def running(words: Words, place: int) -> Found:
    """The next 3 months, last two weeks, previous 4 business days, the 5 upcoming years, within 5 days."""
    here = words.past(place, "the")
    if words.has(here, "within"):
        return _within(words, here)
    shift = shift_at(words, here)
    if shift not in {1, -1}:
        return _counted_first(words, here)
    told = length(words, here + 1)
    if told is None:
        return None
    end, long = told
    return _of_whole(words, end, long.unit, long.count, shift) or (
        end,
        _run(words, long.unit, long.count, shift, long),
    )


def _within(words: Words, here: int) -> Found:
    """Within 5 days, dentro de los próximos 3 meses, within 2 weeks from today."""
    there = words.past(here + 1, "the")
    told = length(words, there + (shift_at(words, there) is not None))
    if told is None or told[1].is_of_hours or words.has(told[0], "ago"):
        return None
    end = told[0] + words.has(told[0], "later")
    if words.has(end, "from", "since") and (words.value(end + 1, "offset") == 0 or words.has(end + 1, "now")):
        end += 2
    return end, one_period(words.today, told[1].from_day(words.today))


def _counted_first(words: Words, here: int) -> Found:
    """The 5 upcoming years, 3 semanas anteriores, 4 weeks in the future."""
    counted = quantity(words, here)
    if counted is None or words.has(here, "article"):
        return None
    behind, count = counted
    shift, unit, end = shift_at(words, behind), words.value(behind + 1, "unit"), behind + 2
    if shift not in {1, -1} or unit is None:
        unit, shift = words.value(behind, "unit"), shift_at(words, behind + 1)
        shift = 1 if shift is None and words.has(behind + 1, "future") else shift
        if shift not in {1, -1} or words.has(end, "unit", "weekday"):
            return None
    if unit is None or unit in SECONDS or shift is None:
        return None
    return end, _run(words, unit, count, shift, of_unit(unit, count))


def _run(words: Words, unit: int, count: float, sign: int, told: Length) -> Period:
    """So many units on from tomorrow, or back from today; quarters and decades begin where they do in the calendar."""
    if unit in {QUARTER, DECADE, HALF_YEAR} and count:
        months = MONTHS[unit]
        first = aligned(words.today, months)
        reach = round(count * months)
        ends = (
            (months_on(first, months), months_on(first, months + reach))
            if sign > 0
            else (months_on(first, -reach), first)
        )
        return one_period(*ends, unit)
    if sign < 0:
        return one_period(told.from_day(words.today, -1), words.today, unit)
    begin = plus(words.today, 1)
    return one_period(begin, told.from_day(begin) if unit != WORKDAY else plus(told.from_day(words.today), 1), unit)


def _of_whole(words: Words, place: int, unit: int, count: float, sign: int) -> Found:
    """The first ten days of last year, los últimos cuatro meses de 2021: part of a year, at its end or begin."""
    year = year_of(words, place) if words.has(place, "of", "in", "this") else None
    if year is None or unit not in {DAY, WEEK, MONTH, FORTNIGHT}:
        return None
    return year[0], part_of_year(year[1], unit, count, sign)


def part_of_year(year: int, unit: int, count: float, sign: int) -> Period:
    """So many units from the begin of a year on, or up to its end."""
    begin, end = date(year, 1, 1), date(year + 1, 1, 1)
    if unit == WEEK:
        begin = date.fromisocalendar(year, 1, 1)
        end = plus(date.fromisocalendar(year, date(year, 12, 28).isocalendar()[1], 1), 7)
    told = of_unit(unit, count)
    return one_period(begin, told.from_day(begin)) if sign > 0 else one_period(told.from_day(end, -1), end)


def first_of(words: Words, place: int) -> Found:
    """First ten days of last year."""
    here = words.past(place, "the")
    if words.value(here, "ordinal") != 1:
        return None
    counted = quantity(words, here + 1)
    unit = words.value(counted[0], "unit") if counted is not None else None
    return _of_whole(words, counted[0] + 1, unit, counted[1], 1) if counted is not None and unit is not None else None
