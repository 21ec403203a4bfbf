"""A text with named places for values, as a language's files have it: "Total: {total}", "at least {limit:nights}"."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from string import Formatter

from attrs import frozen


@frozen
class Place:
    """Where a value goes: its name, and in which of the language's forms it is written; none said: the usual one."""

    name: str
    form: str = ""


@frozen
class Pattern:
    """A text taken apart at its places. A value put into it is never read for places of its own."""

    pieces: tuple[str | Place, ...]

    @classmethod
    def parse(cls, text: str) -> "Pattern":
        """The pattern this text spells. Raises ValueError for a brace without a partner, or around no name."""
        pieces: list[str | Place] = []
        for words, name, form, conversion in Formatter().parse(text):
            if words:
                pieces.append(words)
            if name is None:
                continue
            if conversion or not name.isidentifier():
                raise ValueError(f"{{{name}}} is not the name of a value")
            pieces.append(Place(name, form or ""))
        return cls(tuple(pieces))

    @property
    def places(self) -> tuple[Place, ...]:
        """Where values go, in the sequence of the text."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Place))

    def fill(self, write: Callable[[Place], str]) -> str:
        """The text with what `write` gives for each place."""
        return "".join(write(piece) if isinstance(piece, Place) else piece for piece in self.pieces)

    def fill_in(self, **texts: str) -> str:
        """The text with these texts in the places of their names."""
        return self.fill(lambda place: texts[place.name])


def read_patterns(table: Mapping[str, object]) -> tuple[dict[str, Pattern], list[str]]:
    """Every text of a file by its dotted key, and the keys of those that cannot be read, each with what is wrong."""
    patterns: dict[str, Pattern] = {}
    broken: list[str] = []
    for key, text in _flat(table):
        try:
            patterns[key] = Pattern.parse(text)
        except ValueError as error:
            broken.append(f"{key}: {error}")
    return patterns, broken


def differences(patterns: Mapping[str, Pattern], wanted: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Key by key what these patterns lack, or have too much, of those wanted with just these places."""
    for key, names in wanted.items():
        spelled = ", ".join(f"{{{name}}}" for name in names) or "no value"
        if key not in patterns:
            yield f"{key}: not written; it names {spelled}"
        elif {place.name for place in patterns[key].places} != set(names):
            yield f"{key}: must name {spelled}"
    for key in patterns.keys() - wanted.keys():
        yield f"{key}: nothing has this name"


def _flat(table: Mapping[str, object], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", str(value)
