"""Stays: which of the dates said is the arrival and which the departure, and what was left open."""

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import evolve, frozen

from hotel_agent.adapters.nlu.embedded.frames import Frame, frames
from hotel_agent.adapters.nlu.embedded.points import Point, in_month_of, plus, resolve
from hotel_agent.adapters.nlu.embedded.roles import ARRIVAL, DEPARTURE, Said, said
from hotel_agent.adapters.nlu.embedded.terms import Term, Value
from hotel_agent.domain.conversations.understanding import Doubt, Question, Reading

LONGEST_LIKELY = 31
"""Nights. Of two readings of the same figures, one of a longer stay is not meant."""
LONGEST_WRAP = 10
"""Nights. "Del 30 al 2" goes over the end of the month; "del 15 al 12" is said wrong, and the guest is asked."""

BRIEF = 5
"""Words. In a message so short a month alone is an answer, not a remark."""


@frozen(kw_only=True)
class StayWords:
    """What a message says about the dates of a stay."""

    values: tuple[Value, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    impossible: tuple[str, ...] = ()


def stay_words(terms: Sequence[Term], text: str, reading: Reading, *, settled: bool) -> StayWords:
    """The dates and nights of these terms. `settled`: which of two figures is the day is beyond doubt."""
    arrival, departure, beside = _roles(terms, reading)
    if arrival is None and departure is None and reading.departure is not None:
        added = [term for term in terms if "added" in term]
        if added:
            later = plus(reading.departure, added[-1].tags["nights"])
            return StayWords(values=(Value(DEPARTURE, later, added[-1].start, added[-1].end),))
    if arrival is None and departure is None and reading.arrival is not None:
        return _moved(terms, text, reading, reading.arrival)
    arrival, departure = _unswapped(arrival, departure, reading.today, settled=settled)
    arrives = _dates_of_arrival(arrival, departure or beside, reading) if arrival else ()
    if beside is not None and arrives and departure is None:
        arrives = tuple(dict.fromkeys((*arrives, *_dates_of_departure(beside, arrival, arrives[0], reading))))
    known = arrives[0] if arrives else None if arrival else reading.arrival
    leaves = _dates_of_departure(departure, arrival, known, reading) if departure else ()
    nights = _nights(terms, None if departure else arrival)
    impossible = tuple(text[term.start : term.end] for term in terms if "impossible" in term)
    if arrival is not None and arrival.loose and _is_wider(arrives, leaves, nights):
        return StayWords(values=nights, impossible=impossible)
    if arrival is not None and departure is None and arrival.point.last is not None and len(arrives) == 1:
        wished = next((term.tags["nights"] for term in terms if "length" in term), None)
        held = (arrival.point.last - arrives[0]).days
        if wished is not None and wished < held:
            return StayWords(values=nights, impossible=impossible)
        if wished is None or wished == held:
            departure, leaves = arrival, (arrival.point.last,)
    first, last = _told(ARRIVAL, arrival, arrives, text), _told(DEPARTURE, departure, leaves, text)
    return StayWords(
        values=first.values + last.values + nights,
        doubts=first.doubts + last.doubts,
        impossible=impossible + first.impossible + last.impossible,
    )


def _moved(terms: Sequence[Term], text: str, reading: Reading, arrival: date) -> StayWords:
    """The known stay put into a month named by itself: "de enero", "no, en enero"; else the nights told."""
    nights = _nights(terms, None)
    impossible = tuple(text[term.start : term.end] for term in terms if "impossible" in term)
    months = [term for term in terms if "month" in term]
    vague = any(term.tags.keys() & {"beginning", "middle", "ending", "flexible"} for term in terms)
    if len(months) != 1 or vague or nights or impossible or sum("sign" not in term for term in terms) > BRIEF:
        return StayWords(values=nights, impossible=impossible)
    (month,) = months
    begin = resolve(Point(day=arrival.day, month=month.tags["month"]), reading.today)
    if begin is None:
        return StayWords(impossible=(text[month.start : month.end],))
    values = [Value(ARRIVAL, begin, month.start, month.end)]
    if reading.departure is not None and reading.departure > arrival:
        values.append(Value(DEPARTURE, plus(begin, (reading.departure - arrival).days), month.start, month.end))
    return StayWords(values=tuple(values))


def _roles(terms: Sequence[Term], reading: Reading) -> tuple[Said | None, Said | None, Said | None]:
    """The arrival, the departure and another choice for the arrival, each as last said."""
    last: dict[str, Said] = {}
    beside: Said | None = None
    framed = frames(terms, reading.today)
    for bare in said(terms, reading):
        spoken = _in_frame(bare, framed.get(bare.start), reading, last) if framed else bare
        if spoken is None:
            continue
        if not spoken.instead:
            last[spoken.role] = _in_its_month(spoken, last.get(spoken.role))
        elif spoken.role == ARRIVAL:
            beside = spoken
    return last.get(ARRIVAL), last.get(DEPARTURE), beside


def _in_frame(spoken: Said, frame: Frame | None, reading: Reading, last: Mapping[str, Said]) -> Said | None:
    """The date put into the holiday or month named beside it; one of leaving counts from the arrival, if it is said."""
    if frame is None or (spoken.role == DEPARTURE and ARRIVAL in last):
        return spoken
    point = frame.around(spoken.point, reading.today)
    return None if point is None else evolve(spoken, point=point)


def _in_its_month(spoken: Said, before: Said | None) -> Said:
    """A bare day that corrects a date stays in that date's month."""
    point = spoken.point
    if before is None or point.day is None or point.month is not None or point.weekday is not None:
        return spoken
    return evolve(spoken, point=evolve(point, month=before.point.month, year=before.point.year))


def _told(role: str, spoken: Said | None, dates: tuple[date, ...], text: str) -> StayWords:
    """One end of the stay: its date, a doubt between several, or words that are no date."""
    if spoken is None:
        return StayWords()
    if len(dates) == 1:
        return StayWords(values=(Value(role, plus(dates[0], spoken.point.later), spoken.start, spoken.end),))
    if dates:
        return StayWords(doubts=(Doubt(slot=role, readings=dates),))
    return StayWords(impossible=(text[spoken.start : spoken.end],))


def _nights(terms: Sequence[Term], sole: Said | None) -> tuple[Value, ...]:
    """The nights told; those of a whole stay told by its begin: "la noche del 25", "tonight", "next weekend"."""
    nights = [Value("nights", term.tags["nights"], term.start, term.end) for term in terms if "length" in term]
    if not nights and sole is not None and sole.point.night and not sole.cued:
        nights = [Value("nights", 1, sole.start, sole.end)]
    if not nights and sole is not None and sole.point.swapped is not None and sole.point.last and sole.point.exact:
        nights = [Value("nights", (sole.point.last - sole.point.exact).days, sole.start, sole.end)]
    return tuple(nights)


def _is_wider(arrives: Sequence[date], leaves: Sequence[date], nights: Sequence[Value]) -> bool:
    """Whether the days between hold more nights than are wanted: the stay may be any of them."""
    if not (arrives and leaves and nights and isinstance(nights[0].value, int)):
        return False
    return (leaves[0] - arrives[0]).days > nights[0].value


def _unswapped(
    arrival: Said | None, departure: Said | None, today: date, *, settled: bool
) -> tuple[Said | None, Said | None]:
    """Both dates with their second readings dropped where something settles which one is meant."""
    said_points = [each.point for each in (arrival, departure) if each is not None]
    figures = [point for point in said_points if point.swapped is not None and point.exact is None]
    if not figures:
        return arrival, departure
    certain = settled or any(
        point.day is not None and point.day > 12 and point.month is not None for point in said_points
    )
    if not certain and len(figures) == 2 and arrival is not None and departure is not None:
        spans = [_span(first, second, today) for first, second in _both(arrival.point, departure.point)]
        likely = [0 < span <= LONGEST_LIKELY for span in spans]
        if likely == [False, True]:
            first, second = arrival.point.swapped, departure.point.swapped
            if first is not None and second is not None:
                return evolve(arrival, point=first), evolve(departure, point=second)
        certain = likely == [True, False]
    if not certain:
        return arrival, departure
    return _without_swap(arrival), _without_swap(departure)


def _without_swap(each: Said | None) -> Said | None:
    if each is None or each.point.exact is not None:
        return each
    return evolve(each, point=evolve(each.point, swapped=None))


def _both(first: Point, second: Point) -> list[tuple[Point, Point]]:
    return [(first, second), (first.swapped or first, second.swapped or second)]


def _span(first: Point, second: Point, today: date) -> int:
    arrival = resolve(first, today)
    departure = resolve(second, arrival, inclusive=False) if arrival is not None else None
    return (departure - arrival).days if arrival is not None and departure is not None else 0


def _dates_of_arrival(arrival: Said, departure: Said | None, reading: Reading) -> tuple[date, ...]:
    point = arrival.point
    ranged = departure is not None and departure.point.month is None and departure.point.exact is None
    bare = point.day is not None and point.month is None and point.weekday is None
    if bare and reading.arrival is not None and (departure is None or (ranged and departure.point.weekday is None)):
        point = _in_known_month(point, reading.arrival, reading.today)
    elif point.day is not None and point.month is None and departure is not None:
        point = _month_shared(point, departure.point, reading.today)
    elif point.day is not None and point.year is None and departure is not None and departure.point.year is not None:
        point = _year_shared(point, departure.point)
    elif point.weekday is not None and point.day is None and departure is not None and departure.paired:
        before = _weekday_before(point.weekday, departure.point.exact)
        if before is not None and before >= reading.today:
            return (before,)
    return _readings(point, reading.today, inclusive=True)


def _in_known_month(point: Point, arrival: date, today: date) -> Point:
    """A bare day in the month of the stay talked of, or the month after where that lies behind."""
    known = in_month_of(point, arrival)
    day = resolve(known, today)
    return known if day is not None and day >= today else point


def _year_shared(first: Point, second: Point) -> Point:
    """An arrival without a year before a departure that tells it: that year, or the one before it."""
    if second.year is None or second.month is None or first.month is None or first.month == second.month:
        return evolve(first, year=second.year)
    return evolve(first, year=second.year if first.month < second.month else second.year - 1)


def _weekday_before(weekday: int, day: date | None) -> date | None:
    """The last such weekday before a day fixed by its week: "Monday to Wednesday next week"."""
    return None if day is None else plus(day, -((day.isoweekday() - weekday) % 7 or 7))


def _month_shared(first: Point, second: Point, today: date) -> Point:
    """A bare arrival day before a departure that names its month: in that month, or the one before it."""
    end = resolve(second, today)
    if end is None or first.day is None or second.month is None:
        return first
    if second.year is None and second.day is not None and first.day < second.day:
        return evolve(first, month=second.month)
    month, year = (end.month - 1, end.year) if end.month > 1 else (12, end.year - 1)
    if second.day is not None and first.day > second.day:
        before = resolve(evolve(first, month=month, year=year), today)
        if before is not None and before >= today and 0 < (end - before).days <= LONGEST_WRAP:
            return evolve(first, month=month, year=year)
    return evolve(first, month=end.month, year=end.year)


def _dates_of_departure(
    departure: Said, arrival: Said | None, known: date | None, reading: Reading
) -> tuple[date, ...]:
    point = departure.point
    if known is None:
        return _readings(point, reading.today, inclusive=arrival is None)
    if point.day is not None and point.year is None:
        swapped = point.swapped
        if point.month is None and arrival is not None and arrival.point.month is not None:
            point = _after_or_as_said(point, known)
        elif point.month == known.month and (point.day or 0) <= known.day:
            point = evolve(point, year=known.year)
        elif point.month is not None:
            far = resolve(point, known, inclusive=False)
            if far is not None and (far - known).days > 180:
                point = evolve(point, year=known.year)
        point = evolve(point, swapped=swapped)
    return _readings(evolve(point, soon=True), known, inclusive=False)


def _after_or_as_said(point: Point, arrival: date) -> Point:
    following = resolve(point, arrival, inclusive=False)
    if following is not None and (following.month == arrival.month or (following - arrival).days <= LONGEST_WRAP):
        return point
    return evolve(point, month=arrival.month, year=arrival.year)


def _readings(point: Point, after: date, *, inclusive: bool) -> tuple[date, ...]:
    """Every date the point can mean, the likelier first."""
    found = [resolve(point, after, inclusive=inclusive)]
    if point.swapped is not None:
        found.append(resolve(point.swapped, after, inclusive=inclusive))
    if point.wavering and point.weekday is not None and point.day is None:
        monday = plus(after, 7 - after.weekday())
        found.insert(0, plus(monday, point.weekday - 1))
    weekday_agrees = found[0] is None or point.weekday in {None, found[0].isoweekday()}
    if point.day is not None and not weekday_agrees and found[0] is not None and point.weekday is not None:
        found.append(_nearest(found[0], point.weekday))
    return tuple(dict.fromkeys(day for day in found if day is not None))


def _nearest(day: date, weekday: int) -> date:
    """The closest date with this weekday."""
    ahead = (weekday - day.isoweekday()) % 7
    return plus(day, ahead if ahead <= 3 else ahead - 7)


def is_about_dates(question: Question | None) -> bool:
    """Whether a bare day answers the question."""
    return question in {None, Question.DATES, Question.ARRIVAL, Question.DEPARTURE, Question.WHICH_DATE, Question.WISH}
