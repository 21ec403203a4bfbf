"""Exams: what counts as right, by a reader that answers as it was told to."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.adapters.nlu.embedded.weights import UNTAUGHT
from hotel_agent.adapters.nlu.exams.dates import date_marks
from hotel_agent.adapters.nlu.exams.marks import Marks
from hotel_agent.adapters.nlu.exams.rows import Row, rows
from hotel_agent.adapters.nlu.exams.slots import slots_said
from hotel_agent.adapters.nlu.exams.stays import stay_marks
from hotel_agent.domain.conversations.said import Between, Kind, Read, Said, Sum
from hotel_agent.domain.conversations.understanding import Mention, Reading, Slots, Understanding
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.language import Language

SPOKEN = (Language("es"), Language("en"), Language("pt"))


@frozen
class Parrot:
    """A reader that understands the same whatever is said."""

    understanding: Understanding

    async def understand(self, texts: Sequence[str], reading: Reading) -> Understanding:
        return self.understanding


def file(folder: Path, *lines: dict[str, Any], name: str = "exam.jsonl") -> Path:
    path = folder / name
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def spec(text: str, kind: str, *values: dict[str, str] | int) -> dict[str, Any]:
    """A row with one value that fills the whole text."""
    value: Any = values[0] if isinstance(values[0], int) else list(values)
    slots = {kind: [{"text": text, "span": [0, len(text)], "value": value}]}
    return {"text": text, "lang": "en", "ref": "2026-03-11T12:00:00", "slots": slots}


def whole(text: str, kind: Kind, *readings: Read) -> Understanding:
    return Understanding(said=(Said(kind=kind, readings=readings, text=text, start=0, end=len(text)),))


def marked(path: Path, understanding: Understanding) -> Marks:
    return asyncio.run(date_marks(Parrot(understanding), rows(path), SPOKEN))


@pytest.mark.parametrize(
    ("kind", "value", "answer", "right"),
    [
        ("date", {"value": "2026-03-12"}, whole("xyz", Kind.DATE, date(2026, 3, 12)), True),
        ("date", {"value": "2026-03-12"}, whole("xyz", Kind.DATE, date(2026, 3, 13), date(2026, 3, 12)), False),
        ("date", {"value": "2026-03-12"}, whole("xyz", Kind.DATE_TIME, date(2026, 3, 12)), False),
        ("date", {"value": "0001-01-01"}, whole("xyz", Kind.DATE), True),
        (
            "daterange",
            {"start": "2026-03-12", "end": "2026-03-14"},
            whole("xyz", Kind.DATE_RANGE, Between(date(2026, 3, 12), date(2026, 3, 14))),
            True,
        ),
        ("daterange", {"start": "2026-03-12"}, whole("xyz", Kind.DATE_RANGE, Between(date(2026, 3, 12), None)), True),
        ("duration", {"value": "5400"}, whole("xyz", Kind.DURATION, timedelta(hours=1.5)), True),
        ("number", 12, whole("xyz", Kind.NUMBER, Decimal(12)), True),
        ("number", 12, whole("xyz", Kind.MONEY, Sum(Decimal(12), "EUR")), True),
        ("number", 12, whole("xyz", Kind.ORDINAL, Decimal(12)), False),
    ],
)
def test_a_value_is_right_where_its_kind_is_and_its_likeliest_reading_is_listed(
    tmp_path: Path, kind: str, value: dict[str, str] | int, answer: Understanding, right: bool
) -> None:
    marks = marked(file(tmp_path, spec("xyz", kind, value)), answer)
    assert (marks.all_right, marks.expected, marks.right) == (int(right), 1, int(right))


def test_an_answer_too_many_spoils_a_row(tmp_path: Path) -> None:
    one = whole("tomorrow", Kind.DATE, date(2026, 3, 12)).said[0]
    other = Said(kind=Kind.TIME, readings=(), text="x", start=9, end=10)
    marks = marked(file(tmp_path, spec("tomorrow", "date", {"value": "2026-03-12"})), Understanding(said=(one, other)))
    assert (marks.all_right, marks.recall, marks.precision) == (0, 1.0, 0.5)
    assert len(marks.missed) == 1


def test_a_day_noted_by_itself_is_read_by_itself(tmp_path: Path) -> None:
    noted = {"date_to": [{"text": "the 17th", "span": [20, 28], "value": {"day": 17, "month": 3, "year": 2022}}]}
    line = {"text": "from the 1st until the 17th", "lang": "en", "intents": [], "slots": noted}
    marks = asyncio.run(date_marks(EmbeddedNlu(), rows(file(tmp_path, line)), SPOKEN))
    assert (marks.expected, marks.right) == (1, 1)


def test_a_stay_is_right_when_all_of_it_is(tmp_path: Path) -> None:
    line = {"text": "…", "arrival": "2026-05-12", "departure": "2026-05-15", "adults": 2, "child_ages": [4]}
    path = file(tmp_path, line, name="pt.jsonl")
    stay = Slots(arrival=date(2026, 5, 12), nights=3, adults=2, child_ages=(4,))
    assert next(rows(path)).language == "pt"
    assert stays(path, stay).all_right == 1
    assert stays(path, Slots(arrival=date(2026, 5, 12), nights=3, adults=2)).all_right == 0
    assert stays(path, Slots(arrival=date(2026, 5, 12), nights=3, adults=2, child_ages=(4,), guests=3)).all_right == 0


def stays(path: Path, slots: Slots) -> Marks:
    return asyncio.run(stay_marks(Parrot(Understanding(slots=slots)), rows(path), SPOKEN))


def test_slots_are_told_as_a_corpus_cuts_them() -> None:
    text = "una habitación doble para 2 adultos, del 23 al 29 de mayo"
    row = Row(text=text, language=SPOKEN[0], at=datetime(2026, 3, 11, tzinfo=UTC), asked=None, line={})
    understanding = EmbeddedNlu().read(text, row.reading(SPOKEN))
    told = {(each.slot, each.text) for each in slots_said(text, understanding)}
    assert {("adults", "2"), ("date_to", "29 de mayo"), ("date_from", "23")} <= told
    assert all(text[each.start :].startswith(each.text) for each in slots_said(text, understanding))


@pytest.mark.parametrize(
    ("language", "text", "slots"),
    [
        ("en", "a room for 1 night", {("rooms", "a room"), ("date_period", "1 night")}),
        ("en", "room service to room 1032", set()),
        ("es", "necesito una habitación desde el miércoles 26 de octubre",
         {("rooms", "una habitación"), ("date_from", "el miércoles 26 de octubre")}),
        ("en", "I booked two days ago", {("date", "two days ago")}),
        ("en", "a skincare session on Saturday", {("date", "Saturday")}),
        ("en", "any table free in 2 hours?", {("time", "in 2 hours")}),
        ("es", "hace 20 minutos que espero", {("time_period", "20 minutos")}),
        ("en", "it will be 7", {("number", "7")}),
        ("en", "my 4 dogs", {("number", "4")}),
        ("en", "overnight parking", {("time_period", "overnight")}),
        ("en", "me with my teenager", {("adults", "me"), ("kids", "my teenager")}),
        ("es", "solo yo", {("adults", "yo")}),
    ],
)  # fmt: skip
def test_words_of_a_slot_are_cut_where_people_who_note_them_cut(
    language: str, text: str, slots: set[tuple[str, str]]
) -> None:
    row = Row(text=text, language=Language(language), at=datetime(2026, 3, 11, tzinfo=UTC), asked=None, line={})
    understanding = EmbeddedNlu(UNTAUGHT).read(text, row.reading(SPOKEN))
    assert {(each.slot, each.text) for each in slots_said(text, understanding)} == slots


def test_words_are_cut_from_a_name_as_written() -> None:
    mention = Mention(slot="name", text="Ana Souza", start=3, end=12)
    (told,) = slots_said("I, Ana Souza", Understanding(mentions=(mention,)))
    assert (told.slot, told.text) == ("person_name", "Ana Souza")


def test_a_line_that_is_no_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"text": "x", "lang": "en"}\n{"lang": "en"}\n', encoding="utf-8")
    with pytest.raises(BadConfig, match=r"bad\.jsonl:2"):
        list(rows(path))
