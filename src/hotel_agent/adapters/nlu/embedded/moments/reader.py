"""The reader of times: from left to right, of all that can begin at a word the longest is taken."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from hotel_agent.adapters.nlu.embedded.moments.clocks import clock
from hotel_agent.adapters.nlu.embedded.moments.dates import day
from hotel_agent.adapters.nlu.embedded.moments.edges import Edge, part_of_day, result
from hotel_agent.adapters.nlu.embedded.moments.lengths import length
from hotel_agent.adapters.nlu.embedded.moments.named import bare_day
from hotel_agent.adapters.nlu.embedded.moments.ranges import Found, dates, moments, times
from hotel_agent.adapters.nlu.embedded.moments.shades import (
    BOUNDS,
    SHADES,
    bounded,
    bounded_then_day,
    measured,
    open_ended,
    running_hours,
    simple,
)
from hotel_agent.adapters.nlu.embedded.moments.words import Words
from hotel_agent.adapters.nlu.embedded.terms import Term
from hotel_agent.domain.conversations.said import Kind, Said

ANCHORS = frozenset({
    "number", "figures", "ordinal", "month", "weekday", "offset", "unit", "day_part", "season", "holiday", "now",
    "soon", "tonight", "last_night", "noon", "midnight", "this", "last", "next", "half", "some", "couple",
    "another", "whole",
    "end_of_day", "end_of_month", "end_of_year", "week_begins", "quarter_name", "decade_lead", "before", "after",
    "since", "from", "between", "within", "rest", "early", "late", "middle", "ago", "in", "the", "article", "at", "for",
    "more_than", "less_than", "around", "up_to", "quarter", "recent", "day_word", "until", "hour_one", "decade",
    "since_ago",
})  # fmt: skip
"""Where an expression of time can begin."""
REACH = 6
"""How many small words may stand before what tells of time."""
CORE = frozenset({
    "number", "figures", "ordinal", "month", "weekday", "offset", "unit", "day_part", "season", "holiday", "now",
    "soon", "tonight", "last_night", "noon", "midnight", "end_of_day", "end_of_month", "end_of_year", "week_begins",
    "hour_one", "decade",
})  # fmt: skip
"""What an expression of time has at least one of."""


def said(terms: Sequence[Term], text: str, at: datetime, *, day_first: bool, day_asked: bool = False) -> list[Said]:
    """Every expression of time in a message, in sequence."""
    if not any(not CORE.isdisjoint(term.tags) for term in terms):
        return []
    words = Words(terms, text, at, day_first=day_first, day_asked=day_asked)
    found: list[Said] = []
    near = _near_core(terms)
    place = 0
    while place < len(words):
        opens = near[place] and not ANCHORS.isdisjoint(terms[place].tags)
        best = _longest(words, place) if opens else None
        if best is None:
            place += 1
            continue
        end, kind, readings = best
        start = _begin(words, place, end)
        begin, stop = words.term(start).start, words.term(end - 1).end
        found.append(
            Said(
                kind=kind,
                readings=tuple(dict.fromkeys(readings)),
                text=text[begin:stop],
                start=begin,
                end=stop,
                parts=_parts(words, start, end, kind) if kind in _COMPOUND else (),
            )
        )
        place = end
    return found


_COMPOUND = frozenset({Kind.DATE_TIME, Kind.DATE_RANGE, Kind.DATE_TIME_RANGE, Kind.TIME_RANGE})


def _parts(words: Words, place: int, end: int, kind: Kind) -> tuple[Said, ...]:
    """The days, hours and parts of a day inside an expression, each by itself; nothing where it is but one."""
    parts: list[Said] = []
    begin = words.term(place).start
    while place < end:
        edge = _atom(words, place, end, days=kind is Kind.DATE_RANGE)
        told = result(words, edge) if edge is not None else None
        if edge is None or told is None:
            place += 1
            continue
        first = _begin(words, place, edge.end)
        start, stop = words.term(first).start, words.term(edge.end - 1).end
        parts.append(Said(kind=told[0], readings=told[1], text=words.text[start:stop], start=start, end=stop))
        place = edge.end
    whole = len(parts) == 1 and (parts[0].start, parts[0].end) == (begin, words.term(end - 1).end)
    return () if whole else tuple(parts)


def _atom(words: Words, place: int, end: int, *, days: bool) -> Edge | None:
    """The longest day, hour or part of a day from here on that ends inside."""
    options: list[Edge] = []
    found = day(words, place) or (bare_day(words, place) if days else None)
    if found is not None:
        options.append(Edge(found[0], day=found[1]))
    told = clock(words, place)
    counting = told is not None and told[1].bare and words.has(told[0], "unit")
    if told is not None and not counting and not (days and told[1].bare):
        options.append(Edge(told[0], clock=told[1]))
    part = part_of_day(words, place)
    if part is not None:
        options.append(part)
    return max((edge for edge in options if edge.end <= end), key=lambda edge: edge.end, default=None)


def _near_core(terms: Sequence[Term]) -> list[bool]:
    """For each term whether, a few on at most, one tells of time."""
    near, since = [False] * len(terms), REACH
    for place in range(len(terms) - 1, -1, -1):
        since = 0 if not CORE.isdisjoint(terms[place].tags) else since + 1
        near[place] = since < REACH
    return near


def _begin(words: Words, place: int, end: int) -> int:
    """The first word of an expression that says something of it: not "on" in "on Friday"."""
    here = place
    while (
        here < end - 1
        and words.has(here, "in", "on", "at", "for", "the", "of")
        and not words.has(here, "within", "from", "since", "between", "until", "number", "unit")
    ):
        if words.has(here, "in") and words.has(here + 1, "number", "some", "article", "couple", "half"):
            break
        here += 1
    return here


def duration(words: Words, place: int) -> Found:
    """A length of time by itself."""
    here = words.past(place, "more_than", "less_than", "around")
    found = length(words, here)
    if found is None:
        return None
    timed: timedelta = found[1].timed
    return found[0], Kind.DURATION, (timed,)


_JOINTS = frozenset({"to", "to_hour", "until", "dash", "and", "for", "month"})
READERS: tuple[tuple[Callable[[Words, int], Found], frozenset[str]], ...] = (
    (dates, _JOINTS),
    (times, _JOINTS),
    (moments, _JOINTS),
    (bounded_then_day, BOUNDS),
    (open_ended, BOUNDS | {"or_later", "or_earlier"}),
    (bounded, BOUNDS),
    (running_hours, frozenset({"unit"})),
    (measured, frozenset({"more_than", "less_than"})),
    (simple, CORE | SHADES),
    (duration, frozenset({"unit"})),
)
"""Every way to read an expression of time, and what a message must have one of; of two alike the earlier counts."""


def _longest(words: Words, place: int) -> Found:
    best: Found = None
    for reader, needed in READERS:
        found = reader(words, place) if needed & words.tags else None
        if found is not None and (best is None or found[0] > best[0]):
            best = found
    return best
