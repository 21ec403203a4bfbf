"""Times as guests tell them, each with its kind and its readings, the likeliest first.

Today is Wednesday, 11 March 2026.
"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.domain.conversations.said import Between, Kind, Read, Said, Sum
from hotel_agent.domain.conversations.understanding import Question, Reading
from hotel_agent.domain.language import Language

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
SPOKEN = (Language("es"), Language("en"), Language("pt"))
READER = EmbeddedNlu()


def said(code: str, text: str, asked: Question | None = None) -> tuple[Said, ...]:
    language = Language(code)
    reading = Reading(at=NOW, language=language, languages=SPOKEN, asked=asked, day_first=code != "en")
    return READER.read(text, reading).said


def times(code: str, text: str, asked: Question | None = None) -> tuple[Said, ...]:
    return tuple(each for each in said(code, text, asked) if each.kind not in {Kind.NUMBER, Kind.ORDINAL, Kind.MONEY})


def day(text: str) -> date:
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def days(begin: str, end: str) -> Between:
    return Between(day(begin), day(end))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


def clock(text: str) -> time:
    return time.fromisoformat(text)


@pytest.mark.parametrize(
    ("code", "text", "kind", "likeliest"),
    [
        ("es", "el sábado que viene", Kind.DATE, day("03-21")),
        ("es", "pasado mañana", Kind.DATE, day("03-13")),
        ("es", "dentro de unos días vemos, o el 3 de abril", Kind.DATE, day("04-03")),
        ("es", "hace dos semanas", Kind.DATE, day("02-25")),
        ("es", "el primer viernes de mayo", Kind.DATE, day("05-01")),
        ("es", "el martes de la semana que viene", Kind.DATE, day("03-17")),
        ("es", "viernes santo", Kind.DATE, day("04-03")),
        ("es", "el domingo de pascua de 2027", Kind.DATE, day("2027-03-28")),
        ("es", "entre el 2 y el 6 de junio", Kind.DATE_RANGE, days("06-02", "06-06")),
        ("es", "de abril a junio", Kind.DATE_RANGE, days("04-01", "06-01")),
        ("es", "a mediados de mayo", Kind.DATE_RANGE, days("05-10", "05-21")),
        ("es", "la segunda quincena de enero", Kind.DATE_RANGE, days("2027-01-16", "2027-02-01")),
        ("es", "la semana del 4 de mayo", Kind.DATE_RANGE, days("05-04", "05-11")),
        ("es", "este finde", Kind.DATE_RANGE, days("03-14", "03-16")),
        ("es", "a las 6 menos cuarto de la tarde", Kind.TIME, clock("17:45")),
        ("es", "a las ocho y media de la noche", Kind.TIME, clock("20:30")),
        ("es", "a la una", Kind.TIME, clock("01:00")),
        ("es", "entre las 3 y las 5 de la tarde", Kind.TIME_RANGE, Between(clock("15:00"), clock("17:00"))),
        ("es", "después de las 22:30", Kind.TIME_RANGE, Between(clock("22:30"), None)),
        ("es", "mañana a las 9 de la noche", Kind.DATE_TIME, at("03-12T21:00")),
        ("es", "el jueves por la tarde", Kind.DATE_TIME_RANGE, Between(at("03-12T16:00"), at("03-12T20:00"))),
        ("es", "por una semana y media", Kind.DURATION, timedelta(days=10, hours=12)),
        ("en", "a week from tomorrow", Kind.DATE, day("03-19")),
        ("en", "Thanksgiving 2026", Kind.DATE, day("11-26")),
        ("en", "next Friday", Kind.DATE, day("03-20")),
        ("en", "the last Sunday of August", Kind.DATE, day("08-30")),
        ("en", "7/4", Kind.DATE, day("07-04")),
        ("en", "Sept. 3rd, 2027", Kind.DATE, day("2027-09-03")),
        ("en", "from the 28th of April to the 2nd of May", Kind.DATE_RANGE, days("04-28", "05-02")),
        ("en", "Dec 30 - Jan 3", Kind.DATE_RANGE, days("12-30", "2027-01-03")),
        ("en", "the next 10 days", Kind.DATE_RANGE, days("03-12", "03-22")),
        ("en", "the third week of July", Kind.DATE_RANGE, days("07-13", "07-20")),
        ("en", "early next month", Kind.DATE_RANGE, days("04-01", "04-16")),
        ("en", "after May 20", Kind.DATE_RANGE, Between(day("05-20"), None)),
        ("en", "half past eight in the evening", Kind.TIME, clock("20:30")),
        ("en", "20 to 9 pm", Kind.TIME, clock("20:40")),
        ("en", "9.30am", Kind.TIME, clock("09:30")),
        ("en", "from 10 to 11:30 pm", Kind.TIME_RANGE, Between(clock("22:00"), clock("23:30"))),
        ("en", "tonight at 8", Kind.DATE_TIME, at("03-11T20:00")),
        ("en", "in 3 hours", Kind.DATE_TIME, at("03-11T15:00")),
        ("en", "Friday between 6 and 8pm", Kind.DATE_TIME_RANGE, Between(at("03-13T18:00"), at("03-13T20:00"))),
        ("en", "two and a half hours", Kind.DURATION, timedelta(hours=2.5)),
        ("pt", "depois de amanhã", Kind.DATE, day("03-13")),
        ("pt", "sexta-feira da semana que vem", Kind.DATE, day("03-20")),
        ("pt", "daqui não sei, talvez dia 5 de outubro", Kind.DATE, day("10-05")),
        ("pt", "de 3 a 7 de agosto", Kind.DATE_RANGE, days("08-03", "08-07")),
        ("pt", "no próximo fim de semana", Kind.DATE_RANGE, days("03-21", "03-23")),
        ("pt", "às sete e meia da noite", Kind.TIME, clock("19:30")),
        ("pt", "até as 18h", Kind.TIME_RANGE, Between(None, clock("18:00"))),
        ("pt", "amanhã às 10 da manhã", Kind.DATE_TIME, at("03-12T10:00")),
        ("pt", "três semanas", Kind.DURATION, timedelta(weeks=3)),
    ],
)
def test_a_time_told_is_read(code: str, text: str, kind: Kind, likeliest: Read) -> None:
    (told,) = [each for each in said(code, text) if each.kind is kind]
    assert told.readings[0] == likeliest


@pytest.mark.parametrize(
    ("code", "text", "readings"),
    [
        ("es", "a las 7", (clock("07:00"), clock("19:00"))),
        ("en", "on the 20th", (day("03-20"), day("02-20"))),
        ("pt", "12/05", (day("05-12"), day("2025-05-12"))),
        ("en", "Monday", (day("03-16"), day("03-09"))),
    ],
)
def test_what_can_be_read_in_more_than_one_way_says_so(code: str, text: str, readings: tuple[Read, ...]) -> None:
    (told,) = said(code, text)
    assert told.is_ambiguous
    assert told.readings == readings


@pytest.mark.parametrize(("code", "text"), [("es", "el 31 de abril"), ("en", "February 30th"), ("pt", "30/2/2027")])
def test_a_day_that_cannot_be_has_no_reading(code: str, text: str) -> None:
    (told,) = said(code, text)
    assert told.kind is Kind.DATE
    assert not told.readings


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("es", "somos 4 y queremos 2 habitaciones"),
        ("es", "vista al mar, por favor"),
        ("es", "mi segunda opción"),
        ("en", "may I bring 2 dogs?"),
        ("en", "we sat by the pool for 5 people"),
        ("en", "the second floor, room 12"),
        ("pt", "o quarto quarto, obrigado"),
        ("pt", "somos 3 adultos"),
    ],
)
def test_words_that_only_look_like_times_are_none(code: str, text: str) -> None:
    assert times(code, text) == ()


def test_a_bare_number_is_a_day_where_a_day_was_asked_for() -> None:
    assert times("en", "17") == ()
    (told,) = times("en", "17", Question.DEPARTURE)
    assert told.readings[0] == day("03-17")


def test_a_range_tells_both_its_ends() -> None:
    (told,) = said("en", "from the 3rd to the 8th of June")
    assert [part.text for part in told.parts] == ["3rd", "8th of June"]


def test_a_moment_tells_its_day_and_its_hour() -> None:
    (told,) = said("es", "llegamos el lunes a las 15:30")
    assert [(part.kind, part.readings[0]) for part in told.parts] == [
        (Kind.DATE, day("03-16")),
        (Kind.TIME, clock("15:30")),
    ]


@pytest.mark.parametrize(
    ("code", "text", "kind", "read"),
    [
        ("es", "somos cuarenta y siete", Kind.NUMBER, Decimal(47)),
        ("es", "tengo 1.250,50 euros", Kind.MONEY, Sum(Decimal("1250.50"), "EUR")),
        ("es", "unos $200", Kind.MONEY, Sum(Decimal(200), None)),
        ("es", "la vigésima quinta", Kind.ORDINAL, Decimal(25)),
        ("en", "up to $1,250.50 a stay", Kind.MONEY, Sum(Decimal("1250.50"), None)),
        ("en", "£90", Kind.MONEY, Sum(Decimal(90), "GBP")),
        ("en", "two dozen towels", Kind.NUMBER, Decimal(24)),
        ("en", "the twenty-fifth", Kind.ORDINAL, Decimal(25)),
        ("pt", "no máximo 300 reais", Kind.MONEY, Sum(Decimal(300), "BRL")),
        ("pt", "meia dúzia", Kind.NUMBER, Decimal(6)),
    ],
)
def test_numbers_and_money_are_read_as_the_language_writes_them(code: str, text: str, kind: Kind, read: Read) -> None:
    assert [(each.kind, each.readings) for each in said(code, text) if each.kind is kind] == [(kind, (read,))]


PIECES = (
    "el", "12", "/", "03", "-", "2026", ":", "de", "a", "las", "marzo", "lunes", "próximo", "semana", "noche", "hasta",
    "between", "and", "next", "Friday", "pm", "half", "past", "two", "days", "ago", "the", "3rd", "of", "May", "late",
    "year", "last", "dia", "às", "manhã", "até", "feira", "mês", ".", ",", "(", ")", "99999999", "0000", "30",
    "century",
)  # fmt: skip


@settings(deadline=None)
@given(
    words=st.lists(st.sampled_from(PIECES), max_size=12), code=st.sampled_from(["es", "en", "pt"]), glue=st.booleans()
)
def test_whatever_words_of_time_follow_each_other_they_are_read_in_their_place_and_sequence(
    words: list[str], code: str, glue: bool
) -> None:
    text = ("" if glue else " ").join(words)
    reached = 0
    for each in said(code, text):
        assert reached <= each.start < each.end
        assert text[each.start : each.end] == each.text
        assert len(set(each.readings)) == len(each.readings)
        assert all(each.start <= part.start < part.end <= each.end for part in each.parts)
        reached = each.end
