"""What stands beside a date says which one is meant: a holiday, a month, another day.

Today is Wednesday, 11 March 2026. Every phrase was once misread; the days were looked up in a calendar.
"""

from datetime import UTC, date, datetime

import pytest

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.domain.conversations.understanding import Question, Reading, Slots, Understanding
from hotel_agent.domain.language import Language

SPOKEN = (Language("es"), Language("en"), Language("pt"))
READER = EmbeddedNlu()


def read(
    code: str, text: str, asked: Question | None = None, arrival: date | None = None, departure: date | None = None
) -> Understanding:
    now = datetime(2026, 3, 11, 12, tzinfo=UTC)
    return READER.read(
        text,
        Reading(at=now, language=Language(code), languages=SPOKEN, asked=asked, arrival=arrival, departure=departure),
    )


def stay(arrival: tuple[int, int, int], departure: tuple[int, int, int]) -> tuple[date, date]:
    return date(*arrival), date(*departure)


NEW_YEAR, CHRISTMAS = stay((2026, 12, 29), (2027, 1, 2)), stay((2026, 12, 23), (2026, 12, 26))
IN_JANUARY, WEEKEND = stay((2027, 1, 5), (2027, 1, 8)), stay((2026, 3, 13), (2026, 3, 15))


@pytest.mark.parametrize(
    ("code", "text", "days"),
    [
        ("es", "fin de año, del 29 al 2", NEW_YEAR),
        ("es", "del 29 al 2, para fin de año", NEW_YEAR),
        ("en", "New Year's, from the 29th to the 2nd", NEW_YEAR),
        ("pt", "réveillon, de 29 a 2", NEW_YEAR),
        ("es", "para año nuevo, llegamos el 29 y nos vamos el 2", NEW_YEAR),
        ("es", "navidad del 23 al 26", CHRISTMAS),
        ("en", "Christmas, 23rd to 26th", CHRISTMAS),
        ("pt", "para o Natal chegamos dia 23 e saímos dia 26", CHRISTMAS),
        ("es", "Semana Santa, de jueves a domingo", stay((2026, 4, 2), (2026, 4, 5))),
        ("es", "semana santa del miércoles al domingo", stay((2026, 4, 1), (2026, 4, 5))),
        ("en", "we want to come for Easter, Thursday to Monday", stay((2026, 4, 2), (2026, 4, 6))),
        ("pt", "Páscoa, de quinta a domingo", stay((2026, 4, 2), (2026, 4, 5))),
        ("en", "Thanksgiving, Wednesday to Sunday", stay((2026, 11, 25), (2026, 11, 29))),
        ("es", "para carnaval del sábado al martes", stay((2027, 2, 6), (2027, 2, 9))),
        ("pt", "carnaval de sexta a quarta", stay((2027, 2, 5), (2027, 2, 10))),
        ("es", "en enero, del 5 al 8", IN_JANUARY),
        ("es", "en enero\ndel 5 al 8", IN_JANUARY),
        ("es", "del 5 al 8, en enero", IN_JANUARY),
        ("en", "in January, from the 5th to the 8th", IN_JANUARY),
        ("en", "January, 5 to 8", IN_JANUARY),
        ("pt", "em janeiro, do dia 5 ao dia 8", IN_JANUARY),
        ("pt", "janeiro, 5 a 8", IN_JANUARY),
        ("en", "next month, the 20th to the 23rd", stay((2026, 4, 20), (2026, 4, 23))),
        ("es", "el mes que viene, del 20 al 23", stay((2026, 4, 20), (2026, 4, 23))),
        ("pt", "mês que vem, de 20 a 23", stay((2026, 4, 20), (2026, 4, 23))),
        ("es", "del 5 al 7 o del 12 al 14 de mayo", stay((2026, 5, 5), (2026, 5, 7))),
        ("es", "viernes, sábado y domingo", WEEKEND),
        ("en", "Fri/Sat/Sun", WEEKEND),
        ("pt", "sexta, sábado e domingo", WEEKEND),
        ("en", "4th of July weekend", stay((2026, 7, 3), (2026, 7, 5))),
        ("en", "the weekend of May 9", stay((2026, 5, 8), (2026, 5, 10))),
        ("en", "first weekend in May", stay((2026, 5, 1), (2026, 5, 3))),
        ("es", "el finde después de semana santa", stay((2026, 4, 10), (2026, 4, 12))),
        ("es", "10.04 al 12.04", stay((2026, 4, 10), (2026, 4, 12))),
        ("es", "12-4 al 15-4", stay((2026, 4, 12), (2026, 4, 15))),
        ("pt", "passagem de ano, 29 a 2", NEW_YEAR),
        ("en", "MLK weekend", stay((2027, 1, 15), (2027, 1, 18))),
        ("en", "budget of $150 a night, May 5-7", stay((2026, 5, 5), (2026, 5, 7))),
    ],
)
def test_a_stay_is_where_what_stands_beside_it_puts_it(code: str, text: str, days: tuple[date, date]) -> None:
    assert read(code, text).slots == Slots(arrival=days[0], departure=days[1])


@pytest.mark.parametrize(
    ("code", "text", "day"),
    [
        ("en", "the Monday after Easter", date(2026, 4, 6)),
        ("es", "el lunes después de semana santa", date(2026, 4, 6)),
        ("pt", "a segunda depois da páscoa", date(2026, 4, 6)),
        ("es", "el viernes antes de navidad", date(2026, 12, 18)),
        ("en", "Saturday week", date(2026, 3, 21)),
        ("en", "got a room 4 2moro?", date(2026, 3, 12)),
        ("es", "solo por hoy", date(2026, 3, 11)),
        ("pt", "vcs tem quarto pra amanha??", date(2026, 3, 12)),
    ],
)
def test_a_day_is_counted_from_what_it_is_said_beside(code: str, text: str, day: date) -> None:
    assert read(code, text).slots == Slots(arrival=day)


@pytest.mark.parametrize(
    ("code", "text", "readings"),
    [
        ("en", "Friday after next", (date(2026, 3, 27), date(2026, 3, 20))),
        ("en", "the weekend after next", (date(2026, 3, 27), date(2026, 3, 20))),
        ("en", "a week from Saturday", (date(2026, 3, 21), date(2026, 3, 14))),
        ("en", "May 5 or 6", (date(2026, 5, 5), date(2026, 5, 6))),
        ("es", "5 o 6 de mayo", (date(2026, 5, 5), date(2026, 5, 6))),
        ("pt", "5 ou 6 de maio", (date(2026, 5, 5), date(2026, 5, 6))),
        ("en", "any rooms nxt wkend?", (date(2026, 3, 20), date(2026, 3, 13))),
    ],
)
def test_what_may_be_either_of_two_days_is_asked_about(code: str, text: str, readings: tuple[date, date]) -> None:
    understanding = read(code, text)
    assert [(doubt.slot, doubt.readings) for doubt in understanding.doubts] == [("arrival", readings)]
    assert understanding.slots.arrival is None


@pytest.mark.parametrize(
    ("code", "text"),
    [("es", "en mayo, de viernes a domingo"), ("en", "weekends in June"), ("pt", "quarto em março")],
)
def test_a_weekday_of_a_month_is_not_the_coming_one(code: str, text: str) -> None:
    assert read(code, text).slots.arrival is None


@pytest.mark.parametrize("text", ["may I come from the 5th to the 8th", "can I march in on the 5th, until the 8th?"])
def test_a_word_that_only_looks_like_a_month_puts_no_stay_there(text: str) -> None:
    assert read("en", text).slots == Slots(arrival=date(2026, 4, 5), departure=date(2026, 4, 8))


@pytest.mark.parametrize(
    ("code", "text", "slots"),
    [
        ("es", "carnaval, 4 noches", Slots(arrival=date(2027, 2, 6), nights=4)),
        ("es", "este finde 3 noches", Slots(arrival=date(2026, 3, 13), nights=3)),
        ("es", "este finde, una noche", Slots(nights=1)),
        ("en", "Easter, 2 nights", Slots(nights=2)),
    ],
)
def test_nights_told_count_more_than_how_long_a_holiday_is(code: str, text: str, slots: Slots) -> None:
    assert read(code, text).slots == slots


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("es", "no, en vez del 12 el 13"),
        ("es", "cambiar el 12 por el 13"),
        ("en", "change the 12th to the 13th"),
        ("en", "the 13th instead of the 12th"),
        ("pt", "em vez do dia 12, dia 13"),
    ],
)
def test_of_two_days_the_one_put_in_the_place_of_the_other_counts(code: str, text: str) -> None:
    understanding = read(code, text, arrival=date(2026, 5, 12), departure=date(2026, 5, 16))
    assert understanding.slots == Slots(arrival=date(2026, 5, 13))


def test_a_departure_is_changed_where_its_day_is_named() -> None:
    understanding = read("en", "change the 16th to the 17th", arrival=date(2026, 5, 12), departure=date(2026, 5, 16))
    assert understanding.slots == Slots(departure=date(2026, 5, 17))


@pytest.mark.parametrize(
    ("code", "text", "slots"),
    [
        ("pt", "com pequeno-almoço", Slots()),
        ("es", "2 adl 1 chd", Slots(adults=2, children=1)),
        ("en", "1 adult + infant", Slots(adults=1, child_ages=(0,))),
        ("es", "2 + 1 bebé", Slots(adults=2, child_ages=(0,))),
        ("en", "we'd be 2 grown-ups plus a 9-month-old", Slots(adults=2, child_ages=(0,))),
        ("es", "sacá un adulto", Slots()),
        ("en", "one adult less", Slots()),
        ("pt", "tira uma criança", Slots()),
        ("es", "agregá un adulto", Slots()),
        ("es", "en vez de 2 adultos somos 3", Slots(guests=3)),
        ("en", "2nite 4 2 ppl", Slots(arrival=date(2026, 3, 11), nights=1, guests=2)),
    ],
)
def test_guests_are_counted_in_shorthand_and_breakfast_is_none_of_them(code: str, text: str, slots: Slots) -> None:
    assert read(code, text).slots == slots


@pytest.mark.parametrize(
    ("code", "text"),
    [("en", "I need a table for 4 tonight at 8"), ("es", "quiero una mesa para 4 esta noche a las 21")],
)
def test_a_table_tonight_is_no_stay(code: str, text: str) -> None:
    assert read(code, text).slots == Slots()


def test_an_age_of_a_baby_is_told_once() -> None:
    assert read("es", "una bebé de 6 meses", Question.CHILD_AGES).slots == Slots(child_ages=(0,))
    assert read("en", "a baby and a 7 year old", Question.CHILD_AGES).slots == Slots(child_ages=(0, 7))


def test_how_many_rooms_is_not_answered_with_guests() -> None:
    assert read("es", "una sola", Question.ROOMS).slots.guests is None


def test_a_name_is_told_in_lower_case_too() -> None:
    assert read("en", "my name's bob dylan", Question.NAME).slots.name == "Bob Dylan"
