"""Measures: how well a reader did on examples, in the figures people compare readers by."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from attrs import define, field

SHOWN = 0.4
"""From this chance on a label counts as shown. Below a half, since what is missed weighs as much as what is made up."""
BINS = 10


@define
class Measures:
    """A running count over examples."""

    examples: int = 0
    exact: int = 0
    """Examples where all labels were found and nothing else."""
    right: Counter[str] = field(factory=Counter)
    made_up: Counter[str] = field(factory=Counter)
    missed: Counter[str] = field(factory=Counter)
    slots_right: Counter[str] = field(factory=Counter)
    slots_told: Counter[str] = field(factory=Counter)
    slots_noted: Counter[str] = field(factory=Counter)
    milliseconds: list[float] = field(factory=list)
    _chances: list[tuple[float, bool]] = field(factory=list)
    _sorted_wrong: list[str] = field(factory=list)

    def count(self, text: str, wanted: frozenset[str], chances: Mapping[str, float]) -> None:
        """One example: the labels it bears, and how likely the reader held each."""
        shown = {name for name, chance in chances.items() if chance >= SHOWN}
        self.examples += 1
        self.exact += shown == wanted
        self.right.update(shown & wanted)
        self.made_up.update(shown - wanted)
        self.missed.update(wanted - shown)
        self._chances.extend((chance, name in wanted) for name, chance in chances.items() if chance >= LIKELY)
        if shown != wanted:
            self._sorted_wrong.append(f"{text!r}: expected {sorted(wanted)}, understood {sorted(shown)}")

    def count_slots(self, noted: Counter[tuple[str, str]], told: Counter[tuple[str, str]]) -> None:
        """One example: the values noted in it and those told, each with its words."""
        for counted, values in ((self.slots_right, noted & told), (self.slots_noted, noted), (self.slots_told, told)):
            for (slot, _), number in values.items():
                counted[slot] += number

    @property
    def f1(self) -> float:
        """Micro-averaged over labels, from 0 to 1."""
        return _f1(self.right.total(), self.made_up.total(), self.missed.total())

    @property
    def slots_f1(self) -> float:
        """Micro-averaged over values: right when both name and words are."""
        right = self.slots_right.total()
        return _f1(right, self.slots_told.total() - right, self.slots_noted.total() - right)

    def slots(self) -> Iterator[tuple[str, int, float, int, int]]:
        """Each slot with how many values were noted, its F1, and how many were made up and missed, by name."""
        for name in sorted(self.slots_noted.keys() | self.slots_told.keys()):
            right, noted, told = self.slots_right[name], self.slots_noted[name], self.slots_told[name]
            yield name, noted, _f1(right, told - right, noted - right), told - right, noted - right

    @property
    def calibration_error(self) -> float:
        """How far chances lie from what came true, on average over those that matter (expected calibration error)."""
        if not self._chances:
            return 0.0
        error = 0.0
        for place in range(BINS):
            bin_ = [each for each in self._chances if min(int(each[0] * BINS), BINS - 1) == place]
            if bin_:
                error += abs(sum(chance for chance, _ in bin_) - sum(true for _, true in bin_))
        return error / len(self._chances)

    def labels(self) -> Iterator[tuple[str, int, float]]:
        """Each label with how many examples bear it and its F1, by name."""
        for name in sorted(self.right.keys() | self.missed.keys() | self.made_up.keys()):
            right, missed = self.right[name], self.missed[name]
            yield name, right + missed, _f1(right, self.made_up[name], missed)

    def wrong(self) -> Sequence[str]:
        """The examples that were not understood wholly right, in words."""
        return self._sorted_wrong

    def time(self, share: float) -> float:
        """Milliseconds within which this share of the messages was read."""
        ranked = sorted(self.milliseconds)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else 0.0


LIKELY = 0.02
"""Chances below tell nothing of calibration: there are many of them, and all are right."""


def _f1(right: int, made_up: int, missed: int) -> float:
    return 2 * right / (2 * right + made_up + missed) if right else 0.0
