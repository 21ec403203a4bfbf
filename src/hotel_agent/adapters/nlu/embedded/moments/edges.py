"""Edges: a day, a time of day, a part of a day, or a day with either; alone, or as one end of a range."""

from datetime import date, datetime, time

from attrs import frozen

from hotel_agent.adapters.nlu.embedded.moments.clocks import Clock, clock
from hotel_agent.adapters.nlu.embedded.moments.dates import day, shifted
from hotel_agent.adapters.nlu.embedded.moments.day import Day
from hotel_agent.adapters.nlu.embedded.moments.named import bare_day
from hotel_agent.adapters.nlu.embedded.moments.names import EVENING, MEALS, NIGHT, PARTS
from hotel_agent.adapters.nlu.embedded.moments.words import Words, once
from hotel_agent.adapters.nlu.embedded.points import plus
from hotel_agent.domain.conversations.said import Between, Kind, Read

HALF_PART = 2
"""Hours that "early" and "late" leave of a part of a day."""


@frozen(slots=True)
class Edge:
    """What one end of a range can be. `instant` is a moment counted from now."""

    end: int
    day: Day | None = None
    clock: Clock | None = None
    part: int | None = None
    shade: str = ""
    """ "early" or "late" in that part of the day, or in the day."""
    instant: datetime | None = None


def at_clock(words: Words, on: date, when: time) -> datetime:
    """A moment on the property's clock."""
    return datetime.combine(on, when, tzinfo=words.now.tzinfo)


def clocked(told: Clock, part: int | None) -> Clock:
    """A time in the part of the day said with its day, if one was."""
    return told if part is None else told.in_part(part)


@once
def part_of_day(words: Words, place: int) -> Edge | None:
    """In the morning, por la tarde, early this evening's "early ... evening", mornings."""
    here = place
    shade = ""
    while words.has(here, "in", "the", "at", "early", "late", "of", "around", "on"):
        if words.has(here, "early", "late") and not shade:
            shade = "early" if words.has(here, "early") else "late"
        here += 1
        if here > place + 4:
            return None
    part = words.value(here, "day_part")
    if part is None:
        return None
    if words.has(here, "offset") and not words.has(here - 1, "the", "in"):
        return None
    if part in MEALS and not words.has(here - 1, "at", "around", "before", "after", "until"):
        return None
    if words.has(here, "weak") and here == place:
        return None
    if words.has(here, "unit") and words.has(here - 1, "number"):
        return None
    return Edge(here + 1, part=part, shade=shade)


@once
def of_today(words: Words, place: int) -> Edge | None:
    """This morning, tonight, last night, esta tarde, anoche, next evening."""
    here = place
    shade = ""
    if words.has(here, "early", "late"):
        shade = "early" if words.has(here, "early") else "late"
        here = words.past(here + 1, "in", "the", "of")
    if words.has(here, "tonight"):
        return Edge(here + 1, day=Day(exact=words.today), part=NIGHT, shade=shade)
    if words.has(here, "last_night"):
        return Edge(here + 1, day=Day(exact=plus(words.today, -1)), part=NIGHT, shade=shade)
    here = words.past(here, "in") if words.has(here, "in") else here
    shift = 0 if words.has(here, "this") else -1 if words.has(here, "last") else 1 if words.has(here, "next") else None
    if words.has(here, "recent"):
        shift = 0
    if shift is None:
        return None
    if words.has(here + 1, "last", "recent") and shift == 0:
        here += 1
    if words.has(here + 1, "early", "late"):
        shade = "early" if words.has(here + 1, "early") else "late"
        here += 1
    part = words.value(here + 1, "day_part")
    if part is None or part in MEALS or words.has(here + 1, "weekday"):
        return None
    return Edge(here + 2, day=Day(exact=plus(words.today, shift)), part=part, shade=shade)


@once
def whole_day(words: Words, place: int) -> Edge | None:
    """A day alone, with the part of it said right behind: "tomorrow morning", "el lunes por la tarde"."""
    found = day(words, place)
    if found is None:
        return None
    return with_part(words, Edge(found[0], day=found[1]))


def with_part(words: Words, edge: Edge) -> Edge:
    """The edge past a part of the day behind it."""
    if words.has(edge.end, "am", "pm") and not words.glued(edge.end):
        part = 3 if words.has(edge.end, "pm") else 2
        return Edge(edge.end + 1, day=edge.day, part=part)
    here = words.past(edge.end, "comma") if words.has(edge.end + 1, "day_part", "in", "at") else edge.end
    behind = part_of_day(words, here)
    if behind is None:
        return edge
    return Edge(behind.end, day=edge.day, part=behind.part, shade=behind.shade)


def moment(words: Words, place: int, *, bare: bool = False) -> Edge | None:
    """The longest edge from here on; `bare` lets a number alone be a day or an hour."""
    options = [
        _day_then_clock(words, place), _clock_then_day(words, place), _part_then_day(words, place),
        _instant(words, place),
    ]  # fmt: skip
    known = [edge for edge in options if edge is not None]
    if bare and not known:
        found = bare_day(words, place)
        if found is not None:
            return Edge(found[0], day=found[1])
    return max(known, key=lambda edge: edge.end) if known else None


@once
def _instant(words: Words, place: int) -> Edge | None:
    """Now, in 3 minutes, two hours ago."""
    here = words.past(place, "in") if words.has(place + 1, "now") else place
    if words.has(here, "now", "soon"):
        return Edge(here + 1, instant=words.now)
    found = shifted(words, place)
    if found is None or not isinstance(found[1], datetime):
        return None
    return Edge(found[0], instant=found[1])


@once
def _day_then_clock(words: Words, place: int) -> Edge | None:
    edge = of_today(words, place) or whole_day(words, place) or _announced_day(words, place)
    if edge is None:
        return None
    second = _same_day(words, edge)
    edge = second or edge
    here = words.past(edge.end, "comma", "dash", "on") if words.has(edge.end, "comma", "dash", "on") else edge.end
    stamped = words.term(here).words == "t" and words.glued(here) and words.glued(here + 1)
    if stamped or (words.has(here, "for") and words.has(here + 2, "colon", "am", "pm")):
        here += 1
    told = clock(words, here)
    if told is None or (told[1].bare and not _hour_fits(words, here, told[0], edge)):
        return edge
    if _starts_range(words, here, told[0]) or words.has(told[0], "unit", "weekday"):
        return edge
    return Edge(told[0], day=edge.day, clock=clocked(told[1], edge.part))


def _announced_day(words: Words, place: int) -> Edge | None:
    """On 15, with a time behind: a bare day of the month."""
    found = bare_day(words, place + 1) if words.has(place, "on") else None
    if found is None or not words.has(found[0], "at", "comma"):
        return None
    told = clock(words, words.past(found[0], "comma"))
    return Edge(found[0], day=found[1]) if told is not None and not told[1].bare else None


def _same_day(words: Words, edge: Edge) -> Edge | None:
    """The same day said again behind: "tomorrow, 13/04/21"; "friday, the 23rd" is read elsewhere."""
    if edge.day is None or edge.day.exact is None or not words.has(edge.end, "comma"):
        return None
    again = day(words, words.past(edge.end, "comma", "the"))
    if again is None or again[1].month is None or again[1].year is None:
        return None
    return Edge(again[0], day=again[1], part=edge.part)


def _hour_fits(words: Words, here: int, end: int, edge: Edge) -> bool:
    """Whether a bare number behind a day is an hour: "tonight at 7", "friday 23 at 4"; never "Tuesday 5 people"."""
    if words.has(here, "at") or words.has(here - 1, "at"):
        return not (words.has(end, "unit", "month", "slash", "percent", "currency") or words.is_nth(end))
    spelled = "figures" not in words.term(here).tags
    closed = end >= len(words) or words.has(end, "sign", "comma", "stop", "break", "am", "pm", "day_part")
    return edge.part is not None and closed and (spelled or words.has(end, "stop") or end >= len(words))


def _starts_range(words: Words, here: int, end: int) -> bool:
    """Whether the time is the begin of a range, which is read as a whole."""
    if not words.has(end, "to", "until", "dash", "and"):
        return False
    told = clock(words, words.past(end + 1, "at", "the"))
    if told is None:
        return False
    return not (words.has(end, "and") and not words.has(here - 1, "between"))


@once
def _clock_then_day(words: Words, place: int) -> Edge | None:
    told = clock(words, place)
    if told is None:
        return None
    end, when = told
    here = (
        words.past(end, "on", "of", "comma", "the", "in") if words.has(end, "on", "of", "comma", "the", "in") else end
    )
    edge = of_today(words, end) or whole_day(words, end) or of_today(words, here) or whole_day(words, here)
    if edge is None or edge.day is None or (when.bare and not _bare_before(words, place, end, edge)):
        return None if when.bare else Edge(end, clock=when)
    if here > end and words.has(here - 1, "and"):
        return Edge(end, clock=when)
    if edge.day.is_span or (edge.day.weekday is None and edge.day.exact is None and edge.day.bare):
        return Edge(end, clock=when)
    return Edge(edge.end, day=edge.day, clock=clocked(when, edge.part))


def _bare_before(words: Words, place: int, end: int, edge: Edge) -> bool:
    """Whether a bare number before a day is an hour: "10 this night", "at 5 on Monday", not "2 next Monday"."""
    if words.has(place - 1, "at", "to_hour") or words.has(place, "at"):
        return True
    return edge.part is not None or ("figures" not in words.term(place).tags and words.has(end, "of", "on"))


@once
def _part_then_day(words: Words, place: int) -> Edge | None:
    """La noche del 4 de marzo, early morning of Monday; or a part of the day alone."""
    edge = part_of_day(words, place)
    if edge is None:
        return None
    here = words.past(edge.end, "of", "on", "the") if words.has(edge.end, "of", "on") else edge.end
    found = day(words, here) or day(words, edge.end)
    if found is not None and (here > edge.end or words.has(edge.end, "offset", "weekday")):
        told = clock(words, words.past(found[0], "comma"))
        if told is not None and not told[1].bare and not _starts_range(words, found[0], told[0]):
            return Edge(told[0], day=found[1], clock=told[1].in_part(edge.part or 0))
        return Edge(found[0], day=found[1], part=edge.part, shade=edge.shade)
    return edge


def result(words: Words, edge: Edge) -> tuple[Kind, tuple[Read, ...]] | None:
    """What an edge by itself says, with every reading."""
    if edge.instant is not None:
        return Kind.DATE_TIME, (edge.instant,)
    if edge.day is None:
        if edge.clock is not None:
            return Kind.TIME, edge.clock.readings()
        return (Kind.TIME_RANGE, (Between(*part_times(edge)),)) if edge.part is not None else None
    days = edge.day.readings(words.today)
    if edge.clock is not None:
        times = edge.clock.readings()
        return Kind.DATE_TIME, tuple(at_clock(words, on, when) for when in times for on in days)
    if edge.part is not None:
        begin, end = part_times(edge)
        return Kind.DATE_TIME_RANGE, tuple(Between(at_clock(words, on, begin), at_clock(words, on, end)) for on in days)
    return Kind.DATE, days


def part_times(edge: Edge) -> tuple[time, time]:
    """From when to when the part of the day lasts, as far as "early" and "late" leave it."""
    begin, end = PARTS[edge.part or EVENING]
    if edge.shade == "early":
        return begin, time(begin.hour + HALF_PART)
    if edge.shade == "late":
        return time(max(end.hour - HALF_PART, 0) + (end.minute > 0)), end
    return begin, end
