"""A tagger: which words of a message are the values of a corpus' slots, learnt from messages where they are noted."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from hotel_agent.adapters.nlu.embedded.tokens import Token, tokenise
from hotel_agent.adapters.nlu.exams.slots import slots_said
from hotel_agent.adapters.nlu.training.clues import clues
from hotel_agent.adapters.nlu.training.examples import Noted
from hotel_agent.domain.conversations.understanding import Understanding
from hotel_agent.domain.errors import BadConfig

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

ROUNDS = 8
"""How many times the examples are gone through."""
TRUSTED = 0.5
RARE = 2
"""A clue seen fewer times teaches nothing."""
OUTSIDE = "o"


@frozen(kw_only=True)
class Taught:
    """One message with what a reader understood of it and what a person noted in it."""

    text: str
    language: str
    understanding: Understanding
    slots: tuple[Noted, ...]


@frozen(kw_only=True)
class Tagger:
    """Weights of clues for each tag, and of each tag behind another (an averaged perceptron, Collins 2002)."""

    tags: tuple[str, ...]
    known: dict[str, int]
    weights: "Numbers"
    follows: "Numbers"
    ruled: frozenset[tuple[str, str]] = frozenset()
    """The slots, by language, that rules told well enough in what was learnt from: there the rules are asked."""

    def slots(self, text: str, language: str, understanding: Understanding) -> tuple[Noted, ...]:
        """The values in a message, in sequence."""
        tokens = _words(text)
        if not tokens:
            return ()
        sure = [each for each in _by_rule(text, understanding) if (language, each.slot) in self.ruled]
        rows = [_rows(each, self.known) for each in clues(tokens, text, understanding, language)]
        best = _best(rows, self.weights, self.follows)
        learnt = [
            each
            for each in _noted(text, tokens, [self.tags[tag] for tag in best])
            if (language, each.slot) not in self.ruled and not any(_overlap(each, other) for other in sure)
        ]
        return tuple(sorted([*sure, *learnt], key=lambda each: each.start))


def _by_rule(text: str, understanding: Understanding) -> list[Noted]:
    return [Noted(each.slot, each.text, each.start) for each in slots_said(text, understanding)]


def _overlap(one: Noted, other: Noted) -> bool:
    return one.start < other.start + len(other.text) and other.start < one.start + len(one.text)


def _told_by_rules(taught: Sequence[Taught]) -> frozenset[tuple[str, str]]:
    """The slots, by language, whose values in these messages the rules tell with an F1 of `TRUSTED` or more."""
    right: Counter[tuple[str, str]] = Counter()
    both: Counter[tuple[str, str]] = Counter()
    for each in taught:
        noted = {(slot.slot, slot.text) for slot in each.slots}
        ruled = {(slot.slot, slot.text) for slot in _by_rule(each.text, each.understanding)}
        both.update((each.language, slot) for slot, _ in [*noted, *ruled])
        right.update((each.language, slot) for slot, _ in noted & ruled)
    return frozenset(slot for slot, count in both.items() if 2 * right[slot] >= TRUSTED * count)


def _words(text: str) -> list[Token]:
    return [part for token in tokenise(text) if token.text != "\n" for part in _apart(token)]


def _apart(token: Token) -> tuple[Token, ...]:
    """Spanish "del" as its two words: a corpus may note "el 12" in "del 12"."""
    if token.folded != "del":
        return (token,)
    cut = token.start + 1
    first = Token(token.text[:1], "d", token.start, cut, token.glued)
    return first, Token(token.text[1:], "el", cut, token.end, glued=True)


def _rows(names: Sequence[str], known: dict[str, int]) -> list[int]:
    return [known[name] for name in names if name in known]


def fit_tagger(taught: Sequence[Taught], helping: Sequence[Taught] = (), rounds: int = ROUNDS) -> Tagger:
    """A tagger that has learnt from these messages, and from others that help. Raises BadConfig where numpy is missing.

    Whether rules are asked for a slot is told by the messages of the corpus itself, not by those that help.
    """
    sentences = [(_words(each.text), each) for each in (*taught, *helping)]
    said = [clues(tokens, each.text, each.understanding, each.language) for tokens, each in sentences]
    counted = Counter(name for sentence in said for names in sentence for name in names)
    known = {name: row for row, name in enumerate(sorted(name for name, times in counted.items() if times >= RARE))}
    golden = [_tags(tokens, each.slots) for tokens, each in sentences]
    tags = tuple(sorted({OUTSIDE, *(tag for sentence in golden for tag in sentence)}))
    place = {tag: number for number, tag in enumerate(tags)}
    learning = _Learning(known, tags)
    lessons = [
        ([_rows(names, known) for names in sentence], [place[tag] for tag in told])
        for sentence, told in zip(said, golden, strict=True)
        if sentence
    ]
    for round_ in range(rounds):
        for number in _shuffled(len(lessons), round_):
            learning.learn(*lessons[number])
    return evolve(learning.tagger(), ruled=_told_by_rules(taught))


class _Learning:
    """Weights while they are learnt, and the sum of all their changes, to average them at the end."""

    def __init__(self, known: dict[str, int], tags: tuple[str, ...]) -> None:
        try:
            import numpy as np  # noqa: PLC0415 - only whoever trains needs it
        except ImportError as cause:
            raise BadConfig("training needs numpy: pip install 'hotel-agent[nlu-training]'") from cause
        self._known, self._tags = known, tags
        self._weights, self._changes = np.zeros((len(known), len(tags))), np.zeros((len(known), len(tags)))
        self._follows, self._turns = np.zeros((len(tags) + 1, len(tags))), np.zeros((len(tags) + 1, len(tags)))
        self._step = 1

    def learn(self, rows: Sequence[Sequence[int]], wanted: Sequence[int]) -> None:
        """Move the weights of one message from what they tell to what was wanted."""
        self._step += 1
        before_told = before_wanted = len(self._tags)
        for clued, told, truth in zip(rows, _best(rows, self._weights, self._follows), wanted, strict=True):
            if told != truth:
                self._move(self._weights, self._changes, clued, told, truth)
            if (before_told, told) != (before_wanted, truth):
                self._move(self._follows, self._turns, before_told, told, None)
                self._move(self._follows, self._turns, before_wanted, None, truth)
            before_told, before_wanted = told, truth

    def _move(self, weights: "Numbers", changes: "Numbers", rows: Any, less: int | None, more: int | None) -> None:
        for column, change in ((less, -1), (more, 1)):
            if column is not None:
                weights[rows, column] += change
                changes[rows, column] += change * self._step

    def tagger(self) -> Tagger:
        """The tagger these weights make, averaged over every step."""
        return Tagger(
            tags=self._tags,
            known=self._known,
            weights=self._weights - self._changes / self._step,
            follows=self._follows - self._turns / self._step,
        )


def _shuffled(count: int, round_: int) -> list[int]:
    """The numbers up to `count` in a fixed but mixed sequence, another each round."""
    return sorted(range(count), key=lambda number: (number * 2654435761 + round_ * 40503) % 4294967296)


def _best(rows: "Sequence[Any]", weights: "Numbers", follows: "Numbers") -> list[int]:
    """The likeliest tags of a message (Viterbi)."""
    last = follows[-1] + weights[rows[0]].sum(axis=0)
    back: list[Any] = []
    for words in rows[1:]:
        options = last[:, None] + follows[:-1]
        origin = options.argmax(axis=0)
        back.append(origin)
        last = options[origin, range(len(origin))] + weights[words].sum(axis=0)
    path = [int(last.argmax())]
    for origin in reversed(back):
        path.append(int(origin[path[-1]]))
    return path[::-1]


def _tags(tokens: Sequence[Token], slots: Sequence[Noted]) -> list[str]:
    tags = [OUTSIDE] * len(tokens)
    for noted in slots:
        if noted.start < 0:
            continue
        end = noted.start + len(noted.text)
        inside = [place for place, token in enumerate(tokens) if noted.start <= token.start < end]
        for number, place in enumerate(inside):
            tags[place] = f"{'i' if number else 'b'} {noted.slot}"
    return tags


def _noted(text: str, tokens: Sequence[Token], tags: Sequence[str]) -> list[Noted]:
    found: list[Noted] = []
    place = 0
    while place < len(tags):
        if tags[place] == OUTSIDE:
            place += 1
            continue
        slot, first = tags[place][2:], place
        place += 1
        while place < len(tags) and tags[place] == f"i {slot}":
            place += 1
        begin, end = tokens[first].start, tokens[place - 1].end
        found.append(Noted(slot, text[begin:end], begin))
    return found
