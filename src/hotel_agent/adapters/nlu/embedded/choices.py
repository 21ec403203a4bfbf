"""Choices: which of the dates shown a guest means, by its month, its day or its place in the list."""

from collections.abc import Sequence
from datetime import date

from hotel_agent.adapters.nlu.embedded.points import Point
from hotel_agent.adapters.nlu.embedded.terms import Term, Value
from hotel_agent.domain.conversations.understanding import Pick


def chosen(terms: Sequence[Term], choices: Sequence[date]) -> list[Value]:
    """The one date shown that these terms fit, as a pick; nothing if they fit none or several."""
    for term in terms:
        fitting = [rank for rank, day in enumerate(choices, 1) if _fits(term, day)]
        if len(fitting) == 1:
            return [Value("pick", Pick(fitting[0]), term.start, term.end)]
    return []


def _fits(term: Term, day: date) -> bool:
    if isinstance(term.value, Point):
        point = term.value
        if point.exact is not None:
            return point.exact == day
        said = (
            (point.day, day.day),
            (point.month, day.month),
            (point.year, day.year),
            (point.weekday, day.isoweekday()),
        )
        return all(part in {None, real} for part, real in said)
    return term.tags.get("month") == day.month
