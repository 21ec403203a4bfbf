"""The rows of an exam: one JSON object a line, in the shared format (`text`, `lang`, `intents`, `slots`, `ref`)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from attrs import frozen

from hotel_agent.domain.conversations.understanding import Question, Reading
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.language import Language

NOW = datetime(2022, 3, 15, 9, tzinfo=UTC)
"""What relative dates count from where a row of NLU++ names no reference (its protocol)."""
STAYS_NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
"""When the stay phrases of our own were written down, a Wednesday: they have no slots, but say the stay itself."""


@frozen(kw_only=True)
class Row:
    """One question of an exam: what was written, and everything its line says of it."""

    text: str
    language: Language
    at: datetime
    asked: Question | None
    line: Mapping[str, Any]

    @property
    def slots(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """The values expected, by name."""
        slots: Mapping[str, Sequence[Mapping[str, Any]]] = self.line.get("slots", {})
        return slots

    def reading(self, languages: Sequence[Language]) -> Reading:
        """What a reader is told beside the words: a hotel of the row's own language."""
        spoken = tuple(dict.fromkeys((self.language, *languages)))
        return Reading(
            at=self.at,
            language=self.language,
            languages=spoken,
            asked=self.asked,
            day_first=self.language != "en",
        )


def _now(told: Mapping[str, Any]) -> datetime:
    return NOW if "slots" in told or "intents" in told else STAYS_NOW


def rows(path: Path) -> Iterator[Row]:
    """The rows of a file, empty lines left out. Raises BadConfig naming the line that is none.

    A row without `lang` is in the language that the file is called by (`es.jsonl`), one without `ref` is of `NOW`.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadConfig(f"{path}: no text in UTF-8; save it as UTF-8 and try again") from error
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            at = datetime.fromisoformat(told["ref"]) if told.get("ref") else _now(told)
            yield Row(
                text=told["text"],
                language=Language(told.get("lang") or path.stem[-2:]),
                at=at if at.tzinfo is not None else at.replace(tzinfo=UTC),
                asked=Question(told["asked"]) if told.get("asked") else None,
                line=told,
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadConfig(
                f"{path}:{number}: no row of an exam ({error}); write a JSON object with text, lang and slots"
            ) from error
