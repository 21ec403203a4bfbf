"""A bare answer takes its role from the question, its month from what is known. Today is Wednesday, 11 March 2026."""

from datetime import UTC, date, datetime

import pytest

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.domain.conversations.understanding import Answer, Pick, Question, Reading, Slots, Understanding
from hotel_agent.domain.ids import ConfirmationNumber
from hotel_agent.domain.language import Language

ES, EN, PT = SPOKEN = (Language("es"), Language("en"), Language("pt"))
READER = EmbeddedNlu()
MAY_12, MAY_16, DECEMBER_5 = date(2026, 5, 12), date(2026, 5, 16), date(2026, 12, 5)


def read(
    text: str,
    asked: Question | None = None,
    language: Language = ES,
    *,
    arrival: date | None = None,
    departure: date | None = None,
    choices: tuple[date, ...] = (),
    languages: tuple[Language, ...] = SPOKEN,
    day_first: bool = True,
) -> Understanding:
    return READER.read(
        text,
        Reading(
            at=datetime(2026, 3, 11, 12, tzinfo=UTC),
            language=language,
            languages=languages,
            day_first=day_first,
            asked=asked,
            arrival=arrival,
            departure=departure,
            choices=choices,
        ),
    )


@pytest.mark.parametrize("text", ["el 15", "15", "el quince", "hasta el 15", "salimos el 15", "el 15 de mayo"])
def test_a_bare_day_of_leaving_falls_in_the_month_of_arrival(text: str) -> None:
    assert read(text, Question.DEPARTURE, arrival=MAY_12).slots == Slots(departure=date(2026, 5, 15))


def test_a_day_of_leaving_before_the_day_of_arrival_falls_in_the_month_after() -> None:
    assert read("el 2", Question.DEPARTURE, arrival=MAY_12).slots == Slots(departure=date(2026, 6, 2))


@pytest.mark.parametrize("text", ["on 14 May for 3 nights", "14 May, 3 nights"])
def test_a_day_from_which_nights_are_counted_is_one_of_arrival_whatever_was_asked(text: str) -> None:
    told = read(text, Question.DEPARTURE, EN, arrival=MAY_12).slots
    assert told == Slots(arrival=date(2026, 5, 14), nights=3)


def test_a_weekday_of_leaving_is_the_first_one_after_the_arrival() -> None:
    assert read("until Sunday", Question.DEPARTURE, EN, arrival=MAY_12).slots == Slots(departure=date(2026, 5, 17))


def test_a_corrected_arrival_stays_in_its_month() -> None:
    understanding = read("no, mejor el 14", arrival=MAY_12, departure=MAY_16)
    assert understanding.slots == Slots(arrival=date(2026, 5, 14))
    assert understanding.correction


@pytest.mark.parametrize("text", ["de julio", "no, en julio", "julio"])
def test_a_month_by_itself_moves_the_stay_there(text: str) -> None:
    understanding = read(text, arrival=MAY_12, departure=MAY_16)
    assert understanding.slots == Slots(arrival=date(2026, 7, 12), departure=date(2026, 7, 16))


@pytest.mark.parametrize("text", ["a mediados de julio", "a fines de julio", "cualquier día de julio"])
def test_a_vague_month_moves_nothing(text: str) -> None:
    assert read(text, arrival=MAY_12, departure=MAY_16).slots == Slots()


def test_a_month_without_a_known_day_is_no_date() -> None:
    assert read("en julio").slots == Slots()


@pytest.mark.parametrize("text", ["quiero mudar la reserva para 24", "cambiar para el 24", "quero mudar pra 24"])
def test_what_a_stay_is_moved_to_is_a_day_and_no_head_count(text: str) -> None:
    assert read(text).slots == Slots(arrival=date(2026, 3, 24))


def test_a_range_said_instead_of_a_head_count_is_a_range() -> None:
    understanding = read("no sé, del 14 al 18", Question.PARTY)
    assert understanding.slots == Slots(arrival=date(2026, 3, 14), departure=date(2026, 3, 18))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("es", "una noche más"),
        ("es", "otra noche"),
        ("es", "quiero agregar una noche"),
        ("en", "actually we need one more night"),
        ("en", "an extra night please"),
        ("pt", "mais uma noite"),
    ],
)
def test_one_night_more_counts_from_the_known_departure(code: str, text: str) -> None:
    understanding = read(text, language=Language(code), arrival=MAY_12, departure=MAY_16)
    assert understanding.slots == Slots(departure=date(2026, 5, 17))


@pytest.mark.parametrize(
    ("code", "text", "name"),
    [
        ("es", "sí, Ana Pérez", "Ana Pérez"),
        ("es", "está bien, resérvenla a nombre de Carlos Ramírez Soto", "Carlos Ramírez Soto"),
        ("en", "yes go ahead, John Smith +44 20 7946 0958", "John Smith"),
        ("pt", "ok, em nome de Pedro Álvares", "Pedro Álvares"),
    ],
)
def test_a_yes_may_bring_the_name_along(code: str, text: str, name: str) -> None:
    understanding = read(text, Question.ACCEPT_QUOTE, Language(code))
    assert understanding.answer is Answer.YES
    assert understanding.slots.name == name


def test_a_corrected_departure_leaves_the_arrival_alone() -> None:
    understanding = read("perdón, hasta el 18", arrival=MAY_12, departure=MAY_16)
    assert understanding.slots == Slots(departure=date(2026, 5, 18))
    assert understanding.correction


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("mayo", 1),
        ("la de mayo", 1),
        ("diciembre", 2),
        ("la primera", 1),
        ("la segunda", 2),
        ("el 12 de mayo", 1),
        ("5/12", 2),
        ("el 5 de diciembre", 2),
    ],
)
def test_a_date_shown_is_picked_by_its_month_its_day_or_its_place(text: str, rank: int) -> None:
    assert read(text, Question.WHICH_DATE, choices=(MAY_12, DECEMBER_5)).slots == Slots(pick=Pick(rank))


def test_a_month_that_was_not_shown_picks_nothing() -> None:
    assert read("en julio", Question.WHICH_DATE, choices=(MAY_12, DECEMBER_5)).slots == Slots()


def test_figures_are_asked_about_only_where_they_matter() -> None:
    assert {doubt.slot for doubt in read("12/05", language=EN).doubts} == {"arrival"}
    assert read("12/05").slots == Slots(arrival=MAY_12)
    assert read("12/05", language=PT).slots == Slots(arrival=MAY_12)
    assert read("13/05", language=EN).slots == Slots(arrival=date(2026, 5, 13))
    assert read("05/05", language=EN).slots == Slots(arrival=date(2026, 5, 5))
    assert read("12/05 to 16/05", language=EN).slots == Slots(arrival=MAY_12, departure=MAY_16)
    home = read("12/05", language=EN, languages=(EN,), day_first=False)
    assert home.slots == Slots(arrival=DECEMBER_5)


def test_a_weekday_that_does_not_fit_its_date_is_asked_about() -> None:
    (doubt,) = read("el jueves 12 de mayo").doubts
    assert doubt.readings == (MAY_12, date(2026, 5, 14))


@pytest.mark.parametrize(
    ("text", "told", "spoken"),
    [
        ("hello, I need a room", ES, EN),
        ("Hi", ES, EN),
        ("gracias", EN, ES),
        ("Obrigado", EN, PT),
        ("Olá", ES, PT),
        ("Ola", ES, ES),
        ("ok", PT, PT),
        ("12", EN, EN),
        ("Ana Pérez", EN, EN),
        ("ana@hotel.com", PT, PT),
        ("quero um quarto para amanhã", ES, PT),
        ("quiero una habitación para mañana", PT, ES),
        ("Hola, do you have a room for tomorrow?", ES, EN),
    ],
)
def test_the_language_changes_only_when_the_words_tell(text: str, told: Language, spoken: Language) -> None:
    assert read(text, language=told).language == spoken


def test_a_language_not_spoken_here_does_not_change_the_conversation() -> None:
    assert read("quero um quarto", language=ES, languages=(ES, EN)).language == ES


@pytest.mark.parametrize("text", ["ya te lo dije", "no quiero dar mi nombre", "cómo?", "por qué?"])
def test_what_is_no_name_is_not_taken_for_one(text: str) -> None:
    assert read(text, Question.NAME).slots.name is None


def test_every_value_tells_where_it_stood() -> None:
    text = "somos 2, del 12 al 15 de mayo, K7M2QX, ana@example.com"
    understanding = read(text, Question.RESERVATION_NUMBER)
    assert {mention.slot: mention.text for mention in understanding.mentions} == {
        "guests": "somos 2",
        "arrival": "12",
        "departure": "15 de mayo",
        "number": "K7M2QX",
        "email": "ana@example.com",
    }
    assert understanding.slots.number == ConfirmationNumber("K7M2QX")


def test_next_weekend_is_asked_about_once_and_its_nights_are_kept() -> None:
    understanding = read("next weekend", language=EN)
    assert [(doubt.slot, doubt.readings) for doubt in understanding.doubts] == [
        ("arrival", (date(2026, 3, 20), date(2026, 3, 13)))
    ]
    assert understanding.slots == Slots(nights=2)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("la reserva N2Q26R", "N2Q26R"),
        ("la reserva\nN7P3VV", "N7P3VV"),
        ("a reserva N2Q26R", "N2Q26R"),
        ("reserva n 2426", "2426"),
        ("reserva N° 2426", "2426"),
    ],
)
def test_a_number_may_begin_with_the_letter_that_announces_one(text: str, number: str) -> None:
    assert read(text).slots.number == ConfirmationNumber(number)
