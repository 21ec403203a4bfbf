"""Times: what a message says of days, hours and lengths of time, in the words of each language."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from hotel_agent.adapters import languages
from hotel_agent.adapters.nlu.embedded.lexicon import Lexicon
from hotel_agent.adapters.nlu.embedded.moments.reader import said
from hotel_agent.adapters.nlu.embedded.numbers import with_numbers
from hotel_agent.adapters.nlu.embedded.tagging import tag
from hotel_agent.adapters.nlu.embedded.tokens import Token
from hotel_agent.domain.conversations.said import Said
from hotel_agent.domain.conversations.understanding import Reading
from hotel_agent.domain.language import Language

SHARED = ("number", "ordinal", "month", "weekday")
"""What times are read with of the words that stays are."""


class Times:
    """The words of time in every language, loaded once."""

    def __init__(
        self, understanding: Mapping[Language, Mapping[str, Any]], lexicons: Mapping[Language, Lexicon]
    ) -> None:
        self._lexicons = {
            code: Lexicon(code, _words(table, languages.load(code, "moments.toml"), lexicons[code].common), {})
            for code, table in understanding.items()
        }

    def said(self, tokens: Sequence[Token], text: str, language: Language, reading: Reading) -> tuple[Said, ...]:
        """Every time told in a message, in sequence."""
        first = self._lexicons.get(language) or next(iter(self._lexicons.values()))
        others = [lexicon for lexicon in self._lexicons.values() if lexicon is not first]
        terms = with_numbers(tag(tokens, first, others))
        return tuple(said(terms, text, reading.at, day_first=reading.day_first))


def _words(understanding: Mapping[str, Any], moments: Mapping[str, Any], common: Collection[str]) -> Mapping[str, Any]:
    shared = {name: understanding.get(name, {}) for name in SHARED}
    words = {name: {**shared.get(name, {}), **moments.get(name, {})} for name in (*shared, *moments)}
    return {**words, "common": common}
