"""A language as simulated guests have it: how they say things, and what they make of what they read."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any, Final

from attrs import field, frozen

from hotel_agent.testing.drill.plan import Dice
from hotel_agent.testing.guests.scenario import LANGUAGES, Facts

_AMOUNT: Final = re.compile(r"(?:€|EUR)\s*(\d[\d.,]*\d|\d)|(\d[\d.,]*\d|\d)\s*(?:€|EUR\b|euros?\b)")
NUMBER: Final = re.compile(r"\b(?=[A-Z]*[2-9])(?=[2-9]*[A-Z])[B-DF-HJKMNP-TV-Z2-9]{6}\b")
"""How a confirmation number looks."""


@frozen(kw_only=True)
class Person:
    """Who a guest is."""

    name: str
    email: str
    phone: str


@frozen
class Words:
    """One language."""

    language: str
    _written: Mapping[str, Any]
    _asks: Mapping[str, Sequence[re.Pattern[str]]] = field(init=False)
    _tells: Mapping[str, Sequence[re.Pattern[str]]] = field(init=False)
    _own: re.Pattern[str] = field(init=False)

    @_asks.default
    def _read_asks(self) -> Mapping[str, Sequence[re.Pattern[str]]]:
        return _patterns(self._written["asks"])

    @_tells.default
    def _read_tells(self) -> Mapping[str, Sequence[re.Pattern[str]]]:
        return _patterns(self._written["tells"])

    @_own.default
    def _read_own(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{'|'.join(self._written['of_this_language'])})\b", re.IGNORECASE)

    # Reading

    def asked_in(self, text: str) -> frozenset[str]:
        """What this text asks."""
        return _found(self._asks, text)

    def told_in(self, text: str) -> frozenset[str]:
        """What this text tells."""
        return _found(self._tells, text)

    def tells(self, what: str, text: str) -> bool:
        """Whether this text tells that: a name of [tells], or a regular expression of a scenario."""
        known = self._tells.get(what)
        patterns = known if known is not None else [re.compile(what, re.IGNORECASE)]
        return any(each.search(text) for each in patterns)

    def titled(self, what: str, title: str) -> bool:
        """Whether a choice of this title means that."""
        return re.search(self._written["titles"][what], title, re.IGNORECASE) is not None

    def likeness(self, text: str) -> int:
        """How many words of this text are of this language."""
        return len(self._own.findall(text))

    # Speaking

    def pick(self, dice: Dice, group: str, line: str, **values: object) -> str:
        """One way to say this."""
        ways = self._written[group][line]
        way = ways if isinstance(ways, str) else ways[dice.below(len(ways))]
        return str(way).format(**values)

    def lines(self) -> Iterator[tuple[str, str]]:
        """Every group and line this language has."""
        for group, lines in self._written.items():
            yield from ((group, line) for line in lines if isinstance(lines, Mapping))

    def knows(self, group: str, line: str) -> bool:
        """Whether there is a way to say this."""
        return line in self._written[group]

    def room(self, dice: Dice, facts: Facts) -> str:
        """What is wanted: a room of some type, or several."""
        if facts.rooms > 1:
            kind = facts.room if self.knows("rooms", facts.room) else "any"
            return self.pick(dice, "rooms", kind, n=facts.rooms)
        return self.pick(dice, "room", facts.room) if facts.room else self.pick(dice, "part", "a_room")

    def dates(self, dice: Dice, arrival: date, nights: int, *, line: str = "") -> str:
        """The days of a stay, or one side of it."""
        departure = arrival + timedelta(days=nights)
        if not line:
            same = (arrival.month, arrival.year) == (departure.month, departure.year)
            line = "same_month" if same and dice.happens(50) else "any"
        return self.pick_dates(dice, "dates", line, arrival, nights)

    def pick_dates(self, dice: Dice, group: str, line: str, arrival: date, nights: int) -> str:
        """One way to say this of these days."""
        departure, months = arrival + timedelta(days=nights), self._written["months"]
        n1, n2 = arrival.month, departure.month
        return self.pick(
            dice,
            group,
            line,
            d1=self._day(arrival),
            d2=self._day(departure),
            m1=months[n1 - 1],
            m2=months[n2 - 1],
            i1=arrival.day,
            i2=departure.day,
            n1=n1,
            n2=n2,
            y2=departure.year,
            nights=self.nights(nights),
        )

    def nights(self, count: int) -> str:
        """So many nights."""
        return str(self._written["dates"]["night" if count == 1 else "nights"]).format(n=count)

    def says_day(self, day: date, text: str) -> bool:
        """Whether this text names this day, as a day with its month."""
        month = self._written["months"][day.month - 1]
        first = self._written["first_of_month"] if day.day == 1 else str(day.day)
        of = " " if self.language == "en" else " de "
        return f"{first}{of}{month}" in text.replace("\u00a0", " ")

    def party(self, dice: Dice, facts: Facts, *, unaged: bool = False) -> str:
        """Who comes; `unaged`: without how old the children are."""
        if facts.adults != 1 and not facts.children and dice.happens(30):
            return self.pick(dice, "party", "people", n=facts.adults)
        line = "adult" if facts.adults == 1 else "adults"
        grown = self.pick(dice, "party", line, n=facts.adults)
        if not facts.children:
            return grown
        return grown + str(self._written["party"]["and"]) + self._children(dice, facts.children, unaged=unaged)

    def extras(self, dice: Dice, extras: Sequence[str]) -> str:
        """What is had beside the room."""
        return str(self._written["party"]["and"]).join(self.pick(dice, "extra", each) for each in extras)

    def ages(self, dice: Dice, ages: Sequence[int]) -> str:
        """How old the children are, when that is asked."""
        if len(ages) == 1:
            return self.pick(dice, "answer", "age", age=ages[0]) if ages[0] else self.pick(dice, "answer", "baby")
        return self.pick(dice, "answer", "ages", ages=self._listed(ages))

    def _children(self, dice: Dice, ages: Sequence[int], *, unaged: bool) -> str:
        one = len(ages) == 1
        if unaged:
            return self.pick(dice, "party", "child_unaged" if one else "children_unaged", n=len(ages))
        if one:
            return self.pick(dice, "party", "child", age=ages[0]) if ages[0] else self.pick(dice, "party", "baby")
        return self.pick(dice, "party", "children", n=len(ages), ages=self._listed(ages))

    def _listed(self, ages: Sequence[int]) -> str:
        *first, last = map(str, ages)
        return ", ".join(first) + str(self._written["party"]["and"]) + last

    def _day(self, day: date) -> str:
        return str(self._written["first_of_month"]) if day.day == 1 and self.language == "pt" else str(day.day)


def amounts_in(text: str) -> Sequence[int]:
    """Every amount of money in this text, in hundredths, in the sequence they are said."""
    return [_hundredths(before or after) for before, after in _AMOUNT.findall(text.replace("\u00a0", " "))]


def _hundredths(written: str) -> int:
    whole, decimals = written, ""
    if len(written) > 3 and written[-3] in ".,":
        whole, decimals = written[:-3], written[-2:]
    digits = "".join(sign for sign in whole if sign.isdigit())
    return int(digits) * 100 + int(decimals or 0)


@cache
def words_of(language: str) -> Words:
    """This language, as guests have it."""
    file = resources.files("hotel_agent.testing.guests").joinpath("words", f"{language}.toml")
    return Words(language, tomllib.loads(file.read_text(encoding="utf-8")))


def all_words() -> Sequence[Words]:
    """Every language guests speak."""
    return [words_of(each) for each in LANGUAGES]


def person_of(dice: Dice, language: str, number: int) -> Person:
    """Somebody who speaks this language; of another number, somebody else."""
    words = words_of(language)
    first = words.pick(dice, "people", "first_names")
    last = words.pick(dice, "people", "last_names")
    return Person(name=f"{first} {last}", email=f"guest{number}@correo.example", phone=f"346{number:08}")


def _patterns(written: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[re.Pattern[str]]]:
    return {name: [re.compile(each, re.IGNORECASE) for each in ways] for name, ways in written.items()}


def _found(patterns: Mapping[str, Sequence[re.Pattern[str]]], text: str) -> frozenset[str]:
    plain = re.sub(r"\s+", " ", text)
    return frozenset(name for name, ways in patterns.items() if any(each.search(plain) for each in ways))
