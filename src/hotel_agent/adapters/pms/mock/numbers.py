"""Confirmation numbers: short enough to say on the telephone, too many to guess."""

from collections.abc import Container
from itertools import count

from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, digest

LETTERS = "BCDFGHJKMNPQRSTVWXYZ"
"""No vowels, so that no number is a word; no letter that looks like a digit."""
DIGITS = "23456789"
LENGTH = 6


def confirmation_number(key: EffectKey, taken: Container[ConfirmationNumber]) -> ConfirmationNumber:
    """The number of the reservation made under this key: the same each time, and none of those taken.

    Six capital letters and digits, at least one of each. There are more than 400 million.
    """
    return next(
        number
        for attempt in count()
        if _is_mixed(number := ConfirmationNumber(_spell(int(digest("confirmation", key, str(attempt)), 16))))
        and number not in taken
    )


def _spell(seal: int) -> str:
    alphabet = LETTERS + DIGITS
    return "".join(alphabet[seal // len(alphabet) ** place % len(alphabet)] for place in range(LENGTH))


def _is_mixed(number: str) -> bool:
    return not set(LETTERS).isdisjoint(number) and not set(DIGITS).isdisjoint(number)
