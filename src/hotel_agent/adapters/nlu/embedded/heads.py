"""Heads: a running count of who comes, and what it amounts to."""

from collections.abc import Sequence

from attrs import define, field

from hotel_agent.adapters.nlu.embedded.terms import Term, Value
from hotel_agent.domain.party import OLDEST_CHILD

Counts = tuple[int | None, tuple[int | None, int, bool], tuple[int | None, int]]


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
    spots: dict[str, tuple[int, int]] = field(factory=dict)
    """Where the words about adults, children and heads stood."""

    def saw(self, first: Term, last: Term, before: "Counts") -> None:
        """Words stood here that changed the count from what it was before."""
        now = self.counts()
        for kind, was, told in zip(("guests", "adults", "children"), before, now, strict=True):
            if was != told:
                start = self.spots.get(kind, (first.start, 0))[0]
                self.spots[kind] = (start, last.end)

    def counts(self) -> "Counts":
        """What was counted so far of heads, of adults and of children."""
        return self.guests, (self.adults, self.relatives, self.speaker), (self.children, len(self.ages))

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
        values = [Value(slot, number, *self._spot(slot)) for slot, number in found.items() if number is not None]
        if self.ages:
            values.append(Value("child_ages", tuple(self.ages), *self._spot("children")))
        if self.children is not None and len(self.ages) < max(self.children, 1):
            values.append(Value("children", self.children, *self._spot("children")))
        return values

    def _spot(self, kind: str) -> tuple[int, int]:
        """Where the words for it stood; those of anybody where it only follows from them."""
        everybody = self.spots.values()
        return self.spots.get(kind) or (min(start for start, _ in everybody), max(end for _, end in everybody))

    def _all_adults(self) -> int | None:
        if self.adults is not None:
            return self.adults
        if self.relatives:
            return self.relatives + (0 if self.others_only and not self.speaker else 1)
        return 1 if self.speaker and self.children is not None else None
