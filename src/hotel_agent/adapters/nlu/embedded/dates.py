"""Dates as terms: figures, days of months, weekdays, days counted from today, weekends."""

from collections.abc import Callable, Sequence
from datetime import date

from attrs import evolve, frozen

from hotel_agent.adapters.nlu.embedded.holidays import holiday
from hotel_agent.adapters.nlu.embedded.points import Point, is_possible, month_length, months_on, plus
from hotel_agent.adapters.nlu.embedded.terms import Term, at, counts, joined, skip

Found = tuple[int, Point] | None
"""How many terms a date takes, and what it says."""


@frozen(slots=True)
class Calendar:
    """What dates are read against: today, which of two figures is the day, and whether bare days may be dates now."""

    today: date
    day_first: bool
    bare_days: bool = True
    ordinal_days: bool = False
    """"The second" means a day of the month: dates were asked for."""


def with_dates(terms: Sequence[Term], calendar: Calendar) -> list[Term]:
    """The terms with each date made one term: `date`, or `impossible` where there is no such day."""
    made: list[Term] = []
    place = 0
    while place < len(terms):
        found = _date(terms, place, calendar)
        if found is None:
            made.append(terms[place])
            place += 1
            continue
        length, point = found
        made.append(joined(terms[place : place + length], "date" if is_possible(point) else "impossible", point))
        place += length
    return made


def _date(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    if "to" in terms[place] or ("from" in terms[place] and "the" in terms[place]):
        return None
    return next((found for rule in _RULES if (found := rule(terms, place, calendar)) is not None), None)


def _day_number(terms: Sequence[Term], place: int) -> int | None:
    """The day of a month the term can be, sensible or not, if it counts nothing."""
    term = at(terms, place)
    number = term.number if term.number is not None else term.tags.get("ordinal")
    return number if number is not None and 0 <= number <= 99 and term.tags.get("figures", 1) <= 2 else None


def _figures(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """12/03, 12/03/2027, 2027-03-12, 12.3.2027, 12-mar-2027."""
    first, sign, second = terms[place], at(terms, place + 1), at(terms, place + 2)
    if "figures" not in first or first.number is None or not {"slash", "dash", "stop"} & sign.tags.keys():
        return None
    if not (sign.glued or "slash" in sign):
        return None
    if "month" in second and second.glued:
        return _year_after(terms, place + 3, sign.words, 3, Point(day=first.number, month=second.tags["month"]))
    third_sign, third = at(terms, place + 3), at(terms, place + 4)
    if "figures" not in second or second.number is None or not (second.glued or "slash" in sign):
        return None
    whole = third_sign.words == sign.words and third_sign.glued and third.glued and third.number is not None
    if first.tags["figures"] == 4 and whole and second.tags["figures"] <= 2:
        return 5, Point(year=first.number, month=second.number, day=third.number)
    if max(first.tags["figures"], second.tags["figures"]) > 2:
        return None
    if whole and third.tags.get("figures") in {2, 4}:
        return 5, _pair(first.number, second.number, _full_year(third), calendar)
    if "slash" not in sign or whole:
        return None
    if (first.number, second.number) == (24, 7) and not _in_range(terms, place, 3):
        return None
    return 3, _pair(first.number, second.number, None, calendar)


def _in_range(terms: Sequence[Term], place: int, length: int) -> bool:
    """Whether words around tell that a date stands here: "24/7" alone is round the clock."""
    around = at(terms, place - 1).tags.keys() | at(terms, place + length).tags.keys()
    return bool(around & {"from", "the", "until", "to", "day", "arrive", "leave", "dash"})


def _pair(first: int, second: int, year: int | None, calendar: Calendar) -> Point:
    by_day = Point(day=first, month=second, year=year)
    by_month = Point(day=second, month=first, year=year)
    likely, other = (by_day, by_month) if calendar.day_first else (by_month, by_day)
    if not is_possible(other) or first == second:
        return likely
    return evolve(likely, swapped=other) if is_possible(likely) else other


def _full_year(term: Term) -> int:
    year = term.number or 0
    return year + 2000 if term.tags.get("figures") == 2 else year


def _year_after(terms: Sequence[Term], place: int, sign: str, length: int, point: Point) -> Found:
    """A day and month with the year glued on behind, if it is there."""
    year = at(terms, place + 1)
    if at(terms, place).words == sign and year.glued and year.tags.get("figures") in {2, 4} and year.number is not None:
        return length + 2, evolve(point, year=_full_year(year))
    return length, point


def _day_and_month(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """12 de marzo, the 12th of March 2027, viernes 12 de marzo, 12 del mes que viene."""
    here, weekday = _weekday_before(terms, place)
    here = skip(terms, here, "the", "day", "on") if "the" in at(terms, here) or "day" in at(terms, here) else here
    day = _day_number(terms, here)
    if day is None:
        return None
    of = skip(terms, here + 1, "of", "the", "in") if {"of", "in"} & at(terms, here + 1).tags.keys() else here + 1
    month = at(terms, of)
    if "month" in month and not (of == here + 1 and "ordinal" in terms[here] and "month" not in month):
        end, year = year_after(terms, of + 1)
        return end - place, Point(day=day, month=month.tags["month"], year=year, weekday=weekday)
    relative = _relative_month(terms, of, calendar)
    if of > here + 1 and relative is not None:
        end, first = relative
        return end - place, Point(day=day, month=first.month, year=first.year, weekday=weekday)
    return None


def _weekday_before(terms: Sequence[Term], place: int) -> tuple[int, int | None]:
    """Past a weekday that names the same day as the date behind it, and its number."""
    here = skip(terms, place, "the", "this", "next") if {"the", "this", "next"} & terms[place].tags.keys() else place
    weekday = at(terms, here).tags.get("weekday")
    if weekday is None:
        return place, None
    return skip(terms, here + 1, "comma", "the", "day"), weekday


def year_after(terms: Sequence[Term], place: int) -> tuple[int, int | None]:
    """Past the year that follows a month, and the year."""
    here = skip(terms, place, "of", "comma", "the")
    year = at(terms, here)
    if (
        year.number is not None
        and 1000 <= year.number < 10_000
        and ("figures" not in year or year.tags["figures"] == 4)
    ):
        return here + 1, year.number
    if here > place and "of" in terms[place] and year.tags.get("figures") == 2 and not counts(terms, here):
        return here + 1, 2000 + (year.number or 0)
    return place, None


def _month_and_day(terms: Sequence[Term], place: int, _calendar: Calendar) -> Found:
    """March 12th, March the 12th, 2027, viernes, marzo 12."""
    here, weekday = _weekday_before(terms, place)
    month = at(terms, here).tags.get("month")
    if month is None:
        return None
    there = skip(terms, here + 1, "the", "stop") if "ordinal" not in at(terms, here + 1) else here + 1
    day = _day_number(terms, there)
    if day is None or counts(terms, there) or not terms[there].tags.keys() & {"figures", "nth", "ordinal"}:
        return None
    if day > month_length(None, month) and day > 31:
        return None
    end, year = year_after(terms, there + 1)
    return end - place, Point(day=day, month=month, year=year, weekday=weekday)


def _relative_month(terms: Sequence[Term], place: int, calendar: Calendar) -> tuple[int, date] | None:
    """Past "this month" or "next month", and a date in it."""
    here = skip(terms, place, "the", "this", "next")
    if "month_unit" not in at(terms, here):
        return None
    end = skip(terms, here + 1, "next", "this")
    ahead = any("next" in term for term in terms[place:end])
    return end, months_on(calendar.today, 1 if ahead else 0)


def _weekday(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """El viernes, next Friday, sexta que vem, viernes 12, the Friday of next week."""
    here = skip(terms, place, "this", "next")
    term = at(terms, here)
    if "weekday" not in term or ("ordinal" in term and not calendar.bare_days):
        return None
    if "option" in at(terms, here - 1) or ("ordinal" in term and "option" in at(terms, here + 1)):
        return None
    weekday = term.tags["weekday"]
    end = skip(terms, here + 1, "next")
    week = _week(terms, here + 1)
    if week is not None:
        monday = plus(calendar.today, -calendar.today.weekday())
        return week[0] - place, Point(exact=plus(monday, 7 * week[1] + weekday - 1))
    day_place = skip(terms, end, "the", "day") if "month" not in at(terms, end) else end
    day = at(terms, day_place)
    number = _day_number(terms, day_place) if day.tags.keys() & {"figures", "nth"} else None
    free = not counts(terms, day_place) and "slash" not in at(terms, day_place + 1)
    if number is not None and free and is_possible(Point(day=number)):
        return day_place + 1 - place, Point(day=number, weekday=weekday)
    said = {tag for each in (*terms[place:here], *terms[here + 1 : end]) for tag in each.tags}
    night = bool(at(terms, end).tags.keys() & {"night", "at_night"}) and "number" not in at(terms, end)
    return end - place, Point(weekday=weekday, soon="this" in said, wavering="wavering" in said, night=night)


def _week(terms: Sequence[Term], place: int) -> tuple[int, int] | None:
    """Past "of next week", and how many weeks ahead it is."""
    here = skip(terms, place, "of", "the", "the_f", "this", "next", "in")
    if "week" not in at(terms, here):
        return None
    end = skip(terms, here + 1, "next")
    said = {tag for term in terms[place:end] for tag in term.tags}
    return (end, 1 if "next" in said else 0) if said & {"next", "this"} else None


def _counted(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """Hoy, tomorrow, depois de amanhã; en tres días, in two weeks, daqui a um mês."""
    if "offset" in terms[place]:
        night = "tonight" in terms[place] or bool(at(terms, place + 1).tags.keys() & {"night", "at_night"})
        return 1, Point(exact=plus(calendar.today, terms[place].tags["offset"]), night=night)
    if "in" not in terms[place]:
        return None
    count = at(terms, place + 1)
    number = 1 if "article" in count else count.number
    unit = at(terms, place + 2)
    if number is None or number > 999:
        return None
    if "month_unit" in unit:
        return 3, Point(exact=months_on(calendar.today, number))
    days = 1 if "day" in unit else 7 if "week" in unit else None
    return (3, Point(exact=plus(calendar.today, number * days))) if days else None


def _weekend(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """Este finde, next weekend, o fim de semana que vem: Friday to Sunday."""
    here = skip(terms, place, "this", "next")
    long = "long_weekend" in at(terms, here)
    if "weekend" not in at(terms, here) and not long:
        return None
    end = skip(terms, here + 1, "next")
    said = {tag for term in (*terms[place:here], *terms[here + 1 : end]) for tag in term.tags}
    if not said and not {"the", "for"} & at(terms, place - 1).tags.keys():
        return None
    today = calendar.today
    friday = plus(today, (5 - today.isoweekday()) % 7 if today.isoweekday() != 6 else -1)
    if "next" in said and today.isoweekday() in {5, 6}:
        friday = plus(friday, 7)
    nights = 3 if long else 2
    other = Point(exact=plus(friday, 7), last=plus(friday, 7 + nights)) if "wavering" in said else None
    return end - place, Point(exact=max(friday, today), last=plus(friday, nights), swapped=other)


def _holiday(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """Semana Santa, Thanksgiving weekend, réveillon, carnaval 2027."""
    if "holiday" not in terms[place]:
        return None
    here = skip(terms, place + 1, "of", "comma")
    year = at(terms, here).number if at(terms, here).tags.get("figures") == 4 else None
    point = holiday(terms[place].tags, calendar.today, year)
    return None if point is None else ((here + 1 if year is not None else place + 1) - place, point)


def _night_of(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """La noche del 25, the night of the 25th, a noite do dia 25, las noches del 18 y 19."""
    if not {"night", "at_night"} & terms[place].tags.keys() or "number" in at(terms, place - 1):
        return None
    if "of" not in at(terms, place + 1):
        return None
    here = place + 1 if "the" in at(terms, place + 1) else place + 2
    found = _date(terms, here, calendar) if here < len(terms) else None
    if found is None and "the" in at(terms, here):
        here = skip(terms, here, "the", "day")
        found = _date(terms, here, calendar) if here < len(terms) else None
    if found is None and "number" in at(terms, here) and not counts(terms, here):
        number = _day_number(terms, here)
        found = (1, Point(day=number)) if number is not None and 1 <= number <= 31 else None
    return None if found is None else (here + found[0] - place, evolve(found[1], night=True))


def _bare_day(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """El 12, día 12, the 12th, 12th: a day of a month not said."""
    if not calendar.bare_days:
        return None
    here = skip(terms, place, "the", "day")
    term = at(terms, here)
    announced = here > place and not ("number" in at(terms, place - 1) and "day" in terms[place])
    announced = announced or "the" in at(terms, place - 1)
    number = term.number
    if number is None and calendar.ordinal_days and announced:
        number = term.tags.get("ordinal")
    if number is None or not (announced or "nth" in term) or counts(terms, here):
        return None
    if not 1 <= number <= 31 or term.tags.get("figures", 1) > 2:
        return None
    if "article" in term or {"slash", "colon"} & at(terms, here + 1).tags.keys():
        return None
    return here + 1 - place, Point(day=number)


_RULES: tuple[Callable[[Sequence[Term], int, Calendar], Found], ...] = (
    _night_of,
    _holiday,
    _figures,
    _day_and_month,
    _month_and_day,
    _weekday,
    _counted,
    _weekend,
    _bare_day,
)
