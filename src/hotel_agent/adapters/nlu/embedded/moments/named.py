"""Days told with words: "12 de marzo", "Friday the 22nd", "the 4th", "el día 21 de este mes"."""

from attrs import evolve

from hotel_agent.adapters.nlu.embedded.moments.day import Day
from hotel_agent.adapters.nlu.embedded.moments.figures import figures, full_years
from hotel_agent.adapters.nlu.embedded.moments.words import Words, once
from hotel_agent.adapters.nlu.embedded.points import months_on

_COUNTED = ("unit", "am", "pm", "slash", "colon", "oclock", "to", "short_of", "thing", "currency", "percent")
"""What a number before is no day of."""
_THE = frozenset({"el", "del", "al", "the"})
"""What a bare number behind is a day of the month."""
LONGEST_MONTH = 31
BRIEFEST = 2
"""Letters of a weekday so short that it may be another word."""
DOTTED = 5
"""Letters of a month or weekday so short that a full stop behind it is part of it: "sept."."""
Found = tuple[int, Day] | None


@once
def named(words: Words, place: int) -> Found:
    """A day with its month, its weekday or both."""
    here, weekday, plain = _weekday(words, place)
    if words.term(here).words == "(" and weekday is not None:
        inner = figures(words, here + 1) or day_and_month(words, here + 1) or month_and_day(words, here + 1)
        if inner is not None and words.term(inner[0]).words == ")":
            return inner[0] + 1, evolve(inner[1], weekday=weekday)
    core = figures(words, here) or day_and_month(words, here) or month_and_day(words, here)
    if core is not None:
        return behind_weekday(words, core[0]), evolve(core[1], weekday=weekday)
    if weekday is None:
        return None
    confirmed = words.has(here - 1, "the", "day_word") and not plain
    number = day_number(words, here)
    ranged = number is not None and words.has(number[0], "to") and words.has(here, "nth")
    if number is None or (words.has(number[0], *_COUNTED) and not ranged):
        return None
    term = words.term(here)
    spelled = not term.tags.keys() & {"figures", "nth"}
    if spelled and not confirmed and "ordinal" not in term.tags:
        return None
    if words.has(number[0], "dash") and words.has(number[0] + 1, "number"):
        return None
    if words.has(number[0], "day_part") or (words.term(number[0]).words == "." and words.has(number[0] + 1, "figures")):
        return None
    end = behind_weekday(words, number[0])
    return end, Day(day=number[1], weekday=weekday, here=confirmed)


def behind_weekday(words: Words, place: int) -> int:
    """Past a weekday in brackets that only says the day again."""
    if words.has(place, "bracket") and words.has(place + 1, "weekday") and words.has(place + 2, "bracket"):
        return place + 3
    return place


def _weekday(words: Words, place: int) -> tuple[int, int | None, bool]:
    """Past a weekday that stands before a date, and its number; `plain` where nothing stands between."""
    here = words.past(place, "this", "next", "on") if words.has(place, "this", "next", "on") else place
    if words.has(place, "the") and words.has(place + 1, "weekday"):
        here = place + 1
    weekday = words.value(here, "weekday")
    if weekday is None or (words.has(here, "month") and not words.has(here + 1, "number", "comma")):
        relative = here if here > place and words.has(here, "figures", "month") else place
        return relative, None, False
    if len(words.term(here).words) == BRIEFEST and not words.has(here + 1, "comma", "stop", "figures"):
        return place, None, False
    here += 1
    if words.term(here).words == "." and words.has(here + 1, "number", "month", "ordinal"):
        here += 1
    end = words.past(here, "comma", "the", "day_word") if not words.has(here, "to_hour") else here
    if words.has(end, "on") and words.has(end + 1, "the", "number", "month"):
        end = words.past(end, "on", "the")
    return end, weekday, end == here or words.has(end - 1, "comma")


def day_number(words: Words, place: int) -> tuple[int, int] | None:
    """Past a number that can be a day of a month, and the number."""
    term = words.term(place)
    if term.number is not None:
        if not 0 < term.number <= 31 or term.tags.get("figures", 1) > 2:
            return None
        ordinal = words.value(place + 1, "ordinal")
        if "figures" not in term.tags and term.number in {20, 30} and ordinal and 0 < ordinal < 10:
            return place + 2, term.number + ordinal
        return place + 1, term.number
    ordinal = words.value(place, "ordinal")
    if ordinal is None or not 0 < ordinal <= 31:
        return None
    more = words.value(place + 1, "ordinal")
    if ordinal in {20, 30} and more and 0 < more < 10:
        return place + 2, ordinal + more
    return place + 1, ordinal


@once
def day_and_month(words: Words, place: int) -> Found:
    """12 de marzo, the 12th of March 2027, 21 of this month, el 9 de 8 de 1971."""
    here = words.past(place, "the", "day_word") if words.has(place, "the", "day_word") else place
    number = day_number(words, here)
    if number is None or words.has(place - 1, "currency"):
        return None
    end, day = number
    if words.value(end, "unit") == 4 and words.has(end + 1, "of"):
        end += 1
    joint = words.past(end, "of", "the", "in", "comma") if words.has(end, "of", "the", "in", "comma") else end
    if words.term(end).words in {"-", "."} and words.has(end + 1, "month"):
        joint = end + 1
    month = words.value(joint, "month")
    if month is not None and words.has(joint, "number") and joint == end:
        month = None
    if month is None and joint > end and words.has(joint, "this", "next") and words.value(joint + 1, "month"):
        joint, month = joint + 1, words.value(joint + 1, "month")
    if month is not None:
        after, told = year_behind(words, joint + 1)
        return behind_weekday(words, after), evolve(told, day=day, month=month)
    if joint > end and "figures" in words.term(here).tags:
        numbered = _numbered_month(words, joint)
        if numbered is not None:
            return numbered[0], evolve(numbered[1], day=day)
    relative = relative_month(words, end)
    if relative is not None and not words.has(here, "article"):
        return relative[0], evolve(relative[1], day=day)
    return None


def _numbered_month(words: Words, place: int) -> Found:
    """El 9 de 8 de 1971, el 21 del 3: a month by its number."""
    month = words.term(place)
    if month.tags.get("figures") not in {1, 2} or not 1 <= (month.number or 0) <= 12:
        return None
    after, told = year_behind(words, place + 1)
    if told.year is None and (
        not words.has(place - 1, "of") or words.has(place + 1, "unit", "month", "to", "until", "slash", "dash", "of")
    ):
        return None
    if told.year is None and "del" not in words.term(place - 1).words:
        return None
    return after, evolve(told, month=month.number)


@once
def month_and_day(words: Words, place: int) -> Found:
    """March 12th, March the 12th, 2027, Oct.23, Jan. 15."""
    month = words.value(place, "month")
    if month is None or words.has(place, "number"):
        return None
    here = place + 1
    if words.term(here).words in {".", "-"} and words.has(here + 1, "number"):
        here += 1
    here = words.past(here, "the") if words.has(here, "the") else here
    if words.has(here, "comma") and words.has(here + 1, "nth"):
        here += 1
    number = day_number(words, here)
    counting = number is not None and words.has(number[0], "unit") and not words.has(number[0], "day_part")
    if number is None or counting or words.has(number[0], "colon", "am", "pm") or words.term(number[0]).words == "'":
        return None
    if words.has(here, "ordinal") and words.has(number[0], "unit"):
        return None
    small = words.term(here).number or 99
    spelled = small < 20 and not words.has(here, "figures") and words.has(number[0], "number")
    if spelled and not year_at(words, number[0]):
        return None
    end, told = year_behind(words, number[0])
    return behind_weekday(words, end), evolve(told, day=number[1], month=month)


def year_behind(words: Words, place: int) -> tuple[int, Day]:
    """Past the year behind a month, and a day that knows the year."""
    here = place
    if words.term(here).words == "." and len(words.term(here - 1).words) <= DOTTED and here + 1 < len(words):
        here += 1
    dashed = words.term(here).words in {"-", "/"} and words.term(here + 1).tags.get("figures") == 4
    joint = here + 1 if dashed else words.past(here, "of", "comma", "in", "the")
    found = year_at(words, joint)
    if found is not None:
        clock = words.has(found[0], "colon", "am", "pm") and not words.has(found[0] + 1, "break")
        if not clock:
            return found[0], Day(year=found[1])
    short = words.term(joint)
    old = (joint > here and words.has(here, "of")) or (joint == here and (short.number or 0) > LONGEST_MONTH)
    if short.tags.get("figures") == 2 and short.number is not None and old:
        years = full_years(short.number)
        if not words.has(joint + 1, "colon", "am", "pm"):
            return joint + 1, Day(year=years[0]) if len(years) == 1 else Day(years=years)
    relative = relative_year(words, joint)
    if relative is not None and joint >= here:
        return relative
    return here if words.has(here, "number", "to", "until", "and", "dash", "comma", "on") else place, Day()


def relative_year(words: Words, place: int) -> tuple[int, Day] | None:
    """Past "next year", "del año pasado", and the year."""
    here = words.past(place, "the", "of")
    shift = _shift(words, here)
    if shift is not None and words.value(here + 1, "unit") == 8:
        return here + 2, Day(year=words.today.year + shift)
    if words.value(here, "unit") == 8 and _shift(words, here + 1) is not None:
        return here + 2, Day(year=words.today.year + (_shift(words, here + 1) or 0))
    return None


def _shift(words: Words, place: int) -> int | None:
    """Which one this, next or last is, counted from now."""
    if words.has(place, "next"):
        return 1
    if words.has(place, "last", "recent"):
        return -1
    return 0 if words.has(place, "this") else None


def relative_month(words: Words, place: int) -> tuple[int, Day] | None:
    """Past "of this month", "del mes que viene", and the month."""
    here = words.past(place, "of", "the", "in")
    shift = _shift(words, here)
    at = here + 1 if shift is not None else here
    if words.value(at, "unit") != 6:
        return None
    end = at + 1
    if shift is None and _shift(words, end) is not None:
        shift, end = _shift(words, end), end + 1
    if shift is None and here == place:
        return None
    first = months_on(words.today.replace(day=1), shift or 0)
    return end, Day(month=first.month, year=first.year)


def year_at(words: Words, place: int) -> tuple[int, int] | None:
    """Past a year in figures or words, and the year."""
    term = words.term(place)
    number = term.number
    if number is None or "nth" in term.tags:
        return None
    if "figures" in term.tags:
        return (place + 1, number) if term.tags["figures"] == 4 and 1000 <= number < 3000 else None
    if 1000 <= number < 3000:
        return place + 1, number
    following = words.term(place + 1)
    if not 10 <= number <= 21 or following.number is None or "figures" in following.tags:
        return None
    if 10 <= following.number <= 99 or 100 <= following.number <= 199:
        return place + 2, number * 100 + following.number % 100
    return None


@once
def bare_day(words: Words, place: int) -> Found:
    """The 18th, el día 21, el 15: a day of the month without its month."""
    here = words.past(place, "the", "day_word", "on")
    number = day_number(words, here)
    if number is None:
        return None
    end, day = number
    term = words.term(here)
    stops = ("unit", "month", "weekday", "slash", "colon", "am", "pm", "percent", "currency", "oclock", "thing")
    if words.has(end, *stops):
        return None
    if words.has(end, "number") and not (words.has(here - 1, "day_word") or "nth" in term.tags):
        return None
    if words.term(end).words in {".", ","} and words.glued(end) and words.has(end + 1, "figures"):
        return None
    told = words.has(here - 1, "day_word") or any("dia" in words.term(each).words for each in range(place, here))
    if words.value(end, "unit") == 4 and words.has(end + 1, "of"):
        return None
    if told and here > place:
        return end, Day(day=day)
    if "nth" in term.tags and "figures" not in term.tags and "ordinal" not in term.tags:
        led = words.has(here - 1, "the", "on", "of", "at")
        return end, Day(day=day, bare=not led, article=True)
    if "figures" in term.tags and words.term(here - 1).words.split(" ")[-1] in _THE:
        return end, Day(day=day, article=True)
    return end, Day(day=day, bare=True)
