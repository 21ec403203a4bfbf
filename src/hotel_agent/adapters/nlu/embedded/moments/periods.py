"""Periods: months, weeks, weekends, quarters, years and seasons, and the days of those near now."""

from collections.abc import Callable
from datetime import date

from hotel_agent.adapters.nlu.embedded.moments.day import Day
from hotel_agent.adapters.nlu.embedded.moments.eras import century, decade, quarter
from hotel_agent.adapters.nlu.embedded.moments.named import year_at, year_behind
from hotel_agent.adapters.nlu.embedded.moments.names import (
    DECADE,
    FORTNIGHT,
    HALF_YEAR,
    MONTH,
    MONTHS,
    QUARTER,
    WEEK,
    WEEKEND,
    YEAR,
)
from hotel_agent.adapters.nlu.embedded.moments.period import Found, Period, aligned, nth_at, one_period, year_of
from hotel_agent.adapters.nlu.embedded.moments.runs import first_of, running
from hotel_agent.adapters.nlu.embedded.moments.weekdays import in_week, shift_at
from hotel_agent.adapters.nlu.embedded.moments.weeks import nth_week, week_of
from hotel_agent.adapters.nlu.embedded.moments.words import Words, once
from hotel_agent.adapters.nlu.embedded.points import months_on, plus


@once
def period(words: Words, place: int) -> Found:
    """A period from here on: the reading that takes the most words."""
    best: Found = None
    for reader, needed in READERS:
        found = reader(words, place) if needed & words.tags else None
        if found is not None and (best is None or found[0] > best[0]):
            best = found
    return best


def month(words: Words, place: int) -> Found:
    """May, this September, April of 1987, 2016 November, Dec-2018, 3/2015."""
    return _year_first(words, place) if year_at(words, place) is not None else _month_first(words, place)


def _year_first(words: Words, place: int) -> Found:
    """2016 November, 2015-3."""
    year = year_at(words, place)
    if year is None:
        return None
    joint = words.past(year[0], "comma", "of", "in", "dash", "slash")
    number = words.value(joint, "month")
    if number is not None and not words.has(joint + 1, "figures"):
        return joint + 1, _month(words, Day(month=number, year=year[1]))
    sign, numbered = words.term(place + 1), words.term(place + 2)
    fits = numbered.tags.get("figures") in {1, 2} and 1 <= (numbered.number or 0) <= 12
    if fits and sign.words in {"-", "/", "."} and sign.glued and words.term(place + 3).words != sign.words:
        return place + 3, _month(words, Day(month=numbered.number, year=year[1]))
    return None


def _in_figures(words: Words, here: int) -> Found:
    """3/2015, 12-2015."""
    term, sign, behind = words.term(here), words.term(here + 1), words.term(here + 2)
    if term.tags.get("figures") not in {1, 2} or not 1 <= (term.number or 0) <= 12 or sign.words not in {"-", "/"}:
        return None
    year = behind.number if behind.tags.get("figures") == 4 and sign.glued and behind.glued else None
    alone = words.term(here - 1).words != sign.words and words.term(here + 3).words != sign.words
    fits = alone and year is not None and 1000 < year < 3000
    return (here + 3, _month(words, Day(month=term.number, year=year))) if fits else None


def _month_first(words: Words, place: int) -> Found:
    """May, this September, April of 1987, Dec-2018."""
    here = words.past(place, "the")
    figures = _in_figures(words, here)
    if figures is not None:
        return figures
    shift = shift_at(words, here)
    here = here + 1 if shift is not None else here
    number = words.value(here, "month")
    if number is None or (words.has(here, "weak", "number") and not _is_month(words, here, led=shift is not None)):
        return _numbered_month(words, place)
    end = here + 1
    if shift is not None:
        return end, _month(words, Day(month=number, year=words.today.year + shift))
    after, told = year_behind(words, end)
    if told.years:
        return end, _month(words, Day(month=number))
    if after == end and words.term(end).words == ".":
        end += 1
    return max(after, end), _month(words, Day(month=number, year=told.year))


def _is_month(words: Words, place: int, *, led: bool) -> bool:
    """Whether a word that is other things too is a month here."""
    behind, before = words.term(place + 1).tags, words.term(place - 1).tags
    if words.written(place)[:1].isupper() and place > 0 and words.term(place - 1).words not in {".", "!", "?"}:
        return not ("weekday" in words.term(place).tags and "number" in behind)
    if behind.get("figures") == 4 or led:
        return True
    if before.keys() & {"the"} and not before.keys() & {"of", "in", "from", "to", "until"}:
        return False
    if words.has(place - 1, "number", "nth"):
        return True
    signs = {"of", "in", "from", "to", "until", "between", "since", "before", "after", "or", "early", "middle", "late"}
    month_near = words.has(place - 2, "month") or words.has(place + 2, "month")
    return bool(before.keys() & (signs - {"to", "from"})) or (
        month_near and bool(before.keys() & {"to", "and", "dash"})
    )


def _month(words: Words, told: Day) -> Period:
    spans = tuple((first, months_on(first, 1)) for first in told.readings(words.today))
    return Period(spans, told, MONTH)


def _numbered_month(words: Words, place: int) -> Found:
    """The 9th month of next year, el noveno mes de 2016."""
    here = words.past(place, "the", "in")
    nth = nth_at(words, here)
    if nth is None or words.value(nth[0], "unit") != MONTH or not 1 <= nth[1] <= 12:
        return None
    year = year_of(words, nth[0] + 1)
    return (year[0], _month(words, Day(month=nth[1], year=year[1]))) if year is not None else None


def year(words: Words, place: int) -> Found:
    """2016, el año 2016, next year."""
    here = words.past(place, "the", "in") if words.value(words.past(place, "the", "in"), "unit") == YEAR else place
    if words.value(here, "unit") == YEAR:
        here = words.past(here + 1, "of")
    told = year_at(words, here)
    if told is None or words.has(told[0], "unit", "month", "currency", "percent") or words.has(here - 1, "currency"):
        return None
    spelled = "figures" not in words.term(here).tags
    if spelled and here == place and not words.has(place - 1, "of", "in", "between", "and", "to", "from", "until"):
        return None
    if words.term(told[0]).words in {".", ",", ":"} and words.glued(told[0]) and words.glued(told[0] + 1):
        return None
    if "figures" in words.term(here).tags and (words.glued(here) and here and not words.has(here - 1, "sign", "comma")):
        return None
    return told[0], _year(told[1])


def _year(number: int) -> Period:
    begin = date(number, 1, 1)
    return Period(((begin, months_on(begin, 12)),), Day(year=number), YEAR)


def near(words: Words, place: int) -> Found:
    """This week, next month, el trimestre pasado, the weekend, all the units by their place from now."""
    here = words.past(place, "the", "my", "in")
    shift = shift_at(words, here)
    if shift is None and words.has(here, "that"):
        shift = 0
    there = here + 1 if shift is not None else here
    if shift == 0 and shift_at(words, there) == -1 and words.has(there + 1, "unit"):
        shift, there = -1, there + 1
    unit = words.value(there, "unit")
    if unit is None or unit not in UNITS or (words.term(there).words[-1:] == "s" and unit != MONTH):
        return None
    end = there + 1
    behind = shift_at(words, end)
    if shift is None and behind is not None and not (words.has(end + 1, "unit", "month", "weekday")):
        shift, end = behind, end + 1
    if words.has(end, "after") and shift_at(words, words.past(end + 1, "the")) == 1:
        after = words.past(end + 1, "the") + 1
        return after, unit_near(words, unit, 2)
    if shift is None:
        if unit != WEEKEND and (here == place or words.has(end, "of", "number", "figures")):
            return None
        if unit != WEEKEND and not words.has(place, "the", "my") and not words.has(here - 1, "the"):
            return None
        if words.has(place - 1, "number", "article", "whole"):
            return None
    return end, unit_near(words, unit, shift or 0)


UNITS = frozenset({WEEK, MONTH, QUARTER, YEAR, DECADE, WEEKEND, HALF_YEAR})


def unit_near(words: Words, unit: int, shift: int) -> Period:
    """The unit so many units from the one today is in."""
    today = words.today
    if unit in {WEEK, WEEKEND}:
        monday = in_week(today, shift, 1)
        return (
            one_period(monday, plus(monday, 7), unit)
            if unit == WEEK
            else one_period(plus(monday, 5), plus(monday, 7), unit)
        )
    months = MONTHS[unit]
    first = aligned(today, months)
    begin = months_on(first, shift * months)
    return Period(((begin, months_on(begin, months)),), Day(exact=begin), unit)


def season(words: Words, place: int) -> Found:
    """Summer, este verano, the spring of 1978: dates depend on the hemisphere, so none are told."""
    here = words.past(place, "the", "in")
    shift = shift_at(words, here)
    here = here + 1 if shift is not None else here
    if not words.has(here, "season") or (words.has(here, "weak") and here == place):
        return None
    if words.has(here, "weak") and not (words.has(here - 1, "in", "the", "this", "next", "last") or shift is not None):
        return None
    end = here + 1
    behind = shift_at(words, end)
    if behind is not None and not words.has(end + 1, "unit", "weekday"):
        end += 1
    year = year_of(words, end)
    return (year[0] if year is not None else end), Period(((None, None),))


def fortnight(words: Words, place: int) -> Found:
    """The first half of a month, as "la segunda quincena de mayo"."""
    here = words.past(place, "the", "in")
    counted = nth_at(words, here)
    if counted is None or words.value(counted[0], "unit") != FORTNIGHT or counted[1] not in {1, 2, -1}:
        return None
    joint = words.past(counted[0] + 1, "of", "the", "in")
    found = month(words, joint) or near(words, joint)
    found = found or (near(words, joint - 1) if words.has(joint - 1, "the") else None)
    if found is None or found[1].unit != MONTH:
        return None
    halves = []
    for begin, end in found[1].readings:
        if begin is not None and end is not None:
            middle = plus(begin, 15)
            halves.append((begin, middle) if counted[1] == 1 else (middle, end))
    return found[0], Period(tuple(halves))


READERS: tuple[tuple[Callable[[Words, int], Found], frozenset[str]], ...] = (
    (month, frozenset({"month", "figures", "unit"})),
    (decade, frozenset({"number", "decade"})),
    (century, frozenset({"unit"})),
    (year, frozenset({"number"})),
    (near, frozenset({"unit"})),
    (quarter, frozenset({"unit", "quarter_name"})),
    (nth_week, frozenset({"unit"})),
    (week_of, frozenset({"week_begins", "unit"})),
    (season, frozenset({"season"})),
    (fortnight, frozenset({"unit"})),
    (running, frozenset({"unit"})),
    (first_of, frozenset({"unit"})),
)
"""Every way to tell a period, and what a message must have one of to tell it."""
