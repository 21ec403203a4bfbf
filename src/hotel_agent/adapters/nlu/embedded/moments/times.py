"""Times: what a message says of days, hours and lengths of time, in the words of each language."""

from collections.abc import Collection, Container, Mapping, Sequence
from typing import Any

from attrs import evolve

from hotel_agent.adapters import languages
from hotel_agent.adapters.nlu.embedded.lexicon import Lexicon
from hotel_agent.adapters.nlu.embedded.moments.reader import said
from hotel_agent.adapters.nlu.embedded.numbers import with_numbers
from hotel_agent.adapters.nlu.embedded.quantities import Quantities
from hotel_agent.adapters.nlu.embedded.tagging import tag
from hotel_agent.adapters.nlu.embedded.terms import COUNTED, Term
from hotel_agent.adapters.nlu.embedded.tokens import Token, fold
from hotel_agent.domain.conversations.said import Said
from hotel_agent.domain.conversations.understanding import Question, Reading
from hotel_agent.domain.language import Language

DAYS_ASKED = frozenset({Question.ARRIVAL, Question.DEPARTURE, Question.WHICH_DATE})
LONGEST = 2000
"""Words. In what is longer no times are looked for behind them: nobody tells so many."""
SHARED = ("number", "ordinal", "month", "weekday")
"""What times are read with of the words that stays are."""


class Times:
    """The words of time in every language, loaded once."""

    def __init__(
        self, understanding: Mapping[Language, Mapping[str, Any]], lexicons: Mapping[Language, Lexicon]
    ) -> None:
        moments = {code: languages.load(code, "moments.toml") for code in understanding}
        self._lexicons = {
            code: Lexicon(code, _words(table, moments[code], lexicons[code].common), {})
            for code, table in understanding.items()
        }
        currencies = [table.get("currency", {}) for table in moments.values()]
        self._quantities = Quantities({fold(name): code for table in currencies for name, code in table.items()})

    def said(
        self, tokens: Sequence[Token], text: str, language: Language, reading: Reading, things: Container[int] = ()
    ) -> tuple[Said, ...]:
        """Every time, number and sum told in a message, in sequence. `things`: where what a number counts begins."""
        first = self._lexicons.get(language) or next(iter(self._lexicons.values()))
        others = [lexicon for lexicon in self._lexicons.values() if lexicon is not first]
        terms = with_numbers(tag(tokens[:LONGEST], first, others))
        terms = [evolve(term, tags={**term.tags, "thing": 1}) if term.start in things else term for term in terms]
        asked = reading.asked in DAYS_ASKED
        times = said(terms, text, reading.at, day_first=reading.day_first, day_asked=asked)
        amounts = self._quantities.said(terms, text, _inside(terms, times), comma=language != "en")
        return tuple(sorted((*times, *amounts), key=lambda each: each.start))


def _words(understanding: Mapping[str, Any], moments: Mapping[str, Any], common: Collection[str]) -> Mapping[str, Any]:
    shared = {name: understanding.get(name, {}) for name in SHARED}
    words = {name: {**shared.get(name, {}), **moments.get(name, {})} for name in (*shared, *moments)}
    return {**words, "common": common}


def _inside(terms: Sequence[Term], times: Sequence[Said]) -> frozenset[int]:
    """Where the terms begin that are part of a time."""
    left, inside = iter(times), set()
    now = next(left, None)
    for term in terms:
        while now is not None and now.end <= term.start:
            now = next(left, None)
        if now is not None and now.start <= term.start:
            inside.add(term.start)
    return frozenset(inside)


_TIMES = frozenset({"night", "day", "week", "fortnight", "month_unit", "year_unit", "old", "clock"})
_THINGS = frozenset(COUNTED) - _TIMES


def things(terms: Sequence[Term]) -> frozenset[int]:
    """Where the words begin that a number before them counts: guests, rooms, money."""
    return frozenset(
        term.start
        for term in terms
        if _TIMES.isdisjoint(term.tags)
        and (not _THINGS.isdisjoint(term.tags) or any(tag.startswith("kind_") for tag in term.tags))
    )
