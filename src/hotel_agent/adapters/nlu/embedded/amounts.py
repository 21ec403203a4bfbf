"""Times of day, sums of money and bare measures: set apart, so that their numbers are taken for nothing else."""

from collections.abc import Sequence

from hotel_agent.adapters.nlu.embedded.terms import COUNTED, Term, at, joined

GROUPS = 5
"""So many groups of figures a sum of money has at most, "1.234.567,89", so that time stays linear."""
_NO_TIME = tuple(tag for tag in COUNTED if tag != "clock")


def with_amounts(terms: Sequence[Term]) -> list[Term]:
    """The terms with each time and each sum of money made one term."""
    made: list[Term] = []
    place = 0
    while place < len(terms):
        length = _time(terms, place)
        kind = "time"
        if not length:
            length, kind = _money(terms, place), "money"
        if length:
            made.append(joined(terms[place : place + length], kind))
        else:
            made.append(terms[place])
        place += length or 1
    return made


def _time(terms: Sequence[Term], place: int) -> int:
    """How many terms from here tell a time: "a las 3 de la tarde", "15:30", "3pm", "9 menos 20 de la mañana"."""
    announced = "at_time" in terms[place]
    here = place + 1 if announced else place
    hour = at(terms, here)
    if hour.number is None or hour.number > 59 or "nth" in hour:
        return 0
    end, written = _minutes(terms, here + 1)
    if "clock" in at(terms, end) or (end > here + 1 and "daytime" in at(terms, end)):
        while "clock" in at(terms, end + 1):
            end += 1
        return end + 1 - place
    if written:
        return end - place
    if not announced or hour.number > 24 or any(tag in at(terms, end).tags for tag in (*_NO_TIME, "month", "slash")):
        return 0
    if "of" in at(terms, end) and "month" in at(terms, end + 1):
        return 0
    return end - place


def _minutes(terms: Sequence[Term], place: int) -> tuple[int, bool]:
    """Past the minutes after an hour, and whether they are written so that only a time can be meant: 15:30."""
    sign, minutes = at(terms, place), at(terms, place + 1)
    if sign.glued and minutes.glued and minutes.tags.get("figures") == 2 and sign.words in {":", ".", "h"}:
        return place + 2, sign.words != "."
    if {"minus", "and"} & sign.tags.keys() and ("quarter" in minutes or (minutes.number or 99) < 60):
        return place + 2, "minus" in sign and "quarter" in minutes
    spoken = sign.tags.get("figures") == 2 and {"clock", "daytime"} & minutes.tags.keys()
    return (place + 1, False) if spoken else (place, False)


def _money(terms: Sequence[Term], place: int) -> int:
    """How many terms from here tell a sum of money or a percentage."""
    first, following = terms[place], at(terms, place + 1)
    if "currency" in first and "figures" in following:
        end = place + 2
    elif "figures" in first:
        end = place + 1
    else:
        return 0
    longest = end + 2 * GROUPS
    while (
        end < longest
        and at(terms, end).words in {".", ","}
        and at(terms, end).glued
        and _glued_figures(at(terms, end + 1))
    ):
        end += 2
    if "currency" in at(terms, end) or "percent" in at(terms, end):
        return end + 1 - place
    return end - place if "currency" in first else 0


def _glued_figures(term: Term) -> bool:
    return term.glued and "figures" in term
