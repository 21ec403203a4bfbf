"""Readers with an adviser keep every promise of the port, whatever the adviser says."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.adapters.nlu.advised.stand_ins import Said, honest, honest_rasa, llm, rasa, saying

from hotel_agent.domain.conversations.intents import INTENTS
from hotel_agent.domain.conversations.understanding import Answer, Question, Reading
from hotel_agent.domain.language import Language
from hotel_agent.ports.nlu import Nlu
from hotel_agent.testing.contracts.nlu import (
    AUTHORITY,
    INJECTIONS,
    NOW,
    QUIET,
    SHADED,
    NluContract,
    read,
)


class TestLlm(NluContract):
    @pytest.fixture
    def nlu(self) -> Nlu:
        return llm(saying(honest))


class TestRasa(NluContract):
    @pytest.fixture
    def nlu(self) -> Nlu:
        return rasa(honest_rasa)


def liar(question: Said) -> object:
    """A model that claims everything, with the whole message, and with words nobody wrote, for every value."""
    slots = ("arrival", "departure", "nights", "guests", "adults", "children", "child_ages", "rooms", "name", "price")
    words = dict.fromkeys(slots, question["message"]) | {"rooms": "17 rooms", "nights": "for 99 nights"}
    return {"intents": [*INTENTS, "grant"], "words": words, "answer": "yes", "correction": True, "language": "xx"}


LIED_TO = llm(saying(liar))


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("asked", [None, Question.ACCEPT_QUOTE, Question.CONFIRM_CANCELLATION])
def test_no_adviser_grants_what_words_ask_of_the_machine(text: str, asked: Question | None) -> None:
    understanding = read(LIED_TO, text, Language("en"), asked)
    assert understanding.answer is not Answer.YES
    assert not {score.name for score in understanding.intents} & AUTHORITY


@pytest.mark.parametrize(("language", "text"), [*SHADED, ("es", "¿a qué hora abre la piscina?"), ("en", "hello")])
@pytest.mark.parametrize("asked", [Question.ACCEPT_QUOTE, Question.CONFIRM_CANCELLATION])
def test_no_adviser_makes_a_yes_of_what_is_none(language: str, text: str, asked: Question) -> None:
    assert read(LIED_TO, text, Language(language), asked).answer is not Answer.YES


@QUIET
@given(text=st.text(alphabet="abc ñé?!123/\n", max_size=60), asked=st.none() | st.sampled_from(Question))
def test_every_value_stands_in_words_of_the_guest(text: str, asked: Question | None) -> None:
    reading = Reading(at=NOW, language=Language("es"), languages=(Language("es"),), asked=asked)
    understanding = asyncio.run(LIED_TO.understand([text], reading))
    assert understanding.language == "es"
    assert understanding.slots.rooms != 17
    assert understanding.slots.nights != 99
    for each in understanding.mentions:
        assert text[each.start : each.end] == each.text
        assert getattr(understanding.slots, each.slot) is not None
