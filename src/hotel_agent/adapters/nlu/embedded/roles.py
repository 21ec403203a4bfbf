"""Roles: whether a date is said as the arrival or as the departure."""

from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from hotel_agent.adapters.nlu.embedded.answers import promises
from hotel_agent.adapters.nlu.embedded.months import year_after
from hotel_agent.adapters.nlu.embedded.points import Point, resolve
from hotel_agent.adapters.nlu.embedded.terms import Term, at, counts, skip
from hotel_agent.domain.conversations.understanding import Question, Reading

ARRIVAL = "arrival"
DEPARTURE = "departure"
_COUNTING = frozenset(
    {Question.PARTY, Question.CHILD_AGES, Question.ROOMS, Question.PHONE, Question.RESERVATION_NUMBER}
)
LONGEST_MONTH = 31
DAYS_OF_WEEK = 7
LISTED = 3
"""So many weekdays in a row are a stay over all of them."""
REACH = 6
"""How many terms away a word still tells the role of a date."""


@frozen(slots=True)
class Said:
    """A date in its role, and where it stood."""

    role: str
    point: Point
    start: int
    end: int
    cued: bool = False
    """A word such as "llegamos" names the role."""
    paired: bool = False
    """It is one end of a range said in one go."""
    loose: bool = False
    """The stay may lie anywhere in the range: "between the 10th and the 20th"."""
    instead: bool = False
    """It is another choice beside the date said before: "the 12th or the 13th"."""


def said(terms: Sequence[Term], reading: Reading) -> Iterator[Said]:
    """Every date with its role, in the sequence said. A later one of the same role corrects an earlier one."""
    place, since = 0, -1
    given: list[str] = []
    nights = next((term.tags["nights"] for term in terms if "in_nights" in term), None)
    while place < len(terms):
        exchanged = _exchanged(terms, place, reading)
        if exchanged is not None:
            yield exchanged[1]
            place, since = exchanged[0], exchanged[0] - 1
            given.append(exchanged[1].role)
            continue
        pair = _pair(terms, place, reading, nights)
        if pair is not None:
            if not (given and _is_instead(terms, place, since)) and not _taken_back(terms, place, since):
                yield from _month_of_other(terms, pair, reading, nights)
                given += [ARRIVAL, DEPARTURE]
            place, since = pair[0], pair[0] - 1
            continue
        term = terms[place]
        first = _first_choice(terms, place) if not given else None
        if first is not None:
            yield first
            given.append(ARRIVAL)
        if isinstance(term.value, Point) and "date" in term and not _taken_back(terms, place, since):
            cue = _role(terms, place, since)
            instead = bool(given) and _is_instead(terms, place, since)
            if given and cue is None and not instead and _only_names(terms, place, since):
                place += 1
                continue
            role = given[-1] if instead else cue or _free_role(terms, place, since, given, reading)
            given.append(role)
            since = place if first is None else place - 1
            point = _week_after(terms, place) or term.value
            yield Said(role, point, term.start, term.end, cued=cue is not None, instead=instead)
            second = _second_choice(terms, place)
            if second is not None:
                yield evolve(second, role=role)
        place += 1


def _exchanged(terms: Sequence[Term], place: int, reading: Reading) -> tuple[int, Said] | None:
    """The date put in the place of another: "change the 12th to the 13th", "cambiar el 12 por el 13"."""
    taken = _point(terms, place) if "change" in at(terms, place - 1) else None
    if taken is None or not at(terms, place + 1).tags.keys() & {"to", "for"}:
        return None
    there = skip(terms, place + 2, "the", "the_f", "day")
    put = _point(terms, there)
    if put is None:
        return None
    known = reading.departure
    leaves = known is not None and taken.exact in {None, known} and taken.day in {None, known.day}
    role = DEPARTURE if leaves else ARRIVAL
    return there + 1, Said(role, put, terms[there].start, terms[there].end)


def _month_of_other(
    terms: Sequence[Term], pair: tuple[int, tuple[Said, Said]], reading: Reading, nights: int | None
) -> tuple[Said, Said]:
    """A range of bare days in the month of the range it is a choice beside: "del 5 al 7 o del 12 al 14 de mayo"."""
    end, (first, second) = pair
    there = skip(terms, end + 1, "the", "the_f", "day", "from", "of")
    bare = all(each.point.month is None and each.point.day is not None for each in (first, second))
    other = _pair(terms, there, reading, nights) if bare and "or" in at(terms, end) and there < len(terms) else None
    if other is None:
        return first, second
    month, year = other[1][1].point.month, other[1][1].point.year
    begin, end_point = (evolve(each.point, month=month, year=year) for each in (first, second))
    return evolve(first, point=begin), evolve(second, point=end_point)


def _second_choice(terms: Sequence[Term], place: int) -> Said | None:
    """The second of two days of which only the first has its month: "May 5 or 6"."""
    point, number = terms[place].value, at(terms, place + 2)
    if not isinstance(point, Point) or point.day is None or point.month is None or "or" not in at(terms, place + 1):
        return None
    if number.tags.get("figures", 9) > 2 or counts(terms, place + 2) or not 1 <= (number.number or 0) <= LONGEST_MONTH:
        return None
    choice = evolve(point, day=number.number, weekday=None)
    return Said(ARRIVAL, choice, number.start, number.end, instead=True) if "date" not in number else None


def _first_choice(terms: Sequence[Term], place: int) -> Said | None:
    """The first of two days of which only the second has its month: "el 5 o el 6 de mayo", "5 o 6 de mayo"."""
    point = terms[place].value
    number = at(terms, place - 2)
    if "date" not in terms[place] or not isinstance(point, Point) or "or" not in at(terms, place - 1):
        return None
    if point.day is None or point.month is None or number.tags.get("figures", 9) > 2 or "date" in number:
        return None
    if number.number is None or not 1 <= number.number <= LONGEST_MONTH:
        return None
    return Said(ARRIVAL, evolve(point, day=number.number, weekday=None), number.start, number.end)


def _pair(
    terms: Sequence[Term], place: int, reading: Reading, nights: int | None
) -> tuple[int, tuple[Said, Said]] | None:
    """Two dates joined as a range, the place after it, or nothing."""
    first = _point(terms, place)
    if first is None:
        return None
    run = _weekday_run(terms, place)
    if run is not None:
        last = terms[run].value
        if isinstance(last, Point):
            first_said = Said(ARRIVAL, first, terms[place].start, terms[place].end, paired=True)
            return run + 1, (first_said, Said(DEPARTURE, last, terms[run].start, terms[run].end, paired=True))
    between = _past_list(terms, place)
    there = skip(terms, between + 1, "the", "the_f", "day", "on", "to", "in", "from")
    second = _point(terms, there)
    if second is None or not _joins(terms, place, between, there, reading):
        return None
    if "and" in at(terms, between) and _role(terms, place, place - REACH) == DEPARTURE:
        return None
    here, other = terms[place], terms[there]
    end = there + 1
    if "date" not in other and first.month is not None and first.year is None:
        end, year = year_after(terms, end)
        first, second = evolve(first, year=year), evolve(second, year=year, month=first.month if year else None)
    if "and" in at(terms, between) and (first.night or nights == 2):
        second = evolve(second, later=1)
    loose = any("between" in term for term in terms[max(0, place - 2) : place])
    return end, (
        Said(ARRIVAL, first, here.start, here.end, paired=True, loose=loose),
        Said(DEPARTURE, second, other.start, other.end, paired=True, loose=loose),
    )


def _weekday_run(terms: Sequence[Term], place: int) -> int | None:
    """The place of the last of three weekdays or more that follow each other: "viernes, sábado y domingo"."""
    here, count = place, 1
    while count < DAYS_OF_WEEK:
        there = skip(terms, here + 1, "comma", "and", "slash", "the")
        now, then = at(terms, here).value, at(terms, there).value
        if not (isinstance(now, Point) and isinstance(then, Point) and now.weekday and then.weekday):
            break
        if now.day or then.day or then.weekday != now.weekday % DAYS_OF_WEEK + 1:
            break
        here, count = there, count + 1
    return here if count >= LISTED else None


def _past_list(terms: Sequence[Term], place: int) -> int:
    """The place of the joint behind a date, past other days listed: "4, 5 y 6 de junio"."""
    here = place + 1
    while (
        here < place + 12 and "comma" in at(terms, here) and _point(terms, here + 1) and "date" not in terms[here + 1]
    ):
        here += 2
    if "and" in at(terms, here):
        return here
    return place + 2 if "comma" in at(terms, place + 1) else place + 1


def _joins(terms: Sequence[Term], place: int, between: int, there: int, reading: Reading) -> bool:
    """Whether what stands between two dates, or bare days, makes a range of them."""
    joint = at(terms, between)
    if not joint.tags.keys() & {"to", "until", "dash", "and"}:
        return False
    if "and" in joint and not _and_joins(terms, place, there):
        return False
    if "date" in terms[there]:
        return True
    if "for" in joint or ("date" in terms[place] and counts(terms, there)):
        return False
    opened = bool(at(terms, place - 1).tags.keys() & {"from", "between", "for"}) or _is_after_holiday(terms, place)
    if "date" not in terms[place] and "date" in at(terms, place - 2) and not _is_after_holiday(terms, place):
        return False
    return "date" in terms[place] or opened or "the" in joint or _are_days(terms[place], reading)


def _is_after_holiday(terms: Sequence[Term], place: int) -> bool:
    """Whether a holiday stands right before: "passagem de ano, 30 a 2"."""
    values = [term.value for term in terms[max(0, place - 2) : place]]
    return any(isinstance(value, Point) and value.named for value in values)


def _point(terms: Sequence[Term], place: int) -> Point | None:
    """The date here, or the day of a month a bare number can be."""
    term = at(terms, place)
    if isinstance(term.value, Point):
        return term.value if "date" in term else None
    number = term.number
    if number is None and "room" not in term and _beside_date(terms, place):
        number = term.tags.get("ordinal")
    if number is None or not 1 <= number <= 31 or term.tags.get("figures", 1) > 2 or counts(terms, place):
        return None
    return Point(day=number) if "article" not in term else None


def _beside_date(terms: Sequence[Term], place: int) -> bool:
    """Whether a date stands right before or behind, so that "the seventeenth" is a day too."""
    behind = at(terms, skip(terms, place + 1, "to", "until", "the", "and", "dash"))
    before = terms[max(0, place - 3) : place]
    joined = any(term.tags.keys() & {"to", "until", "dash"} for term in before)
    return "date" in behind or (joined and any("date" in term for term in before))


def _and_joins(terms: Sequence[Term], place: int, there: int) -> bool:
    """Whether "and" makes a range: "between the 12th and the 15th", "12 y 13 de marzo"."""
    if any("between" in term for term in terms[max(0, place - 3) : place]):
        return True
    first = terms[place].value
    if isinstance(first, Point) and first.night:
        return True
    return "date" in terms[there] and ("date" in terms[place] or "figures" in terms[place])


def _are_days(first: Term, reading: Reading) -> bool:
    """Whether a bare range can only be of days: dates were asked for, or a stay is talked of and nobody is counted."""
    if reading.asked in {Question.DATES, Question.ARRIVAL}:
        return True
    return reading.arrival is not None and "figures" in first and reading.asked not in _COUNTING


def _taken_back(terms: Sequence[Term], place: int, since: int) -> bool:
    """Whether it is no date of a stay: given up ("instead of the 12th"), of an answer or farewell, or said twice."""
    near = terms[max(since + 1, place - 2) : place]
    if near and near[-1].number is not None and "instead_of" in near[0]:
        return False
    beside = (*near, at(terms, place + 1))
    if any(term.tags.keys() & {"instead_of", "nothing_more", "thanks"} for term in near):
        return True
    return any(promises(term) for term in beside) or _is_said_again(terms, place)


def _week_after(terms: Sequence[Term], place: int) -> Point | None:
    """The day a week after the one that is refused: "el sábado que viene no, el otro"."""
    point = terms[place].value
    if not isinstance(point, Point) or point.weekday is None or point.day is not None or point.last is not None:
        return None
    denied = any(_refuses(term) for term in terms[max(0, place - 2) : place])
    here = place + 1
    if _refuses(at(terms, here)):
        denied, here = True, here + 1
    other = skip(terms, here, "comma", "but", "the", "the_f")
    if not denied or not at(terms, other).tags.keys() & {"other_one", "next"} or other == here:
        return None
    end = skip(terms, other + 1, "one")
    ended = end >= len(terms) or "sign" in terms[end] or "break" in terms[end]
    return evolve(point, later=point.later + DAYS_OF_WEEK, wavering=False) if ended else None


def _refuses(term: Term) -> bool:
    return bool(term.tags.keys() & {"no", "not"}) and "sign" not in term


def _only_names(terms: Sequence[Term], place: int, since: int) -> bool:
    """Whether it only names the time a stay already told is in: "del 29 al 2, para fin de año", "…, un finde"."""
    point = terms[place].value
    corrected = any(term.tags.keys() & {"correction", "no", "not", "break"} for term in terms[since + 1 : place])
    return isinstance(point, Point) and (point.named or point.last is not None) and not corrected


def _is_said_again(terms: Sequence[Term], place: int) -> bool:
    """Whether the date only says the one before in other words: "tomorrow, the 12th"."""
    before, here = at(terms, place - 2).value, terms[place].value
    if "comma" not in at(terms, place - 1) or not isinstance(before, Point) or not isinstance(here, Point):
        return False
    return before.exact is not None and resolve(here, before.exact) == before.exact


def _is_instead(terms: Sequence[Term], place: int, since: int) -> bool:
    """Whether "or" stands between this date and the one before."""
    return any("or" in term for term in terms[max(since + 1, place - 3) : place])


def _role(terms: Sequence[Term], place: int, since: int) -> str | None:
    """The role told by the nearest word before the date, or by one right behind it."""
    for before in range(place - 1, max(since, place - REACH - 1, -1), -1):
        term = terms[before]
        if term.tags.keys() & {"until", "leave"}:
            return DEPARTURE
        if "to" in term and "impossible" in at(terms, before - 1):
            return DEPARTURE
        if "arrive" in term or ("from" in term and "of" not in term):
            return ARRIVAL
        if term.tags.keys() & {"stop", "break", "question"}:
            break
    for behind in range(place + 1, min(len(terms), place + 6)):
        term = terms[behind]
        if term.tags.keys() & {"date", "stop", "break", "comma", "and", "length"}:
            break
        if "leave" in term and not _leads(terms, behind):
            return DEPARTURE
        if "arrive" in term and not _leads(terms, behind):
            return ARRIVAL
    return None


def _leads(terms: Sequence[Term], place: int) -> bool:
    """Whether a date stands right behind this word, which then belongs to it."""
    return any("date" in term for term in terms[place + 1 : place + 4])


def _free_role(terms: Sequence[Term], place: int, since: int, given: Sequence[str], reading: Reading) -> str:
    """The role of a date that nothing names: what was asked, or what is still missing."""
    if ARRIVAL in given and DEPARTURE not in given and since >= 0:
        between = terms[since + 1 : place]
        taken_back = any("correction" in term or "not" in term for term in between)
        if not taken_back and not any("or" in term for term in between):
            return DEPARTURE
    if reading.asked is Question.DEPARTURE and DEPARTURE not in given and not _begins(terms, place):
        return DEPARTURE
    return ARRIVAL


def _begins(terms: Sequence[Term], place: int) -> bool:
    """Whether nights are counted from this date: "on 3 June for 3 nights"."""
    for term in terms[place + 1 : place + 4]:
        if "length" in term:
            return True
        if term.tags.keys() & {"date", "stop", "break", "and", "until", "leave"}:
            break
    return False
