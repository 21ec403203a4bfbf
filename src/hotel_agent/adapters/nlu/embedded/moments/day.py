"""A day of the calendar as said: any part may be left open, and what is open is read forward and back from today."""

from datetime import date

from attrs import frozen

from hotel_agent.adapters.nlu.embedded.points import month_length, months_on, plus

YEARS = 8
"""How far to look for a 29 February."""
MONTHS = 14
"""How far to look for a month in which a weekday and a day of the month agree."""


@frozen(slots=True)
class Day:
    """A day, a month or a year as said; `exact` where it is known which."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    exact: date | None = None
    here: bool = False
    """The weekday confirms a day of this month: "Friday the 22nd"."""
    years: tuple[int, ...] = ()
    """More than one year can be meant: "12/12/30"."""
    bare: bool = False
    """Only a number: it is a day because of the words around."""
    ends: bool = False
    """It is the end of what was said: "the end of 2008"."""
    article: bool = False

    @property
    def is_span(self) -> bool:
        """Whether a whole month or year is meant."""
        return self.exact is None and self.day is None and self.weekday is None

    def readings(self, today: date) -> tuple[date, ...]:
        """The days it can be, the coming one first; nothing where there is no such day."""
        if self.exact is not None:
            return (self.exact,)
        if self.years:
            return tuple(day for year in self.years for day in _days(year, self.month, self.day))
        if self.year is not None:
            return _days(self.year, self.month or 1, self.day or 1)
        if self.month is not None:
            return _around(today, self.month, self.day or 1, whole=self.day is None)
        if self.day is not None:
            return self._in_months(today)
        if self.weekday is not None:
            ahead = plus(today, (self.weekday - today.isoweekday()) % 7)
            return (ahead, plus(ahead, -7)) if ahead > today else (ahead, plus(ahead, 7), plus(ahead, -7))
        return ()

    def _in_months(self, today: date) -> tuple[date, ...]:
        """A day of some month near: the coming one and the one before."""
        day = self.day or 0
        if not 1 <= day <= 31:
            return ()
        this = _days(today.year, today.month, day)
        if self.here and this and this[0].isoweekday() == self.weekday:
            return this
        found: list[date] = []
        for sign in (1, -1):
            for count in range(MONTHS):
                month = months_on(today.replace(day=1), sign * count)
                fitting = [
                    each
                    for each in _days(month.year, month.month, day)
                    if (each >= today) == (sign > 0) and self.weekday in {None, each.isoweekday()}
                ]
                if fitting:
                    found.append(fitting[0])
                    break
        return tuple(found)


def _days(year: int, month: int | None, day: int | None) -> tuple[date, ...]:
    """The day, if there is one."""
    if not (1 <= year < 10_000 and month and 1 <= month <= 12 and day and 1 <= day <= month_length(year, month)):
        return ()
    return (date(year, month, day),)


def _around(today: date, month: int, day: int, *, whole: bool) -> tuple[date, ...]:
    """The coming such day and the last one."""
    if not (1 <= month <= 12 and 1 <= day <= month_length(None, month)):
        return ()
    passed = (month, 31 if whole else day) < (today.month, today.day)
    first = today.year + passed
    ahead = next((each for year in range(first, first + YEARS) for each in _days(year, month, day)), None)
    behind = next((each for year in range(first - 1, first - YEARS, -1) for each in _days(year, month, day)), None)
    return tuple(each for each in (ahead, behind) if each is not None)
