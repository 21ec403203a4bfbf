"""Dates: everything that tells one day of the calendar, or one moment counted from now."""

from collections.abc import Callable
from datetime import date, datetime

from attrs import evolve

from hotel_agent.adapters.nlu.embedded.holidays import easter
from hotel_agent.adapters.nlu.embedded.moments.day import Day
from hotel_agent.adapters.nlu.embedded.moments.lengths import Length, length
from hotel_agent.adapters.nlu.embedded.moments.named import (
    bare_day,
    behind_weekday,
    day_and_month,
    day_number,
    named,
    relative_year,
    year_at,
    year_behind,
)
from hotel_agent.adapters.nlu.embedded.moments.names import DAY, NIGHTS, WEEK
from hotel_agent.adapters.nlu.embedded.moments.weekdays import nth_weekday, shift_at, weekday
from hotel_agent.adapters.nlu.embedded.moments.words import Words, once
from hotel_agent.adapters.nlu.embedded.points import plus

Found = tuple[int, Day] | None
Shifted = tuple[int, date | datetime] | None


@once
def day(words: Words, place: int) -> Found:
    """A day from here on: the reading that takes the most words."""
    best: Found = None
    for reader, needed in READERS:
        found = reader(words, place) if needed & words.tags else None
        if found is not None and (best is None or found[0] > best[0]):
            best = found
    return best


@once
def offset(words: Words, place: int) -> Found:
    """Today, tomorrow, pasado mañana, the day."""
    here = words.past(place, "the") if words.has(place + 1, "offset") else place
    shift = words.value(here, "offset")
    if shift is None:
        return None
    if words.has(here, "day_part"):
        part_of_day = words.has(here - 1, "the", "this", "last") or words.term(here - 1).words in {"la", "por la"}
        if part_of_day or words.term(here - 1).words in {"de la", "en la", "a la", "por la"}:
            return None
    return here + 1, Day(exact=plus(words.today, shift))


def neighbour(words: Words, place: int) -> Found:
    """The next day, el último día, the day, my day."""
    here = words.past(place, "in", "the", "my")
    shift = shift_at(words, here)
    there = here + 1 if shift is not None else here
    if words.value(there, "unit") != DAY or words.term(there).words[-1:] == "s":
        return None
    end = there + 1
    if shift is None and shift_at(words, end) in {1, -1} and not words.has(end + 1, "unit", "month"):
        shift, end = shift_at(words, end), end + 1
    if shift is None and (here == place or words.has(place, "my")):
        return None
    beside = -1 if words.has(end, "before", "earlier") else 1 if words.has(end, "after", "later") else None
    if (
        shift is None
        and beside
        and words.has(here - 1, "the")
        and (end + 1 >= len(words) or words.has(end + 1, "sign"))
    ):
        return end + 1, Day(exact=plus(words.today, beside))
    if words.has(
        end, "number", "of", "ordinal", "weekday", "month", "later", "after", "before", "earlier", "ago", "until"
    ):
        return None
    led = words.has(place - 1, "for", "in", "on") or words.term(here - 1).words in {"en el", "del", "no", "do"}
    if shift is None and not led:
        return None
    return end, Day(exact=plus(words.today, shift or 0))


@once
def holiday(words: Words, place: int) -> Found:
    """Christmas, el día de la madre de 2015, last Easter."""
    here = words.past(place, "the")
    shift = shift_at(words, here)
    here = here + 1 if shift is not None else here
    if not words.has(here, "holiday"):
        return None
    rule = words.term(here).tags
    joint = words.past(here + 1, "of", "comma", "in", "the")
    year = year_at(words, joint)
    if year is not None and not words.has(year[0], "colon"):
        return year[0], Day(exact=feast(rule, year[1]))
    relative = relative_year(words, here + 1)
    if relative is not None:
        return relative[0], Day(exact=feast(rule, relative[1].year or words.today.year))
    days = [feast(rule, words.today.year + years) for years in (-1, 0, 1)]
    known = [each for each in days if each is not None]
    ahead = next((each for each in known if each >= words.today), None)
    behind = next((each for each in reversed(known) if each < words.today), None)
    told = behind if shift == -1 else ahead
    if shift is None and "holiday_day" in rule and ahead is not None:
        return here + 1, Day(day=ahead.day, month=ahead.month)
    return (here + 1, Day(exact=told)) if told else None


def feast(rule: "dict[str, int] | object", year: int) -> date | None:
    """The day a holiday's rule gives in a year."""
    if not isinstance(rule, dict) or not 1583 <= year < 9000:
        return None
    if "holiday_easter" in rule:
        return plus(easter(year), rule["holiday_easter"])
    if "holiday_day" in rule:
        return date(year, rule["holiday_month"], rule["holiday_day"])
    found = nth_weekday(year, rule["holiday_month"], rule["holiday_nth"], rule["holiday_weekday"])
    return plus(found, rule.get("holiday_after", 0)) if found else None


def counted(words: Words, place: int) -> Found:
    """Three days ago, in two weeks, dentro de 3 días, two weeks from tomorrow, 3 weeks after Christmas on Friday."""
    found = shifted(words, place)
    if found is None or isinstance(found[1], datetime):
        return None
    return found[0], Day(exact=found[1])


@once
def shifted(words: Words, place: int) -> Shifted:
    """A day or, where hours are counted, a moment so far from now or from a day said."""
    here = words.past(place, "more_than", "less_than", "around")
    if words.has(here, "since_ago"):
        found = length(words, words.past(here + 1, "more_than", "less_than"))
        if found is not None:
            return found[0] + words.has(found[0], "ago"), _moved(words, found[1], -1)
    return _ahead(words, here) or _beside(words, place, here)


def _ahead(words: Words, here: int) -> Shifted:
    """In two weeks, within 3 hours, in two years since 2011."""
    within = words.has(here, "within")
    led = words.has(here, "in") and not words.has(here, "the") and words.term(here).words not in _THE
    found = length(words, here + 1) if led or within else None
    if found is None or words.has(found[0], "ago", "of"):
        return None
    end, told = found
    base = _base(words, end + 1) if words.has(end, "since", "from") else None
    if base is not None:
        return base[0], _from(words, told, base[1], 1)
    if within and not told.is_of_hours:
        return None
    return _on_weekday(words, end + words.has(end, "later"), _moved(words, told, 1))


def _beside(words: Words, place: int, here: int) -> Shifted:
    """Two weeks from tomorrow, 3 days later, a week before Christmas, two days ago."""
    found = length(words, here)
    if found is None:
        return None
    end, told = found
    if words.has(end, "future") or told.unit == NIGHTS or words.has(place - 1, "for"):
        return None
    on = words.has(end, "from", "after", "since", "later")
    base = _base(words, end + 1) if on or words.has(end, "before") else None
    if base is not None:
        moved = _from(words, told, base[1], 1 if on else -1)
        return _on_weekday(words, base[0], moved) if on else (base[0], moved)
    if words.has(end, "later") and not words.has(end + 1, "this", "next"):
        return _on_weekday(words, end + 1, _moved(words, told, 1))
    return (end + 1, _moved(words, told, -1)) if words.has(end, "ago", "earlier") else None


_THE = frozenset({
    "in the", "en la", "en el", "en los", "en las", "no", "na", "nos", "nas", "pela", "pelas", "pelo",
    "during", "durante",
})  # fmt: skip


def _base(words: Words, place: int) -> tuple[int, Day] | None:
    """The day that a length is counted from."""
    here = words.past(place, "the", "of")
    if words.has(here, "now"):
        return here + 1, Day(exact=words.today)
    for reader in (offset, holiday, named, weekday):
        found = reader(words, here)
        if found is not None:
            return found
    year = year_at(words, here)
    return (year[0], Day(year=year[1])) if year is not None else None


def _from(words: Words, told: Length, base: Day, sign: int) -> date | datetime:
    if told.is_of_hours and base.exact == words.today:
        return told.from_moment(words.now, sign)
    known = base.readings(words.today)
    return told.from_day(known[0] if known else words.today, sign)


def _moved(words: Words, told: Length, sign: int) -> date | datetime:
    if told.is_of_hours:
        return told.from_moment(words.now, sign)
    return told.from_day(words.today, sign)


def _on_weekday(words: Words, end: int, moved: date | datetime) -> tuple[int, date | datetime]:
    """Past "on Friday" behind: that weekday of the week reached."""
    here = words.past(end, "on", "comma", "the")
    number = words.value(here, "weekday")
    if number is None or isinstance(moved, datetime) or words.has(here + 1, "number", "at") or not words.has(end, "on"):
        return end, moved
    return here + 1, plus(moved, number - moved.isoweekday())


def weekday_counted(words: Words, place: int) -> Found:
    """Monday two weeks from now; Thursday, in two years: a weekday of the week reached."""
    number = words.value(place, "weekday")
    if number is None:
        return None
    here = words.past(place + 1, "comma", "of", "in") if not words.has(place + 1, "in") else place + 1
    found = shifted(words, here)
    if found is None or isinstance(found[1], datetime):
        return None
    return found[0], Day(exact=plus(found[1], number - found[1].isoweekday()))


def plain_bare(words: Words, place: int) -> Found:
    """A day of the month by itself, where more than a number tells it."""
    found = bare_day(words, place)
    return None if found is None or (found[1].bare and not words.day_asked) else found


def listed(words: Words, place: int) -> Found:
    """The first of "18 and 19 June": a bare day in the month that the next one tells."""
    here = words.past(place, "the", "day_word", "on", "at")
    number = day_number(words, here)
    if number is None or not words.has(number[0], "and", "or", "comma") or words.has(place - 1, "between", "from"):
        return None
    behind = day_and_month(words, number[0] + 1)
    if behind is None or behind[1].month is None or "figures" not in words.term(here).tags:
        return None
    return number[0], evolve(behind[1], day=number[1])


def week_then_weekday(words: Words, place: int) -> Found:
    """The first week of October on Friday."""
    here = words.past(place, "the", "in")
    if not (words.has(here, "ordinal", "nth") and words.value(here + 1, "unit") == WEEK):
        return None
    joint = words.past(here + 2, "of", "in", "the")
    month = words.value(joint, "month")
    if month is None:
        return None
    end, told = year_behind(words, joint + 1)
    at = words.past(end, "on", "comma", "the")
    number = words.value(at, "weekday")
    nth = words.value(here, "ordinal") or words.term(here).number or 1
    if number is None or not 1 <= nth <= 5 or at == end:
        return None
    days = [nth_weekday(words.today.year + years, month, nth, number) for years in (0, 1)]
    coming = next((each for each in days if each is not None and each >= words.today), None)
    if told.year is not None:
        coming = nth_weekday(told.year, month, nth, number)
    return (at + 1, Day(exact=coming)) if coming is not None else None


def _placed(words: Words, place: int) -> Found:
    found = named(words, place)
    if found is not None or not words.has(place, "this", "next", "the"):
        weekday_led = words.has(place, "next") and found is not None and found[1].weekday is not None
        if found is not None and (words.has(place, "this") or weekday_led) and found[1].month and not found[1].years:
            return found[0], evolve(found[1], year=found[1].year or words.today.year)
        if found is not None and words.has(place, "next") and found[1].month is not None and found[1].weekday is None:
            known = found[1].readings(words.today)
            if known and found[1].year is None:
                return found[0], evolve(found[1], year=words.today.year + 1)
        return found
    found = named(words, place + 1)
    return (behind_weekday(words, found[0]), found[1]) if found else None


READERS: tuple[tuple[Callable[[Words, int], Found], frozenset[str]], ...] = (
    (offset, frozenset({"offset"})),
    (_placed, frozenset({"number", "ordinal", "figures"})),
    (weekday, frozenset({"weekday"})),
    (weekday_counted, frozenset({"weekday"})),
    (holiday, frozenset({"holiday"})),
    (counted, frozenset({"unit"})),
    (neighbour, frozenset({"unit"})),
    (listed, frozenset({"month"})),
    (week_then_weekday, frozenset({"weekday"})),
    (plain_bare, frozenset({"number", "ordinal"})),
)
"""Every way to tell a day, and what a message must have one of to tell it; of two alike the earlier counts."""
