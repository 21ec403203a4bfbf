"""Weekdays: "next Friday", "el lunes de la semana que viene", "the first Sunday of June", "two Mondays later"."""

from datetime import date

from hotel_agent.adapters.nlu.embedded.moments.day import Day
from hotel_agent.adapters.nlu.embedded.moments.named import BRIEFEST, relative_month, year_behind
from hotel_agent.adapters.nlu.embedded.moments.names import WEEK
from hotel_agent.adapters.nlu.embedded.moments.words import Words, once
from hotel_agent.adapters.nlu.embedded.points import months_on, plus

Found = tuple[int, Day] | None
SHORT = 4
"""Letters of a weekday so short that a full stop behind it is part of it: "sáb."."""


@once
def weekday(words: Words, place: int) -> Found:
    """A weekday, and which week's it is where that is said."""
    for reader in (_of_week_before, _nth, _counted, _plain):
        found = reader(words, place)
        if found is not None:
            return found
    return None


def _plain(words: Words, place: int) -> Found:
    """Friday, this Friday, next Friday, el viernes pasado, Friday of next week."""
    here = words.past(place, "the", "on")
    recent, coming = words.has(here, "recent"), words.has(here, "coming")
    shift = shift_at(words, here)
    if shift is not None:
        here += 1
        if shift == 0 and words.has(here, "last", "recent") and words.has(here + 1, "weekday"):
            here, recent = here + 1, True
    number = words.value(here, "weekday")
    if number is None or not _is_weekday(words, place, here, led=bool(shift)):
        return None
    end = here + 1
    if words.term(end).words == "." and len(words.term(here).words) <= SHORT and end + 1 < len(words):
        end += 1
    if coming or (shift is None and words.has(end, "coming")):
        ahead = plus(words.today, (number - words.today.isoweekday()) % 7 or 7)
        return (end if coming else end + 1), Day(exact=ahead)
    if recent:
        return end, Day(exact=plus(words.today, -((words.today.isoweekday() - number) % 7 or 7)))
    week = week_at(words, end) or _week_behind(words, end) if shift is None else (end, shift)
    return (week[0], Day(exact=in_week(words.today, week[1], number))) if week else (end, Day(weekday=number))


def _week_behind(words: Words, end: int) -> tuple[int, int] | None:
    """Past "next" or "pasado" right behind a weekday, and how many weeks ahead that is."""
    shift = shift_at(words, end)
    return (end + 1, shift) if shift is not None and not words.has(end + 1, "unit", "month", "weekday") else None


def _is_weekday(words: Words, place: int, here: int, *, led: bool) -> bool:
    """Whether the word is a weekday here: not a month ("mar"), an ordinal ("a segunda") or a verb ("sat")."""
    if words.has(here, "month") and not _stands_alone(words, here):
        return False
    if words.has(here, "ordinal") and words.has(here + 1, "unit", "day_part"):
        return False
    if not words.has(here, "weak"):
        return True
    if len(words.term(here).words) <= BRIEFEST:
        return False
    if words.term(here - 1).words in {"the", "el", "al"} and not words.has(here + 1, "number"):
        return False
    if here == place and words.term(here + 1).words == "by":
        return False
    if here == place and not _stands_alone(words, here):
        return False
    article = words.term(here - 1).words in {"a", "as", "o"} and here > place
    doubtful = article and words.has(here, "ordinal", "offset") and not led
    return not doubtful or _stands_alone(words, here)


def _stands_alone(words: Words, place: int) -> bool:
    """Whether a word that is other things too is a weekday here: capitalised, or beside words that tell a date."""
    if words.written(place)[:1].isupper() and place > 0:
        return True
    before, behind = words.term(place - 1).tags.keys(), words.term(place + 1).tags.keys()
    listed = {"weekday", "comma", "or", "and"}
    near = words.has(place - 2, "weekday") or words.has(place - 3, "weekday") or words.has(place + 2, "weekday")
    if near and (before & listed or behind & listed):
        return True
    signs = {"on", "in", "next", "last", "to", "until"}
    if words.has(place, "ordinal"):
        return bool(before & {"in", "until"}) or bool(behind & {"number", "at"})
    return bool(before & signs) or bool(behind & {"number", "at", "on"}) or len(words) == 1


def shift_at(words: Words, place: int) -> int | None:
    """Which one "this", "next" or "last" is, counted from now."""
    if words.has(place, "next"):
        return 1
    if words.has(place, "last", "recent"):
        return -1
    return 0 if words.has(place, "this") else None


def week_at(words: Words, place: int) -> tuple[int, int] | None:
    """Past "of next week" or "la semana que viene", and how many weeks ahead it is."""
    here = words.past(place, "of", "the", "in", "comma", "dash", "from")
    shift = shift_at(words, here)
    if shift is not None and words.value(here + 1, "unit") == WEEK:
        return here + 2, shift
    if words.value(here, "unit") == WEEK and words.term(here).words[-1:] != "s":
        behind = shift_at(words, here + 1)
        if behind is not None:
            return here + 2, behind
        if here > place and words.has(here - 1, "the"):
            return here + 1, 0
    return None


def in_week(today: date, weeks: int, number: int) -> date:
    """That weekday of the week so many weeks ahead; weeks begin on Monday (ISO 8601)."""
    return plus(today, 7 * weeks + number - today.isoweekday())


def _of_week_before(words: Words, place: int) -> Found:
    """Next week on Friday, la semana anterior - lunes, this week Monday."""
    week = week_at(words, place)
    if week is None:
        return None
    here = words.past(week[0], "on", "comma", "dash", "the", "of", "in")
    number = words.value(here, "weekday")
    if number is None or words.has(here + 1, "to", "until", "dash"):
        return None
    return here + 1, Day(exact=in_week(words.today, week[1], number))


def _nth(words: Words, place: int) -> Found:
    """The first Friday of July, la primera sexta deste mês, the last Monday of next year, first Sunday."""
    here = words.past(place, "the", "in")
    nth, number = words.value(here, "ordinal"), words.value(here + 1, "weekday")
    if nth is None and words.has(here, "nth", "figures") and (words.term(here).number or 9) <= 5:
        nth = words.term(here).number if words.has(here, "nth") else None
    if nth is None and words.has(here, "last") and words.has(words.past(here + 2, "of", "in", "the"), "month"):
        nth = -1
    doubtful = words.has(here, "weekday") and not words.has(here, "last")
    of_month = words.has(words.past(here + 2, "of", "in"), "month", "this")
    if nth is None or number is None or nth > 5 or (doubtful and not of_month):
        return None
    end = here + 2
    joint = words.past(end, "of", "in", "the")
    month = words.value(joint, "month")
    if month is not None:
        after, told = year_behind(words, joint + 1)
        if told.year is not None:
            return after, Day(exact=nth_weekday(told.year, month, nth, number))
        ahead = [nth_weekday(words.today.year + years, month, nth, number) for years in (0, 1)]
        coming = next((day for day in ahead if day and day >= words.today), None)
        return joint + 1, Day(exact=coming)
    relative = relative_month(words, end)
    if relative is not None:
        first = relative[1]
        day = nth_weekday(first.year or 1, first.month or 1, nth, number)
        return relative[0], Day(exact=day) if day else Day(day=31, month=2, year=2001)
    if nth < 0:
        return None
    day = nth_weekday(words.today.year, words.today.month, nth, number)
    return end, Day(exact=day) if day else Day(day=31, month=2, year=2001)


def nth_weekday(year: int, month: int, nth: int, number: int) -> date | None:
    """The nth such weekday of a month, -1 the last; nothing where the month has fewer."""
    if not 1 <= year < 9999:
        return None
    if nth < 0:
        last = plus(months_on(date(year, month, 1), 1), -1)
        return plus(last, -((last.isoweekday() - number) % 7))
    first = date(year, month, 1)
    day = plus(first, (number - first.isoweekday()) % 7 + 7 * (nth - 1))
    return day if day.month == month else None


def _counted(words: Words, place: int) -> Found:
    """Two Mondays later."""
    number, day = words.term(place).number, words.value(place + 1, "weekday")
    if number is None or day is None or not 1 <= number <= 52 or not words.has(place + 2, "later"):
        return None
    ahead = (day - words.today.isoweekday()) % 7 or 7
    return place + 3, Day(exact=plus(words.today, ahead + 7 * (number - 1)))
