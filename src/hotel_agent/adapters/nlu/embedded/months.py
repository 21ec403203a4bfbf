"""Days of months: in figures, with the month by name or number, in this month or the next."""

from collections.abc import Sequence
from datetime import date

from attrs import evolve

from hotel_agent.adapters.nlu.embedded.points import Point, is_possible, month_length, months_on
from hotel_agent.adapters.nlu.embedded.reference import Calendar, Found
from hotel_agent.adapters.nlu.embedded.terms import Term, at, counts, skip

MONTHS = 12
LONGEST_MONTH = 31
_DOUBTFUL = frozenset({"mar"})
"""Months written short that are words of their own: "vista al mar"."""


def with_months(terms: Sequence[Term]) -> list[Term]:
    """The terms with no month read into a word that only looks like one."""
    return [
        evolve(term, tags={tag: value for tag, value in term.tags.items() if tag != "month"})
        if term.words in _DOUBTFUL and "month" in term and not _is_month(terms, place)
        else term
        for place, term in enumerate(terms)
    ]


def _is_month(terms: Sequence[Term], place: int) -> bool:
    """Whether such a word stands as a month does: beside a day, before a year, or after "de" or "en"; not "al mar"."""
    before = at(terms, place - 1)
    if before.tags.keys() & {"the", "the_f"}:
        return False
    if before.tags.keys() & {"of", "in"} or day_number(terms, place - 1) is not None:
        return True
    if before.tags.keys() & {"dash", "slash", "stop"} and day_number(terms, place - 2) is not None:
        return True
    there = skip(terms, place + 1, "of", "the", "dash", "slash", "stop")
    day = at(terms, there)
    return day.number is not None and day.tags.get("figures", 1) in {1, 2, 4} and not counts(terms, there)


def day_number(terms: Sequence[Term], place: int) -> int | None:
    """The day of a month the term can be, sensible or not, if it counts nothing."""
    term = at(terms, place)
    number = term.number if term.number is not None else None if "room" in term else term.tags.get("ordinal")
    return number if number is not None and 0 <= number <= 99 and term.tags.get("figures", 1) <= 2 else None


def figures(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """12/03, 12/03/2027, 2027-03-12, 12-mar-2027, viernes 12/03."""
    here, weekday = _weekday_before(terms, place)
    found = _plain_figures(terms, here, calendar) if here < len(terms) else None
    if found is None or weekday is None:
        return found
    return here - place + found[0], evolve(found[1], weekday=weekday)


def _plain_figures(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
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
    if whole or not ("slash" in sign or _dotted(terms, place)):
        return None
    if (first.number, second.number) == (24, 7) and not _in_range(terms, place, 3):
        return None
    return 3, _pair(first.number, second.number, None, calendar)


def _in_range(terms: Sequence[Term], place: int, length: int) -> bool:
    """Whether words around tell that a date stands here: "24/7" alone is round the clock."""
    around = at(terms, place - 1).tags.keys() | at(terms, place + length).tags.keys()
    return bool(around & {"from", "the", "until", "to", "day", "arrive", "leave", "dash"})


def _dotted(terms: Sequence[Term], place: int) -> bool:
    """Whether figures are a day and its month, as one end of a range of such: "10.04 al 12.04", "12-4 al 15-4"."""

    def fits(at_place: int) -> bool:
        day, sign, month = at(terms, at_place), at(terms, at_place + 1), at(terms, at_place + 2)
        dotted = "stop" in sign and month.tags.get("figures") == 2
        glued = (dotted or "dash" in sign) and sign.glued and month.glued
        return glued and 1 <= (month.number or 0) <= MONTHS and 1 <= (day.number or 0) <= LONGEST_MONTH

    joints = {"to", "until"} if "dash" in at(terms, place + 1) else {"to", "until", "dash"}
    ahead, behind = at(terms, place + 3).tags.keys() & joints, at(terms, place - 1).tags.keys() & joints
    if "clock" in at(terms, place + 3) or "at_time" in at(terms, place - 1):
        return False
    return fits(place) and bool((ahead and fits(place + 4)) or (behind and fits(place - 4)))


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


def day_and_month(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """12 de marzo, the 12th of March 2027, viernes 12 de marzo, 12 del mes que viene."""
    here, weekday = _weekday_before(terms, place)
    here = skip(terms, here, "the", "day", "on") if "the" in at(terms, here) or "day" in at(terms, here) else here
    day = day_number(terms, here)
    if day is None:
        return None
    of = skip(terms, here + 1, "of", "the", "in") if {"of", "in"} & at(terms, here + 1).tags.keys() else here + 1
    month = at(terms, of)
    if "month" in month and not (of == here + 1 and "ordinal" in terms[here] and "month" not in month):
        end, year = year_after(terms, of + 1)
        return end - place, Point(day=day, month=month.tags["month"], year=year, weekday=weekday)
    if "figures" in terms[here] and _numbered_month(terms, here + 1):
        return here + 3 - place, Point(day=day, month=at(terms, here + 2).number, weekday=weekday)
    relative = relative_month(terms, of, calendar)
    if of > here + 1 and relative is not None:
        end, first = relative
        month_told = (first.month, first.year) if first is not None else (None, None)
        return end - place, Point(day=day, month=month_told[0], year=month_told[1], weekday=weekday)
    return None


def _numbered_month(terms: Sequence[Term], place: int) -> bool:
    """Whether a month told by its number follows: "el 21 del 3"."""
    month = at(terms, place + 1)
    joined = {"of", "the"} <= at(terms, place).tags.keys()
    ranged = at(terms, place + 2).tags.keys() & {"to", "until", "dash", "slash"} and "the" not in at(terms, place - 2)
    return (
        joined and 1 <= (month.number or 0) <= 12 and "nth" not in month and not ranged and not counts(terms, place + 1)
    )


def _weekday_before(terms: Sequence[Term], place: int) -> tuple[int, int | None]:
    """Past a weekday that names the same day as the date behind it, and its number."""
    here = skip(terms, place, "the", "this", "next") if {"the", "this", "next"} & terms[place].tags.keys() else place
    weekday = at(terms, here).tags.get("weekday")
    if weekday is None:
        return place, None
    return skip(terms, here + 1, "comma", "the", "day"), weekday


def year_after(terms: Sequence[Term], place: int) -> tuple[int, int | None]:
    """Past the year that follows a month, and the year."""
    here = skip(terms, place, "of", "comma", "the", "in", "dash")
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


def month_and_day(terms: Sequence[Term], place: int, _calendar: Calendar) -> Found:
    """March 12th, March the 12th, 2027, viernes, marzo 12."""
    here, weekday = _weekday_before(terms, place)
    month = at(terms, here).tags.get("month")
    if month is None:
        return None
    there = skip(terms, here + 1, "the", "stop") if "ordinal" not in at(terms, here + 1) else here + 1
    if at(terms, there).tags.keys() & {"comma", "colon"} and _ranges(terms, there + 1):
        there += 1
    if "dash" in at(terms, there) and at(terms, there).glued and at(terms, there + 1).glued:
        there += 1
    day = day_number(terms, there)
    if day is None or counts(terms, there) or "article" in terms[there]:
        return None
    if day > month_length(None, month) and day > 31:
        return None
    end, year = year_after(terms, there + 1)
    return end - place, Point(day=day, month=month, year=year, weekday=weekday)


def _ranges(terms: Sequence[Term], place: int) -> bool:
    """Whether two days follow: "August, 5 to 9"."""
    joint = at(terms, place + 1).tags.keys() & {"to", "until", "dash"}
    last = place + 2
    return bool(joint) and None not in {day_number(terms, place), day_number(terms, last)} and not counts(terms, last)


def relative_month(terms: Sequence[Term], place: int, calendar: Calendar) -> tuple[int, date | None] | None:
    """Past "this month" or "next month", and a date in it; none where it is only "of the month"."""
    here = skip(terms, place, "the", "this", "next")
    if "month_unit" not in at(terms, here):
        return None
    end = skip(terms, here + 1, "next", "this")
    said = {tag for term in terms[place:end] for tag in term.tags}
    if not said & {"next", "this"}:
        return end, None
    return end, months_on(calendar.today, 1 if "next" in said else 0)
