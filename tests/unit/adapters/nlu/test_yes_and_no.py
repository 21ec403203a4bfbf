"""A yes and a no to what was put before a guest, as guests say them."""

from datetime import UTC, datetime

import pytest

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.domain.conversations.understanding import Answer, Question, Reading
from hotel_agent.domain.language import Language

SPOKEN = (Language("es"), Language("en"), Language("pt"))
READER = EmbeddedNlu()
SAID = {
    (Question.CONFIRM_CANCELLATION, "es", Answer.YES): (
        "Sí, cancélela",
        "Cancélala",
        "Sí, anúlela",
        "Cancélemela, por favor",
        "Puede cancelarla",
    ),
    (Question.CONFIRM_CANCELLATION, "es", Answer.NO): (
        "No, manténgala",
        "No la cancele",
        "No, déjela",
        "Déjela como está",
        "Mantenla",
        "Mejor la dejo",
    ),
    (Question.CONFIRM_CANCELLATION, "en", Answer.YES): ("Yes, cancel it", "Please cancel it", "You can cancel it"),
    (Question.CONFIRM_CANCELLATION, "en", Answer.NO): ("Keep it", "Don't cancel it", "Leave it as it is"),
    (Question.CONFIRM_CANCELLATION, "pt", Answer.YES): ("Sim, pode cancelar", "Cancele-a"),
    (Question.CONFIRM_CANCELLATION, "pt", Answer.NO): ("Não, pode manter", "Não, mantenha"),
    (Question.ACCEPT_QUOTE, "es", Answer.YES): (
        "Sí, resérvemelo",
        "Proceda con la reserva",
        "Estamos de acuerdo",
        "Sí, ponga la reserva a nombre de Luis Gómez",
    ),
    (Question.ACCEPT_QUOTE, "en", Answer.YES): (
        "That suits us",
        "Let's book it",
        "Yes, put the reservation in the name of John Smith",
    ),
    (Question.ACCEPT_QUOTE, "pt", Answer.YES): (
        "Fica bom assim",
        "Sim, fica bom",
        "Sim, vamos reservar",
        "Sim, coloque a reserva em nome de João Silva",
    ),
    (Question.ACCEPT_QUOTE, "es", Answer.LATER): ("Déjeme pensarlo", "Lo pensaré"),
    (Question.ACCEPT_QUOTE, "en", Answer.LATER): ("I need to check first",),
    (Question.ACCEPT_QUOTE, "pt", Answer.LATER): ("Deixe-me pensar", "Preciso consultar antes"),
}


@pytest.mark.parametrize(
    ("asked", "code", "answer", "text"),
    [(asked, code, answer, text) for (asked, code, answer), texts in SAID.items() for text in texts],
)
def test_a_yes_and_a_no_are_heard_as_they_are_said(asked: Question, code: str, answer: Answer, text: str) -> None:
    now = datetime(2026, 3, 11, 12, tzinfo=UTC)
    read = READER.read(text, Reading(at=now, language=Language(code), languages=SPOKEN, asked=asked))
    assert read.answer is answer


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("es", "Quiero cancelar mi reserva"),
        ("es", "¿Puede cancelarla?"),
        ("en", "I want to cancel my reservation"),
        ("pt", "Quero cancelar minha reserva"),
    ],
)
def test_who_wishes_once_more_to_cancel_has_not_agreed_to_what_it_costs(code: str, text: str) -> None:
    now = datetime(2026, 3, 11, 12, tzinfo=UTC)
    asked = Question.CONFIRM_CANCELLATION
    read = READER.read(text, Reading(at=now, language=Language(code), languages=SPOKEN, asked=asked))
    assert read.answer is None
    assert read.shows("cancel_reservation"), (
        "the question is put again, and nobody is told that they were not understood"
    )


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("es", "gracias, eres un bot?"),
        ("es", "¿Es usted una persona?"),
        ("en", "Thanks, are you a robot?"),
        ("pt", "obrigado, você é um robô?"),
    ],
)
def test_who_asks_whether_a_machine_answers_is_told_so_and_counts_no_people(code: str, text: str) -> None:
    now = datetime(2026, 3, 11, 12, tzinfo=UTC)
    read = READER.read(text, Reading(at=now, language=Language(code), languages=SPOKEN))
    assert read.shows("greet"), "who greets is told that the house's assistant is a machine"
    assert read.slots.guests is None


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("es", "Poner la reserva a nombre de Luis Gómez"),
        ("es", "ponga la reserva 2WH5JT a nombre de Luis Gómez"),
        ("en", "put my reservation 2WH5JT in the name of John Smith"),
        ("pt", "coloque a reserva 2WH5JT em nome de João Silva"),
    ],
)
def test_another_name_for_a_reservation_is_a_change_of_it(code: str, text: str) -> None:
    now = datetime(2026, 3, 11, 12, tzinfo=UTC)
    read = READER.read(text, Reading(at=now, language=Language(code), languages=SPOKEN))
    assert read.shows("change_reservation")
    assert read.slots.name is not None
