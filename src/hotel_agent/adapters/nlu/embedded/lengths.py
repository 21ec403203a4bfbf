"""Lengths of stay as terms: nights, days, weeks."""

from collections.abc import Sequence

from hotel_agent.adapters.nlu.embedded.terms import Term, at, joined

FORTNIGHT = 14


def with_lengths(terms: Sequence[Term]) -> list[Term]:
    """The terms with each length of stay made one term, whose number is its nights."""
    made: list[Term] = []
    place = 0
    while place < len(terms):
        found = _length(terms, place)
        if found is None:
            made.append(terms[place])
            place += 1
        else:
            made.append(joined(terms[place : place + found[0]], "length", nights=found[1], **{found[2]: 1}))
            place += found[0]
    return _days_with_nights(made)


def _length(terms: Sequence[Term], place: int) -> tuple[int, int, str] | None:
    """How many terms a length takes, its nights, and its unit."""
    if {"in", "ago"} & at(terms, place - 1).tags.keys():
        return None
    term = terms[place]
    if "change" in term:
        return None
    number = 1 if "article" in term else term.number
    if number is None or "nth" in term or number > 9999:
        return None
    here = place + 1
    if "more" in at(terms, here) or "ago" in at(terms, here + 1):
        return None
    unit = at(terms, here)
    end = here + 1
    if "more" in at(terms, end):
        return None
    if "night" in unit and "figures" not in unit:
        return end - place, number, "in_nights"
    if "day" in unit:
        return end - place, number, "in_days"
    if "week" in unit:
        return end - place, 7 * number, "in_weeks"
    return (end - place, FORTNIGHT * number, "in_weeks") if "fortnight" in unit else None


def _days_with_nights(terms: Sequence[Term]) -> list[Term]:
    """Of "3 days and 2 nights" the nights are kept."""
    nights_told = any("in_nights" in term for term in terms)
    return [term for term in terms if not (nights_told and "in_days" in term)]
