"""What leaves the house of a guest's message: its words, without the numbers and addresses that tell who wrote it."""

import re
from collections.abc import Sequence

from hotel_agent.domain.conversations.cards import MASK, masked
from hotel_agent.domain.conversations.understanding import Mention

_VEILED = ("email", "phone", "number")
"""Slots whose words stay here: the embedded reader knows them by their shape, and needs nobody for it."""
_ADDRESS = re.compile(r"\S+@\S+")
_DATE = re.compile(r"\d{1,4}[-.]\d{1,2}(?:[-.]\d{1,4})?")
_FIGURES = re.compile(r"\+?\d(?:[ ().\-]{0,2}\d){6,}")
"""As many figures as a telephone number has at least."""


def veiled(text: str, mentions: Sequence[Mention]) -> str:
    """The text with `[email]`, `[phone]`, `[number]` and `[card]` where such things stood. Days and counts stay."""
    for each in sorted(mentions, key=lambda each: -each.start):
        if each.slot in _VEILED:
            text = f"{text[: each.start]}[{each.slot}]{text[each.end :]}"
    text = _ADDRESS.sub("[email]", masked(text).replace(MASK, "[card]"))
    return _FIGURES.sub(lambda run: run[0] if _tells_days(run[0]) else "[phone]", text)


def _tells_days(figures: str) -> bool:
    """Whether these are dates, or a row of counts as in "12 15 12 2026", and no telephone number."""
    parts = figures.split()
    return all(_DATE.fullmatch(part) or len(part) <= 2 or (len(part) == 4 and part[:2] == "20") for part in parts)
