"""A tour of what guests type: each message with what a receptionist understands, in three languages.

Today is Wednesday, 11 March 2026, at a hotel in a Spanish-speaking country.
"""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import asdict

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.domain.conversations.understanding import Pick, Question, Reading, Understanding
from hotel_agent.domain.ids import RoomTypeId
from hotel_agent.domain.language import Language, LocalText

HERE = Path(__file__).parent / "tour"
NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
ES, EN, PT = SPOKEN = (Language("es"), Language("en"), Language("pt"))
ROOM_TYPES = (
    (RoomTypeId("double"), LocalText(((ES, "Habitación doble"), (EN, "Double room"), (PT, "Quarto duplo")))),
    (RoomTypeId("single"), LocalText(((ES, "Habitación individual"), (EN, "Single room"), (PT, "Quarto individual")))),
    (RoomTypeId("family"), LocalText(((ES, "Habitación familiar"), (EN, "Family room"), (PT, "Quarto família")))),
    (RoomTypeId("suite"), LocalText(((ES, "Suite"), (EN, "Suite"), (PT, "Suíte")))),
)
READER = EmbeddedNlu()
STOPS = [
    pytest.param(code, json.loads(line), id=f"{code}: {json.loads(line)['text']} ({json.loads(line).get('asked')})")
    for code in SPOKEN
    for line in (HERE / f"{code}.jsonl").read_text(encoding="utf-8").splitlines()
]


ENOUGH, INTENDED, VALUES = 60, 9, 12
"""Messages, wishes and kinds of values a language has at least."""


@pytest.mark.parametrize("code", SPOKEN)
def test_the_tour_is_long_and_varied_in_every_language(code: Language) -> None:
    stops = [json.loads(line) for line in (HERE / f"{code}.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len({(stop["text"].lower(), stop.get("asked")) for stop in stops}) >= ENOUGH
    assert len({intent for stop in stops for intent in stop.get("intents", ())}) >= INTENDED
    assert len({slot for stop in stops for slot in stop.get("slots", ())}) >= VALUES


@pytest.mark.parametrize(("code", "stop"), STOPS)
def test_a_message_is_understood_as_a_receptionist_would(code: Language, stop: dict[str, Any]) -> None:
    assert told(read(stop, code)) == expected(stop)


def read(stop: dict[str, Any], code: Language) -> Understanding:
    asked = Question(stop["asked"]) if "asked" in stop else None
    return READER.read(
        stop["text"], Reading(at=NOW, language=code, languages=SPOKEN, asked=asked, room_types=ROOM_TYPES)
    )


def told(understanding: Understanding) -> dict[str, Any]:
    """What was understood, in the words of the table."""
    slots = {
        name: written(value) for name, value in asdict(understanding.slots, recurse=False).items() if value is not None
    }
    return {
        "intents": {score.name for score in understanding.intents},
        "slots": slots,
        "answer": understanding.answer.value if understanding.answer else None,
        "correction": understanding.correction,
        "doubts": {doubt.slot: [written(day) for day in doubt.readings] for doubt in understanding.doubts},
        "impossible": list(understanding.impossible),
    }


def expected(stop: dict[str, Any]) -> dict[str, Any]:
    return {
        "intents": set(stop.get("intents", ())),
        "slots": stop.get("slots", {}),
        "answer": stop.get("answer"),
        "correction": stop.get("correction", False),
        "doubts": stop.get("doubts", {}),
        "impossible": stop.get("impossible", []),
    }


def written(value: object) -> object:
    match value:
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
        case Pick(rank=rank, by=by):
            return str(rank) if by.value == "shown" else f"{by.value}:{rank}"
        case _:
            return value
