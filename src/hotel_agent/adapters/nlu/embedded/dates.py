"""Dates as terms: of months, of weeks, counted from today, weekends, holidays, single nights."""

from collections.abc import Callable, Sequence

from attrs import evolve

from hotel_agent.adapters.nlu.embedded.holidays import holiday
from hotel_agent.adapters.nlu.embedded.months import day_and_month, day_number, figures, month_and_day
from hotel_agent.adapters.nlu.embedded.points import Point, is_possible, months_on, plus, resolve
from hotel_agent.adapters.nlu.embedded.reference import Calendar, Found
from hotel_agent.adapters.nlu.embedded.terms import Term, at, counts, joined, skip
from hotel_agent.adapters.nlu.embedded.weekdays import coming_weekday, nth_weekday, weekday_of_week

_OPENS = (
    frozenset({"number", "ordinal", "the", "the_f", "day", "week", "weekday", "weekend", "long_weekend"})
    | frozenset({"month", "this", "next", "offset", "in", "night", "at_night", "holiday"})
)  # fmt: skip
"""What a date can begin with."""


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
    return _first(_NIGHTS, terms, place, calendar) or _day(terms, place, calendar)


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
    number = terms[place].number
    if number is None or number > 999 or "hence" not in at(terms, place + 2):
        return None
    days = {"day": 1, "week": 7}
    length = next((days[unit] for unit in days if unit in at(terms, place + 1)), None)
    return (3, Point(exact=plus(calendar.today, number * length))) if length else None


def _weekend(terms: Sequence[Term], place: int, calendar: Calendar) -> Found:
    """Este finde, next weekend, o fim de semana que vem: Friday to Sunday."""
    here = skip(terms, place, "this", "next")
    long = "long_weekend" in at(terms, here)
    if "of" in at(terms, here + 1) and "month" in at(terms, here + 2):
        return None
    if "weekend" not in at(terms, here) and not long:
        return None
    end = skip(terms, here + 1, "next")
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
    friday = plus(day, 5 - day.isoweekday())
    return here + found[0], Point(exact=max(friday, calendar.today), last=plus(friday, 2))


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
_NIGHTS: tuple[Rule, ...] = (_night_of, _weekend)
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
