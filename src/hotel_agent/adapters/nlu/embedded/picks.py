"""Picks: one of several things shown, by its rank or by its price."""

from collections.abc import Sequence

from hotel_agent.adapters.nlu.embedded.terms import Term, Value, at, counts
from hotel_agent.domain.conversations.understanding import Pick, PickBy, Question

CHOICES = frozenset({Question.WHICH_OFFER, Question.WHICH_RESERVATION, Question.WHICH_DATE})
LONGEST_LIST = 20


def picks(terms: Sequence[Term], asked: Question | None) -> list[Value]:
    """What the guest points at, if anything."""
    for place, term in enumerate(terms):
        by_price = "cheapest" in term or "dearest" in term
        shown = at(terms, place - 1).tags.keys() & {"the", "the_f", "one"} or at(terms, place + 1).tags.keys() & {"one"}
        if by_price and (shown or (asked in CHOICES and not any("question" in each for each in terms))):
            return [_value(term, term, Pick(1 if "cheapest" in term else -1, PickBy.PRICE))]
        rank = _rank(terms, place, asked)
        if rank is not None:
            return [_value(term, term, Pick(rank))]
    return []


def _rank(terms: Sequence[Term], place: int, asked: Question | None) -> int | None:
    """The rank told here, counted from 1, or from -1 backwards."""
    term, before, behind = terms[place], at(terms, place - 1), at(terms, place + 1)
    choosing = asked in CHOICES
    number = term.number
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
