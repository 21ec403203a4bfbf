"""Where no guest may be found: the log, at its most talkative, and the figures. Both are read after every story."""

import json
import re
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Final

from attrs import define, field, frozen

from hotel_agent.testing.guests.judges import Violation
from hotel_agent.testing.guests.play import Played
from hotel_agent.testing.guests.transcript import By

KIND: Final = "guest found in the log or the figures"
_WORD: Final = re.compile(r"\w+")
_LABEL: Final = re.compile(r'="((?:[^"\\]|\\.)*)"')
_LONG_ENOUGH: Final = 4
"""So many words in a row nobody says by chance."""
_SHORTEST_NAME: Final = 3
_CODE: Final = re.compile(r"(?=(?:\w*\d){5})\w{6,}")
"""Numbers of documents and the like, as a guest writes them."""
_BETWEEN_DIGITS: Final = re.compile(r"[\s().+/-]")


@define
class Overheard:
    """What a house wrote into its log, as JSON, and what it showed as figures."""

    log: StringIO = field(factory=StringIO)
    figures: list[str] = field(factory=list)

    def taken(self) -> frozenset[str]:
        """Every text in it since this was asked last: messages, facts, labels."""
        lines, figures = self.log.getvalue().splitlines(), "\n".join(self.figures)
        self.log.seek(0)
        self.log.truncate()
        self.figures.clear()
        return frozenset([text for line in lines for text in _texts(json.loads(line))] + _LABEL.findall(figures))


def leaks(played: Played, overheard: frozenset[str]) -> Iterator[Violation]:
    """Everything of this story that was overheard: names, addresses, numbers, and what was said."""
    secrets = _Secrets.of(played)
    for text in sorted(overheard):
        if (found := secrets.found_in(text)) is not None:
            yield Violation(KIND, f"{found} in: {text[:200]}")


@frozen(kw_only=True)
class _Secrets:
    """What is a guest's own."""

    contacts: frozenset[str]
    """E-mail addresses, in small letters; telephone numbers, digits only."""
    words: frozenset[str]
    """Parts of names, and numbers of documents."""
    phrases: frozenset[tuple[str, ...]]
    """So many words in a row of what was said ..."""
    sayings: frozenset[tuple[str, ...]]
    """... or all of it, where it was less: but one word alone tells of nobody, and may be the name of an intent."""

    @classmethod
    def of(cls, played: Played) -> "_Secrets":
        person, said = played.person, [line for line in played.lines if line.by is not By.WORLD]
        names = [word for word in _words(person.name) if len(word) >= _SHORTEST_NAME]
        codes = [code.casefold() for line in said if line.by is By.GUEST for code in _CODE.findall(line.text)]
        spoken = [_words(line.text) for line in said]
        strangers = {each for each in played.strangers if "@" in each or each.isdecimal()}
        return cls(
            contacts=frozenset(each.casefold() for each in {person.email, person.phone, *strangers}),
            words=frozenset([*names, *codes]),
            phrases=frozenset(phrase for words in spoken for phrase in _phrases(words)),
            sayings=frozenset(words for words in spoken if 1 < len(words) < _LONG_ENOUGH),
        )

    def found_in(self, text: str) -> str | None:
        """What of it stands in this text."""
        words = _words(text)
        joined = _BETWEEN_DIGITS.sub("", text.casefold())
        contact = next((each for each in self.contacts if each in text.casefold() or each in joined), None)
        word = next((each for each in words if each in self.words), None)
        phrase = next((each for each in _phrases(words) if each in self.phrases), None)
        saying = words if words in self.sayings else None
        return contact or word or " ".join(phrase or saying or ()) or None


def _phrases(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (words[at : at + _LONG_ENOUGH] for at in range(len(words) - _LONG_ENOUGH + 1))


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _texts(value: object) -> Iterator[str]:
    """All texts in a line of the log: its values, and theirs."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for each in value:
            yield from _texts(each)
    else:
        yield str(value)
