"""Dates as terms: of months, of weeks, counted from today, weekends, holidays, single nights."""

from collections.abc import Callable, Sequence
from datetime import date

from attrs import evolve

from hotel_agent.adapters.nlu.embedded.holidays import holiday
from hotel_agent.adapters.nlu.embedded.lengths import A_WEEK_FROM
from hotel_agent.adapters.nlu.embedded.months import day_and_month, day_number, figures, month_and_day
from hotel_agent.adapters.nlu.embedded.points import Point, is_possible, months_on, plus, resolve
from hotel_agent.adapters.nlu.embedded.reference import Calendar, Found
from hotel_agent.adapters.nlu.embedded.terms import Term, at, counts, joined, skip
from hotel_agent.adapters.nlu.embedded.weekdays import coming_weekday, nth_weekday, weekday_of_week

_OPENS = (
    frozenset({"number", "article", "ordinal", "the", "the_f", "day", "week", "weekday", "weekend", "long_weekend"})
    | frozenset({"month", "this", "next", "offset", "in", "night", "at_night", "holiday"})
)  # fmt: skip
"""What a date can begin with."""


MONDAY, FRIDAY = 1, 5
MOST_MOVED = 9
"""Where something is moved, "to 4" may still be a head count; more than this is a day."""


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
    found = _first(_NIGHTS, terms, place, calendar) or _day(terms, place, calendar)
    if found is None or "weekend" not in at(terms, place + found[0]) or found[1].last is not None:
        return found
    day = resolve(found[1], calendar.today)
    return found if day is None else (found[0] + 1, _weekend_around(day, calendar))


def _day(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """A date that names no other date inside it, so that no nesting of words can wind the search up."""
    return _first(_DAYS, terms, place, calendar)


def _first(rules: "tuple[Rule, ...]", terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    if place >= len(terms) or not _OPENS & terms[place].tags.keys():
        return None
    if "to" in terms[place] or ("from" in terms[place] and "the" in terms[place]):
        return None
    return next((found for rule in rules if (found := rule(terms, place, calendar)) is not None), None)


def _counted(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """Hoy, tomorrow, depois de amanhã; en tres días, in two weeks, daqui a um mês."""
    later = _hence(terms, place, calendar)
    if later is not None:
        return later
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


def _hence(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """Two weeks from now."""
    number = 1 if "article" in terms[place] else terms[place].number
    if number is None or number > 999:
        return None
    if "week" in at(terms, place + 1) and at(terms, place + 2).words == A_WEEK_FROM:
        weekday = at(terms, place + 3).tags.get("weekday")
        coming = resolve(Point(weekday=weekday), calendar.today)
        if weekday is None or coming is None:
            return None
        return 4, Point(exact=plus(coming, 7 * number), swapped=Point(exact=coming))
    if "hence" not in at(terms, place + 2):
        return None
    days = {"day": 1, "week": 7}
    length = next((days[unit] for unit in days if unit in at(terms, place + 1)), None)
    return (3, Point(exact=plus(calendar.today, number * length))) if length else None


def _weekend(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """Este finde, next weekend, o fim de semana que vem: Friday to Sunday."""
    here = skip(terms, place, "this", "next")
    long = "long_weekend" in at(terms, here)
    if "of" in at(terms, here + 1) and "month" in at(terms, here + 2) and day_number(terms, here + 3) is None:
        return None
    if "weekend" not in at(terms, here) and not long:
        return None
    end = skip(terms, here + 1, "next", "after_next")
    named = _weekend_of(terms, end, calendar)
    if named is not None:
        return named[0] - place, named[1]
    said = {tag for term in (*terms[place:here], *terms[here + 1 : end]) for tag in term.tags}
    if not said and not {"the", "for"} & at(terms, place - 1).tags.keys():
        return None
    today = calendar.today
    friday = plus(today, (5 - today.isoweekday()) % 7 if today.isoweekday() != 6 else -1)
    if "next" in said and today.isoweekday() in {5, 6}:
        friday = plus(friday, 7)
    nights = 3 if long else 2
    coming = Point(exact=max(friday, today), last=plus(friday, nights))
    if "after_next" in said:
        ahead = [Point(exact=plus(friday, days), last=plus(friday, days + nights)) for days in (14, 7)]
        return end - place, evolve(ahead[0], swapped=ahead[1])
    if "wavering" not in said:
        return end - place, coming
    return end - place, Point(exact=plus(friday, 7), last=plus(friday, 7 + nights), swapped=coming)


def _weekend_of(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """Past "of the 5th", and the weekend that day is in or comes before."""
    if "of" not in at(terms, place):
        return None
    here = skip(terms, place, "of", "the", "day")
    found = _day(terms, here, calendar)
    number = day_number(terms, here)
    if found is None and number is not None and not counts(terms, here) and 1 <= number <= 31:
        found = (1, Point(day=number))
    day = resolve(found[1], calendar.today) if found is not None else None
    if found is None or day is None:
        return None
    return here + found[0], _weekend_around(day, calendar)


def _weekend_around(day: date, calendar: Calendar) -> Point:
    """The weekend that a day is in, or comes before."""
    friday = plus(day, 5 - day.isoweekday())
    return Point(exact=max(friday, calendar.today), last=plus(friday, 2))


def _holiday(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """Semana Santa, Thanksgiving weekend, réveillon, carnaval 2027."""
    if "holiday" not in terms[place]:
        return None
    here = skip(terms, place + 1, "of", "comma")
    year = at(terms, here).number if at(terms, here).tags.get("figures") == 4 else None
    point = holiday(terms[place].tags, calendar.today, year)
    if point is None:
        return None
    return (here + 1 if year is not None else place + 1) - place, evolve(point, named=True)


def _beside_holiday(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """The Monday after Easter, el finde antes de Navidad."""
    here = skip(terms, place, "the", "the_f")
    weekday, joint = at(terms, here).tags.get("weekday"), at(terms, here + 1)
    weekend = "weekend" in at(terms, here)
    after = "after" in joint
    if (weekday is None and not weekend) or not (after or "ahead_of" in joint):
        return None
    there = skip(terms, here + 2, "the", "the_f", "of")
    found = _holiday(terms, there, calendar) if there < len(terms) else None
    first = found[1].exact if found is not None else None
    if found is None or first is None:
        return None
    last, wanted = found[1].last or first, FRIDAY if weekend else weekday or 0
    if after and last > first:
        last = plus(last, -1) if last.isoweekday() == MONDAY else last
    if after:
        day = plus(last, (wanted - last.isoweekday()) % 7 or 7)
    else:
        day = plus(first, -((first.isoweekday() - wanted) % 7 or 7))
    return there + found[0] - place, Point(exact=day, last=plus(day, 2) if weekend else None)


def _night_of(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """La noche del 25, the night of the 25th, a noite do dia 25, las noches del 18 y 19."""
    if not {"night", "at_night"} & terms[place].tags.keys() or "number" in at(terms, place - 1):
        return None
    if "of" not in at(terms, place + 1):
        return None
    here = place + 1 if "the" in at(terms, place + 1) else place + 2
    found = _day(terms, here, calendar)
    if found is None and "the" in at(terms, here):
        here = skip(terms, here, "the", "day")
        found = _day(terms, here, calendar)
    if found is None and "number" in at(terms, here) and not counts(terms, here):
        number = day_number(terms, here)
        found = (1, Point(day=number)) if number is not None and 1 <= number <= 31 else None
    return None if found is None else (here + found[0] - place, evolve(found[1], night=True))


def _bare_day(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """El 12, día 12, the 12th, 12th: a day of a month not said."""
    if not calendar.bare_days:
        return None
    here = skip(terms, place, "the", "day")
    term = at(terms, here)
    announced = here > place and not ("number" in at(terms, place - 1) and "day" in terms[place])
    announced = announced or "the" in at(terms, place - 1) or (calendar.ordinal_days and _stands_alone(terms, place))
    number = term.number
    if calendar.changing and {"for", "to"} & at(terms, place - 1).tags.keys() and (number or 0) > MOST_MOVED:
        announced = True
    if number is None and announced and (calendar.ordinal_days or _is_cued(terms, place)):
        number = term.tags.get("ordinal")
    if number is None or not (announced or "nth" in term) or counts(terms, here):
        return None
    if not 1 <= number <= 31 or term.tags.get("figures", 1) > 2:
        return None
    if "article" in term or {"slash", "colon"} & at(terms, here + 1).tags.keys() or figures(terms, here, calendar):
        return None
    return here + 1 - place, Point(day=number)


def _is_cued(terms: Sequence[Term], place: int) -> bool:
    """Whether arriving or leaving is spoken of right before: "leave on the third"."""
    return any(term.tags.keys() & {"arrive", "leave", "until"} for term in terms[max(0, place - 2) : place])


def _stands_alone(terms: Sequence[Term], place: int) -> bool:
    """Whether a number answers by itself: "14", "sí, el 14", "14 al 16"."""
    before = at(terms, place - 1).tags.keys()
    return not before or bool(before & {"comma", "break", "to", "until", "dash", "from", "yes", "please"})


Rule = Callable[[Sequence[Term], int, Calendar], Found]
_NIGHTS: tuple[Rule, ...] = (_beside_holiday, _night_of, _weekend)
_DAYS: tuple[Rule, ...] = (
    _holiday,
    figures,
    day_and_month,
    month_and_day,
    nth_weekday,
    weekday_of_week,
    coming_weekday,
    _counted,
    _bare_day,
)
