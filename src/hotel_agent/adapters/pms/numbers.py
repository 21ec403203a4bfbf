"""Confirmation numbers: short enough to say on the telephone, too many to guess."""

from collections.abc import Iterator
from itertools import count

from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, digest

LETTERS = "BCDFGHJKMNPQRSTVWXYZ"
"""No vowels, so that no number is a word; no letter that looks like a digit."""
DIGITS = "23456789"
LENGTH = 6


def confirmation_numbers(key: EffectKey) -> Iterator[ConfirmationNumber]:
    """The numbers that the reservation made under this key may have, the same each time: the first not taken is its.

    Six capital letters and digits, at least one of each. There are more than 400 million.
    """
    for attempt in count():
        number = _spell(int(digest("confirmation", key, str(attempt)), 16))
        if _is_mixed(number):
            yield ConfirmationNumber(number)


def _spell(seal: int) -> str:
    alphabet = LETTERS + DIGITS
    return "".join(alphabet[seal // len(alphabet) ** place % len(alphabet)] for place in range(LENGTH))


def _is_mixed(number: str) -> bool:
    return not set(LETTERS).isdisjoint(number) and not set(DIGITS).isdisjoint(number)
