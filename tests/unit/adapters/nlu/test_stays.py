"""A hundred ways to ask for a stay, per language, each with what a receptionist would write down.

Written before the grammar was tuned to them. Today is Wednesday, 11 March 2026.
"""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.domain.conversations.understanding import Reading, Slots
from hotel_agent.domain.language import Language

HERE = Path(__file__).parent / "stays"
NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
SPOKEN = (Language("es"), Language("en"), Language("pt"))
READER = EmbeddedNlu()
FLOOR = 0.90
"""The share that must be read without one mistake in dates or party."""


@pytest.mark.parametrize("code", SPOKEN)
def test_nearly_every_way_to_ask_for_a_stay_is_understood(code: Language) -> None:
    lines = [json.loads(line) for line in (HERE / f"{code}.jsonl").read_text(encoding="utf-8").splitlines()]
    missed = [f"{line}\n    read as {told(line, code)}" for line in lines if told(line, code) != expected(line)]
    assert len(lines) == 100
    assert len(missed) <= len(lines) * (1 - FLOOR), "\n".join(missed)


def told(line: dict[str, Any], code: Language) -> dict[str, Any]:
    """What the reader gives, with the departure counted from the nights where only those were said."""
    own = code if code != "en" else SPOKEN[0]
    slots = READER.read(line["text"], Reading(at=NOW, language=code, languages=(own, *SPOKEN))).slots
    party = {name: getattr(slots, name) for name in ("guests", "adults", "children", "child_ages")}
    return {"arrival": slots.arrival, "departure": departure(slots), "nights": nights(slots), **party}


def expected(line: dict[str, Any]) -> dict[str, Any]:
    """What the receptionist wrote down."""
    days = {name: date.fromisoformat(line[name]) if name in line else None for name in ("arrival", "departure")}
    party = {name: line.get(name) for name in ("guests", "adults", "children")}
    ages = tuple(line["child_ages"]) if "child_ages" in line else None
    return {**days, "nights": line.get("nights"), **party, "child_ages": ages}


def departure(slots: Slots) -> date | None:
    """The day of leaving, said or counted."""
    if slots.departure is None and slots.arrival is not None and slots.nights is not None:
        return slots.arrival + timedelta(days=slots.nights)
    return slots.departure


def nights(slots: Slots) -> int | None:
    """The nights, where no date was said."""
    return slots.nights if slots.arrival is None and slots.departure is None else None
