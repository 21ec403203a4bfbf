"""Periods: months, weeks, weekends, quarters, years and seasons, and the days of those near now."""

from collections.abc import Callable
from datetime import date

from attrs import frozen

from hotel_agent.adapters.nlu.embedded.moments.day import Day
from hotel_agent.adapters.nlu.embedded.moments.dates import day
from hotel_agent.adapters.nlu.embedded.moments.lengths import length, of_unit, quantity
from hotel_agent.adapters.nlu.embedded.moments.named import bare_day, relative_year, year_at, year_behind
from hotel_agent.adapters.nlu.embedded.moments.names import (
    CENTURY,
    DAY,
    DECADE,
    FORTNIGHT,
    HALF_YEAR,
    MONTH,
    MONTHS,
    QUARTER,
    WEEK,
    WEEKEND,
    WORKDAY,
    YEAR,
)
from hotel_agent.adapters.nlu.embedded.moments.weekdays import in_week, shift_at
from hotel_agent.adapters.nlu.embedded.moments.words import Words, once
from hotel_agent.adapters.nlu.embedded.points import months_on, plus


@frozen(slots=True)
class Period:
    """From one day up to, and without, another, with every reading; `point` is what it is as one end of a range."""

    readings: tuple[tuple[date | None, date | None], ...]
    point: Day | None = None
    unit: int = 0


Found = tuple[int, Period] | None


@once
def period(words: Words, place: int) -> Found:
    """A period from here on: the reading that takes the most words."""
    best: Found = None
    for reader, needed in READERS:
        found = reader(words, place) if needed & words.tags else None
        if found is not None and (best is None or found[0] > best[0]):
            best = found
    return best


def _one(begin: date, end: date, unit: int = 0) -> Period:
    return Period(((begin, end),), Day(exact=begin), unit)


def month(words: Words, place: int) -> Found:
    """May, this September, April of 1987, 2016 November, Dec-2018, 3/2015."""
    year = year_at(words, place)
    if year is not None:
        joint = words.past(year[0], "comma", "of", "in", "dash", "slash")
        number = words.value(joint, "month")
        if number is not None and not words.has(joint + 1, "figures"):
            return joint + 1, _month(words, Day(month=number, year=year[1]))
        sign, numbered = words.term(place + 1), words.term(place + 2)
        if sign.words in {"-", "/", "."} and numbered.tags.get("figures") in {1, 2} and 1 <= (numbered.number or 0) <= 12:
            if sign.glued and words.term(place + 3).words != sign.words:
                return place + 3, _month(words, Day(month=numbered.number, year=year[1]))
        return None
    here = words.past(place, "the")
    term = words.term(here)
    sign, behind = words.term(here + 1), words.term(here + 2)
    if term.tags.get("figures") in {1, 2} and 1 <= (term.number or 0) <= 12 and behind.tags.get("figures") == 4:
        if sign.words in {"-", "/"} and sign.glued and behind.glued and 1000 < (behind.number or 0) < 3000:
            if words.term(here - 1).words != sign.words and words.term(here + 3).words != sign.words:
                return here + 3, _month(words, Day(month=term.number, year=behind.number))
    shift = shift_at(words, here)
    here = here + 1 if shift is not None else here
    number = words.value(here, "month")
    if number is None or (words.has(here, "weak", "number") and not _is_month(words, here, led=shift is not None)):
        return _numbered_month(words, place)
    end = here + 1
    if shift is not None:
        told = Day(month=number, year=words.today.year + shift)
        return end, _month(words, told)
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
    return bool(before.keys() & (signs - {"to", "from"})) or (month_near and bool(before.keys() & {"to", "and", "dash"}))


def _month(words: Words, told: Day) -> Period:
    spans = tuple((first, months_on(first, 1)) for first in told.readings(words.today))
    return Period(spans, told, MONTH)


def _numbered_month(words: Words, place: int) -> Found:
    """The 9th month of next year, el noveno mes de 2016."""
    here = words.past(place, "the", "in")
    nth = _ordinal(words, here)
    if nth is None or words.value(nth[0], "unit") != MONTH or not 1 <= nth[1] <= 12:
        return None
    year = _year_of(words, nth[0] + 1)
    return (year[0], _month(words, Day(month=nth[1], year=year[1]))) if year is not None else None


def _ordinal(words: Words, place: int) -> tuple[int, int] | None:
    """Past "third", "3rd" or "3º", and the number."""
    if words.has(place, "nth") and words.term(place).number is not None:
        return place + 1, words.term(place).number or 0
    nth = words.value(place, "ordinal")
    if nth is None and words.has(place, "last"):
        nth = -1
    return (place + 1, nth) if nth is not None else None


def _year_of(words: Words, place: int) -> tuple[int, int] | None:
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
    if shift == 0 and shift_at(words, there) in {-1} and words.has(there + 1, "unit"):
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
        return after, _near(words, unit, 2)
    if shift is None:
        if unit != WEEKEND and (here == place or words.has(end, "of", "number", "figures")):
            return None
        if unit != WEEKEND and not words.has(place, "the", "my") and not words.has(here - 1, "the"):
            return None
        if words.has(place - 1, "number", "article", "whole"):
            return None
    return end, _near(words, unit, shift or 0)


UNITS = frozenset({WEEK, MONTH, QUARTER, YEAR, DECADE, WEEKEND, HALF_YEAR})


def _near(words: Words, unit: int, shift: int) -> Period:
    """The unit so many units from the one today is in."""
    today = words.today
    if unit in {WEEK, WEEKEND}:
        monday = in_week(today, shift, 1)
        return _one(monday, plus(monday, 7), unit) if unit == WEEK else _one(plus(monday, 5), plus(monday, 7), unit)
    months = MONTHS[unit]
    first = aligned(today, months)
    begin = months_on(first, shift * months)
    return Period(((begin, months_on(begin, months)),), Day(exact=begin), unit)


def aligned(today: date, months: int) -> date:
    """The begin of the month, quarter, year or decade that a day is in."""
    if months >= 12:
        years = months // 12
        return date(max(1, today.year - today.year % years), 1, 1)
    return date(today.year, today.month - (today.month - 1) % months, 1)


def quarter(words: Words, place: int) -> Found:
    """Q1 2019, 2016 third quarter, primer trimestre de 2017, 2017-t1, first half... of a year."""
    leading = year_at(words, place)
    here = words.past(leading[0], "comma", "dash", "in", "the", "of", "from") if leading is not None else place
    here = words.past(here, "the")
    unit, end, nth = QUARTER, here, None
    if words.has(here, "quarter_name") and words.glued(here + 1) and words.term(here + 1).tags.get("figures") == 1:
        end, nth = here + 2, words.term(here + 1).number
    elif (counted := _ordinal(words, here)) is not None and words.value(counted[0], "unit") in {QUARTER, HALF_YEAR}:
        end, nth, unit = counted[0] + 1, counted[1], words.value(counted[0], "unit") or QUARTER
    elif counted is not None and words.has(counted[0], "quarter") and _year_of(words, counted[0] + 1) is not None:
        end, nth = counted[0] + 1, counted[1]
    elif words.value(here, "unit") == QUARTER and words.term(here + 1).number is not None:
        end, nth = here + 2, words.term(here + 1).number
    length = 3 if unit == QUARTER else 6
    most = 12 // length
    if nth is not None and nth < 0:
        trailing = _year_of(words, end)
        if trailing is None:
            return None
        nth = most
    if nth is None or not 1 <= nth <= most:
        return None
    trailing = _year_of(words, end) if leading is None else None
    number = leading[1] if leading is not None else trailing[1] if trailing is not None else None
    if number is None:
        number = words.today.year
    begin = date(number, length * (nth - 1) + 1, 1)
    return trailing[0] if trailing is not None else end, _one(begin, months_on(begin, length), unit)


def nth_week(words: Words, place: int) -> Found:
    """The third week of 2027, first week of Oct, week 31, última semana de julio."""
    here = words.past(place, "the", "in")
    counted = _ordinal(words, here)
    if words.value(here, "unit") == WEEK and words.term(here + 1).number is not None and not words.has(here + 1, "nth"):
        number, end = words.term(here + 1).number or 0, here + 2
        year = _year_of(words, end)
        return (year[0] if year else end), _iso_week(words, number, year[1] if year else words.today.year)
    if counted is None or words.value(counted[0], "unit") != WEEK:
        return None
    end, nth = counted[0] + 1, counted[1]
    joint = words.past(end, "of", "in", "the")
    number = words.value(joint, "month")
    if number is not None:
        after, told = year_behind(words, joint + 1)
        firsts = Day(month=number, year=told.year).readings(words.today)
        return after, Period(tuple(_week_of_month(first, nth) for first in firsts), unit=WEEK)
    shift = shift_at(words, joint)
    if shift is not None and words.value(joint + 1, "unit") == MONTH:
        return joint + 2, Period((_week_of_month(months_on(words.today.replace(day=1), shift), nth),), unit=WEEK)
    if words.value(joint, "unit") == MONTH and joint > end:
        behind = shift_at(words, joint + 1)
        first = months_on(words.today.replace(day=1), behind or 0)
        return joint + (1 if behind is None else 2), Period((_week_of_month(first, nth),), unit=WEEK)
    year = _year_of(words, end)
    if year is not None:
        return year[0], _iso_week(words, nth, year[1])
    return (end, _iso_week(words, nth, words.today.year)) if nth > 0 and not words.has(here, "last") else None


def _iso_week(words: Words, number: int, year: int) -> Period:
    """The week of a year by its number (ISO 8601), -1 the last."""
    last = date(min(max(year, 1), 9998), 12, 28).isocalendar()[1]
    number = last if number == -1 else number
    if not 1 <= number <= last:
        return Period(())
    monday = date.fromisocalendar(min(max(year, 1), 9998), number, 1)
    return _one(monday, plus(monday, 7), WEEK)


def _week_of_month(first: date, nth: int) -> tuple[date | None, date | None]:
    """The nth week of a month, -1 the last; a week is of the month its Thursday is in."""
    thursday = plus(first, (4 - first.isoweekday()) % 7)
    if nth < 0:
        last = plus(months_on(first, 1), -1)
        monday = plus(last, -((last.isoweekday() - 4) % 7) - 3)
    else:
        monday = plus(thursday, 7 * (nth - 1) - 3)
    return monday, plus(monday, 7)


def week_of(words: Words, place: int) -> Found:
    """Week of September 16, la semana a partir del 4 de febrero: the week that holds the day."""
    here = words.past(place, "the")
    spelled = words.value(here, "unit") in {WEEK, MONTH} and words.has(here + 1, "of")
    begins = words.has(here, "week_begins") and not words.has(place - 1, "article", "number")
    if not (begins or spelled):
        return None
    joint = here + 2 if spelled else here + 1
    past = words.past(joint, "the", "on", "from")
    found = day(words, past) or day(words, joint) or (bare_day(words, past) if words.has(joint - 1, "the") else None)
    if found is not None and found[1].is_span:
        return None
    if found is not None and words.value(here, "unit") == MONTH:
        firsts = [each.replace(day=1) for each in found[1].readings(words.today)]
        return found[0], Period(tuple((first, months_on(first, 1)) for first in firsts), unit=MONTH)
    if found is None:
        return None
    mondays = [plus(each, 1 - each.isoweekday()) for each in found[1].readings(words.today)]
    return found[0], Period(tuple((monday, plus(monday, 7)) for monday in mondays), unit=WEEK)


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
    year = _year_of(words, end)
    return (year[0] if year is not None else end), Period(((None, None),))


def decade(words: Words, place: int) -> Found:
    """The 1970s, 70's, los años 40, the nineteen seventies."""
    here = words.past(place, "the", "in")
    led = words.has(here, "decade_lead")
    if led:
        here = words.past(here + 1, "the", "of", "decade_lead")
    spoken = words.term(here).number or 0
    named = words.value(here + 1, "decade") if 10 < spoken <= 20 else words.value(here, "decade")
    if named is not None:
        century = spoken * 100 if 10 < spoken < 20 else 2000 if spoken == 20 else 0
        return here + (2 if century else 1), _decades(named, century)
    term = words.term(here)
    plural = words.term(here - 1).words in {"los", "os", "nos", "en los", "dos", "de los"}
    led = led or (plural and term.tags.get("figures") == 4)
    told = year_at(words, here)
    number = told[1] if told is not None else term.number
    end = told[0] if told is not None else here + 1
    if number is None or number % 10 or (number > 99 and not 1000 <= number < 2200):
        return None
    suffix = words.has(end, "cent_ends") and "figures" in term.tags and (words.glued(end) or number > 20)
    apostrophe = words.term(end).words == "'" and words.term(end + 1).words == "s"
    if not (led or suffix or apostrophe):
        return None
    end += 2 if apostrophe else 1 if suffix else 0
    return end, _decades(number % 100, number - number % 100)


def _decades(number: int, century: int) -> Period:
    years = (century + number,) if century else (1900 + number, 2000 + number)
    return Period(tuple((date(each, 1, 1), date(each + 10, 1, 1)) for each in years))


ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii",
         "xviii", "xix", "xx", "xxi", "xxii")  # fmt: skip


def century(words: Words, place: int) -> Found:
    """The 21st century, siglo XV."""
    here = words.past(place, "the", "in")
    counted = _ordinal(words, here)
    if counted is not None and words.value(counted[0], "unit") == CENTURY:
        end, number = counted[0] + 1, counted[1]
    elif words.value(here, "unit") == CENTURY and words.term(here + 1).words in ROMAN:
        end, number = here + 2, ROMAN.index(words.term(here + 1).words) + 1
    else:
        return None
    if not 1 < number <= 30:
        return None
    return end, _one(date(100 * (number - 1), 1, 1), date(100 * number, 1, 1))


def fortnight(words: Words, place: int) -> Found:
    """The first half of a month, as "la segunda quincena de mayo"."""
    here = words.past(place, "the", "in")
    counted = _ordinal(words, here)
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


def running(words: Words, place: int) -> Found:
    """The next 3 months, last two weeks, previous 4 business days, the 5 upcoming years, within 5 days."""
    here = words.past(place, "the")
    if words.has(here, "within") and words.term(here).words not in {"in the"}:
        shift = shift_at(words, words.past(here + 1, "the"))
        told = length(words, words.past(here + 1, "the") + (shift is not None))
        if told is not None and not told[1].is_of_hours and not words.has(told[0], "ago"):
            end = told[0] + 1 if words.has(told[0], "later") else told[0]
            if words.has(end, "from", "since") and (words.value(end + 1, "offset") == 0 or words.has(end + 1, "now")):
                end += 2
            return end, _one(words.today, told[1].from_day(words.today))
    shift = shift_at(words, here)
    if shift in {1, -1}:
        told = length(words, here + 1)
        if told is None or (quantity(words, here + 1) is None):
            return None
        return _of_whole(words, told[0], told[1].unit, told[1].count, shift) or (
            told[0], _run(words, told[1].unit, told[1].count, shift, told[1])
        )
    counted = quantity(words, here)
    if counted is None or words.has(here, "article"):
        return None
    inner = shift_at(words, counted[0])
    unit = words.value(counted[0] + 1, "unit") if inner in {1, -1} else None
    end = counted[0] + 2
    if unit is None:
        unit, inner, end = words.value(counted[0], "unit"), shift_at(words, counted[0] + 1), counted[0] + 2
        if inner is None and words.has(counted[0] + 1, "future"):
            inner = 1
        if inner not in {1, -1} or words.has(end, "unit", "weekday"):
            return None
    if unit is None or unit in {1, 2, 3}:
        return None
    return end, _run(words, unit, counted[1], inner or 1, of_unit(unit, counted[1]))


def _run(words: Words, unit: int, count: float, sign: int, told) -> Period:  # type: ignore[no-untyped-def]
    """So many units on from tomorrow, or back from today; quarters and decades begin where they do in the calendar."""
    if unit in {QUARTER, DECADE, HALF_YEAR} and count:
        months = MONTHS[unit]
        first = aligned(words.today, months)
        reach = round(count * months)
        ends = (months_on(first, months), months_on(first, months + reach)) if sign > 0 else (months_on(first, -reach), first)
        return _one(*ends, unit)
    if sign < 0:
        return _one(told.from_day(words.today, -1), words.today, unit)
    begin = plus(words.today, 1)
    return _one(begin, told.from_day(begin) if unit != WORKDAY else plus(told.from_day(words.today), 1), unit)


def _of_whole(words: Words, place: int, unit: int, count: float, sign: int) -> Found:
    """The first ten days of last year, los últimos cuatro meses de 2021: part of a year, at its end or begin."""
    year = _year_of(words, place) if words.has(place, "of", "in", "this") else None
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
    return _one(begin, told.from_day(begin)) if sign > 0 else _one(told.from_day(end, -1), end)


def first_of(words: Words, place: int) -> Found:
    """First ten days of last year."""
    here = words.past(place, "the")
    if words.value(here, "ordinal") != 1:
        return None
    counted = quantity(words, here + 1)
    unit = words.value(counted[0], "unit") if counted is not None else None
    return _of_whole(words, counted[0] + 1, unit, counted[1], 1) if counted is not None and unit is not None else None


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
