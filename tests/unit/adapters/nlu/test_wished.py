"""What a guest wishes of the talk itself: another language, another name on the reservation, something else of it."""

from datetime import UTC, datetime

import pytest

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.domain.conversations.understanding import Answer, Aspect, Question, Reading, Understanding
from hotel_agent.domain.language import Language

ES, EN, PT = SPOKEN = (Language("es"), Language("en"), Language("pt"))
READER = EmbeddedNlu()


def read(text: str, language: str, asked: Question | None = None) -> Understanding:
    at = datetime(2026, 3, 11, 12, tzinfo=UTC)
    return READER.read(text, Reading(at=at, language=Language(language), languages=SPOKEN, asked=asked))


@pytest.mark.parametrize(
    ("text", "language", "wished"),
    [
        ("Hello, can we speak Portuguese?", "en", "pt"),
        ("En español, por favor", "en", "es"),
        ("in English please", "es", "en"),
        ("Podemos falar em espanhol?", "pt", "es"),
        ("Do you speak German?", "en", "de"),
        ("Do you speak Spanish or Portuguese?", "en", None),
        ("A room for my Spanish friend, 5 to 7 May", "en", None),
    ],
)
def test_the_language_wished_is_the_one_that_is_named(text: str, language: str, wished: str | None) -> None:
    assert read(text, language).wished_language == wished


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Por favor, cancele a minha reserva, a reserva Y394SX", "pt"),
        ("Tudo bem?", "pt"),
        ("Cancel the reservation Y394SX please", "en"),
    ],
)
def test_a_short_first_message_tells_its_language_whatever_code_stands_in_it(text: str, language: str) -> None:
    assert read(text, "es").language == language


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Quiero cambiar el nombre de la reserva a Luis Gómez", "es", "Luis Gómez"),
        ("Please change the name on my reservation to Tom Ford", "en", "Tom Ford"),
        ("Pode mudar o nome da reserva para João Silva?", "pt", "João Silva"),
        ("trocar o titular da reserva para Ana Costa", "pt", "Ana Costa"),
    ],
)
def test_the_name_a_reservation_is_to_have_is_not_who_the_guest_is(text: str, language: str, name: str) -> None:
    slots = read(text, language).slots
    assert (slots.in_name, slots.name) == (name, None)


@pytest.mark.parametrize(
    ("text", "language", "new", "own"),
    [
        (
            "Quiero cambiar el nombre de mi reserva BCD234 a Julia Vidal. Mi nombre es Ana Pérez",
            "es",
            "Julia Vidal",
            "Ana Pérez",
        ),
        ("Soy Ana Pérez. Quiero cambiar el nombre de mi reserva a Julia Vidal", "es", "Julia Vidal", "Ana Pérez"),
        ("Change the name on my reservation to Julia Vidal. My name is Tom Ford", "en", "Julia Vidal", "Tom Ford"),
        ("I'm Tom Ford. Please change the name on my reservation to Julia Vidal", "en", "Julia Vidal", "Tom Ford"),
        ("Quero mudar o nome da reserva para Julia Vidal. Meu nome é Ana Costa", "pt", "Julia Vidal", "Ana Costa"),
        ("Change the name on my reservation to Julia Vidal. The name is Julia Vidal", "en", "Julia Vidal", None),
        ("Please change the name on my reservation. The new name is Julia Vidal", "en", "Julia Vidal", None),
    ],
)
def test_who_asks_for_another_name_may_say_their_own_beside_it(
    text: str, language: str, new: str, own: str | None
) -> None:
    slots = read(text, language).slots
    assert (slots.in_name, slots.name) == (new, own)


def test_who_wants_a_change_and_says_their_name_has_that_name() -> None:
    slots = read("I'd like to change my reservation, my name is Grace Parker", "en").slots
    assert (slots.in_name, slots.name) == (None, "Grace Parker")


@pytest.mark.parametrize(
    ("text", "language", "asked", "aspect"),
    [
        ("the dates", "en", Question.WHAT_TO_CHANGE, Aspect.DATES),
        ("el nombre", "es", Question.WHAT_TO_CHANGE, Aspect.NAME),
        ("o quarto", "pt", Question.WHAT_TO_CHANGE, Aspect.ROOM),
        ("can I change the dates of my reservation?", "en", None, Aspect.DATES),
        ("quiero cambiar la fecha de mi reserva", "es", None, Aspect.DATES),
        ("change the name on my reservation", "en", None, Aspect.NAME),
        ("the dates and the room", "en", Question.WHAT_TO_CHANGE, None),
        ("quero mudar a minha reserva", "pt", None, None),
        ("the dates", "en", None, None),
    ],
)
def test_what_of_a_reservation_is_to_be_otherwise(
    text: str, language: str, asked: Question | None, aspect: Aspect | None
) -> None:
    assert read(text, language, asked).aspect is aspect


@pytest.mark.parametrize(
    ("text", "language"), [("no lo tengo", "es"), ("I don't have it", "en"), ("não tenho o número", "pt")]
)
def test_what_is_not_at_hand_is_a_no_to_being_asked_for_it(text: str, language: str) -> None:
    assert read(text, language, Question.RESERVATION_NUMBER).answer is Answer.NO
    assert read(text, language, Question.ACCEPT_QUOTE).answer is not Answer.YES
