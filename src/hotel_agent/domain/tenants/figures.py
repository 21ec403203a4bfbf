"""The figures in what a hotel wrote: hours of the day, amounts of money, and lengths of time in hours."""

import re
from datetime import time
from decimal import Decimal

from attrs import frozen

_HOUR = re.compile(
    r"(?<![\d.,€$£])([01]?\d|2[0-4])(?::([0-5]\d)|h([0-5]\d)?)(?!\w)|(?<![\d.,€$£])(1[0-2]|[1-9])\s?(am|pm)\b"
)
_SIGN = r"(?:€|US\$|R\$|\$|£|EUR|USD|euros?|dólares|dollars|pesos|reais)"
_SUM = r"(?<![\d.,])(?:\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,]\d{1,2})?(?!\d)"
_MONEY = re.compile(rf"{_SIGN}\s?({_SUM})|({_SUM})\s?{_SIGN}", re.IGNORECASE)
_HOURS_LONG = re.compile(r"(\d+)\s?(?:horas|hours|hs\b|hrs\b)", re.IGNORECASE)


@frozen
class Figures:
    """What a text says in figures; what is written in words is not read."""

    hours: frozenset[time]
    amounts: frozenset[Decimal]
    hours_long: frozenset[int]
    """Lengths of time, as in "48 hours before arrival"."""


def figures_in(text: str) -> Figures:
    """The figures in a text of any language. Twenty-four o'clock is midnight."""
    return Figures(
        hours=frozenset(_hour(found) for found in _HOUR.finditer(text)),
        amounts=frozenset(_amount(found[1] or found[2]) for found in _MONEY.finditer(text)),
        hours_long=frozenset(int(found[1]) for found in _HOURS_LONG.finditer(text)),
    )


def _hour(found: re.Match[str]) -> time:
    if found[5]:
        return time(int(found[4]) % 12 + (12 if found[5] == "pm" else 0))
    return time(int(found[1]) % 24, int(found[2] or found[3] or 0))


def _amount(text: str) -> Decimal:
    """A sum, whichever of point and comma stands before its cents."""
    whole, cents = text, ""
    if len(text) > 2 and (mark := next((place for place in (-2, -3) if text[place] in ".,"), None)):
        whole, cents = text[:mark], f".{text[mark + 1 :]}"
    return Decimal(re.sub(r"[.,]", "", whole) + cents).normalize()
