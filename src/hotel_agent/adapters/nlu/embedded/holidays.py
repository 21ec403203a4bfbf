"""Holidays: days that move or have a name, told by their rules in the language files."""

from collections.abc import Mapping
from datetime import date

from hotel_agent.adapters.nlu.embedded.points import Point, plus

YEARS_AHEAD = 2


def holiday(rule: Mapping[str, int], today: date, year: int | None) -> Point | None:
    """The next such holiday from today on, or the one of a year said; a whole stay where its rule tells the nights."""
    for each in (year,) if year is not None else range(today.year, today.year + YEARS_AHEAD):
        if not 1583 <= each < 9999:
            return None
        day = _day(rule, each)
        first = plus(day, -rule.get("holiday_before", 0))
        if year is not None or first >= today:
            nights = rule.get("holiday_nights")
            return Point(exact=first, last=plus(first, nights) if nights else None)
    return None


def _day(rule: Mapping[str, int], year: int) -> date:
    if "holiday_easter" in rule:
        return plus(easter(year), rule["holiday_easter"])
    month = rule["holiday_month"]
    if "holiday_day" in rule:
        return date(year, month, rule["holiday_day"])
    nth, weekday = rule["holiday_nth"], rule["holiday_weekday"]
    if nth > 0:
        first = date(year, month, 1)
        return plus(first, (weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
    last = plus(date(year + month // 12, month % 12 + 1, 1), -1)
    return plus(last, -((last.isoweekday() - weekday) % 7))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, Nature, 1876)."""
    golden, (century, part) = year % 19, divmod(year, 100)
    leap, rest = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * rest + 2 * (part // 4) - moon - part % 4) % 7
    shift = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
