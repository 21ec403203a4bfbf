"""Who writes and who comes: names wherever they stand, and children told later. Today is Wednesday, 11 March 2026."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.domain.conversations.understanding import Question, Reading, Slots, Understanding
from hotel_agent.domain.ids import RatePlanId, RoomTypeId
from hotel_agent.domain.language import Language, LocalText

ES, EN, PT = SPOKEN = (Language("es"), Language("en"), Language("pt"))
READER = EmbeddedNlu()
DOUBLE, SEA_VIEW = RoomTypeId("double"), RoomTypeId("sea_view")
ROOM_TYPES = (
    (DOUBLE, LocalText(((ES, "Doble"), (EN, "Double"), (PT, "Duplo")))),
    (SEA_VIEW, LocalText(((ES, "Doble con vista al mar"), (EN, "Sea view double"), (PT, "Duplo com vista ao mar")))),
)
FLEXIBLE, NON_REFUNDABLE = RatePlanId("flexible"), RatePlanId("non_refundable")
RATE_PLANS = (
    (FLEXIBLE, LocalText(((ES, "Tarifa flexible"), (EN, "Flexible rate"), (PT, "Tarifa flexível")))),
    (NON_REFUNDABLE, LocalText(((ES, "No reembolsable"), (EN, "Non-refundable"), (PT, "Não reembolsável")))),
)


def read(code: str, text: str, asked: Question | None = None, **known: Any) -> Understanding:
    """What the reader makes of these words."""
    now = datetime(2026, 3, 11, 12, tzinfo=UTC)
    told = {"room_types": ROOM_TYPES, "rate_plans": RATE_PLANS, **known}
    return READER.read(text, Reading(at=now, language=Language(code), languages=SPOKEN, asked=asked, **told))


@pytest.mark.parametrize(
    ("code", "text", "language"),
    [
        ("en", "Al Bundy, al@b.com", EN),
        ("en", "Domingo Sábato +54 11 4444 5555", EN),
        ("es", "John Smith, john@home.com", ES),
        ("es", "qto custa p/ vc", PT),
        ("es", "P8R4Z8", ES),
        ("es", "Quais formas de pagamento aceitam?", PT),
        ("es", "Podemos falar em português?", PT),
        ("es", "tabela de preços por favor", PT),
        ("es", "Stop messaging me", EN),
        ("es", "STOP", ES),
        ("en", "Núñez Muñoz", EN),
        ("es", "Por favor, cancele mi reserva, número H4VC7K", ES),
        ("en", "it is P7RBTF", EN),
    ],
)
def test_a_name_and_an_address_change_no_language(code: str, text: str, language: Language) -> None:
    assert read(code, text).language == language


@pytest.mark.parametrize(
    ("code", "text", "asked", "slots"),
    [
        ("pt", "mais uma criança de 6 anos", None, Slots(child_ages=(6,))),
        ("pt", "mais uma criança de 6 anos", Question.ACCEPT_QUOTE, Slots(child_ages=(6,))),
        ("pt", "2 adultos mais uma criança de 6 anos", None, Slots(adults=2, child_ages=(6,))),
        ("es", "también viene un bebé", None, Slots(child_ages=(0,))),
        ("es", "un niño más, de 6 años", None, Slots(child_ages=(6,))),
        ("en", "one more child aged 6", None, Slots(child_ages=(6,))),
        ("es", "uno de 5 y un bebé", Question.CHILD_AGES, Slots(child_ages=(5, 0))),
        ("en", "6 months", Question.CHILD_AGES, Slots(child_ages=(0,))),
        ("es", "6 meses", Question.CHILD_AGES, Slots(child_ages=(0,))),
    ],
)
def test_a_child_more_is_told_by_the_age(code: str, text: str, asked: Question | None, slots: Slots) -> None:
    assert read(code, text, asked).slots == slots


NAMED = [
    ("es", "Ana Gil", Question.PROOF, "Ana Gil"),
    ("en", "John Doe", Question.PROOF, "John Doe"),
    ("es", "ana gil", Question.PROOF, "Ana Gil"),
    ("es", "Ana Gil", Question.RESERVATION_NUMBER, "Ana Gil"),
    ("en", "John Doe", Question.RESERVATION_NUMBER, "John Doe"),
    ("es", "Laura Diaz, l@d.com", Question.WHICH_OFFER, "Laura Diaz"),
    ("es", "Laura Diaz l@d.com", None, "Laura Diaz"),
    ("es", "l@d.com, Laura Diaz", Question.EMAIL, "Laura Diaz"),
    ("es", "Laura Diaz\nl@d.com\n+54 11 4444 5555", Question.EMAIL, "Laura Diaz"),
    ("en", "Al Bundy, al@b.com", Question.EMAIL, "Al Bundy"),
    ("es", "Pepe Gomez", Question.WHICH_OFFER, "Pepe Gomez"),
    ("es", "Pepe Gomez", Question.PHONE, "Pepe Gomez"),
    ("en", "sorry, it's John Smith", Question.EMAIL, "John Smith"),
    ("en", "sorry, it's John Smith", Question.NAME, "John Smith"),
    ("es", "perdón, Ana Gil", Question.NAME, "Ana Gil"),
    ("es", "perdón, es Ana Gil", Question.EMAIL, "Ana Gil"),
    ("es", "soy Domingo Sábato, d@s.com", None, "Domingo Sábato"),
    ("es", "soy Domingo Sábato", Question.PROOF, "Domingo Sábato"),
    ("en", "I am April March", None, "April March"),
    ("pt", "sou Maria do Mar", None, "Maria do Mar"),
]


@pytest.mark.parametrize(("code", "text", "asked", "name"), NAMED)
def test_a_name_written_as_one_is_heard_whatever_was_asked(
    code: str, text: str, asked: Question | None, name: str
) -> None:
    slots = read(code, text, asked, options=2).slots
    assert slots.name == name
    assert (slots.arrival, slots.departure, slots.pick) == (None, None, None)


@pytest.mark.parametrize(
    ("code", "text", "asked"),
    [
        ("es", "Vista Al Mar", Question.WHICH_OFFER),
        ("en", "Sea View", Question.WHICH_OFFER),
        ("es", "No Reembolsable", Question.WHICH_OFFER),
        ("en", "Friday Saturday", None),
        ("es", "Viernes Santo", None),
        ("en", "March Fifth", None),
        ("es", "Buenos Días", None),
        ("en", "Thank You", Question.WHICH_OFFER),
        ("en", "Double Room", Question.ACCEPT_QUOTE),
        ("pt", "Bom Dia", None),
        ("es", "Ya Te Lo Dije", Question.PROOF),
        ("es", "no lo tengo", Question.PROOF),
        ("es", "Quiero Cancelar", Question.PROOF),
        ("es", "del 14 al 16", Question.PROOF),
        ("en", "I am Not Sure", None),
    ],
)
def test_what_is_no_name_is_none_whatever_was_asked(code: str, text: str, asked: Question | None) -> None:
    assert read(code, text, asked, options=2).slots.name is None


@pytest.mark.parametrize(
    ("text", "asked", "slots"),
    [
        ("ana@example", Question.EMAIL, Slots(email="ana@example")),
        ("ana@ example.com", Question.EMAIL, Slots(email="ana@")),
        ("ana@example.com, @ana", Question.EMAIL, Slots(email="ana@example.com")),
        ("ana@example", None, Slots()),
        ("12345", Question.PHONE, Slots(phone="12345")),
        ("+1 23 456 789 012 345 6", Question.PHONE, Slots(phone="+1 23 456 789 012 345 6")),
        ("600 123 456", Question.PHONE, Slots(phone="600 123 456")),
        ("mi número es (11) 98765-4321", Question.PHONE, Slots(phone="(11) 98765-4321")),
        ("12.12.2026", Question.PHONE, Slots(arrival=date(2026, 12, 12))),
        ("12345", Question.EMAIL, Slots()),
    ],
)
def test_what_is_meant_for_the_contact_asked_for_is_told_as_said(text: str, asked: Question, slots: Slots) -> None:
    assert read("es", text, asked).slots == slots


@pytest.mark.parametrize(
    ("text", "adults"),
    [("we will be 3 adults after all", 3), ("just one adult after all", 1), ("2 adults in the end", 2)],
)
def test_who_comes_after_all_is_who_comes(text: str, adults: int) -> None:
    understanding = read("en", text)
    assert understanding.slots == Slots(adults=adults)
    assert understanding.correction
