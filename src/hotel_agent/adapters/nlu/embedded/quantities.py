"""Quantities: numbers, ordinals and sums of money as said, wherever they stand and whatever they count."""

from collections.abc import Container, Mapping, Sequence
from decimal import Decimal

from hotel_agent.adapters.nlu.embedded.terms import Term, at
from hotel_agent.domain.conversations.said import Kind, Read, Said, Sum

LONGEST = 15
"""Figures. A longer run is a code or nonsense, not a number."""
THOUSAND = 3
"""Figures between the signs that part a long number."""


class Quantities:
    """What money is called, in every language."""

    def __init__(self, currencies: Mapping[str, str]) -> None:
        self._currencies = currencies
        """The ISO 4217 code of each folded word or sign; empty where it does not tell whose money it is."""

    def said(self, terms: Sequence[Term], text: str, taken: Container[int], *, comma: bool) -> list[Said]:
        """Numbers, ordinals and money in these terms, but for those that begin inside something `taken`.

        `comma`: a comma parts decimals here and a full stop thousands, not the other way.
        """
        found: list[Said] = []
        place = 0
        while place < len(terms):
            free = terms[place].start not in taken
            one = (_ordinal(terms, place) or self._money(terms, place, comma=comma)) if free else None
            if one is None:
                place += 1
                continue
            end, kind, read = one
            begin, stop = terms[place].start, terms[end - 1].end
            found.append(Said(kind=kind, readings=(read,), text=text[begin:stop], start=begin, end=stop))
            place = end
        return found

    def _money(self, terms: Sequence[Term], place: int, *, comma: bool) -> tuple[int, Kind, Read] | None:
        """A sum with its currency before or behind, or a plain number."""
        leading = self._currencies.get(at(terms, place).words)
        number = _number(terms, place + 1 if leading is not None else place, comma=comma)
        if number is None:
            return None
        end, amount = number
        if leading is not None:
            return end, Kind.MONEY, Sum(amount, leading or None)
        behind = self._currencies.get(at(terms, end).words)
        if behind is not None:
            return end + 1, Kind.MONEY, Sum(amount, behind or None)
        return end, Kind.NUMBER, amount


def _number(terms: Sequence[Term], place: int, *, comma: bool) -> tuple[int, Decimal] | None:
    """A number in figures or words, with its decimals, its thousands, "k" or "dozen"; and the place behind it."""
    term = at(terms, place)
    if "nth" in term.tags:
        return None
    if "figures" in term.tags:
        if term.tags["figures"] > LONGEST:
            return None
        end, amount = _figures(terms, place, comma=comma)
    elif term.number is not None:
        end, amount = place + 1, Decimal(term.number)
    elif "article" in term.tags and "dozen" in at(terms, place + 1):
        end, amount = place + 1, Decimal(1)
    elif "half" in term.tags and "dozen" in at(terms, place + 1):
        end, amount = place + 1, Decimal("0.5")
    else:
        return None
    behind = at(terms, end)
    if behind.words == "k":
        return end + 1, amount * 1000
    return (end + 1, amount * behind.tags["dozen"]) if "dozen" in behind.tags else (end, amount)


def _figures(terms: Sequence[Term], place: int, *, comma: bool) -> tuple[int, Decimal]:
    """Past 1.234,56 or 1,234.56, and the amount."""
    decimal, thousand = (",", ".") if comma else (".", ",")
    figures, end = terms[place].words, place + 1
    if len(figures) <= THOUSAND:
        while _goes_on(terms, end, thousand) and len(at(terms, end + 1).words) == THOUSAND:
            figures, end = figures + at(terms, end + 1).words, end + 2
    lone = _goes_on(terms, end, decimal) and not _goes_on(terms, end + 2, decimal)
    if lone and len(figures) <= LONGEST and len(at(terms, end + 1).words) <= LONGEST:
        return end + 2, Decimal(f"{figures}.{at(terms, end + 1).words}")
    return end, Decimal(figures[:LONGEST])


def _goes_on(terms: Sequence[Term], place: int, sign: str) -> bool:
    """Whether the sign and more figures follow without a space."""
    here, behind = at(terms, place), at(terms, place + 1)
    return here.words == sign and here.glued and behind.glued and "figures" in behind.tags


def _ordinal(terms: Sequence[Term], place: int) -> tuple[int, Kind, Read] | None:
    """Third, 3rd, vigésimo quinto, twenty-fifth."""
    term = at(terms, place)
    if "nth" in term.tags and term.number is not None:
        return place + 1, Kind.ORDINAL, Decimal(term.number)
    tens = term.number if term.number is not None and "figures" not in term.tags else None
    whole = tens or term.tags.get("ordinal")
    if whole is None or whole < 0 or (tens is not None and "ordinal" not in at(terms, place + 1)):
        return None
    end, step = place + 1, 100 if whole % 100 == 0 else 10 if whole % 10 == 0 else 1
    while 0 < at(terms, end).tags.get("ordinal", 0) < step:
        smaller = at(terms, end).tags["ordinal"]
        whole, end, step = whole + smaller, end + 1, 10 if smaller % 10 == 0 else 1
    return None if tens is not None and end == place + 1 else (end, Kind.ORDINAL, Decimal(whole))
