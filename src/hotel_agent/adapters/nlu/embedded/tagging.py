"""Tagging: the words of a message become terms, each with all it may stand for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from hotel_agent.adapters.nlu.embedded.lexicon import LONGEST_NUMBER, SIGNS, Lexicon
from hotel_agent.adapters.nlu.embedded.terms import Term
from hotel_agent.adapters.nlu.embedded.tokens import Token, unstretched


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
    concepts = _concepts(words, first, others)
    terms: list[Term] = []
    place = 0
    while place < len(tokens):
        length, tags = _known(words, place, first, others)
        for each in concepts[place : place + length]:
            tags = {**tags, **each} if each else tags
        here, last = tokens[place], tokens[place + length - 1]
        terms.append(Term(" ".join(words[place : place + length]), tags, here.start, last.end, here.glued))
        place += length
    return terms


def _concepts(words: Sequence[str], first: Lexicon, others: Sequence[Lexicon]) -> list[dict[str, int]]:
    """For each word the concepts that lie over it."""
    found: list[dict[str, int]] = [{} for _ in words]
    for place, word in enumerate(words):
        for lexicon in (first, *others):
            if lexicon is not first and (word in first or len(word) < 3):
                continue
            for length, tags in lexicon.concepts(words, place):
                for each in found[place : place + length]:
                    each.update(tags)
    return found


def _known(
    words: Sequence[str], place: int, first: Lexicon, others: Sequence[Lexicon]
) -> tuple[int, Mapping[str, int]]:
    word = words[place]
    phrase = first.longest(words, place)
    if word in SIGNS:
        return 1, {SIGNS[word]: 1, "sign": 1}
    if phrase is not None and (phrase[0] > 1 or not word.isdecimal()):
        return phrase
    if word.isdecimal():
        figures = {"figures": len(word)}
        return 1, {**figures, "number": int(word)} if len(word) <= LONGEST_NUMBER else figures
    if word in first or len(word) < 3:
        return 1, {} if word[0].isalpha() else {"sign": 1}
    return _foreign(words, place, first, others)


def _foreign(
    words: Sequence[str], place: int, first: Lexicon, others: Sequence[Lexicon]
) -> tuple[int, Mapping[str, int]]:
    """A word the language does not know: one of another language, or one mistyped."""
    word = words[place]
    for other in others:
        known = other.longest(words, place)
        if known is not None:
            return known
    if not word[0].isalpha():
        return 1, {"sign": 1}
    mistyped = None if any(word in other for other in others) else first.mistyped(word)
    return 1, mistyped or {}
