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
        pair = _pair(terms, place, reading, nights)
        if pair is not None:
            if not (given and _is_instead(terms, place, since)) and not _taken_back(terms, place, since):
                yield from pair[1]
                given += [ARRIVAL, DEPARTURE]
            place, since = pair[0], pair[0] - 1
            continue
        term = terms[place]
        if isinstance(term.value, Point) and "date" in term and not _taken_back(terms, place, since):
            cue = _role(terms, place, since)
            instead = bool(given) and _is_instead(terms, place, since)
            role = given[-1] if instead else cue or _free_role(terms, place, since, given, reading)
            given.append(role)
            since = place
            yield Said(role, term.value, term.start, term.end, cued=cue is not None, instead=instead)
        place += 1


def _pair(
    terms: Sequence[Term], place: int, reading: Reading, nights: int | None
) -> tuple[int, tuple[Said, Said]] | None:
    """Two dates joined as a range, the place after it, or nothing."""
    first = _point(terms, place)
    if first is None:
        return None
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
    opened = bool(at(terms, place - 1).tags.keys() & {"from", "between", "for"})
    if "date" not in terms[place] and "date" in at(terms, place - 2):
        return False
    return "date" in terms[place] or opened or "the" in joint or _are_days(terms[place], reading)


def _point(terms: Sequence[Term], place: int) -> Point | None:
    """The date here, or the day of a month a bare number can be."""
    term = at(terms, place)
    if isinstance(term.value, Point):
        return term.value if "date" in term else None
    number = term.number
    if number is None and _beside_date(terms, place):
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
    beside = (*near, at(terms, place + 1))
    if any(term.tags.keys() & {"instead_of", "nothing_more", "thanks"} for term in near):
        return True
    return any(promises(term) for term in beside) or _is_said_again(terms, place)


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
    if reading.asked is Question.DEPARTURE and DEPARTURE not in given:
        return DEPARTURE
    return ARRIVAL
