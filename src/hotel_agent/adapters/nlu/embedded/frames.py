"""Frames: a holiday or a month named beside days that leave their month open, "fin de año, del 29 al 2"."""

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import evolve, frozen

from hotel_agent.adapters.nlu.embedded.months import year_after
from hotel_agent.adapters.nlu.embedded.points import Point, months_on, plus, resolve
from hotel_agent.adapters.nlu.embedded.terms import Term, at

REACH = 12
"""How many terms behind a holiday or month a bare day may still stand."""
BEHIND = 5
"""How many terms before one a bare day may stand: "del 5 al 8, en enero"."""
FARTHEST = 20
"""Days. A day of the month lies this near to the holiday it is said beside."""
_SURE = 4
"""Letters. A shorter month may be another word, as may be the ones that "in" or a comma must stand beside."""
_DOUBTFUL = frozenset({"may", "march"})
_LINKS = frozenset(
    {"comma", "in", "of", "for", "the", "the_f", "break", "from", "beginning", "middle", "ending", "sign"}
)
_RANGES = frozenset({"to", "until", "and", "or", "dash", "day", "date", "number"})


@frozen(slots=True)
class Frame:
    """What days nearby belong to: a holiday with its first and last day, or a month."""

    first: date | None = None
    last: date | None = None
    month: int | None = None
    year: int | None = None

    def around(self, point: Point, today: date) -> Point | None:
        """The point put into this frame; nothing where it cannot be told which day is meant."""
        if point.exact is not None or point.month is not None or (point.day is None and point.weekday is None):
            return point
        if self.month is not None:
            return self._in_month(point, today)
        day = self._near(point) if point.day is not None else self._weekday(point.weekday or 1)
        return point if day is None or day < today else evolve(point, exact=day, last=None, wavering=False)

    def _in_month(self, point: Point, today: date) -> Point | None:
        if point.day is not None:
            return evolve(point, month=self.month, year=self.year)
        coming = resolve(point, today)
        return point if coming is not None and coming.month == self.month and self.year in {None, coming.year} else None

    def _near(self, point: Point) -> date | None:
        """The day of the month nearest to the holiday."""
        if self.first is None:
            return None
        days = (plus(self.first, sign * step) for step in range(FARTHEST + 1) for sign in (-1, 1))
        fitting = (each for each in days if each.day == point.day and point.weekday in {None, each.isoweekday()})
        return next(fitting, None)

    def _weekday(self, weekday: int) -> date | None:
        """That weekday among the days of the holiday, or else the last one before them."""
        if self.first is None:
            return None
        ahead = (weekday - self.first.isoweekday()) % 7
        inside = self.last is not None and plus(self.first, ahead) < self.last
        return plus(self.first, ahead if inside or ahead == 0 else ahead - 7)


def frames(terms: Sequence[Term], today: date) -> Mapping[int, Frame]:
    """By where a term begins in the text: the frame it stands in, if it stands in one."""
    found: dict[int, Frame] = {}
    told = [_frame(terms, place, today) for place in range(len(terms))]
    if not any(told):
        return found
    current, since = None, 0
    for place, term in enumerate(terms):
        since += 1
        if told[place] is not None:
            current, since = told[place], 0
        elif "question" in term or since > REACH:
            current = None
        if current is not None and since:
            found[term.start] = current
    for place, frame in enumerate(told):
        if frame is None:
            continue
        linked = False
        for before in range(place - 1, max(-1, place - 1 - 2 * BEHIND), -1):
            tags = terms[before].tags.keys()
            if not tags & (_LINKS if not linked else _LINKS | _RANGES) and not tags & _RANGES:
                break
            linked = linked or bool(tags & _RANGES)
            found.setdefault(terms[before].start, frame)
    return found


def _frame(terms: Sequence[Term], place: int, today: date) -> Frame | None:
    """The frame that is named here: a holiday, a month by itself, or the next month."""
    term = terms[place]
    near = at(terms, place - 1).tags.keys() | at(terms, place - 2).tags.keys()
    if near & {"not", "instead_of"}:
        return None
    if isinstance(term.value, Point):
        point = term.value
        return Frame(first=point.exact, last=point.last) if point.named and "date" in term else None
    if "month" in term and _is_month(terms, place):
        return Frame(month=term.tags["month"], year=year_after(terms, place + 1)[1])
    if "month_unit" in term and "next" in at(terms, place - 1).tags.keys() | at(terms, place + 1).tags.keys():
        first = months_on(today.replace(day=1), 1)
        return Frame(month=first.month, year=first.year)
    return None


def _is_month(terms: Sequence[Term], place: int) -> bool:
    """Whether the word is a month here, and not "may I" or "out"."""
    term, before, behind = terms[place], at(terms, place - 1).tags.keys(), at(terms, place + 1).tags.keys()
    led = bool(before & {"in", "of", "this", "next", "beginning", "middle", "ending"} or behind & {"comma", "colon"})
    return led or (len(term.words) >= _SURE and term.words not in _DOUBTFUL and "number" not in term)
