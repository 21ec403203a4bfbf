"""All that one language can say: its lines, and how it writes what they name."""

from collections.abc import Iterator, Mapping

from hotel_agent.adapters.languages import load
from hotel_agent.adapters.wording.formats import Formats
from hotel_agent.adapters.wording.pattern import Pattern, differences, read_patterns
from hotel_agent.domain.conversations.lines import ALL_LINES
from hotel_agent.domain.conversations.replies import Part, Sayings, Term, Value, Words
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.language import Language, LocalText, Tone

REPLIES = "replies.toml"
FORMATS = "formats.toml"

_MENU = "menu"
"""The one text that no part of a reply names: what stands on the button that opens a list of choices."""


class Phrasebook:
    """The words of one language, from its two tables. What it `lacks` must be written before it may be spoken.

    A line that addresses the guest may be written once for each tone: `ask.usted`, `ask.tu`, and `ask.vos` where it
    differs from `ask.tu`.
    """

    def __init__(self, language: Language, replies: Mapping[str, object], formats: Mapping[str, object]) -> None:
        self._language = language
        self._formats = Formats(formats)
        patterns, broken = read_patterns(replies)
        self._lines: Mapping[Tone, Mapping[str, Pattern]] = {tone: _in_tone(patterns, tone) for tone in Tone}
        lines = {_MENU: ()} | {line.name: line.values for line in ALL_LINES.values()}
        wanted = {key: places for name, places in lines.items() for key in _keys(name, patterns)}
        lacking = (*broken, *differences(patterns, wanted), *self._unknown_forms(patterns))
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
        return self._lines[Tone.USTED][_MENU].fill_in()

    def say(self, part: Part, tone: Tone = Tone.USTED) -> str:
        """This line with its values, in this tone. Raises Bug for a line nobody wrote, or values it does not name."""
        pattern, values = self._lines[tone].get(part.line), part.named
        if pattern is None or part.line == _MENU:
            raise Bug(f"nobody wrote {part.line!r} in {self._language!r}; its place is {REPLIES}")
        if {place.name for place in pattern.places} != set(values):
            raise Bug(f"{part.line!r} in {self._language!r} does not name {sorted(values)}")
        return pattern.fill(lambda place: self._write(values[place.name], place.form, tone))

    def _write(self, value: Value, form: str, tone: Tone) -> str:
        match value:
            case Words():
                return value.text
            case LocalText():
                return value.in_language(self._language)
            case Sayings():
                return "\n".join(self.say(part, tone) for part in value.parts)
            case Term():
                return self.say(Part(value.line), tone)
            case _:
                return self._formats.write(value, form)

    def _unknown_forms(self, patterns: Mapping[str, Pattern]) -> Iterator[str]:
        for key, pattern in patterns.items():
            for place in pattern.places:
                if place.form and not self._formats.has(place.form):
                    yield f"{key}: {{{place.name}:{place.form}}} is written nowhere in {FORMATS}"


def _keys(line: str, patterns: Mapping[str, Pattern]) -> tuple[str, ...]:
    """Under which keys a line is to be written: its own name, or one for each tone as soon as it has any."""
    tones = {tone: f"{line}.{tone.value}" for tone in Tone}
    if not any(key in patterns for key in tones.values()):
        return (line,)
    return tuple(key for tone, key in tones.items() if tone is not Tone.VOS or key in patterns)


def _in_tone(patterns: Mapping[str, Pattern], tone: Tone) -> Mapping[str, Pattern]:
    """Every line by its own name, as it is said in this tone. Vos is said as tu where it is not written."""
    said = {key: pattern for key, pattern in patterns.items() if _tone(key) is None}
    for written in (Tone.TU, Tone.VOS) if tone is Tone.VOS else (tone,):
        said |= {key.rpartition(".")[0]: pattern for key, pattern in patterns.items() if _tone(key) is written}
    return said


def _tone(key: str) -> Tone | None:
    last = key.rpartition(".")[2]
    return next((tone for tone in Tone if tone.value == last), None)


def _load(language: Language, name: str) -> Mapping[str, object]:
    try:
        return load(language, name)
    except Bug:
        return {}
