"""Shades: what lies before, after, since or until something said; its begin, middle or end; what is left of it."""

from datetime import date, datetime, time

from hotel_agent.adapters.nlu.embedded.moments.dates import day, shifted
from hotel_agent.adapters.nlu.embedded.moments.edges import at_clock, moment, result
from hotel_agent.adapters.nlu.embedded.moments.lengths import length, of_unit, quantity
from hotel_agent.adapters.nlu.embedded.moments.names import LAST_MOMENT, MONTH, WEEK, YEAR
from hotel_agent.adapters.nlu.embedded.moments.period import Period
from hotel_agent.adapters.nlu.embedded.moments.periods import period, unit_near
from hotel_agent.adapters.nlu.embedded.moments.ranges import Found
from hotel_agent.adapters.nlu.embedded.moments.weekdays import in_week, shift_at
from hotel_agent.adapters.nlu.embedded.moments.words import Words, once
from hotel_agent.adapters.nlu.embedded.points import months_on, plus
from hotel_agent.domain.conversations.said import Between, Kind, Read, When

_SIDES = ("before", "after", "since", "up_to", "until")
BOUNDS = frozenset(_SIDES)
"""What opens a range of which one end is told."""
SHADES = frozenset({"early", "middle", "late", "rest", "end_of_day", "end_of_month", "end_of_year"})
"""What tells a part of a period."""
CORE_OF_PERIODS = frozenset({"month", "number", "figures", "unit", "quarter_name", "week_begins", "season"})
_RANGE = {Kind.DATE: Kind.DATE_RANGE, Kind.TIME: Kind.TIME_RANGE, Kind.DATE_TIME: Kind.DATE_TIME_RANGE}


@once
def bounded(words: Words, place: int) -> Found:
    """After 5pm, since January 2010, antes de las dos, until Friday: what has one end only."""
    here = words.past(place, "in", "any") if words.has(place + 1, "before", "after", "since") else place
    side = next((tag for tag in _SIDES if words.has(here, tag)), None)
    if side is None:
        return None
    inner = simple(words, words.past(here + 1, "at", "the", "around", "on")) or simple(words, here + 1)
    if inner is None:
        return None
    end, kind, readings = inner
    kind = _RANGE.get(kind, kind)
    if side == "since" and words.has(here, "from") and kind is Kind.DATE_RANGE and words.term(here).words in _FROM:
        return None
    shade = next((each for each in ("early", "late") if words.has(words.past(here + 1, "the"), each)), "")
    if shade and kind is Kind.DATE_RANGE:
        whole = _whole_of(words, words.past(here + 1, "the"))
        if whole is not None and whole[0] == end:
            ends = [each[0] if shade == "early" else each[1] for each in whole[1].readings]
            sides = [Between(each, None) if side in {"after", "since"} else Between(None, each) for each in ends]
            return end, kind, tuple(sides)
    found = tuple(_bound(each, side) for each in readings)
    return end, kind, found


def _whole_of(words: Words, place: int) -> tuple[int, Period] | None:
    """The period that "the end of" is said of."""
    inner = words.past(place + 1, "of", "in", "the")
    return period(words, inner) or period(words, place + 1)


def measured(words: Words, place: int) -> Found:
    """More than two weeks ago, hace más de 3 días: up to a day, or from it on."""
    here = place + 1 if words.has(place, "since_ago") else place
    side = "before" if words.has(here, "more_than") else "after" if words.has(here, "less_than") else None
    if side is None:
        return None
    found = shifted(words, place) if here > place else shifted(words, here + 1)
    if found is None or found[1] >= (words.now if isinstance(found[1], datetime) else words.today):
        return None
    kind = Kind.DATE_TIME_RANGE if isinstance(found[1], datetime) else Kind.DATE_RANGE
    return found[0], kind, (_bound(found[1], side),)


_FROM = frozenset({"de", "del", "do", "da", "dos", "das"})


def _bound(read: Read, side: str) -> Between:
    if isinstance(read, Between):
        if side == "before":
            return Between(None, read.begin)
        if side == "after":
            return Between(read.end, None)
        return Between(None, read.begin) if side in {"until", "up_to"} else Between(read.begin, None)
    if not isinstance(read, (date, time)):
        raise TypeError(read)
    return Between(read, None) if side in {"after", "since"} else Between(None, read)


def open_ended(words: Words, place: int) -> Found:
    """3 pm or later, 1/1/2016 and after; today before 4pm, Tuesday after 1pm."""
    inner = simple(words, place)
    if inner is None:
        return None
    end, kind, readings = inner
    onward = words.has(end, "or_later") and not words.has(end + 1, "of", "the") and words.term(end + 1).words != "que"
    side = "since" if onward else "before" if words.has(end, "or_earlier") else None
    if side is not None and kind in _RANGE:
        behind = words.past(end + 1, "on")
        on = moment(words, behind) if kind is Kind.TIME and behind > end + 1 else None
        found = tuple(_bound(each, side) for each in readings)
        if on is not None and on.day is not None and on.clock is None and on.part is None:
            known = on.day.readings(words.today)
            return (
                on.end,
                Kind.DATE_TIME_RANGE,
                tuple(_dated(words, each, on_day) for each in found for on_day in known),
            )
        if words.has(end + 1, "number", "weekday", "month", "offset", "that"):
            return None
        return end + 1, _RANGE[kind], found
    if kind is not Kind.DATE:
        return None
    later = bounded(words, words.past(end, "comma"))
    if later is None or later[1] is not Kind.TIME_RANGE:
        return None
    days = [each for each in readings if isinstance(each, date)]
    return (
        later[0],
        Kind.DATE_TIME_RANGE,
        tuple(_dated(words, each, on) for each in later[2] if isinstance(each, Between) for on in days),
    )


def _dated(words: Words, read: Between, on: date) -> Between:
    ends: list[When | None] = [
        at_clock(words, on, each) if isinstance(each, time) else each for each in (read.begin, read.end)
    ]
    return Between(*ends)


def bounded_then_day(words: Words, place: int) -> Found:
    """Before 2pm today, after 10 on Monday."""
    inner = bounded(words, place)
    if inner is None or inner[1] is not Kind.TIME_RANGE:
        return None
    on = moment(words, words.past(inner[0], "on", "of"))
    if on is None or on.day is None or on.clock is not None or on.part is not None or on.day.bare:
        return None
    days = on.day.readings(words.today)
    return (
        on.end,
        Kind.DATE_TIME_RANGE,
        tuple(_dated(words, each, each_day) for each in inner[2] if isinstance(each, Between) for each_day in days),
    )


@once
def simple(words: Words, place: int) -> Found:
    """A day, a time, a moment, a part of a day or a period, whatever is longest."""
    options: list[tuple[int, Kind, tuple[Read, ...]]] = []
    edge = moment(words, place)
    if edge is not None:
        told = result(words, edge)
        if told is not None:
            options.append((edge.end, *told))
    for reader, needed in ((_period, CORE_OF_PERIODS), (shaded, SHADES)):
        found = reader(words, place) if needed & words.tags else None
        if found is not None:
            options.append(found)
    return max(options, key=lambda each: each[0]) if options else None


def _period(words: Words, place: int) -> Found:
    found = period(words, place)
    return (found[0], Kind.DATE_RANGE, tuple(Between(*each) for each in found[1].readings)) if found else None


@once
def shaded(words: Words, place: int) -> Found:
    """Early next week, mediados de mayo, end of 2016, later this week, rest of the month, end of day."""
    here = words.past(place, "the", "in")
    if words.has(here, "end_of_day"):
        on = day(words, words.past(here + 1, "of", "on"))
        known = on[1].readings(words.today) if on is not None and words.has(here + 1, "offset", "of", "on") else ()
        end = on[0] if on is not None and known else here + 1
        return end, Kind.DATE_TIME, (at_clock(words, known[0] if known else words.today, LAST_MOMENT),)
    if words.has(here, "end_of_month"):
        return here + 1, Kind.DATE_RANGE, (_late_month(words.today.replace(day=1)),)
    if words.has(here, "end_of_year"):
        return here + 1, Kind.DATE_RANGE, (Between(date(words.today.year, 7, 1), date(words.today.year + 1, 1, 1)),)
    shade = next((tag for tag in ("early", "middle", "late", "rest") if words.has(here, tag)), None)
    if shade is None:
        return None
    inner = words.past(here + 1, "of", "in", "my", "comma") if words.has(here + 1, "of", "in", "my") else here + 1
    if shade == "rest":
        return _rest(words, inner)
    found = period(words, inner) or period(words, inner - 1)
    unit = words.value(words.past(inner, "the"), "unit")
    if found is None and unit in {WEEK, MONTH, YEAR}:
        end = words.past(inner, "the") + 1
        found = end, unit_near(words, unit or WEEK, 0)
    if found is not None:
        return _in_period(words, here, found[0], found[1], shade)
    on = day(words, inner)
    if on is None or on[1].is_span:
        return None
    days = on[1].readings(words.today)
    if shade == "late" and words.term(here).words in _LAST:
        return on[0], Kind.DATE_TIME, tuple(at_clock(words, each, LAST_MOMENT) for each in days)
    return on[0], Kind.DATE_TIME_RANGE, tuple(_half_day(words, each, shade) for each in days)


_LAST = frozenset(
    {
        "end of",
        "the end of",
        "final de",
        "fin de",
        "final del",
        "fin del",
        "fim de",
        "fim do",
        "final da",
        "fim da",
        "final do",
    }
)


def _half_day(words: Words, on: date, shade: str) -> Between:
    noon = at_clock(words, on, time(12))
    if shade == "early":
        return Between(at_clock(words, on, time(0)), noon)
    return Between(noon, at_clock(words, plus(on, 1), time(0)))


def _in_period(words: Words, here: int, end: int, found: Period, shade: str) -> Found:
    """The begin, the middle or the end of a period."""
    spoken = words.term(here).words
    spans: list[Read] = []
    for begin, stop in found.readings:
        if begin is None or stop is None:
            spans.append(Between(None, None))
            continue
        running = begin <= words.today < stop
        if running and shade == "late" and spoken in _LATER:
            later = begin if (stop - begin).days > 7 else plus(begin, 3)
            spans.append(Between(max(words.today, later), stop))
        elif running and shade == "early" and spoken in _EARLIER:
            spans.append(Between(begin, words.today))
        else:
            spans.append(_third(begin, stop, shade))
    return end, Kind.DATE_RANGE, tuple(spans)


_LATER = frozenset({"later", "later in", "mas tarde", "mas tarde en"})
_EARLIER = frozenset({"earlier", "earlier in", "mas temprano", "temprano", "mais cedo"})


def _third(begin: date, stop: date, shade: str) -> Between:
    days = (stop - begin).days
    if days <= 7:
        cuts = {"early": (0, 3), "middle": (1, 5), "late": (3, days)}
        first, last = cuts[shade]
        return Between(plus(begin, first), plus(begin, last))
    if days <= 31:
        if shade == "late":
            return _late_month(begin)
        return Between(begin, plus(begin, 15)) if shade == "early" else Between(plus(begin, 9), plus(begin, 20))
    half = months_on(begin, round(days / 61))
    if shade == "middle":
        quarter = round(days / 122)
        return Between(months_on(begin, quarter), months_on(begin, 3 * quarter))
    return Between(begin, half) if shade == "early" else Between(half, stop)


def _late_month(first: date) -> Between:
    return Between(plus(first, 15), months_on(first, 1))


def _rest(words: Words, place: int) -> Found:
    """Rest of the week, resto del año: from today on."""
    here = words.past(place, "the", "my", "this", "of")
    unit = words.value(here, "unit")
    today = words.today
    if unit == WEEK:
        return here + 1, Kind.DATE_RANGE, (Between(today, in_week(today, 0, 7)),)
    if unit == MONTH:
        return here + 1, Kind.DATE_RANGE, (Between(today, plus(months_on(today.replace(day=1), 1), -1)),)
    if unit == YEAR:
        return here + 1, Kind.DATE_RANGE, (Between(today, date(today.year, 12, 31)),)
    if unit == 4:
        return here + 1, Kind.DATE_TIME_RANGE, (Between(words.now, at_clock(words, today, LAST_MOMENT)),)
    return None


def running_hours(words: Words, place: int) -> Found:
    """The last 5 minutes, next hour, dentro de 3 horas."""
    here = words.past(place, "the")
    if words.has(here, "within"):
        there = words.past(here + 1, "the", "next")
        told = length(words, there)
        if told is not None and told[1].is_of_hours and words.term(here).words not in {"en los", "en las", "in the"}:
            return told[0], Kind.DATE_TIME_RANGE, (Between(words.now, told[1].from_moment(words.now)),)
    shift = shift_at(words, here)
    told, end = None, 0
    if shift in {1, -1}:
        told = length(words, here + 1)
        if told is None and words.value(here + 1, "unit") == 3 and words.term(here + 1).words[-1:] != "s":
            told = here + 2, of_unit(3, 1)
        end = told[0] if told is not None else 0
    else:
        counted = quantity(words, here)
        if (
            counted is not None
            and shift_at(words, counted[0]) in {1, -1}
            and words.value(counted[0] + 1, "unit") in {1, 2, 3}
        ):
            shift, end = shift_at(words, counted[0]), counted[0] + 2
            told = end, of_unit(words.value(counted[0] + 1, "unit") or 3, counted[1])
    if told is None or not told[1].is_of_hours or shift is None:
        return None
    other: datetime = told[1].from_moment(words.now, shift)
    return end, Kind.DATE_TIME_RANGE, (Between(words.now, other) if shift > 0 else Between(other, words.now),)
