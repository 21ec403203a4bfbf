"""What the words of one language ask about: concepts, that have one name in every language, and stems of the rest."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from attrs import field, frozen

_WORD = re.compile(r"[^\W_]+")
_LONGEST_PATTERN = 4
"""Words."""
_SHORTEST_STEM = 4


def folded(text: str) -> str:
    """The text in small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))


def words_of(text: str) -> list[str]:
    """The words of a text, folded, in sequence."""
    return _WORD.findall(folded(text))


@frozen
class Terms:
    """What a text speaks of: concepts, how it asks, and the stems of its other words."""

    concepts: frozenset[str] = frozenset()
    aspects: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()

    def __or__(self, other: "Terms") -> "Terms":
        return Terms(self.concepts | other.concepts, self.aspects | other.aspects, self.stems | other.stems)


def _all_folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(folded(word) for word in words)


def _longest_first(endings: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(endings, key=len, reverse=True))


@frozen(kw_only=True)
class Vocabulary:
    """The words of one language. A pattern of concepts is one or several words; one ending in `*` is a beginning."""

    stop: frozenset[str] = field(default=frozenset(), converter=_all_folded)
    joins: tuple[str, ...] = ()
    """What stands between two things that are asked."""
    endings: tuple[str, ...] = field(default=(), converter=_longest_first)
    aspects: Mapping[str, Sequence[str]] = field(factory=dict)
    concepts: Mapping[str, Sequence[str]] = field(factory=dict)

    def terms(self, text: str) -> Terms:
        """What this text speaks of. The longest pattern counts: "caja fuerte" is no box."""
        words = words_of(text)
        concepts, aspects, stems = set[str](), set[str](), set[str]()
        place = 0
        while place < len(words):
            length, names = self._longest(words, place)
            concepts |= {name for name in names if name in self.concepts}
            aspects |= {name for name in names if name in self.aspects}
            word = words[place]
            if not names and word not in self.stop and not word[0].isdigit():
                stems.add(self._stem(word))
            place += length
        return Terms(frozenset(concepts), frozenset(aspects), frozenset(stems))

    def _longest(self, words: Sequence[str], place: int) -> tuple[int, frozenset[str]]:
        for length in range(min(_LONGEST_PATTERN, len(words) - place), 0, -1):
            names = self._named(" ".join(words[place : place + length]))
            if names:
                return length, names
        return 1, frozenset()

    def _named(self, phrase: str) -> frozenset[str]:
        exact, beginnings = self._patterns
        found = exact.get(phrase, frozenset())
        for end in range(len(phrase), 1, -1):
            found |= beginnings.get(phrase[:end], frozenset()) if " " not in phrase[end:] else frozenset()
        return found

    @cached_property
    def _patterns(self) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
        """The concepts and aspects of each whole phrase, and of each beginning."""
        exact: dict[str, frozenset[str]] = {}
        beginnings: dict[str, frozenset[str]] = {}
        for table in (self.aspects, self.concepts):
            for name, patterns in table.items():
                for pattern in patterns:
                    kept = beginnings if pattern.endswith("*") else exact
                    phrase = " ".join(words_of(pattern))
                    kept[phrase] = kept.get(phrase, frozenset()) | {name}
        return exact, beginnings

    def _stem(self, word: str) -> str:
        for ending in self.endings:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
                return word[: -len(ending)]
        return word
