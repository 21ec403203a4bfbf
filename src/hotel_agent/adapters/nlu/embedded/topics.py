"""Topics: what a message speaks of, told by words and beginnings of words that stand for it in any language."""

from collections.abc import Iterable, Mapping, Sequence

from hotel_agent.adapters.nlu.embedded.tokens import tokenise

SHORTEST_STEM = 3
"""Letters."""
Phrase = tuple[str, ...]
TopicWords = Mapping[str, Sequence[str]]
"""Topics with the words and beginnings of words that stand for them."""


class Topics:
    """The phrases that stand for topics. A word that ends in `*` stands for every word that begins so.

    A phrase with an apostrophe is known in one piece and parted: "don't" and "don" "'t".
    """

    def __init__(self, tables: Iterable[TopicWords]) -> None:
        self._whole: dict[str, list[tuple[Phrase, str]]] = {}
        self._stems: dict[str, list[tuple[Phrase, str]]] = {}
        for table in tables:
            for topic, phrases in table.items():
                for phrase in phrases:
                    whole = _words(phrase)
                    for first, *rest in {tuple(whole), tuple(apart(whole))}:
                        kept = self._stems if first.endswith("*") else self._whole
                        kept.setdefault(first.rstrip("*"), []).append((tuple(rest), topic))

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


def apart(words: Iterable[str]) -> list[str]:
    """The words with those joined by an apostrophe parted: "where's" is "where" and "'s"."""
    parted: list[str] = []
    for word in words:
        head, apostrophe, tail = word.partition("'")
        parted += (head, apostrophe + tail) if head and tail else (word,)
    return parted


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
