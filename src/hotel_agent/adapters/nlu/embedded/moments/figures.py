"""Dates in figures, and with the month's name between signs: 12/03, 2019-08-01, 23/Sep/2020, 20160701."""

from hotel_agent.adapters.nlu.embedded.moments.day import Day
from hotel_agent.adapters.nlu.embedded.moments.words import Words, once
from hotel_agent.adapters.nlu.embedded.points import month_length

OLD = 40
"""Two figures from here on are a year of the last century, under `YOUNG` of this one, and between either."""
YOUNG = 30
_SIGNS = frozenset({"/", "-", "."})

Found = tuple[int, Day] | None


@once
def figures(words: Words, place: int) -> Found:
    """A date written with signs between its parts, or as eight figures."""
    first = words.term(place)
    if first.tags.get("figures") == 8:
        return _eight(words, place)
    if "figures" not in first.tags and "month" not in first.tags:
        return None
    sign = words.term(place + 1)
    if sign.words not in _SIGNS:
        return None
    parts = _parts(words, place, sign.words)
    if len(parts) == 3:
        day = _of_three([words.term(each) for each in parts], day_first=words.day_first)
        return (parts[-1] + 1, day) if day is not None else None
    return _of_two(words, place) if len(parts) == 2 else None


def _eight(words: Words, place: int) -> Found:
    number = int(words.term(place).words)
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    fits = 1900 <= year < 2100 and 1 <= month <= 12 and 1 <= day <= month_length(year, month)
    return (place + 1, Day(day=day, month=month, year=year)) if fits else None


def _parts(words: Words, place: int, sign: str) -> list[int]:
    """The places of two or three parts joined by the same sign."""
    parts = [place]
    here = place + 1
    spaced = words.term(place).tags.get("figures") == 4
    while len(parts) < 3 and words.term(here).words == sign:
        part = words.term(here + 1)
        close = words.glued(here) and part.glued
        if not (close or spaced or (sign == "/" and len(parts) == 1)):
            break
        if not part.tags.keys() & {"figures", "month"} or part.tags.get("figures", 1) > 4:
            break
        parts.append(here + 1)
        here += 2
    return parts


def _of_three(terms: list, *, day_first: bool) -> Day | None:  # type: ignore[type-arg]
    sizes = [term.tags.get("figures", 0) for term in terms]
    numbers = [term.number or 0 for term in terms]
    named = [place for place, term in enumerate(terms) if "month" in term.tags and not term.tags.get("figures")]
    if len(named) == 1:
        month = terms[named[0]].tags["month"]
        rest = [place for place in range(3) if place != named[0]]
        years = [place for place in rest if sizes[place] == 4] or [rest[-1] if sizes[rest[-1]] == 2 else -1]
        if years[0] < 0 or min(sizes[place] for place in rest) > 2:
            return None
        day = next(place for place in rest if place != years[0])
        return _dated(numbers[day], month, numbers[years[0]], sizes[years[0]])
    if named or 0 in sizes or 3 in sizes:
        return None
    if sizes[0] == 4 and max(sizes[1:]) <= 2:
        swapped = numbers[1] > 12 >= numbers[2]
        month, day = (numbers[2], numbers[1]) if swapped else (numbers[1], numbers[2])
        return _dated(day, month, numbers[0], 4)
    if max(sizes[:2]) > 2:
        return None
    day, month = (numbers[0], numbers[1]) if day_first else (numbers[1], numbers[0])
    if month > 12 >= day:
        day, month = month, day
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return _dated(day, month, numbers[2], sizes[2])


def _dated(day: int, month: int, year: int, size: int) -> Day:
    if size == 4:
        return Day(day=day, month=month, year=year)
    years = full_years(year)
    return Day(day=day, month=month, year=years[0]) if len(years) == 1 else Day(day=day, month=month, years=years)


def full_years(year: int) -> tuple[int, ...]:
    """The years two figures can be."""
    if year >= OLD:
        return (1900 + year,)
    return (2000 + year,) if year < YOUNG else (2000 + year, 1900 + year)


def _of_two(words: Words, place: int) -> Found:
    """12/03, 21-nov, Jan-15; with another sign only where a word announces a date."""
    first, sign, second = words.term(place), words.term(place + 1), words.term(place + 2)
    sizes = first.tags.get("figures", 0), second.tags.get("figures", 0)
    behind = place + 3
    if "month" in second.tags and not sizes[1]:
        fits = sizes[0] in {1, 2} and first.number is not None
        return (behind, Day(day=first.number, month=second.tags["month"])) if fits else None
    if "month" in first.tags and not sizes[0]:
        fits = sizes[1] in {1, 2} and second.number is not None and sign.words != "."
        return (behind, Day(day=second.number, month=first.tags["month"])) if fits else None
    if max(sizes) > 2 or min(sizes) == 0 or first.number is None or second.number is None:
        return None
    if sign.words != "/" and not _is_announced(words, place, behind, sign.words):
        return None
    day, month = (first.number, second.number) if words.day_first else (second.number, first.number)
    if month > 12 >= day:
        day, month = month, day
    if not 1 <= month <= 12 or not 1 <= day <= month_length(None, month):
        return None
    year = words.term(behind + 1)
    if words.has(behind, "comma") and year.tags.get("figures") in {2, 4} and year.glued and year.number is not None:
        whole = (year.number,) if year.tags["figures"] == 4 else full_years(year.number)
        return behind + 2, Day(day=day, month=month, year=whole[0])
    return behind, Day(day=day, month=month)


def _is_announced(words: Words, place: int, behind: int, sign: str) -> bool:
    """Whether "on" or "en" stands before figures such as 12-5 or 4.22, and nothing counted behind."""
    if words.has(behind, "unit", "percent", "currency", "am", "pm", "of", "month", "day_part", "in"):
        return False
    if words.has(behind, "dash", "slash") or (words.term(behind).words == "." and words.glued(behind + 1)):
        return False
    before = words.term(place - 1)
    if sign == "." and not (before.tags.keys() & {"in", "on"}):
        return False
    if not words.glued(place + 1) or not words.glued(place + 2):
        return False
    return bool(before.tags.keys() & {"in", "on", "this", "next"} or (sign == "-" and "the" in before.tags))
