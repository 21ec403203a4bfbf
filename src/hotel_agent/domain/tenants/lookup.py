"""Finding what was written down: lexical, deterministic, and silent below a threshold.

A question and an entry meet in concepts, which have one name in every language, and in the stems of other words. An
entry's score is the share of what is asked that it speaks of, what it is about counting more than what it mentions.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from math import log

from attrs import frozen

from hotel_agent.domain.language import Language
from hotel_agent.domain.tenants.vocabulary import Terms, Vocabulary, folded

THRESHOLD = 0.65
"""An entry that covers less of a question is no answer to it."""
MOST_ANSWERS = 3
CONCEPT, ASPECT, STEM = 3.0, 0.4, 1.0
"""How much a concept, the way of asking, and any other word weigh in a question."""
MENTIONED, SAID = 0.3, 0.5
"""What counts of a concept, and of another word, that an entry only mentions in its answer."""
TOO_MUCH = 0.15
"""What each part of a topic that was not asked for takes off: "check-out" asks for less than "late check-out"."""

_SENTENCES = re.compile(r"[.?!¿¡\n;]+")
_NONE = Vocabulary()


@frozen(kw_only=True)
class Written:
    """Something that may answer: its topic, how guests ask for it, its words, and its rank among equals."""

    topic: str
    texts: tuple[tuple[Language, str], ...] = ()
    questions: tuple[tuple[Language, str], ...] = ()
    rank: tuple[bool, int] = (False, 0)


@frozen
class Found:
    """What answers, by its place in the index, and how well it fits."""

    place: int
    score: float


Said = Callable[[int], bool]
"""Whether what stands at a place may be said here and now."""


@frozen
class Index:
    """Everything that may answer, by the words that find it."""

    written: tuple[Written, ...]
    vocabularies: Mapping[Language, Vocabulary]

    def answers(self, text: str, language: Language, said: Said) -> tuple[Found, ...]:
        """The best answer to each question in the text, in their sequence, each once."""
        found: dict[int, Found] = {}
        for sentence in _SENTENCES.split(text):
            for each in self._of_sentence(sentence, language, said):
                found.setdefault(each.place, each)
        return tuple(found.values())[:MOST_ANSWERS]

    def ranked(self, text: str, language: Language, said: Said) -> tuple[Found, ...]:
        """All that fits, the best first."""
        asked = self._vocabulary(language).terms(text)
        places = {place for term in self._names(asked) for place in self._postings.get(term, ())}
        scored = [Found(place, self._score(asked, place)) for place in sorted(places) if said(place)]
        return tuple(sorted(scored, key=self._sequence, reverse=True))

    def about(self, text: str, language: Language) -> str:
        """The concept a text speaks of first in the alphabet, or `other`."""
        return min(self._vocabulary(language).terms(text).concepts, default="other")

    def of_topic(self, topic: str) -> Terms:
        """The concepts a topic names, the longest names first: `late_check_out` is `late` and `check_out`."""
        known = {concept for vocabulary in self.vocabularies.values() for concept in vocabulary.concepts}
        pieces, concepts, rest = topic.split("_"), set[str](), list[str]()
        while pieces:
            length = next((n for n in range(len(pieces), 0, -1) if "_".join(pieces[:n]) in known), 0)
            if length:
                concepts.add("_".join(pieces[:length]))
            else:
                rest.append(pieces[0])
            pieces = pieces[length or 1 :]
        words = self._of([(code, " ".join(rest)) for code in self.vocabularies])
        return Terms(frozenset(concepts), frozenset(), words.stems)

    def _of_sentence(self, sentence: str, language: Language, said: Said) -> Sequence[Found]:
        """The answer to the whole, unless its parts are answered better one by one."""
        whole = self._best(sentence, language, said)
        parts = [best for part in self._parts(sentence, language) if (best := self._best(part, language, said))]
        if whole is not None and all(part.score <= whole.score for part in parts):
            return [whole]
        return parts or self._together(sentence, language, said)

    def _together(self, sentence: str, language: Language, said: Said) -> Sequence[Found]:
        """Two answers that speak of everything asked where neither does alone: "may I pay the car park by card?"."""
        asked = self._vocabulary(language).terms(sentence)
        ranked = self.ranked(sentence, language, said)
        if not ranked or asked.stems:
            return []
        first, *others = ranked
        rest = asked.concepts - self._terms[first.place][0].concepts
        second = next((each for each in others if rest <= self._terms[each.place][0].concepts), None)
        return [first, second] if second is not None and rest < asked.concepts else []

    def _best(self, text: str, language: Language, said: Said) -> Found | None:
        best = next(iter(self.ranked(text, language, said)), None)
        return best if best is not None and best.score >= THRESHOLD else None

    def _parts(self, sentence: str, language: Language) -> list[str]:
        joins = "|".join(re.escape(word) for word in self._vocabulary(language).joins)
        return re.split(rf"[,:()]|\b(?:{joins})\b" if joins else r"[,:()]", folded(sentence))

    def _score(self, asked: Terms, place: int) -> float:
        about, mentioned = self._terms[place]
        full = got = 0.0
        for concept in asked.concepts:
            full += CONCEPT
            got += CONCEPT * _share(concept, about.concepts, mentioned.concepts, MENTIONED)
        for stem in asked.stems:
            weight = STEM * self._rarity(stem)
            full += weight
            got += weight * _share(stem, about.stems, mentioned.stems, SAID)
        for aspect in asked.aspects:
            full += ASPECT
            got += ASPECT * _share(aspect, about.aspects, mentioned.aspects, 1.0)
        unasked = len(self._topics[place].concepts - asked.concepts)
        return max(0.0, got / full - TOO_MUCH * unasked)

    def _sequence(self, found: Found) -> tuple[float, bool, int, int]:
        return (round(found.score, 6), *self.written[found.place].rank, -found.place)

    def _rarity(self, stem: str) -> float:
        """How telling a word is, from 0 to 1: one that nobody wrote is as telling as can be."""
        count, many = len(self._postings.get(f"word {stem}", ())), len(self.written)
        return log(1 + (many - count + 0.5) / (count + 0.5)) / log(1 + (many + 0.5) / 0.5)

    @cached_property
    def _topics(self) -> tuple[Terms, ...]:
        return tuple(self.of_topic(each.topic) for each in self.written)

    @cached_property
    def _terms(self) -> tuple[tuple[Terms, Terms], ...]:
        """Of each place: what it is about, and what it mentions."""
        return tuple(
            (topic | self._of(each.questions), self._of(each.texts))
            for topic, each in zip(self._topics, self.written, strict=True)
        )

    @cached_property
    def _postings(self) -> Mapping[str, Sequence[int]]:
        postings: dict[str, list[int]] = {}
        for place, (about, mentioned) in enumerate(self._terms):
            for name in self._names(about | mentioned):
                postings.setdefault(name, []).append(place)
        return postings

    def _names(self, terms: Terms) -> set[str]:
        return {f"concept {each}" for each in terms.concepts} | {f"word {each}" for each in terms.stems}

    def _of(self, texts: Sequence[tuple[Language, str]]) -> Terms:
        terms = Terms()
        for code, text in texts:
            terms |= self._vocabulary(code).terms(text)
        return terms

    def _vocabulary(self, language: Language) -> Vocabulary:
        return self.vocabularies.get(language, _NONE)


def _share(term: str, about: frozenset[str], mentioned: frozenset[str], less: float) -> float:
    return 1.0 if term in about else less if term in mentioned else 0.0
