"""Marks: how many answers of an exam were right."""

from collections.abc import Iterable

from attrs import define, field


@define
class Marks:
    """A running count. A row is all right when everything expected was found and nothing else."""

    rows: int = 0
    all_right: int = 0
    expected: int = 0
    answered: int = 0
    right: int = 0
    missed: list[str] = field(factory=list)
    """The rows that went wrong, each with what was expected and what was answered."""

    @property
    def precision(self) -> float:
        """The share of the answers that were right."""
        return self.right / self.answered if self.answered else 0.0

    @property
    def recall(self) -> float:
        """The share of what was expected that was answered rightly."""
        return self.right / self.expected if self.expected else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, micro-averaged."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def share(self) -> float:
        """The share of rows that are all right."""
        return self.all_right / self.rows if self.rows else 0.0

    def count(self, text: str, expected: Iterable[str], answered: Iterable[str], right: int) -> None:
        """One row: what was expected and answered, in words, and how many of the answers were right."""
        wanted, given = list(expected), list(answered)
        whole = right == len(wanted) == len(given)
        self.rows += 1
        self.all_right += whole
        self.expected += len(wanted)
        self.answered += len(given)
        self.right += right
        if not whole:
            self.missed.append(f"{text}\n    expected {wanted}\n    answered {given}")
