"""Numbers of payment cards in what guests write: they are masked before anything is kept, told or passed on."""

import json
import re

from attrs import evolve

from hotel_agent.domain.conversations.events import (
    Event,
    GuestChose,
    GuestEdited,
    GuestFilledForm,
    GuestSentBasket,
    GuestSentLocation,
    GuestSentMedia,
    GuestSpoke,
    GuestWrote,
)
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.staff_acts import StaffAnswered, StaffNoted, StaffWrote

NOT_HERE = Line("cards.not_here")
LINES = (NOT_HERE,)

MASK = "•••• •••• •••• ••••"
"""What stands where a card number stood. It says nothing of the number, not even its last figures."""

_FEWEST, _MOST = 13, 19
"""Figures of a card number (ISO/IEC 7812-1)."""
_BETWEEN = r"[\s\-.·_\u00ad\u200b-\u200f\u2010-\u2015\u2060\ufeff]{0,3}"
_RUN = re.compile(rf"(?<!\d)\d(?:{_BETWEEN}\d){{12,}}(?!\d)")
_FIGURES = re.compile(r"\d+")
_DATE = re.compile(
    r"(?<!\d)(?<!\d[-.])(?:20\d\d[-.](?:0?[1-9]|1[0-2])[-.](?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])[-.](?:0?[1-9]|[12]\d|3[01])[-.](?:20)?\d\d)(?![-.]?\d)"
)
_CODE = re.compile(
    r"(?i)\b((?:cvv2?|cvc2?|csc|security code|c[óo]digo de seguran[çc]a|c[óo]digo de seguridad)\W{0,3}"
    r"(?:is|es|é|de|:)?\W{0,3})\d{3,4}\b"
)
_EXPIRY = re.compile(
    rf"(?i)({MASK}(?:\W|\b(?:exp\w*|date|v[aá]lid\w*|until|thru|hasta|at[eé]|ven[cz]\w*|cadu\w*|fecha|data|de|and|y|e)\b){{0,12}}?)"
    r"(?<!\d)(?:0?[1-9]|1[0-2])\s?[/.-]\s?(?:20)?(?:1[3-9]|[2-9]\d)(?!\d)(?:(\W{1,3})\d{3,4}(?!\d))?"
)
"""The month and year behind a card number, which would be read as a day of the stay, and the code behind those."""
_SHORT_CARDS = re.compile(r"4\d{12}|3(?:0[0-5]|[689]\d)\d{11}|3[47]\d{13}")
"""Visa of 13 figures, Diners of 14, American Express of 15. What is as long and none of these is a telephone number."""
_NAMES_A_NUMBER = re.compile(r"(?:^|_)(?:id|from|to|timestamp)$")


def masked(text: str) -> str:
    """The text with the mask in place of every card number, without the month it ends and the secret code beside it.

    A card number is 13 to 19 figures with a right check figure, written at once or in groups as on a card. Dates,
    telephone numbers and IBANs stay. Repeating changes nothing.
    """
    hidden = _DATE.sub(lambda date: re.sub(r"\d", "d", date[0]), text)
    spans = [span for run in _RUN.finditer(hidden) if not _is_iban(hidden, run) for span in _cards(hidden, run)]
    for start, end in reversed(spans):
        text = text[:start] + MASK + text[end:]
    return _CODE.sub(
        r"\1•••", _EXPIRY.sub(lambda found: f"{found[1]}••/••{found[2] + '•••' if found[2] else ''}", text)
    )


def shows_card(text: str) -> bool:
    """Whether a card number stood in this text before it was masked."""
    return MASK in text


def without_cards(event: Event) -> Event:
    """The event as it may be kept: card numbers masked in everything its guest may have written or said."""
    match event:
        case GuestWrote() | GuestSpoke() | GuestEdited() | StaffWrote() | StaffNoted():
            return evolve(event, text=masked(event.text))
        case StaffAnswered():
            return evolve(event, text=masked(event.text), buttons=tuple(masked(each) for each in event.buttons))
        case GuestSentMedia():
            return evolve(event, caption=masked(event.caption), file_name=masked(event.file_name))
        case GuestChose():
            return evolve(event, title=masked(event.title), description=masked(event.description))
        case GuestSentBasket():
            return evolve(event, text=masked(event.text))
        case GuestSentLocation():
            return evolve(event, name=masked(event.name), address=masked(event.address))
        case GuestFilledForm():
            return evolve(event, answers=masked_json(event.answers))
        case _:
            return event


def masked_json(written: str) -> str:
    """Tables written in JSON, masked value by value; names of things (`id`, `from`, ...) stay. Any other text: masked.

    What holds no card number stays to the letter.
    """
    try:
        value = json.loads(written)
    except (ValueError, RecursionError):
        return masked(written)
    cleared = _cleared(value)
    return written if cleared == value else json.dumps(cleared, ensure_ascii=False)


def _cleared(value: object, name: str = "") -> object:
    match value:
        case dict():
            return {key: _cleared(each, str(key)) for key, each in value.items()}
        case list():
            return [_cleared(each, name) for each in value]
        case str() if not _NAMES_A_NUMBER.search(name):
            return masked(value)
        case int() if not isinstance(value, bool) and masked(str(value)) != str(value):
            return MASK
        case _:
            return value


def _cards(text: str, run: "re.Match[str]") -> list[tuple[int, int]]:
    """Where card numbers stand in these figures. They begin and end where a group of figures does."""
    if _is_telephone(text, run):
        return []
    groups = [(found.start() + run.start(), found.end() + run.start()) for found in _FIGURES.finditer(run[0])]
    spans: list[tuple[int, int]] = []
    first = 0
    while first < len(groups):
        most = min(len(groups), first + _MOST)
        last = next((last for last in range(most, first, -1) if _is_card(text, groups[first:last])), None)
        if last is not None:
            spans.append((groups[first][0], groups[last - 1][1]))
        first = last or first + 1
    return spans


def _is_telephone(text: str, run: "re.Match[str]") -> bool:
    """Whether these figures are written as a number with its country (ITU-T E.164: 15 figures at most)."""
    figures = sum(each.isdecimal() for each in run[0])
    plus = text[: run.start()].rstrip().endswith("+")
    return (plus and figures <= 15) or (run[0].startswith("00") and figures <= 17)


def _is_card(text: str, groups: list[tuple[int, int]]) -> bool:
    parts = [text[start:end] for start, end in groups]
    figures = "".join(str(int(each)) for part in parts for each in part)
    if not _FEWEST <= len(figures) <= _MOST or figures.startswith("0"):
        return False
    if len(figures) < 16 and not _SHORT_CARDS.fullmatch(figures):
        return False
    return _is_written_so([len(part) for part in parts]) and _checks(figures)


def _is_written_so(lengths: list[int]) -> bool:
    """Whether a card's figures are grouped like this: all at once, in fours as on the card, or one or two at a time."""
    if len(lengths) == 1 or max(lengths) <= 2:
        return True
    return lengths[0] == 4 and max(lengths[1:]) <= 12


def _checks(figures: str) -> bool:
    """Whether the last figure is the check figure of the others (Luhn; ISO/IEC 7812-1, annex B)."""
    doubled = (int(each) * (1 + place % 2) for place, each in enumerate(reversed(figures)))
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def _is_iban(text: str, run: "re.Match[str]") -> bool:
    """Whether these figures, with the two letters before them, are the number of a bank account (ISO 13616)."""
    country = re.search(r"(?<![A-Za-z])[A-Za-z]{2}$", text[: run.start()])
    if country is None:
        return False
    figures = "".join(_FIGURES.findall(run[0]))
    letters = "".join(str(int(each, 36)) for each in country[0])
    return int(figures[2:] + letters + figures[:2]) % 97 == 1
