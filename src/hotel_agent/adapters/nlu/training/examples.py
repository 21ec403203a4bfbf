"""Examples: messages with what a person says they mean, one JSON object a line."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from attrs import field, frozen

from hotel_agent.domain.errors import BadConfig


@frozen(order=True)
class Noted:
    """A value somebody noted in a message: its kind, its words, and where they begin (-1 where they do not stand)."""

    slot: str
    text: str
    start: int = -1


@frozen(kw_only=True)
class Example:
    """What a guest wrote, and what it means."""

    text: str
    lang: str
    intents: frozenset[str] = frozenset()
    slots: tuple[Noted, ...] | None = None
    """The values in it; None where nobody noted them."""
    asked: str | None = None
    """What the house asked last, by its name in `Question`."""
    ref: datetime | None = None
    """When it was written; relative dates count from there."""
    fold: int | None = None
    source: str = field(default="", eq=False)
    """Where it stands: file and line."""


def examples_in(path: Path) -> tuple[Example, ...]:
    """Every example of a file. Raises BadConfig with all that is wrong with it, line by line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as cause:
        raise BadConfig(f"{path}: cannot be read as text in UTF-8; give a file of one JSON object a line") from cause
    return parsed(lines, str(path))


def parsed(lines: list[str], source: str) -> tuple[Example, ...]:
    """The examples these lines hold; blank lines are passed over."""
    found: list[Example] = []
    problems: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{source}:{number}"
        try:
            found.append(_example(json.loads(line), where))
        except (ValueError, KeyError, TypeError, AttributeError) as cause:
            problems.append(f'{where}: {_told(cause)}; expected {{"text": ..., "lang": ..., "intents": [...]}}')
    if problems:
        raise BadConfig(*problems[:20])
    return tuple(found)


def _example(line: Mapping[str, Any], where: str) -> Example:
    text, intents = line["text"], line.get("intents", [])
    if not isinstance(text, str) or not isinstance(intents, list) or not all(isinstance(each, str) for each in intents):
        raise ValueError("text is no text, or intents no list of names")
    slots = line.get("slots")
    fold, ref = line.get("fold"), line.get("ref")
    return Example(
        text=text,
        lang=str(line["lang"]),
        intents=frozenset(intents),
        slots=None if slots is None else tuple(sorted(set(_noted(text, slots)))),
        asked=line.get("asked"),
        ref=None if ref is None else datetime.fromisoformat(ref),
        fold=fold if isinstance(fold, int) else None,
        source=where,
    )


def _noted(text: str, slots: Mapping[str, Any]) -> Iterator[Noted]:
    for slot, values in slots.items():
        for value in values:
            span = value.get("span")
            yield Noted(slot, value["text"], span[0] if span else text.lower().find(value["text"].lower()))


def _told(cause: Exception) -> str:
    return f"{cause.args[0]} is missing" if isinstance(cause, KeyError) else str(cause)
