"""The words of a message as times are read in them: terms by place, with what was already read remembered."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import wraps
from typing import TypeVar, cast

from hotel_agent.adapters.nlu.embedded.terms import NOTHING, Term

Result = TypeVar("Result")
FARTHEST = 4
"""How many small words in a row may be passed over, so that time stays linear."""
BRIEF = 3
"""Terms."""
_BEYOND = (NOTHING,) * 8 * FARTHEST
"""What stands behind the last term and, counted backwards, before the first: readers look a few places around."""


class Words:
    """The terms of one message and what its times are counted from."""

    def __init__(
        self, terms: Sequence[Term], text: str, at: datetime, *, day_first: bool, day_asked: bool = False
    ) -> None:
        self.text = text
        self.now = at.replace(microsecond=0)
        self.today: date = at.date()
        self.day_first = day_first
        self.day_asked = day_asked and len(terms) <= BRIEF
        """A day was asked for, and the message is short enough to be one: a bare number is a day."""
        self.tags = frozenset(tag for term in terms for tag in term.tags)
        """Everything any of the terms can stand for."""
        self._count = len(terms)
        self._terms = [*terms, *_BEYOND]
        self._tags = [term.tags for term in self._terms]
        self._read: dict[tuple[Callable[..., object], int], object] = {}

    def __len__(self) -> int:
        return self._count

    def term(self, place: int) -> Term:
        """The term there, or nothing a few places beyond either end."""
        return self._terms[place]

    def has(self, place: int, *tags: str) -> bool:
        """Whether the term there can stand for any of these."""
        known = self._tags[place]
        for tag in tags:  # noqa: SIM110 - asked a hundred thousand times a second
            if tag in known:
                return True
        return False

    def value(self, place: int, tag: str) -> int | None:
        """The number the term there has for this tag."""
        return self._tags[place].get(tag)

    def past(self, place: int, *tags: str) -> int:
        """The first place from here on, a few on at most, whose term is none of these."""
        end = place + FARTHEST
        while place < end and self.has(place, *tags):
            place += 1
        return place

    def is_nth(self, place: int) -> bool:
        """Whether the term there ends an ordinal in figures: the "th" of 5th, the "º" of 5º."""
        return "nth" in self._tags[place] and self._terms[place].glued

    def glued(self, place: int) -> bool:
        """Whether the term there follows the one before without a space."""
        return self.term(place).glued

    def written(self, place: int) -> str:
        """The term there as the guest wrote it."""
        term = self.term(place)
        return self.text[term.start : term.end]

    def recall(self, reader: Callable[["Words", int], Result], place: int) -> Result:
        """What the reader makes of this place, asked once."""
        key = (reader, place)
        if key not in self._read:
            self._read[key] = reader(self, place)
        return cast(Result, self._read[key])


def once(reader: Callable[[Words, int], Result]) -> Callable[[Words, int], Result]:
    """The reader, asked only once about each place of a message: so that time stays linear."""

    @wraps(reader)
    def read(words: Words, place: int) -> Result:
        return words.recall(reader, place)

    return read
