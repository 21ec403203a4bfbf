"""Lengths of stay as terms: nights, days, weeks."""

from collections.abc import Sequence
from datetime import date

from attrs import evolve

from hotel_agent.adapters.nlu.embedded.terms import Term, at, joined

LONGEST_ANSWER = 99
MOST = 9999
"""A larger number is no length of stay."""
A_WEEK_FROM = "from"
"""In English "a week from Saturday" is a day; in the other languages its words tell a stay."""
DEAR = 3
"""Figures. So long a number before "a night" is money."""
_UNITS = {
    "night": (1, "in_nights"),
    "day": (1, "in_days"),
    "week": (7, "in_weeks"),
    "fortnight": (14, "in_weeks"),
}
"""The nights of each unit, and what a length in it is called."""


def with_lengths(terms: Sequence[Term]) -> list[Term]:
    """The terms with each length of stay made one term, whose number is its nights."""
    made: list[Term] = []
    place = 0
    while place < len(terms):
        found = _length(terms, place)
        more = _more_nights(terms, place) if found is None else None
        if more is not None:
            made.append(joined(terms[place : place + more[0]], "added", nights=more[1]))
            place += more[0]
        elif found is None:
            made.append(terms[place])
            place += 1
        else:
            made.append(joined(terms[place : place + found[0]], "length", nights=found[1], **{found[2]: 1}))
            place += found[0]
    return _days_with_nights(made)


SHORT = 7
"""Nights. A bare figure up to this many is how long, not until when, even where it could be a day after the arrival."""
_BESIDE = frozenset({"please", "thanks", "greet", "yes", "yes_weak", "agreeing", "correction", "with", "sign"})


def with_nights_asked(terms: Sequence[Term], arrival: date | None) -> list[Term]:
    """The terms with a bare number that answers "until what day, or how many nights?" made a length of stay.

    A number in words is nights, and so is a figure up to a week or not later than the day of arrival: 3 after an
    arrival on the 14th. A larger one is a day: 16 after the 14th; so is any that is said as one: "el 16", "the 16th".
    """
    spots = [place for place, term in enumerate(terms) if term.number is not None or "article" in term]
    if len(spots) > 1 and any("or" in term for term in terms):
        return [evolve(term, tags={}) if _is_spelled(terms, place) else term for place, term in enumerate(terms)]
    if len(spots) != 1 or any(
        term.tags and not term.tags.keys() & _BESIDE for place, term in enumerate(terms) if place != spots[0]
    ):
        return list(terms)
    (place,) = spots
    term = terms[place]
    number = 1 if term.number is None else term.number
    announced = at(terms, place - 1).tags.keys() & {"the", "day", "until", "leave", "to", "for", "slash", "not"}
    beside = at(terms, place + 1).tags.keys() & {"slash", "nth", "percent", "currency"}
    if announced or beside or {"nth", "taken"} & term.tags.keys() or not 0 < number <= LONGEST_ANSWER:
        return list(terms)
    if "figures" in term and number > max(SHORT, arrival.day if arrival is not None else 0):
        return list(terms)
    return [*terms[:place], joined([term], "length", nights=number, in_nights=1), *terms[place + 1 :]]


def _is_spelled(terms: Sequence[Term], place: int) -> bool:
    """Whether a number stands here in words, by itself: of "dos o tres" neither is a day."""
    alone = not at(terms, place - 1).tags.keys() & {"the", "day", "until"} and at(terms, place + 1).tags.keys() <= {
        "or"
    }
    return alone and terms[place].number is not None and "figures" not in terms[place] and "nth" not in terms[place]


def _length(terms: Sequence[Term], place: int) -> tuple[int, int, str] | None:
    """How many terms a length takes, its nights, and its unit."""
    term = terms[place]
    if "next_day" in term:
        return 1, 1, "in_nights"
    number = 1 if "article" in term else term.number
    if number is None or "nth" in term or number > MOST or not _is_length(terms, place):
        return None
    unit = at(terms, place + 1)
    for tag, (nights, name) in _UNITS.items():
        if tag in unit:
            return 2, number * nights, name
    return None


def _more_nights(terms: Sequence[Term], place: int) -> tuple[int, int] | None:
    """How many terms tell nights beside those known, and how many: "una noche más", "two more nights", "otra noche"."""
    term = terms[place]
    number = 1 if {"article", "more"} & term.tags.keys() else term.number
    if number is None or number > MOST or "nth" in term:
        return None
    first, second = at(terms, place + 1), at(terms, place + 2)
    if "night" in first and ("more" in term or "more" in second or "change" in term):
        return (3 if "more" in second else 2), number
    if "more" in first and "night" in second and "more" not in term:
        return 3, number
    if "more" in term and ("article" in first or first.number is not None) and "night" in second:
        return 3, first.number or 1
    return None


def _is_length(terms: Sequence[Term], place: int) -> bool:
    """Whether a number and its unit tell how long, not when ("in 3 days"), how much more, or what to change."""
    before = at(terms, place - 1)
    if {"in", "ago"} & before.tags.keys() or "change" in terms[place] or _is_rate(terms, place):
        return False
    unit, behind = at(terms, place + 1), at(terms, place + 2)
    if (
        at(terms, place + 2).words == A_WEEK_FROM
        and "week" in unit
        and "for" not in before
        and "weekday" in at(terms, place + 3)
    ):
        return False
    return not ({"more", "figures"} & unit.tags.keys() or {"more", "hence", "ago", "shifted"} & behind.tags.keys())


def _is_rate(terms: Sequence[Term], place: int) -> bool:
    """Whether it tells what a night costs, and not how many there are: "$150 a night"."""
    before = at(terms, place - 1)
    dear = before.tags.get("figures", 0) >= DEAR
    return "article" in terms[place] and (bool(before.tags.keys() & {"money", "currency"}) or dear)


def _days_with_nights(terms: Sequence[Term]) -> list[Term]:
    """Of "3 days and 2 nights" the nights are kept."""
    nights_told = any("in_nights" in term for term in terms)
    return [term for term in terms if not (nights_told and "in_days" in term)]
