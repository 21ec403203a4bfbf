"""Weekdays: the coming one, the one of next week, the first of a month."""

from collections.abc import Sequence

from hotel_agent.adapters.nlu.embedded.holidays import holiday
from hotel_agent.adapters.nlu.embedded.months import day_number, relative_month, year_after
from hotel_agent.adapters.nlu.embedded.points import Point, is_possible, plus
from hotel_agent.adapters.nlu.embedded.reference import Calendar, Found
from hotel_agent.adapters.nlu.embedded.terms import Term, at, counts, in_range, skip

SATURDAY = 6
A_WEEK_ON = "week"
"""What British guests say behind a weekday: "Saturday week" is the Saturday after the coming one."""


def coming_weekday(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """El viernes, next Friday, sexta que vem, viernes 12, the Friday of next week."""
    here = skip(terms, place, "this", "next")
    term = at(terms, here)
    if "weekday" not in term:
        return None
    if "ordinal" in term and not (in_range(terms, here) if calendar.listed else calendar.bare_days):
        return None
    if "option" in at(terms, here - 1) or ("ordinal" in term and "option" in at(terms, here + 1)):
        return None
    weekday = term.tags["weekday"]
    end = skip(terms, here + 1, "next")
    week = _week(terms, here + 1) or _week_before(terms, place)
    if week is not None:
        monday = plus(calendar.today, -calendar.today.weekday())
        return max(week[0], here + 1) - place, Point(exact=plus(monday, 7 * week[1] + weekday - 1))
    coming = plus(calendar.today, (weekday - calendar.today.isoweekday()) % 7 or 7)
    if "after_next" in at(terms, here + 1):
        return here + 2 - place, Point(exact=plus(coming, 14), swapped=Point(exact=plus(coming, 7)))
    if at(terms, here + 1).words == A_WEEK_ON:
        return here + 2 - place, Point(exact=plus(coming, 7))
    day_place = skip(terms, end, "the", "day") if "month" not in at(terms, end) else end
    day = at(terms, day_place)
    number = day_number(terms, day_place) if day.tags.keys() & {"figures", "nth"} else None
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


def _week_before(terms: Sequence[Term], place: int) -> tuple[int, int] | None:
    """The week named a few words before: "next week from Tuesday to Thursday"."""
    for before in range(place - 1, max(-1, place - 7), -1):
        term = terms[before]
        if term.tags.keys() & {"stop", "break", "question", "length", "until"}:
            return None
        if "week" in term:
            beside = at(terms, before - 1).tags.keys() | at(terms, before + 1).tags.keys()
            return (place, 1 if "next" in beside else 0) if beside & {"next", "this"} else None
    return None


def nth_weekday(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """The first Friday of July, el segundo lunes del mes que viene; the last weekend of June, Friday to Sunday."""
    here = skip(terms, place, "the", "the_f")
    nth, weekday = at(terms, here).tags.get("ordinal"), at(terms, here + 1).tags.get("weekday")
    weekend = "weekend" in at(terms, here + 1)
    weekday = SATURDAY if weekend else weekday
    if nth is None or weekday is None or nth > 5 or not {"of", "in"} & at(terms, here + 2).tags.keys():
        return None
    there = skip(terms, here + 2, "of", "in", "the")
    month = at(terms, there).tags.get("month")
    if month is not None:
        end, year = year_after(terms, there + 1)
    else:
        end, first = relative_month(terms, there, calendar) or (there, None)
        month, year = (first.month, first.year) if first is not None else (None, None)
    if month is None:
        return None
    rule = {"holiday_month": month, "holiday_weekday": weekday, "holiday_nth": nth}
    point = holiday(rule, calendar.today, year)
    if weekend and point is not None and point.exact is not None:
        point = Point(exact=plus(point.exact, -1), last=plus(point.exact, 1))
    return None if point is None else (end - place, point)


def weekday_of_week(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """Next week on Friday, la semana que viene el viernes."""
    week = _week(terms, place)
    if week is None:
        return None
    here = skip(terms, week[0], "comma", "on", "the", "of")
    weekday = at(terms, here).tags.get("weekday")
    if weekday is None or "weekday" not in at(terms, here):
        return None
    monday = plus(calendar.today, -calendar.today.weekday())
    return here + 1 - place, Point(exact=plus(monday, 7 * week[1] + weekday - 1))
