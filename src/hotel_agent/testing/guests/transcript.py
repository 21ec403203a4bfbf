"""What was said between one guest and the desk, line by line, as it stood on the guest's screen."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Final

from attrs import frozen

from hotel_agent.testing.guests.words import Words, all_words

REFUSALS: Final = frozenset(
    {
        *("sold_out", "room_gone", "expired", "not_found", "in_past", "wrong_departure", "too_long", "too_far"),
        *("nobody", "no_adult", "too_many", "unlikely_age", "too_many_rooms", "minimum_stay", "maximum_stay"),
        *("no_arrival", "no_departure", "none_fits", "no_room", "too_young", "impossible_date"),
    }
)
"""How a reply may say no, and then ask for something else than what was told."""


class By(Enum):
    """Who is behind a line."""

    GUEST = "guest"
    DESK = "desk"
    STAFF = "staff"
    """Somebody of the hotel, by hand."""
    WORLD = "world"
    """Nobody: something happened outside of the conversation."""


class Agreed(Enum):
    """What a guest says yes to."""

    BOOK = "book"
    MODIFY = "modify"
    CANCEL = "cancel"


@frozen(kw_only=True)
class Line:
    """One message, or one thing that happened."""

    at: datetime
    by: By
    text: str
    choices: tuple[tuple[str, str], ...] = ()
    """What could be pressed, as token and title."""
    pressed: bool = False
    told: frozenset[str] = frozenset()
    """Of a guest: the facts in it."""
    agreed: Agreed | None = None
    """Of a guest: to what this is a yes."""
    to: str = ""
    """The words that were agreed to."""
    step: str = ""
    """Of the world: what somebody of the hotel did in the conversation."""
    language: str = ""
    """Of a guest: in which language it is written. Of the desk: in which it should be."""

    @property
    def shown(self) -> str:
        """The text as it is read, with what can be pressed."""
        words = f"[{self.text}]" if self.pressed else self.text
        return "\n".join((words, *(f"  ( {title} )" for _, title in self.choices)))


def asked_in(line: Line, words: Words) -> frozenset[str]:
    """What this line asks a guest who reads this language; a desk in a wrong language is still understood."""
    return words.asked_in(line.text) or frozenset().union(*(each.asked_in(line.text) for each in all_words()))


def told_in(line: Line, words: Words) -> frozenset[str]:
    """What this line tells a guest who reads this language; a desk in a wrong language is still understood."""
    return words.told_in(line.text) or frozenset().union(*(each.told_in(line.text) for each in all_words()))


def joined(lines: Sequence[Line]) -> Line | None:
    """Several lines of the desk as one reading: all texts, the last choices."""
    if not lines:
        return None
    choices = next((each.choices for each in reversed(lines) if each.choices), ())
    return Line(at=lines[-1].at, by=By.DESK, text="\n\n".join(each.text for each in lines), choices=choices)
