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
    ),
    (Question.CONFIRM_CANCELLATION, "es", Answer.NO): ("No, manténgala", "No la cancele", "No, déjela"),
    (Question.CONFIRM_CANCELLATION, "en", Answer.YES): ("Yes, cancel it", "Please cancel it"),
    (Question.CONFIRM_CANCELLATION, "en", Answer.NO): ("Keep it", "Don't cancel it", "Leave it as it is"),
    (Question.CONFIRM_CANCELLATION, "pt", Answer.YES): ("Sim, pode cancelar", "Cancele-a"),
    (Question.CONFIRM_CANCELLATION, "pt", Answer.NO): ("Não, pode manter", "Não, mantenha"),
    (Question.ACCEPT_QUOTE, "es", Answer.YES): ("Sí, resérvemelo", "Proceda con la reserva", "Estamos de acuerdo"),
    (Question.ACCEPT_QUOTE, "en", Answer.YES): ("That suits us", "Let's book it"),
    (Question.ACCEPT_QUOTE, "pt", Answer.YES): ("Fica bom assim", "Sim, fica bom", "Sim, vamos reservar"),
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
