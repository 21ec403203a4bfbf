"""Weeks: by their number in a year, by their place in a month, and by a day in them."""

from datetime import date

from hotel_agent.adapters.nlu.embedded.moments.dates import day
from hotel_agent.adapters.nlu.embedded.moments.day import Day
from hotel_agent.adapters.nlu.embedded.moments.named import bare_day, year_behind
from hotel_agent.adapters.nlu.embedded.moments.names import MONTH, WEEK
from hotel_agent.adapters.nlu.embedded.moments.period import Found, Period, nth_at, one_period, year_of
from hotel_agent.adapters.nlu.embedded.moments.weekdays import shift_at
from hotel_agent.adapters.nlu.embedded.moments.words import Words
from hotel_agent.adapters.nlu.embedded.points import months_on, plus


def nth_week(words: Words, place: int) -> Found:
    """The third week of 2027, first week of Oct, week 31, última semana de julio."""
    here = words.past(place, "the", "in")
    counted = nth_at(words, here)
    if words.value(here, "unit") == WEEK and words.term(here + 1).number is not None and not words.has(here + 1, "nth"):
        week, end = words.term(here + 1).number or 0, here + 2
        year = year_of(words, end)
        return (year[0] if year else end), _iso_week(week, year[1] if year else words.today.year)
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
    year = year_of(words, end)
    if year is not None:
        return year[0], _iso_week(nth, year[1])
    return (end, _iso_week(nth, words.today.year)) if nth > 0 and not words.has(here, "last") else None


def _iso_week(number: int, year: int) -> Period:
    """The week of a year by its number (ISO 8601), -1 the last."""
    last = date(min(max(year, 1), 9998), 12, 28).isocalendar()[1]
    number = last if number == -1 else number
    if not 1 <= number <= last:
        return Period(())
    monday = date.fromisocalendar(min(max(year, 1), 9998), number, 1)
    return one_period(monday, plus(monday, 7), WEEK)


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
