"""Traits: what a message shows to the weights. Its words, their letters, and the concepts and values found in it."""

from collections.abc import Container, Iterator, Sequence
from itertools import pairwise
from zlib import crc32

from attrs import frozen

from hotel_agent.adapters.nlu.embedded.intents import Signs
from hotel_agent.adapters.nlu.embedded.tokens import Token
from hotel_agent.domain.conversations.understanding import Answer

PLACES = (1 << 16, 1 << 17, 1 << 15, 1 << 15)
"""Over how many places words, letters, hints and meanings are spread. Two traits that share one are weighed alike."""
LONGEST_READ = 400
"""Tokens. What comes after them shows no other wish."""
SHORTEST_PIECE, LONGEST_PIECE = 2, 5
"""Letters."""
LONGEST_WORD = 24
"""Letters. What is longer is no word, and its end tells nothing."""
PAIRED = 14
"""Of so many hints at most every two are a hint together, so that the work stays linear."""
KINDS_A_WORD = 2
"""Of a word that names or means more things no more are put in order."""
BRIEF, SHORT = 3, 8


@frozen(slots=True)
class Traits:
    """The places a message's traits fall on: those of its words, of their letters, its hints, and what words mean."""

    words: tuple[int, ...]
    pieces: tuple[int, ...]
    hints: tuple[int, ...]
    meanings: tuple[int, ...]

    @property
    def blocks(self) -> tuple[tuple[int, ...], ...]:
        """The four kinds; each is weighed by itself."""
        return self.words, self.pieces, self.hints, self.meanings


def traits_of(
    words: Sequence[str],
    hints: Sequence[str],
    kinds: Sequence[Sequence[str]] = (),
    meanings: Sequence[Sequence[str]] = (),
) -> Traits:
    """The traits of these folded words, of what is known beside them, and, by word, of what they name and mean."""
    read = [_plain(word) for word in words[:LONGEST_READ]]
    return Traits(
        words=_places(0, {*read, *_neighbours(read)}),
        pieces=_places(1, {piece for word in set(read) for piece in _pieces(word)}),
        hints=_places(2, {*hints, *_pairs(hints), *_named(kinds)}),
        meanings=_places(3, {*_named(meanings), *_pairs(sorted({each for word in meanings for each in word}))}),
    )


def hints_of(
    tokens: Sequence[Token], signs: Signs, topics: frozenset[str], answer: Answer | None, known: Container[str]
) -> tuple[str, ...]:
    """What is known of a message beside its letters: concepts, topics, values, the question before, its shape."""
    length = "brief" if len(tokens) <= BRIEF else "short" if len(tokens) <= SHORT else "long"
    asks = "asks" if signs.asks else "tells"
    return (
        *sorted(topics),
        *(f"said {name}" for name in sorted(signs.concepts & SHOWING)),
        *(f"denied {name}" for name in sorted(signs.denied & SHOWING)),
        *(f"gives {slot}" for slot in sorted(signs.slots)),
        f"topics {min(len(topics), 6)}",
        f"strange {_strangers(tokens, known)}",
        f"counts {_largest(tokens)}",
        f"asked {signs.asked.value if signs.asked else 'nothing'}",
        f"answers {answer.value}" if answer else "answers nothing",
        length,
        asks,
    )


SHOWING = frozenset(
    {
        "greet", "thanks", "reservation", "my_reservation", "want", "to_book", "free_rooms", "how_much", "cancel",
        "cancel_terms", "change", "see", "human", "talk", "complaint", "urgent", "elsewhere", "yes", "no", "later",
        "room", "night", "person", "child", "machine_verb", "machine_noun", "free", "clock", "question", "not",
    }
)  # fmt: skip
"""The tags that tell of a wish; the others serve the grammar of dates and people."""


def _strangers(tokens: Sequence[Token], known: Container[str]) -> int:
    """How many words the language's own list does not hold, up to a few."""
    return min(4, sum(token.folded.isalpha() and token.folded not in known for token in tokens[:LONGEST_READ]))


def _largest(tokens: Sequence[Token]) -> str:
    """About how large the largest short figure is: a family, a coachload, a room or a year."""
    figures = [
        int(token.folded) for token in tokens[:LONGEST_READ] if token.folded.isdecimal() and len(token.folded) < 5
    ]
    most = max(figures, default=0)
    return next((name for name, limit in _SIZES if most <= limit), "thousands")


_SIZES = (("none", 0), ("few", 6), ("some", 12), ("many", 31), ("dozens", 99), ("hundreds", 999))


def _plain(word: str) -> str:
    if word.isdecimal():
        return "0" * min(len(word), 6)
    return word[:LONGEST_WORD]


def _neighbours(words: Sequence[str]) -> Iterator[str]:
    before = "^"
    for word in words:
        yield f"{before} {word}"
        before = word
    yield f"{before} $"


def _pieces(word: str) -> Iterator[str]:
    whole = f"<{word}>"
    for size in range(SHORTEST_PIECE, LONGEST_PIECE + 1):
        for start in range(max(1, len(whole) - size + 1)):
            yield whole[start : start + size]


def _pairs(hints: Sequence[str]) -> Iterator[str]:
    few = hints[:PAIRED]
    for place, first in enumerate(few):
        for second in few[place + 1 :]:
            yield f"{first} + {second}"


def _named(kinds: Sequence[Sequence[str]]) -> Iterator[str]:
    """What words name or mean, and what the next word that does, whatever stands between."""
    named = [each for each in kinds if each]
    for each in named:
        yield from (f"names {kind}" for kind in each)
    for before, behind in pairwise(named):
        for first in before[:KINDS_A_WORD]:
            for second in behind[:KINDS_A_WORD]:
                yield f"names {first} then {second}"


def _places(block: int, traits: set[str]) -> tuple[int, ...]:
    size = PLACES[block]
    return tuple({crc32(trait.encode("utf-8", "replace")) % size for trait in traits})
