"""By which marks a reader finds a value in a text: its digits, its sign, its very words."""

import re

from hotel_agent.domain.conversations.replies import Count, Day, Moment, Value, Words
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.money import Money, minor_digits
from hotel_agent.domain.party import Party
from hotel_agent.domain.stay import Stay

SIGNS = {"BRL": "R$", "EUR": "€", "GBP": "£", "USD": "US$"}
"""Signs that may stand for a currency's code: no other currency has them."""

_BETWEEN_DIGITS = re.compile(r"(?<=\d)[.,'\u00a0\u202f](?=\d)")


def missing(value: Value, text: str, language: Language) -> list[str]:
    """The marks of this value that do not stand in the text."""
    match value:
        case Words():
            return [] if value.text in text else [value.text]
        case LocalText():
            own = [words for spoken, words in value.texts if spoken == language] or [value.texts[0][1]]
            return [] if own[-1] in text else own
        case Money():
            return _missing_money(value, text)
        case _:
            return [mark for mark in _marks(value) if not re.search(rf"(?<!\d){mark}(?!\d)", text)]


def _marks(value: Value) -> list[str]:
    """The digits that must stand in the text, each group apart from others."""
    match value:
        case Count():
            return [f"{value.number}"]
        case Day():
            return [f"{value.date.day}", f"{value.date.year}"]
        case Moment():
            return [
                f"{value.at.day}",
                rf"(?:{value.at.hour:02}|{value.at.hour % 12 or 12})\D{{1,2}}{value.at.minute:02}",
            ]
        case Stay():
            nights = value.departure.toordinal() - value.arrival.toordinal()
            return [f"{value.arrival.day}", f"{value.departure.day}", f"{value.departure.year}", f"{nights}"]
        case Party():
            children = [f"{len(value.child_ages)}"] if value.child_ages else []
            return [f"{value.adults}", *children, *(f"{age}" for age in value.child_ages if age > 0)]
        case _:
            raise AssertionError(f"nobody said by which marks a {type(value).__name__} is found; add it in {__name__}")


def _missing_money(money: Money, text: str) -> list[str]:
    digits = minor_digits(money.currency)
    whole, rest = divmod(money.minor, 10**digits)
    written = [f"{whole}{rest:0{digits}}" if digits else f"{whole}"]
    if rest == 0:
        written.append(f"{whole}")
    bare = _BETWEEN_DIGITS.sub("", text)
    missing = [] if any(re.search(rf"(?<!\d){each}(?!\d)", bare) for each in written) else written
    named = money.currency in text or (money.currency in SIGNS and SIGNS[money.currency] in text)
    return missing if named else [*missing, money.currency]
