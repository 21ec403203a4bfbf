"""Every amount of money in a text, held against what was to be said: a price nobody quoted is never sent."""

import re
from collections.abc import Iterator

from hotel_agent.domain.conversations.replies import Part, Reply, Sayings, Value, Words
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.money import Money, minor_digits
from hotel_agent.ports.channel import Content

_SIGNS = {"€": "EUR", "£": "GBP", "R$": "BRL", "US$": "USD"}
_SIGN = r"US\$|R\$|[€£$]|\b[A-Z]{3}\b"
_FIGURES = r"\d+(?:[.,\u00a0\u202f]\d+)*"
_AMOUNT = re.compile(
    rf"(?P<before>{_SIGN})[ \u00a0]?(?P<first>{_FIGURES})|(?P<second>{_FIGURES})[ \u00a0]?(?P<after>{_SIGN})"
)


def unquoted(content: Content, reply: Reply) -> tuple[str, ...]:
    """The amounts of money a guest would read that are none of the reply's, as they are written; empty when all are.

    What somebody else wrote (a name, a wish, an answer of the hotel) is said as it is: amounts in it are theirs.
    """
    values = list(_values(reply))
    quoted = {value for value in values if isinstance(value, Money)}
    theirs = [begun for value in values for text in _written_by_others(value) for begun in _beginnings(text)]
    texts = [content.text, content.header, content.footer]
    texts += [text for choice in content.choices for text in (choice.title, choice.description)]
    return tuple(found for text in texts for found in _strange(text, quoted, theirs))


def names_money(reply: Reply) -> bool:
    """Whether an amount of money is said in it."""
    return any(isinstance(value, Money) for value in _values(reply))


def _strange(text: str, quoted: set[Money], theirs: list[str]) -> Iterator[str]:
    for found in _AMOUNT.finditer(text):
        sign, figures = found["before"] or found["after"], found["first"] or found["second"]
        if sign.isalpha() and not any(sign == money.currency for money in quoted) and sign not in _CODES:
            continue
        if not any(_says(sign, figures, money) for money in quoted) and not _inside(text, found.span(), theirs):
            yield found[0]


_CODES = frozenset({*_SIGNS.values(), "ARS", "CLP", "COP", "MXN", "PEN", "UYU", "CHF", "JPY"})
"""Codes that mean money in any text; others do where the reply names that currency."""


def _says(sign: str, figures: str, money: Money) -> bool:
    """Whether these figures beside this sign can be read as exactly this amount."""
    if sign != "$" and _SIGNS.get(sign, sign) != money.currency:
        return False
    digits = minor_digits(money.currency)
    *whole, last = re.split(r"[.,\u00a0\u202f]", figures)
    plain = int("".join((*whole, last))) * 10**digits
    exact = int("".join((*whole, last))) if whole and len(last) == digits else None
    return money.minor in {plain, exact}


def _inside(text: str, span: tuple[int, int], theirs: list[str]) -> bool:
    """Whether it stands in something that others wrote."""
    first, last = span
    return any(text.find(each, max(0, last - len(each)), first + len(each)) >= 0 for each in theirs)


def _values(reply: Reply) -> Iterator[Value]:
    for part in reply.parts:
        yield from _of_part(part)
    for choice in reply.choices:
        yield from _of_part(choice.title)
        if choice.description is not None:
            yield from _of_part(choice.description)


def _of_part(part: Part) -> Iterator[Value]:
    for _, value in part.values:
        if isinstance(value, Sayings):
            for inner in value.parts:
                yield from _of_part(inner)
        else:
            yield value


def _beginnings(text: str) -> Iterator[str]:
    """The text, and what is left of it where it is told by its first sentences only."""
    yield text
    for end in re.finditer(r"[.!?](?=\s)", text):
        yield text[: end.end()]


def _written_by_others(value: Value) -> tuple[str, ...]:
    if isinstance(value, Words):
        return (value.text,)
    return tuple(text for _, text in value.texts) if isinstance(value, LocalText) else ()
