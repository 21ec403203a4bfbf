"""Ranges: from one day or time to another, as said in one go."""

from datetime import date, datetime, time, timedelta

from attrs import evolve, frozen

from hotel_agent.adapters.nlu.embedded.moments.clocks import NOON, Clock, clock
from hotel_agent.adapters.nlu.embedded.moments.dates import day
from hotel_agent.adapters.nlu.embedded.moments.day import Day
from hotel_agent.adapters.nlu.embedded.moments.edges import Edge, at_clock, moment, of_today, whole_day
from hotel_agent.adapters.nlu.embedded.moments.lengths import length
from hotel_agent.adapters.nlu.embedded.moments.named import bare_day
from hotel_agent.adapters.nlu.embedded.moments.periods import period
from hotel_agent.adapters.nlu.embedded.moments.weekdays import in_week, week_at
from hotel_agent.adapters.nlu.embedded.moments.words import Words, once
from hotel_agent.adapters.nlu.embedded.points import months_on, plus
from hotel_agent.domain.conversations.said import Between, Kind, Read

Found = tuple[int, Kind, tuple[Read, ...]] | None
"""The place behind a value, its kind and its readings."""


def joint(words: Words, place: int, *, between: bool, hours: bool = False) -> int | None:
    """Past what joins the ends of a range, or nothing. A range of hours is joined by "a las" too."""
    if hours and words.has(place, "to_hour"):
        return place + 1
    if place and words.has(place, "month") and words.has(place - 1, "month"):
        before, behind = words.term(place - 1), words.term(place)
        return place if words.text[before.end : behind.start] in {"-", "–"} else None
    if words.has(place, "to", "until", "dash") and not words.has(place, "month"):
        here = place + 1
        return words.past(here, "to") if words.has(here, "to") else here
    return place + 1 if between and words.has(place, "and") else None


def opened(words: Words, place: int) -> tuple[int, bool, bool]:
    """Past what opens a range, whether anything did, and whether it was "between"."""
    here = words.past(place, "in", "any") if words.has(place + 1, "between") else place
    if words.has(here, "between"):
        return words.past(here + 1, "the") if not words.has(here + 1, "number") else here + 1, True, True
    if words.has(here, "from", "since"):
        end = here + 1
        return end, True, False
    return place, False, False


@once
def dates(words: Words, place: int) -> Found:
    """From one day, month or year to another."""
    leading = week_at(words, place)
    here, led, between = opened(words, leading[0] if leading is not None else place)
    first = _date_edge(words, here)
    if first is None or (leading is not None and not (led and first[1].weekday)):
        return None
    end, begin = first
    second = _other_edge(words, end, begin, between=between)
    if second is None or not (led or not begin.bare or begin.article or words.has(end, "to", "until", "dash")):
        return None
    stop, finish = second
    week = week_at(words, stop) if begin.weekday and finish.weekday and begin.day is None else None
    if week is None and leading is not None:
        week = stop, leading[1]
    if week is not None and begin.weekday and finish.weekday:
        stop = week[0]
        begin = Day(exact=in_week(words.today, week[1], begin.weekday))
        finish = Day(exact=in_week(words.today, week[1], finish.weekday))
    return stop, Kind.DATE_RANGE, tuple(between_days(words, begin, finish))


def _other_edge(words: Words, end: int, begin: Day, *, between: bool) -> tuple[int, Day] | None:
    """The end of a range whose begin ended there, if one follows that fits it."""
    after = joint(words, end, between=between)
    if after is None and words.has(end, "to_hour") and words.has(end + 1, "unit"):
        after = end + 1
    if after is None:
        return None
    ending = words.has(after, "late") or words.has(words.past(after, "the"), "late")
    after = words.past(after, "the", "late", "of") if ending else after
    second = _date_edge(words, after)
    if begin.is_span and begin.month is not None and words.has(after, "month"):
        span = period(words, after)
        second = (span[0], span[1].point) if span is not None and span[1].point is not None else second
    if second is None or not _fits_begin(words, end, after, begin, second):
        return None
    stop, finish = second
    if ending and finish.is_span and finish.year is not None:
        return stop, Day(exact=_end_of(finish))
    return second


def _fits_begin(words: Words, end: int, after: int, begin: Day, second: tuple[int, Day]) -> bool:
    """Whether two ends are days both: bare numbers need something that tells it."""
    stop, finish = second
    if words.has(stop, "am", "pm", "oclock", "colon"):
        return False
    if not finish.bare:
        return not begin.bare or finish.exact is None or _is_month_told(words, after, stop)
    if begin.bare and not (begin.article and finish.article):
        return False
    dashed = words.term(end).words == "-" and begin.exact is not None
    return not (dashed or words.has(stop, "unit", "at", "day_part"))


def _is_month_told(words: Words, place: int, end: int) -> bool:
    return any(words.value(each, "unit") == 6 for each in range(place, end))


def _end_of(span: Day) -> date:
    year = span.year or 1
    if span.month is None:
        return date(year + 1, 1, 1)
    return date(year + span.month // 12, span.month % 12 + 1, 1)


@once
def _date_edge(words: Words, place: int) -> tuple[int, Day] | None:
    """A day, month, year or week that can be one end of a range; the longest."""
    if words.has(place, "now"):
        return place + 1, Day(exact=words.today)
    found = [each for each in (day(words, place),) if each is not None]
    span = period(words, place)
    if span is not None and span[1].point is not None:
        found.append((span[0], span[1].point))
    if words.has(place, "late"):
        later = period(words, words.past(place + 1, "of", "the"))
        if later is not None and later[1].point is not None and later[1].point.year is not None:
            found.append((later[0], Day(exact=_end_of(later[1].point))))
    if not found:
        return bare_day(words, place)
    return max(found, key=lambda each: each[0])


def between_days(words: Words, begin: Day, finish: Day) -> list[Between]:
    """The ranges these two ends can mean, what either leaves open filled from the other; the likeliest first."""
    first, last = _filled(begin, finish)
    if first.exact is None and first.year is None and (last.exact is not None or last.year is not None):
        return [_behind(first, each) for each in last.readings(words.today)]
    spans = []
    for start in first.readings(words.today):
        ends = (last.exact,) if last.exact is not None else last.readings(plus(start, 1))
        spans += [Between(start, stop) for stop in ends[:1]]
    running = [
        span
        for span in spans
        if isinstance(span.begin, date)
        and isinstance(span.end, date)
        and span.begin <= words.today < _past(span.end, last)
    ]
    if begin.month is None:
        running = []
    return running + [span for span in spans if span not in running]


def _past(end: date, last: Day) -> date:
    """The day behind the whole of what the end names: all of September in "May to September"."""
    return months_on(end, 1) if last.is_span and last.month is not None else end


def _behind(first: Day, stop: date) -> Between:
    """The range whose begin is the last such day before its end."""
    starts = first.readings(stop)
    start = next((each for each in starts if each <= stop), starts[0] if starts else None)
    return Between(start, stop)


def _filled(begin: Day, finish: Day) -> tuple[Day, Day]:
    """Both ends with the month and year that only the other tells."""
    if begin.exact is not None and finish.exact is not None:
        return begin, finish
    lone = begin.day is not None and begin.month is None and begin.exact is None
    if lone and finish.month is not None:
        over = finish.day is not None and begin.day is not None and begin.day > finish.day
        if over and finish.year is not None:
            month, year = (finish.month - 2) % 12 + 1, finish.year - (finish.month == 1)
            return evolve(begin, month=month, year=year, bare=False), finish
        begin = begin if over else evolve(begin, month=finish.month, weekday=None, bare=False)
    if finish.day is not None and finish.month is None and finish.exact is None and begin.month is not None:
        over = begin.day is not None and begin.day > finish.day
        turned = over and begin.month == 12
        later = None if begin.year is None else begin.year + turned
        finish = evolve(finish, month=1 if turned else begin.month + over, year=later, weekday=None, bare=False)
    if finish.year is not None and begin.year is None and begin.exact is None and begin.month is not None:
        later = finish.month is not None and begin.month > finish.month
        begin = evolve(begin, year=finish.year - later)
    return begin, finish


@frozen(slots=True)
class Hours:
    """Two times of day joined as a range."""

    end: int
    first: Clock
    last: Clock
    led: bool
    spare: timedelta | None = None


@once
def hours(words: Words, place: int) -> Hours | None:
    """From one time to another, or from one on for so long: "between 3 and 8", "from 2pm for 2 hours"."""
    here, led, between = opened(words, place)
    lasting = _for_so_long(words, place)
    if lasting is not None:
        return lasting
    first = clock(words, here)
    if first is None:
        return None
    end, begin = first
    long = length(words, end + 1) if words.has(end, "for") and not begin.bare else None
    if long is not None and long[1].is_of_hours:
        return Hours(long[0], begin, begin, led=True, spare=long[1].timed)
    after = joint(words, end, between=between, hours=True)
    if after is None or (words.has(end, "to_hour") and begin.bare and not led):
        return None
    second = clock(words, after)
    if second is None or not _ends_hours(words, end, begin, second):
        return None
    at = words.has(here, "at") or words.has(after, "at") or words.has(after - 1, "at", "to_hour")
    return Hours(second[0], begin, second[1], led=at)


def _for_so_long(words: Words, place: int) -> Hours | None:
    """For 3 hours from 10 am."""
    long = length(words, place + 1) if words.has(place, "for") else None
    if long is None or not long[1].is_of_hours:
        return None
    start = clock(words, long[0] + 1) if words.has(long[0], "from", "at", "since") else None
    if start is None and words.has(long[0], "at"):
        start = clock(words, long[0])
    if start is None or start[1].bare:
        return None
    return Hours(start[0], start[1], start[1], led=True, spare=long[1].timed)


def _ends_hours(words: Words, joined: int, first: Clock, second: tuple[int, Clock]) -> bool:
    """Whether the second number is an hour too: it counts nothing, and is no day of a month."""
    end, told = second
    if words.has(end, "slash", "month", "percent", "currency") or words.is_nth(end):
        return False
    if words.has(end, "unit", "thing") and told.bare:
        return False
    if words.has(joined, "short_of") and first.bare and first.hour > NOON >= told.hour:
        return False
    if words.term(joined).words == "-" and words.has(end, "dash") and words.glued(end):
        return False
    return not (words.has(end, "of") and words.has(end + 1, "month", "this", "next"))


def spans(told: Hours, part: int | None = None) -> list[tuple[time, time]]:
    """The times of day a range can mean."""
    first, last = told.first, told.last
    if part is not None:
        first, last = first.in_part(part), last.in_part(part)
    if told.spare is not None:
        return [(start, _later(start, told.spare)) for start in first.readings()]
    if first.is_open and last.half is not None and not (last.hour > NOON):
        stop = last.readings()
        first = _before(first, stop[0]) if stop else first
    elif last.is_open and first.half is not None:
        last = _after(last, first)
    starts, stops = first.readings(), last.readings()
    if not starts or not stops:
        return []
    if len(starts) == 2 and len(stops) == 2:
        low = (starts[0], stops[0]) if starts[0] < stops[0] else (starts[0], stops[1])
        return [low, (starts[1], stops[1] if starts[0] < stops[0] else stops[0])]
    if len(stops) == 2:
        return [(starts[0], stops[0] if starts[0] < stops[0] else stops[1])]
    if len(starts) == 2:
        return [(max((each for each in starts if each < stops[0]), default=starts[0]), stops[0])]
    return [(starts[0], stops[0])]


def _later(start: time, spare: timedelta) -> time:
    return (datetime.combine(date(2000, 1, 1), start) + spare % timedelta(days=1)).time()


def _before(told: Clock, stop: time) -> Clock:
    """The open time put into the half of the day that ends the closest before the other."""
    options = [evolve(told, half=half) for half in (NOON, 0)]
    return next((each for each in options if each.readings() and each.readings()[0] < stop), options[1])


def _after(told: Clock, first: Clock) -> Clock:
    start = first.readings()
    options = [evolve(told, half=half) for half in (0, NOON)]
    return next((each for each in options if start and each.readings() and each.readings()[0] > start[0]), options[0])


@once
def times(words: Words, place: int) -> Found:
    """From one time of day to another, on the day said before or behind if there is one."""
    edge = of_today(words, place) or whole_day(words, place)
    if edge is not None and edge.day is not None:
        here = (
            words.past(edge.end, "comma", "on", "dash", "in", "the") if not words.has(edge.end, "between") else edge.end
        )
        told = hours(words, here) or hours(words, edge.end)
        if told is not None and _fits_day(words, told, edge):
            return told.end, Kind.DATE_TIME_RANGE, tuple(_on_days(words, edge, told))
    told = hours(words, place)
    if told is None:
        return None
    here = (
        words.past(told.end, "on", "of", "comma", "the")
        if words.has(told.end, "on", "of", "comma", "the")
        else told.end
    )
    behind = of_today(words, told.end) or whole_day(words, told.end) or of_today(words, here) or whole_day(words, here)
    if behind is not None and behind.day is not None and not behind.day.bare and not behind.day.is_span:
        if words.has(told.end, "comma") and told.first.bare and told.last.bare:
            return None
        return behind.end, Kind.DATE_TIME_RANGE, tuple(_on_days(words, behind, told))
    if told.first.bare and told.last.bare and not told.led:
        return None
    return told.end, Kind.TIME_RANGE, tuple(Between(*span) for span in spans(told))


def _fits_day(words: Words, told: Hours, edge: Edge) -> bool:
    """Whether these numbers behind a day are hours, not days or counts."""
    if not (told.first.bare and told.last.bare) or told.led:
        return True
    if words.has(told.end, "month", "unit", "slash", "of", "weekday", "number") or words.is_nth(told.end):
        return False
    return (
        edge.day is not None and (edge.day.exact is not None or edge.day.weekday is not None) and edge.day.day is None
    )


def _on_days(words: Words, edge: Edge, told: Hours) -> list[Between]:
    days = edge.day.readings(words.today) if edge.day is not None else ()
    return [
        Between(at_clock(words, on, start), at_clock(words, on, stop))
        for start, stop in spans(told, edge.part)
        for on in days
    ]


@once
def moments(words: Words, place: int) -> Found:
    """From one moment to another: "from 2pm till tomorrow 4:30pm", "from now until 3 minutes later"."""
    here, _led, between = opened(words, place)
    first = moment(words, here)
    if first is None:
        return None
    after = joint(words, first.end, between=between, hours=True)
    second = moment(words, after) if after is not None else None
    if second is None:
        return None
    timed = [edge for edge in (first, second) if edge.clock is not None or edge.instant is not None]
    if not timed or not any(edge.day is not None or edge.instant is not None for edge in (first, second)):
        return None
    if second.part is not None or first.part is not None:
        return None
    if first.instant is not None and second.day is not None and second.clock is None:
        return None
    starts = _instants(words, first, None)
    found = [Between(start, stop) for start in starts for stop in _instants(words, second, start)[:1]]
    return (second.end, Kind.DATE_TIME_RANGE, tuple(found)) if found else None


def _instants(words: Words, edge: Edge, after: datetime | None) -> list[datetime]:
    if edge.instant is not None:
        return [edge.instant]
    base = after.date() if after is not None else words.today
    days = edge.day.readings(words.today) if edge.day is not None else (base,)
    clocks = edge.clock.readings() if edge.clock is not None else (time(0),)
    found = [at_clock(words, on, when) for when in clocks for on in days]
    later = [each for each in found if after is None or each > after]
    return later or found
