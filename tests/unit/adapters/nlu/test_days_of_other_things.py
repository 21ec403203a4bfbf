"""Whose day it is, and which: a breakfast has its own, a refused Saturday gives way to the next, and rooms add up.

Today is Wednesday, 11 March 2026.
"""

from datetime import UTC, date, datetime

import pytest

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.domain.conversations.understanding import Question, Reading, Slots
from hotel_agent.domain.language import Language

SPOKEN = (Language("es"), Language("en"), Language("pt"))
READER = EmbeddedNlu()
TOMORROW = date(2026, 3, 12)


def slots(code: str, text: str, asked: Question | None = None) -> Slots:
    now = datetime(2026, 3, 11, 12, tzinfo=UTC)
    return READER.read(text, Reading(at=now, language=Language(code), languages=SPOKEN, asked=asked)).slots


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("es", "desayuno mañana a las 8"),
        ("es", "llámenme mañana"),
        ("es", "pago el viernes"),
        ("es", "despiértenme mañana a las 6"),
        ("en", "breakfast tomorrow at 8"),
        ("en", "call me tomorrow"),
        ("en", "I'll pay on Friday"),
        ("pt", "café da manhã amanhã às 8"),
        ("pt", "me liguem amanhã"),
        ("pt", "faço o pix na sexta"),
    ],
)
def test_the_day_of_a_meal_a_call_or_a_payment_is_no_arrival(code: str, text: str) -> None:
    assert slots(code, text) == Slots()


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("es", "una habitación con desayuno para mañana"),
        ("es", "para mañana, con desayuno"),
        ("es", "llegamos mañana y pagamos ahí"),
        ("en", "a room for tomorrow, breakfast included"),
        ("pt", "um quarto pra amanhã com café da manhã"),
    ],
)
def test_the_day_of_a_stay_with_breakfast_is_its_arrival(code: str, text: str) -> None:
    assert slots(code, text).arrival == TOMORROW


def test_a_day_that_was_asked_for_is_one_whatever_stands_beside() -> None:
    assert slots("es", "mañana, y pago ahí", Question.ARRIVAL).arrival == TOMORROW


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("es", "el sábado que viene no, el otro"),
        ("es", "este sábado no, el siguiente"),
        ("es", "no este sábado, el otro"),
        ("en", "not this Saturday, the next one"),
        ("en", "not this Saturday but the next"),
        ("pt", "este sábado não, o outro"),
    ],
)
def test_a_weekday_refused_for_the_other_is_a_week_later(code: str, text: str) -> None:
    assert slots(code, text).arrival == date(2026, 3, 21)


@pytest.mark.parametrize(
    ("code", "text", "rooms", "guests"),
    [
        ("es", "una para 3 y otra para 2", 2, 5),
        ("es", "una habitación para 3 y otra para 2", 2, 5),
        ("es", "dos para 2 y una para 4", 3, 8),
        ("es", "una para dos, otra para tres y otra para cuatro personas", 3, 9),
        ("en", "one for 3 and another for 2", 2, 5),
        ("en", "a room for 3 people and one for 2", 2, 5),
        ("pt", "uma para 3 e outra para 2", 2, 5),
        ("pt", "um quarto pra 2 e outro pra 4", 2, 6),
    ],
)
def test_rooms_told_one_by_one_add_up(code: str, text: str, rooms: int, guests: int) -> None:
    told = slots(code, text)
    assert (told.rooms, told.guests) == (rooms, guests)


@pytest.mark.parametrize("text", ["2A+1C", "2a 1c", "2AD+1CHD", "2ad 1ch"])
def test_initials_count_adults_and_children(text: str) -> None:
    told = slots("es", text)
    assert (told.adults, told.children) == (2, 1)


def test_a_letter_behind_a_number_alone_counts_nobody() -> None:
    assert slots("es", "estoy en el 2A").adults is None
