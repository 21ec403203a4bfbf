"""The lexicon: what each language's words can stand for, read from its data files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from hotel_agent.adapters.nlu.embedded.spelling import Nearest
from hotel_agent.adapters.nlu.embedded.terms import Term
from hotel_agent.adapters.nlu.embedded.tokens import Token, fold, tokenise, unstretched
from hotel_agent.domain.language import Language

LONGEST_NUMBER = 6
"""Longer runs of figures are no quantity: they may be a phone or a confirmation number."""

_SIGNS = {
    "\n": "break", ".": "stop", "!": "stop", "?": "question", "¿": "question", "¡": "stop", ",": "comma",
    ";": "stop", ":": "colon", "/": "slash", "-": "dash", "(": "bracket", ")": "bracket", "+": "plus", "&": "and",
    "$": "currency", "€": "currency", "£": "currency", "%": "percent", "#": "hash", "º": "nth", "ª": "nth", "°": "nth",
    "=": "colon", "@": "at_sign",
}  # fmt: skip

_VALUED = ("number", "ordinal", "month", "weekday", "offset")
"""Sections of `understanding.toml` that map phrases to numbers. `words` maps tags to phrases."""

Phrases = dict[str, list[tuple[tuple[str, ...], dict[str, int]]]]


class Lexicon:
    """The phrases of one language with their tags, longest first."""

    def __init__(self, language: Language, *tables: Mapping[str, Any]) -> None:
        self.language = language
        self.shorthand: dict[str, tuple[str, ...]] = {}
        self.common: frozenset[str] = frozenset()
        self.telling: frozenset[str] = frozenset()
        gathered: dict[tuple[str, ...], dict[str, int]] = {}
        for table in tables:
            self._gather(table, gathered)
        self._phrases: Phrases = {}
        for words, tags in sorted(gathered.items(), key=lambda item: -len(item[0])):
            self._phrases.setdefault(words[0], []).append((words, tags))
        self.common |= {word for words in gathered for word in words}
        self._nearest = Nearest({words[0]: tags for words, tags in gathered.items() if len(words) == 1})

    def _gather(self, table: Mapping[str, Any], gathered: dict[tuple[str, ...], dict[str, int]]) -> None:
        for section in _VALUED:
            for phrase, number in table.get(section, {}).items():
                gathered.setdefault(_words(phrase), {})[section] = number
        for phrase, rule in table.get("holiday", {}).items():
            gathered.setdefault(_words(phrase), {}).update(
                {"holiday": 1, **{f"holiday_{part}": n for part, n in rule.items()}}
            )
        for tag, phrases in chain(table.get("words", {}).items(), table.get("concepts", {}).items()):
            for phrase in phrases:
                gathered.setdefault(_words(phrase), {}).setdefault(tag, 1)
        for short, phrase in table.get("shorthand", {}).items():
            self.shorthand[fold(short)] = _words(phrase)
        self.common |= {fold(word) for word in table.get("common", ())}
        self.telling |= {fold(word) for word in table.get("telling", ())}

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


def _words(phrase: str) -> tuple[str, ...]:
    return tuple(token.folded for token in tokenise(phrase))


def written_out(tokens: Iterable[Token], lexicon: Lexicon) -> Iterator[Token]:
    """The tokens with shorthand written out ("xa" is "para"), each part keeping the place of the whole."""
    for token in tokens:
        folded = token.folded
        if folded.isalpha() and folded not in lexicon.common and folded not in lexicon.shorthand:
            folded = unstretched(folded)
        parts = lexicon.shorthand.get(folded, (folded,))
        for part in parts:
            yield Token(token.text, part, token.start, token.end, token.glued)


def tag(tokens: Sequence[Token], first: Lexicon, others: Sequence[Lexicon]) -> list[Term]:
    """The terms of a message: phrases of its language, and words of the others that its own does not know."""
    words = [token.folded for token in tokens]
    terms: list[Term] = []
    place = 0
    while place < len(tokens):
        length, tags = _known(words, place, first, others)
        last = tokens[place + length - 1]
        here = tokens[place]
        terms.append(Term(" ".join(words[place : place + length]), tags, here.start, last.end, here.glued))
        place += length
    return terms


def _known(
    words: Sequence[str], place: int, first: Lexicon, others: Sequence[Lexicon]
) -> tuple[int, Mapping[str, int]]:
    word = words[place]
    phrase = first.longest(words, place)
    if phrase is not None and (phrase[0] > 1 or not word.isdigit()) and word not in _SIGNS:
        return phrase
    if word.isdigit():
        number = {"figures": len(word)}
        return 1, {**number, "number": int(word)} if len(word) <= LONGEST_NUMBER and word.isdecimal() else number
    if word in _SIGNS:
        return 1, {_SIGNS[word]: 1, "sign": 1}
    found = None
    if word not in first and len(word) > 2:
        found = next((known for other in others if (known := other.longest(words, place))), None)
    if found is None and word not in first and word[0].isalpha() and not any(word in other for other in others):
        near = first.mistyped(word)
        found = (1, near) if near is not None else None
    return found or (1, {} if word[0].isalpha() else {"sign": 1})
