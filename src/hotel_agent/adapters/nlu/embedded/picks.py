"""Picks: one of several things shown, by its rank or by its price."""

from collections.abc import Sequence

from hotel_agent.adapters.nlu.embedded.terms import Term, Value, at, counts, in_range
from hotel_agent.domain.conversations.understanding import Pick, PickBy, Question

CHOICES = frozenset({Question.WHICH_OFFER, Question.WHICH_RESERVATION, Question.WHICH_DATE})
LONGEST_LIST = 20
_BEFORE_ONE = frozenset(
    {"option", "the", "comma", "stop", "break", "yes", "yes_weak", "please", "want", "greet", "hash"}
)
"""What stands before "one" where it is a number: in "the flexible one" it is none."""


def speaks_of_days(terms: Sequence[Term], options: int) -> bool:
    """Whether numbers said beside a list can be days: a correction, a range, or more than there are."""
    head = next((term for term in terms if not term.tags.keys() & {"please", "greet", "thanks", "sign"}), None)
    if head is not None and "no" in head:
        return True
    return any(
        term.tags.keys() & {"correction", "arrive", "leave", "until"}
        or ("number" in term and (0 < options < term.tags["number"] or in_range(terms, place)))
        for place, term in enumerate(terms)
    )


def picks(terms: Sequence[Term], asked: Question | None, options: int = 0) -> list[Value]:
    """What the guest points at first, or after a correction; nothing beyond the list, where its length is known."""
    corrected = False
    found: list[Value] = []
    for place, term in enumerate(terms):
        corrected = corrected or "correction" in term
        if found and not corrected:
            continue
        if asked in CHOICES and options >= 2 and "other_one" in term:
            found = [_value(term, term, Pick(2))]
        by_price = "cheapest" in term or "dearest" in term
        shown = at(terms, place - 1).tags.keys() & {"the", "the_f", "one"} or at(terms, place + 1).tags.keys() & {"one"}
        if by_price and (shown or (asked in CHOICES and not any("question" in each for each in terms))):
            found = [_value(term, term, Pick(1 if "cheapest" in term else -1, PickBy.PRICE))]
        rank = _rank(terms, place, asked)
        if rank is not None and not (0 < options < rank or _is_amount_or_day(terms, place, corrected=corrected)):
            found = [_value(term, term, Pick(rank))]
    return found


def _is_amount_or_day(terms: Sequence[Term], place: int, *, corrected: bool) -> bool:
    """Whether a number is one end of a range, a value given ("price = 1"), or what a correction is about."""
    before = at(terms, place - 1)
    if in_range(terms, place):
        return True
    if "option" in before or at(terms, place + 1).tags.keys() & {"one", "option"}:
        return False
    if "colon" in before:
        return "option" not in at(terms, place - 2)
    return corrected and terms[place].number is not None and not before.tags.keys() & {"the_f", "one"}


def _rank(terms: Sequence[Term], place: int, asked: Question | None) -> int | None:
    """The rank told here, counted from 1, or from -1 backwards."""
    term, before, behind = terms[place], at(terms, place - 1), at(terms, place + 1)
    choosing = asked in CHOICES
    number = term.number
    if number is not None and "one" in term and before.words and not before.tags.keys() & _BEFORE_ONE:
        return None
    if number is not None and 1 <= number <= LONGEST_LIST and not counts(terms, place):
        if "option" in before and (choosing or asked is None):
            return number
        if choosing and ("spelled" in term or term.tags.get("figures", 1) <= 2) and "article" not in term:
            return number
    if "ordinal" not in term or behind.tags.keys() & {
        "night",
        "week",
        "month_unit",
        "other_count",
        "day",
        "of",
        "month",
    }:
        return None
    shown = before.tags.keys() & {"the", "the_f", "option"} and (
        behind.tags.keys() & {"one", "option", "room", "stop", "sign"} or not behind.words
    )
    return term.tags["ordinal"] if choosing or (shown and "room" not in term) else None


def _value(first: Term, last: Term, pick: Pick) -> Value:
    return Value("pick", pick, first.start, last.end)
