"""Whatever is sent, the work grows with its length and no faster: counted in calls, so no clock is asked."""

import sys
from datetime import UTC, datetime
from types import FrameType

import pytest

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.domain.conversations.understanding import Question, Reading, Understanding
from hotel_agent.domain.language import Language

SPOKEN = (Language("es"), Language("en"), Language("pt"))
READER = EmbeddedNlu()

PIECES = [
    "1", "1 ", "12/", "12, ", "5 y ", "+1 ", "1(", "(", "@", "a@", "a'", "a-", "-", ".", "?", "\n", "\x00\x01\x1b",
    "\u202e\u05d0\u0627 ", "a\u0301\u0300", "👍🏽", "\ud800", "the ", "el ", "de ", "no ", "sí, ", "mil ", "veinte y ",
    "del 12 al ", "12/03 ", "12 y 13 de marzo ", "el 12 o ", "noche de ", "noche del ", "la noche del 12 y ",
    "fin de semana del ", "next friday ", "la semana que viene el ", "2 niños de 5 y 8 y ",
    "un niño de 3 y otro de 5 y ",
    "mi hijo, ", "my wife and ", "hasta llego ", "a nombre de ", "Ana ", "me llamo A. ", "habitación doble ", "siiii ",
    "navidad ", "en enero ", "navidad, del 5 al 8 ", "en enero del 5 al 8, ", "viernes, sábado y ", "10.04 al ", "5 o ",
    "el lunes después de semana santa ", "cambiar el 12 por el ", "a week from Saturday ", "the weekend after next ",
    "2a+", "9-month-old ", "\u0627\u0644\u0641\u0646\u062f\u0642 12/3 ", "\u202e12/03\u202c ", "\x00 12 ",
]  # fmt: skip


def read(text: str, asked: Question | None = None) -> Understanding:
    now = datetime(2026, 3, 11, 12, tzinfo=UTC)
    return READER.read(text, Reading(at=now, language=SPOKEN[0], languages=SPOKEN, asked=asked))


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("asked", [None, Question.DATES])
def test_twice_the_words_are_twice_the_work(piece: str, asked: Question | None) -> None:
    assert work(piece * 100, asked) < 2.6 * work(piece * 50, asked) + 1000


@pytest.mark.parametrize("piece", PIECES[::6])
def test_ten_thousand_characters_of_anything_are_read(piece: str) -> None:
    assert isinstance(read(piece * (10_000 // len(piece))), Understanding)


def test_twenty_thousand_figures_are_no_number() -> None:
    understanding = read("7" * 20_000, Question.PARTY)
    assert understanding.slots.guests is None


@pytest.mark.parametrize("piece", ["7.7", "7,7 ", "77-", "7:7", "7/7/", "7.7.7 "])
def test_twice_the_figures_are_twice_the_work(piece: str) -> None:
    assert work(piece * 300, Question.DATES) < 2.6 * work(piece * 150, Question.DATES) + 1000


def work(text: str, asked: Question | None) -> int:
    """How many calls the reading takes."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read(text, asked)
    finally:
        sys.setprofile(before)
    return calls
