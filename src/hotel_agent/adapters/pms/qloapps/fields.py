"""Reading what QloApps answers without trusting it: ids and amounts come as numbers or texts, empty lists as `[]`."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from hotel_agent.domain.money import Money, minor_digits

Row = Mapping[str, object]

_MOST_DIGITS = 18


def document(text: str) -> object:
    """What an answer says, amounts exact; None where it is no JSON."""
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None


def rows(answer: object, name: str) -> list[Row] | None:
    """The records listed under this name; None where this is no list of them. Nothing at all is a bare `[]`."""
    if answer == []:
        return []
    found = answer.get(name) if isinstance(answer, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else None


def table(of: object, name: str) -> Row:
    """The object under this name; an empty one is often written as a list."""
    found = of.get(name) if isinstance(of, dict) else None
    return found if isinstance(found, dict) else {}


def elements(of: object, name: str) -> list[object]:
    """What stands under this name, as a list: the values where it is written as an object."""
    found = of.get(name) if isinstance(of, dict) else None
    if isinstance(found, dict):
        return list(found.values())
    return found if isinstance(found, list) else []


def words(of: Row, name: str) -> str:
    """The text under this name, without blanks around it."""
    found = of.get(name)
    return found.strip() if isinstance(found, str) else ""


def whole(of: Row, name: str) -> int:
    """The whole number under this name; 0 where there is none."""
    return int(exact(of, name))


def exact(of: Row, name: str) -> Decimal:
    """The amount under this name; 0 where there is none."""
    found = of.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float | str | Decimal):
        return Decimal(0)
    try:
        amount = Decimal(str(found).strip())
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() and amount.adjusted() < _MOST_DIGITS else Decimal(0)


def flag(of: Row, name: str) -> bool:
    """Whether 1, "1" or true stands under this name."""
    return of.get(name) is True or exact(of, name) == 1


def day(of: Row, name: str) -> date | None:
    """The date that begins what stands under this name; 0000-00-00 is none."""
    try:
        return date.fromisoformat(words(of, name)[:10])
    except ValueError:
        return None


def numbers(of: Row, name: str) -> tuple[int, ...]:
    """Whole numbers written as a list, or as JSON within a text: `[6]`, `"[6]"`, `["6","9"]`."""
    found = of.get(name)
    written = document(found) if isinstance(found, str) else found
    told = [whole({name: each}, name) for each in written if str(each).strip()] if isinstance(written, list) else []
    return tuple(told)


def local(of: Row, name: str) -> dict[int, str]:
    """A translated text by the id of its language. With one language installed it is a plain text: language 0."""
    found = of.get(name)
    if isinstance(found, list):
        told = ((whole(each, "id"), words(each, "value")) for each in found if isinstance(each, dict))
        return {language: text for language, text in told if text}
    text = words(of, name)
    return {0: text} if text else {}


def money(amount: Decimal, currency: str) -> Money:
    """So many major units, rounded half up to what the currency has."""
    return Money.rounded(amount.scaleb(minor_digits(currency)), currency)


def complaints(answer: object) -> Iterator[tuple[int, str]]:
    """The errors of an answer: code and words."""
    for each in elements(answer, "errors"):
        if isinstance(each, dict):
            yield whole(each, "code"), words(each, "message")
