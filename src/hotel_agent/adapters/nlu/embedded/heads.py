"""Heads: a running count of who comes, and what it amounts to."""

from collections.abc import Sequence

from attrs import define, field

from hotel_agent.adapters.nlu.embedded.terms import Term, Value
from hotel_agent.domain.party import OLDEST_CHILD


@define
class Heads:
    """Who was counted so far. None is not said; 0 is said."""

    guests: int | None = None
    adults: int | None = None
    children: int | None = None
    ages: list[int] = field(factory=list)
    relatives: int = 0
    speaker: bool = False
    """The one who writes is named as one of the party."""
    others_only: bool = False
    """It is for relatives: the one who writes stays at home."""
    start: int = -1
    end: int = -1

    def saw(self, first: Term, last: Term) -> None:
        """Words about the party stood here."""
        self.start = first.start if self.start < 0 else self.start
        self.end = last.end

    def add_adults(self, number: int) -> None:
        """So many adults more."""
        self.adults = (self.adults or 0) + number

    def add_children(self, number: int, ages: Sequence[int]) -> None:
        """So many children more, with the ages told. Who is grown counts as an adult."""
        young = [age for age in ages if age <= OLDEST_CHILD]
        grown = len(ages) - len(young)
        if grown:
            self.add_adults(grown)
        if number > grown or not grown:
            self.children = (self.children or 0) + max(number - grown, len(young))
        self.ages.extend(young)

    def values(self) -> list[Value]:
        """What the count gives for the slots."""
        found = {"guests": self.guests, "adults": self._all_adults()}
        values = [Value(slot, number, self.start, self.end) for slot, number in found.items() if number is not None]
        if self.ages:
            values.append(Value("child_ages", tuple(self.ages), self.start, self.end))
        if self.children is not None and len(self.ages) < max(self.children, 1):
            values.append(Value("children", self.children, self.start, self.end))
        return values

    def _all_adults(self) -> int | None:
        if self.adults is not None:
            return self.adults
        if self.relatives:
            return self.relatives + (0 if self.others_only and not self.speaker else 1)
        return 1 if self.speaker and self.children is not None else None
