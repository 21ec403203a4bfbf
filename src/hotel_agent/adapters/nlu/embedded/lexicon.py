"""The lexicon: what each language's words can stand for, read from its data files."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from hotel_agent.adapters.nlu.embedded.spelling import Nearest
from hotel_agent.adapters.nlu.embedded.tokens import fold, folded_words
from hotel_agent.domain.language import Language

LONGEST_NUMBER = 6
"""Longer runs of figures are no quantity: they may be a phone or a confirmation number."""

SIGNS = {
    "\n": "break", ".": "stop", "!": "stop", "?": "question", "¿": "question", "¡": "stop", ",": "comma",
    ";": "stop", ":": "colon", "/": "slash", "-": "dash", "(": "bracket", ")": "bracket", "+": "plus", "&": "and",
    "$": "currency", "€": "currency", "£": "currency", "%": "percent", "#": "hash", "º": "nth", "ª": "nth", "°": "nth",
    "=": "colon", "@": "at_sign",
}  # fmt: skip

_VALUED = ("number", "ordinal", "month", "weekday", "offset", "unit", "day_part", "season", "decade", "dozen")
"""Sections of a data file that map phrases to numbers. `words` maps tags to phrases."""

Phrases = dict[str, list[tuple[tuple[str, ...], Mapping[str, int]]]]
"""By their first word: the words of each phrase and its tags, the longest first."""


class Lexicon:
    """The phrases of one language with their tags: those the grammar reads, and the concepts that lie across them."""

    def __init__(self, language: Language, understanding: Mapping[str, Any], intents: Mapping[str, Any]) -> None:
        self.language = language
        self.shorthand = {
            fold(short): folded_words(phrase) for short, phrase in understanding.get("shorthand", {}).items()
        }
        self.telling = frozenset(fold(word) for word in understanding.get("telling", ()))
        written = {word.casefold() for word in understanding.get("telling", ())}
        self.marked = frozenset(word for word in written if word != fold(word))
        """Telling words whose marks tell too: "olá" is no "ola"."""
        self.letters = frozenset(str(understanding.get("letters", "")))
        """Letters no other language here has: "ç", "ñ"."""
        known = _known_phrases(understanding)
        concepts = _tagged(intents.get("concepts", {}))
        self._phrases = _by_first_word(known)
        self._concepts = _by_first_word(concepts)
        common = {fold(word) for word in understanding.get("common", ())}
        self.common = frozenset(common | {word for words in chain(known, concepts) for word in words})
        self._nearest = Nearest({words[0]: tags for words, tags in known.items() if len(words) == 1})

    def __contains__(self, word: str) -> bool:
        return word in self.common

    def mistyped(self, word: str) -> Mapping[str, int] | None:
        """The tags of the one word that this may be with a typing error, marked as a guess."""
        return self._nearest.tags(word)

    def longest(self, words: Sequence[str], place: int) -> tuple[int, Mapping[str, int]] | None:
        """How many words from here on make a known phrase, and its tags."""
        for phrase, tags in self._phrases.get(words[place], ()):
            if tuple(words[place : place + len(phrase)]) == phrase:
                return len(phrase), tags
        return None

    def concepts(self, words: Sequence[str], place: int) -> Iterator[tuple[int, Mapping[str, int]]]:
        """Every concept that begins here, with its length in words."""
        for phrase, tags in self._concepts.get(words[place], ()):
            if tuple(words[place : place + len(phrase)]) == phrase:
                yield len(phrase), tags


def _known_phrases(table: Mapping[str, Any]) -> dict[tuple[str, ...], dict[str, int]]:
    gathered = _tagged(table.get("words", {}))
    for section in _VALUED:
        for phrase, number in table.get(section, {}).items():
            gathered.setdefault(folded_words(phrase), {})[section] = number
    for phrase, rule in table.get("holiday", {}).items():
        parts = {f"holiday_{part}": number for part, number in rule.items()}
        gathered.setdefault(folded_words(phrase), {}).update({"holiday": 1, **parts})
    return gathered


def _tagged(table: Mapping[str, Sequence[str]]) -> dict[tuple[str, ...], dict[str, int]]:
    gathered: dict[tuple[str, ...], dict[str, int]] = {}
    for tag_name, phrases in table.items():
        for phrase in phrases:
            gathered.setdefault(folded_words(phrase), {})[tag_name] = 1
    return gathered


def _by_first_word(gathered: Mapping[tuple[str, ...], Mapping[str, int]]) -> Phrases:
    phrases: Phrases = {}
    for words, tags in sorted(gathered.items(), key=lambda item: -len(item[0])):
        phrases.setdefault(words[0], []).append((words, tags))
    return phrases
