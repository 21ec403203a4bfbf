"""All that one language can say: its lines, and how it writes what they name."""

from collections.abc import Iterator, Mapping

from hotel_agent.adapters.languages import load
from hotel_agent.adapters.wording.formats import Formats
from hotel_agent.adapters.wording.pattern import Pattern, differences, read_patterns
from hotel_agent.domain.conversations.lines import ALL_LINES
from hotel_agent.domain.conversations.replies import Part, Sayings, Term, Value, Words
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.language import Language, LocalText

REPLIES = "replies.toml"
FORMATS = "formats.toml"

_MENU = "menu"
"""The one text that no part of a reply names: what stands on the button that opens a list of choices."""


class Phrasebook:
    """The words of one language, from its two tables. What it `lacks` must be written before it may be spoken."""

    def __init__(self, language: Language, replies: Mapping[str, object], formats: Mapping[str, object]) -> None:
        self._language = language
        self._formats = Formats(formats)
        patterns, broken = read_patterns(replies)
        self._lines: Mapping[str, Pattern] = patterns
        wanted = {_MENU: ()} | {line.name: line.values for line in ALL_LINES.values()}
        lacking = (*broken, *differences(patterns, wanted), *self._unknown_forms())
        self.lacks = tuple(
            sorted([f"{REPLIES}: {each}" for each in lacking] + [f"{FORMATS}: {each}" for each in self._formats.lacks])
        )
        """What must still be written, by file and key, each once."""

    @classmethod
    def of(cls, language: Language) -> "Phrasebook":
        """The phrasebook in the folder of this language. A file that is not there lacks everything."""
        return cls(language, *(_load(language, name) for name in (REPLIES, FORMATS)))

    @property
    def menu(self) -> str:
        """What stands on the button that opens a list of choices."""
        return self._lines[_MENU].fill_in()

    def say(self, part: Part) -> str:
        """This line with its values. Raises Bug for a line nobody wrote, or values it does not name."""
        pattern, values = self._lines.get(part.line), part.named
        if pattern is None or part.line == _MENU:
            raise Bug(f"nobody wrote {part.line!r} in {self._language!r}; its place is {REPLIES}")
        if {place.name for place in pattern.places} != set(values):
            raise Bug(f"{part.line!r} in {self._language!r} does not name {sorted(values)}")
        return pattern.fill(lambda place: self._write(values[place.name], place.form))

    def _write(self, value: Value, form: str) -> str:
        match value:
            case Words():
                return value.text
            case LocalText():
                return value.in_language(self._language)
            case Sayings():
                return "\n".join(self.say(part) for part in value.parts)
            case Term():
                return self.say(Part(value.line))
            case _:
                return self._formats.write(value, form)

    def _unknown_forms(self) -> Iterator[str]:
        for key, pattern in self._lines.items():
            for place in pattern.places:
                if place.form and not self._formats.has(place.form):
                    yield f"{key}: {{{place.name}:{place.form}}} is written nowhere in {FORMATS}"


def _load(language: Language, name: str) -> Mapping[str, object]:
    try:
        return load(language, name)
    except Bug:
        return {}
