"""A reader and a wording without a language: what is meant is written down as it is, and read back the same."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from attrs import asdict, evolve

from hotel_agent.adapters.database.codec import Codec
from hotel_agent.domain.conversations.events import Understood
from hotel_agent.domain.conversations.replies import (
    Count,
    Day,
    Moment,
    Part,
    Reply,
    Sayings,
    Term,
    Value,
    Words,
)
from hotel_agent.domain.conversations.understanding import Reading, Slots, Understanding
from hotel_agent.domain.ids import EventKey
from hotel_agent.domain.language import Language, LocalText, Tone
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.stay import Stay
from hotel_agent.ports.channel import Content, ContentChoice

_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


class PlainReader:
    """The port `Nlu` for guests who write what they mean. A later message of a turn corrects an earlier one."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self.read: set[str] = set()
        """The names of all messages ever read."""

    def written(self, meaning: Understanding, name: str) -> str:
        """The message of this name that means this."""
        understood = Understood(key=EventKey(""), at=_NEVER, understanding=meaning)
        return json.dumps({**self._codec.write(understood), "name": name})

    async def understand(self, texts: Sequence[str], reading: Reading) -> Understanding:  # noqa: ARG002 - the port's signature
        """What was meant."""
        whole = Understanding()
        for text in texts:
            whole = _after(whole, self._meant(text))
        return whole

    def _meant(self, text: str) -> Understanding:
        row = json.loads(text)
        self.read.add(row["name"])
        event = self._codec.event(row)
        assert isinstance(event, Understood)
        return event.understanding


def _after(earlier: Understanding, later: Understanding) -> Understanding:
    told = {name: value for name, value in asdict(later.slots, recurse=False).items() if value is not None}
    slots: Slots = evolve(earlier.slots, **told)
    return Understanding(
        language=later.language or earlier.language,
        intents=(*earlier.intents, *later.intents),
        slots=slots,
        answer=later.answer if later.answer is not None else earlier.answer,
        correction=earlier.correction or later.correction,
        doubts=later.doubts or earlier.doubts,
        impossible=later.impossible or earlier.impossible,
    )


class PlainWording:
    """The port `Wording` for guests who read lines and values: a line of JSON for each part, money in minor units."""

    languages = (Language("es"), Language("en"), Language("pt"))

    async def word(self, reply: Reply, language: Language, tone: Tone = Tone.USTED) -> Content:  # noqa: ARG002 - the port's signature
        """Every part by its name, with its values."""
        return Content(
            text="\n".join(json.dumps({"line": part.line, **_plain(part, language)}) for part in reply.parts),
            choices=tuple(ContentChoice(token=each.token, title=each.title.line) for each in reply.choices),
        )


def read_aloud(content: Content) -> list[Mapping[str, Any]]:
    """The lines of a content with their values, as a guest reads them; those inside others too."""
    lines: list[Mapping[str, Any]] = []
    for text in content.text.splitlines():
        line = json.loads(text)
        lines.append(line)
        lines += [inner for value in line.values() if isinstance(value, list) for inner in value]
    return lines


def _plain(part: Part, language: Language) -> dict[str, object]:
    return {name: _value(value, language) for name, value in part.values}


def _value(value: Value, language: Language) -> object:  # noqa: C901 - a row for each kind of value
    match value:
        case Money(minor=minor):
            return minor
        case Stay(arrival=arrival, departure=departure):
            return f"{arrival}/{departure}"
        case Party(adults=adults, child_ages=ages):
            return f"{adults}+{','.join(str(age) for age in ages)}"
        case LocalText():
            return value.in_language(Language("en"))
        case Sayings(parts=parts):
            return [{"line": part.line, **_plain(part, language)} for part in parts]
        case Words(text=text):
            return text
        case Count(number=number):
            return number
        case Day(date=day):
            return day.isoformat()
        case Moment(at=at):
            return at.isoformat()
        case Term(line=line):
            return line
