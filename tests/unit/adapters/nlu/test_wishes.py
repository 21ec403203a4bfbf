"""Wishes: rules where they are certain, weights where no rule reaches, and never a guess that writes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.adapters.nlu.embedded.intents import Signs
from hotel_agent.adapters.nlu.embedded.wishes import wishes
from hotel_agent.domain.conversations.intents import INTENTS
from hotel_agent.domain.conversations.understanding import IntentScore, Question, Reading
from hotel_agent.domain.language import Language

SPOKEN = (Language("es"), Language("en"), Language("pt"))
READER = EmbeddedNlu()
WRITES = {"book", "change_reservation", "cancel_reservation"}


def signs(asked: Question | None = None, denied: frozenset[str] = frozenset()) -> Signs:
    return Signs(concepts=frozenset(), denied=denied, slots=frozenset(), asked=asked, asks=False, brief=False)


def names(scores: tuple[IntentScore, ...]) -> list[str]:
    return [score.name for score in scores]


def understood(code: str, text: str, asked: Question | None = None) -> set[str]:
    now = datetime(2026, 3, 11, 12, tzinfo=UTC)
    reading = Reading(at=now, language=Language(code), languages=SPOKEN, asked=asked)
    return {score.name for score in READER.read(text, reading).intents}


def test_what_no_rule_hears_is_seen_when_it_is_likely() -> None:
    assert names(wishes((), {"price": 0.95, "availability": 0.3}, signs())) == ["price"]


@pytest.mark.parametrize("name", sorted(WRITES))
def test_what_leads_to_a_write_is_never_guessed_at(name: str) -> None:
    assert wishes((), {name: 0.85}, signs()) == ()
    assert names(wishes((), {name: 0.95}, signs())) == [name]


@pytest.mark.parametrize("name", sorted(WRITES))
def test_what_is_denied_is_not_seen(name: str) -> None:
    assert wishes((), {name: 0.99}, signs(denied=frozenset({name}))) == ()


def test_an_answer_is_left_to_the_rules() -> None:
    assert wishes((), {"cancel_reservation": 0.99, "person": 0.99}, signs(asked=Question.ACCEPT_QUOTE)) == ()


def test_what_a_rule_is_certain_of_stands_whatever_the_weights_hold() -> None:
    assert names(wishes((IntentScore("cancel_reservation", 0.95),), {"cancel_reservation": 0.0}, signs())) == [
        "cancel_reservation"
    ]


def test_what_a_rule_only_guesses_at_falls_when_the_weights_know_better() -> None:
    assert wishes((IntentScore("find_reservation", 0.6),), {"find_reservation": 0.001}, signs()) == ()


def test_where_rules_heard_a_wish_the_weights_add_none_beside_it() -> None:
    ruled = (IntentScore("cancel_reservation", 0.95),)
    assert names(wishes(ruled, {"book": 0.99, "cancel_reservation": 0.99}, signs())) == ["cancel_reservation"]


def test_a_complaint_and_an_emergency_fetch_a_person() -> None:
    assert names(wishes((), {"complaint": 0.9, "urgent": 0.95}, signs())) == ["urgent", "complaint"]
    assert names(wishes((), {"complaint": 0.9, "urgent": 0.96}, signs(Question.ACCEPT_QUOTE))) == ["urgent"]


def test_labels_the_house_does_not_serve_yet_are_no_wishes() -> None:
    assert wishes((), {"nobody_serves_this": 0.99}, signs()) == ()


@pytest.mark.parametrize("asked", [None, Question.ACCEPT_QUOTE, Question.DATES])
def test_a_question_in_passing_is_seen_beside_anything(asked: Question | None) -> None:
    ruled = (IntentScore("book", 0.95),)
    assert names(wishes(ruled, {"directions": 0.9, "availability": 0.99}, signs(asked))) == ["book", "directions"]


@pytest.mark.parametrize(
    ("code", "text", "wish"),
    [
        ("es", "Nos bajamos del viaje, no vamos más, cancelen la habitación", "cancel_reservation"),
        ("es", "Nadie contesta en recepción hace una hora, qué mal servicio", "complaint"),
        ("en", "someone is trying to open my door, please help", "urgent"),
        ("en", "what would three nights set us back?", "price"),
        ("pt", "meu pai passou mal no quarto, socorro", "urgent"),
        ("pt", "quanto tá a noite aí?", "price"),
    ],
)
def test_wishes_in_words_no_rule_lists_are_heard(code: str, text: str, wish: str) -> None:
    assert wish in understood(code, text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("es", "asdfgh qwerty"),
        ("es", "hoy llovió todo el día"),
        ("en", "my neighbour's cat is called Luna"),
        ("en", "the capital of Australia is Canberra"),
        ("pt", "o céu está azul hoje"),
        ("pt", "zzz kkk"),
    ],
)
def test_what_wishes_nothing_is_none_of_these(code: str, text: str) -> None:
    assert understood(code, text) <= {"off_topic"}


@settings(deadline=None)
@given(text=st.text(max_size=200), code=st.sampled_from(["es", "en", "pt"]))
def test_nothing_a_guest_writes_shows_a_wish_the_house_does_not_know(text: str, code: str) -> None:
    assert understood(code, text) <= {name for name, intent in INTENTS.items() if intent.readable}


@pytest.mark.parametrize(
    ("code", "text", "wish"),
    [
        ("en", "What is your telephone number?", "house_question"),
        ("es", "¿Me da su número de teléfono?", "house_question"),
        ("pt", "Qual é o telefone de vocês?", "house_question"),
        ("en", "I want to talk to someone, what is your phone number?", "person"),
        ("en", "Can someone phone me?", "person"),
        ("en", "Could you call me a taxi for tomorrow at 6, please?", "service_request"),
        ("es", "¿Me llama un taxi?", "service_request"),
        ("en", "Please call me", "person"),
    ],
)
def test_a_person_is_fetched_for_who_wants_one(code: str, text: str, wish: str) -> None:
    heard = understood(code, text)
    assert wish in heard
    assert ("person" in heard) == (wish == "person")
