"""Topics: what a message speaks of, told by words and beginnings of words that stand for it in any language."""

from collections.abc import Iterable, Mapping, Sequence

from hotel_agent.adapters.nlu.embedded.tokens import tokenise

SHORTEST_STEM = 3
"""Letters."""
Phrase = tuple[str, ...]
TopicWords = Mapping[str, Sequence[str]]
"""Topics with the words and beginnings of words that stand for them."""


class Topics:
    """The phrases that stand for topics. A word that ends in `*` stands for every word that begins so."""

    def __init__(self, tables: Iterable[TopicWords]) -> None:
        self._whole: dict[str, list[tuple[Phrase, str]]] = {}
        self._stems: dict[str, list[tuple[Phrase, str]]] = {}
        for table in tables:
            for topic, phrases in table.items():
                for phrase in phrases:
                    words = tuple(_words(phrase))
                    rest, kept = words[1:], (self._stems if words[0].endswith("*") else self._whole)
                    kept.setdefault(words[0].rstrip("*"), []).append((rest, topic))

    def said(self, words: Sequence[str]) -> frozenset[str]:
        """The topics these folded words speak of."""
        return frozenset(topic for each in self.by_word(words) for topic in each)

    def by_word(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """For each folded word the topics that what begins with it speaks of."""
        return [
            tuple(dict.fromkeys(topic for rest, topic in self._beginning(word) if _follows(rest, words, place)))
            for place, word in enumerate(words, start=1)
        ]

    def _beginning(self, word: str) -> Iterable[tuple[Phrase, str]]:
        yield from self._whole.get(word, ())
        for length in range(SHORTEST_STEM, min(len(word), 12) + 1):
            yield from self._stems.get(word[:length], ())


def _words(phrase: str) -> list[str]:
    words: list[str] = []
    for part in phrase.split():
        folded = [token.folded for token in tokenise(part.rstrip("*"))]
        words += folded[:-1]
        words.append(folded[-1] + ("*" if part.endswith("*") else ""))
    return words


def _follows(rest: Phrase, words: Sequence[str], place: int) -> bool:
    if place + len(rest) > len(words):
        return False
    return all(
        words[place + there].startswith(part[:-1]) if part.endswith("*") else words[place + there] == part
        for there, part in enumerate(rest)
    )
