"""Points in the calendar as guests say them, before it is known which year or month is meant."""

from calendar import monthrange
from datetime import date, timedelta

from attrs import evolve, frozen


@frozen(slots=True, kw_only=True)
class Point:
    """A day as said: any part may be left open. `swapped` is the other reading of figures such as 12/03."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    """1 is Monday."""
    soon: bool = False
    """Today counts too: "este viernes" said on a Friday."""
    wavering: bool = False
    """ "Next Friday": the coming one for some, the one after for others."""
    exact: date | None = None
    night: bool = False
    """One night is meant: "la noche del 25", "tonight"."""
    later: int = 0
    """So many days after the day named: "the nights of the 18th and 19th" end on the 20th."""
    last: date | None = None
    """The departure, where one expression tells a whole stay: a weekend."""
    named: bool = False
    """A holiday: days said beside it lie near it."""
    swapped: "Point | None" = None


def month_length(year: int | None, month: int) -> int:
    """How many days a month has; the most it can have where the year is open."""
    return monthrange(year if year is not None and 0 < year < 10_000 else 2024, month)[1]


def is_possible(point: Point) -> bool:
    """Whether there is such a day."""
    if point.year is not None and not 0 < point.year < 10_000:
        return False
    if point.month is not None and not 1 <= point.month <= 12:
        return False
    if point.day is None:
        return True
    return 1 <= point.day <= (month_length(point.year, point.month) if point.month is not None else 31)


def resolve(point: Point, after: date, *, inclusive: bool = True) -> date | None:
    """The first such day from a date on; as said where the year is. None where there is none, as 29 February mostly."""
    start = after if inclusive else plus(after, 1)
    if point.exact is not None:
        return point.exact
    if point.day is None:
        return _next_weekday(point.weekday, start, soon=point.soon) if point.weekday is not None else None
    if point.year is not None and point.month is not None:
        return _day(point.year, point.month, point.day)
    if point.month is not None:
        year = start.year if (point.month, point.day) >= (start.month, start.day) else start.year + 1
        return _day(year, point.month, point.day)
    return _next_day(point.day, point.weekday, start)


def _next_weekday(weekday: int, start: date, *, soon: bool) -> date:
    ahead = (weekday - start.isoweekday()) % 7
    return plus(start, ahead or (0 if soon else 7))


def _next_day(number: int, weekday: int | None, start: date) -> date | None:
    """The next date with this day of the month; with a weekday, the next on which both agree within a few months."""
    found: date | None = None
    year, month = start.year, start.month
    for _ in range(4):
        day = _day(year, month, number)
        if day is not None and day >= start:
            found = found or day
            if weekday in {None, day.isoweekday()}:
                return day
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def plus(day: date, days: int) -> date:
    """So many days on, or the day itself at the end of the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day


def months_on(day: date, months: int) -> date:
    """The same day so many months on, or the month's last."""
    count = day.year * 12 + day.month - 1 + months
    year, month = min(9999, max(1, count // 12)), count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def in_month_of(point: Point, known: date) -> Point:
    """A bare day put into a known date's month."""
    return evolve(point, month=known.month, year=known.year)
