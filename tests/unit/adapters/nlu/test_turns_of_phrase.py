"""Turns of phrase that a plain reading gets wrong. Today is Wednesday, 11 March 2026, at a Spanish-speaking hotel."""

from datetime import UTC, date, datetime

import pytest

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.domain.conversations.understanding import Reading, Slots, Understanding
from hotel_agent.domain.language import Language

SPOKEN = (Language("es"), Language("en"), Language("pt"))
READER = EmbeddedNlu()


def read(code: str, text: str) -> Understanding:
    now = datetime(2026, 3, 11, 12, tzinfo=UTC)
    return READER.read(text, Reading(at=now, language=Language(code), languages=SPOKEN))


def stay(first: str, last: str) -> Slots:
    """From one day of 2026 to another, each written month-day."""
    return Slots(arrival=day(first), departure=day(last))


def day(text: str) -> date:
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


@pytest.mark.parametrize(
    ("code", "text", "slots"),
    [
        ("es", "para los días 4, 5 y 6 de junio", stay("06-04", "06-06")),
        ("es", "el último finde de junio", stay("06-26", "06-28")),
        ("es", "¿cuánto saldría una habitación el 16 de abril, 6 noches?", Slots(arrival=day("04-16"), nights=6)),
        ("pt", "quanto sai o quarto no dia 16 de abril, 6 noites?", Slots(arrival=day("04-16"), nights=6)),
        ("en", "We will be 3 adults after all", Slots(adults=3)),
        ("es", "el primer fin de semana de mayo", stay("05-01", "05-03")),
        ("es", "llegamos el 5 a las 15 hs y nos vamos el 8", stay("04-05", "04-08")),
        ("es", "entre las 3 y las 5 de la tarde del 12 de abril llegamos", Slots(arrival=day("04-12"))),
        ("en", "the last weekend of June", stay("06-26", "06-28")),
        ("en", "we land Friday at 6pm and leave Sunday at noon", stay("03-13", "03-15")),
        ("en", "between 3 and 5 pm tomorrow we arrive", Slots(arrival=day("03-12"))),
        ("en", "budget is $200 a night, 2 nights from May 3", Slots(arrival=day("05-03"), nights=2)),
        ("pt", "último fim de semana de junho", stay("06-26", "06-28")),
        ("pt", "chego dia 10 às 14h e saio dia 13", stay("04-10", "04-13")),
        ("es", "jue 2/4 al dom 5/4", stay("04-02", "04-05")),
        ("es", "del 21 del 5 al 24 del 5", stay("05-21", "05-24")),
        ("es", "del 8 al 10 de mayo y no del 7 al 9", stay("05-08", "05-10")),
        ("es", "del 12 al 15 de abril, mejor del 19 al 22", stay("04-19", "04-22")),
        ("es", "del 12 al 15, o del 19 al 22, lo que tengan", stay("03-12", "03-15")),
        ("es", "no el 12, el 14 de abril", Slots(arrival=day("04-14"))),
        ("es", "en vez del 12, el 14 de abril", Slots(arrival=day("04-14"))),
        ("es", "del 30 de marzo al 2", stay("03-30", "04-02")),
        ("es", "del 20 de abril al 2", stay("04-20", "04-02")),
        ("es", "del 28 de diciembre al 3 de enero de 2027", stay("2026-12-28", "2027-01-03")),
        ("es", "del 2 al 5 de enero de 2027", stay("2027-01-02", "2027-01-05")),
        ("es", "fin de semana del 25 de abril", stay("04-24", "04-26")),
        ("es", "la semana que viene, de martes a jueves", stay("03-17", "03-19")),
        ("es", "la semana que viene el viernes", Slots(arrival=day("03-20"))),
        ("es", "el primer viernes de julio", Slots(arrival=day("07-03"))),
        ("es", "el segundo lunes del mes que viene", Slots(arrival=day("04-13"))),
        ("es", "mayo veintiuno", Slots(arrival=day("05-21"))),
        ("es", "el vigésimo segundo de abril", Slots(arrival=day("04-22"))),
        ("es", "el 12-4-2026", Slots(arrival=day("04-12"))),
        ("es", "el 12-abr", Slots(arrival=day("04-12"))),
        ("es", "llego mañana, el 12 de marzo", Slots(arrival=day("03-12"))),
        ("es", "llego mañana y me voy al día siguiente", Slots(arrival=day("03-12"), nights=1)),
        ("es", "entre el 10 y el 20 de abril, 3 noches", Slots(nights=3)),
        ("es", "3 días y 2 noches desde el viernes", Slots(arrival=day("03-13"), nights=2)),
        ("es", "llego el viernes a las 18:30 y salgo el domingo a las 9 menos cuarto", stay("03-13", "03-15")),
        ("es", "el sábado, a eso de las 5 de la tarde", Slots(arrival=day("03-14"))),
        ("es", "tengo $ 200 para 2 noches", Slots(nights=2)),
        ("es", "atienden 24/7?", Slots()),
        ("es", "reservé hace 3 días", Slots()),
        ("es", "eso es todo por hoy, gracias", Slots()),
        ("es", "un masaje para 2 el viernes", Slots()),
        ("es", "en un mes, por una semana", Slots(arrival=day("04-11"), nights=7)),
        ("es", "mellizos de 4 años", Slots(child_ages=(4, 4))),
        ("es", "mi hijo de 20 años y yo", Slots(adults=1)),
        ("es", "voy con dos amigos", Slots(adults=3)),
        ("es", "una habitación más pequeña", Slots()),
        ("es", "solo una habitación para 6 personas", Slots(guests=6, rooms=1)),
        ("en", "sept-23-2026", Slots(arrival=day("09-23"))),
        ("en", "28 June to 30 June in 2027", stay("2027-06-28", "2027-06-30")),
        ("en", "April 9th through seventeenth", stay("04-09", "04-17")),
        ("en", "two weeks from now", Slots(arrival=day("03-25"))),
        ("en", "next week between Wednesday and Friday", stay("03-18", "03-20")),
        ("en", "on the first of May and leave on the third", stay("05-01", "05-03")),
        ("en", "the last Friday of May", Slots(arrival=day("05-29"))),
        ("en", "memorial day weekend", stay("05-22", "05-25")),
        ("en", "Christmas 2027", Slots(arrival=day("2027-12-25"))),
        ("en", "me and a friend", Slots(adults=2)),
        ("en", "by myself and my husband", Slots(adults=2)),
        ("en", "two hundred and thirty guests", Slots(guests=230)),
        ("en", "one pet friendly hotel room", Slots(rooms=1)),
        ("en", "a table for 4 tomorrow at 8", Slots()),
        ("en", "cancel the 8 40 in the morning one", Slots()),
        ("pt", "de vinte e um a vinte e três de abril", stay("04-21", "04-23")),
        ("pt", "daqui a um mês, 2 noites", Slots(arrival=day("04-11"), nights=2)),
        ("pt", "na última sexta de maio", Slots(arrival=day("05-29"))),
    ],
)
def test_a_turn_of_phrase_is_taken_as_meant(code: str, text: str, slots: Slots) -> None:
    assert read(code, text).slots == slots


@pytest.mark.parametrize(
    ("code", "text", "readings"),
    [
        ("es", "el 12 o el 13 de abril", ("04-12", "04-13")),
        ("en", "the 14th or the 15th", ("03-14", "03-15")),
        ("en", "10/12", ("12-10", "10-12")),
        ("en", "next Friday", ("03-20", "03-13")),
        ("es", "el viernes 14 de abril", ("04-14", "04-17")),
    ],
)
def test_what_may_mean_two_dates_is_left_to_the_guest(code: str, text: str, readings: tuple[str, str]) -> None:
    understanding = read(code, text)
    assert understanding.slots == Slots()
    assert [doubt.readings for doubt in understanding.doubts] == [tuple(day(each) for each in readings)]


@pytest.mark.parametrize(
    "text", ["29 de febrero", "29 de febrero de 2027", "el 31/6", "31 de abril", "30-2-2027", "0 de mayo"]
)
def test_a_day_that_the_calendar_lacks_is_impossible(text: str) -> None:
    understanding = read("es", text)
    assert understanding.impossible
    assert understanding.slots == Slots()
