"""A message is cut where its sentences end, and a question in one of them is heard beside all the others."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.adapters.nlu.embedded.sentences import MOST, sentences
from hotel_agent.domain.conversations.understanding import Reading
from hotel_agent.domain.language import Language

SPOKEN = (Language("es"), Language("en"), Language("pt"))


@pytest.fixture(scope="module")
def reader() -> EmbeddedNlu:
    return EmbeddedNlu()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A double, please. Where is the hotel?", ("A double, please.", "Where is the hotel?")),
        ("¿Hay lugar?¿Dónde queda?", ("¿Hay lugar?", "¿Dónde queda?")),
        ("Del 12 al 15.5 para 2", ()),
        ("Hola! Ok. Gracias.", ()),
        ("ana@x.org is my address", ()),
        ("Toallas en la 204, ¿y hay pool?", ("Toallas en la 204,", "¿y hay pool?")),
        ("I need towels, and what time is breakfast?", ("I need towels,", "and what time is breakfast?")),
        ("2 adults, and a child", ()),
        ("first line\n\nsecond line", ("first line", "second line")),
        ("", ()),
    ],
)
def test_a_message_is_cut_where_its_sentences_end(text: str, wanted: tuple[str, ...]) -> None:
    assert sentences(text) == wanted


@given(st.text(max_size=400))
def test_no_more_sentences_than_may_be_read_and_nothing_invented(text: str) -> None:
    parts = sentences(text)
    assert len(parts) <= MOST
    assert all(part in text for part in parts)


@pytest.mark.parametrize(
    "text",
    [
        "Hola, quiero una doble para 2 del 12 al 15 de diciembre, soy Ana Pérez. ¿Dónde queda el hotel?",
        "Hi, I would like a double for two from 12 to 15 December. How do I get to the hotel from the airport?",
        "Oi, quero um quarto duplo para 2 de 12 a 15 de dezembro. Como chego ao hotel?",
    ],
)
def test_a_question_after_a_long_wish_is_heard_with_it(reader: EmbeddedNlu, text: str) -> None:
    reading = Reading(at=datetime(2026, 11, 23, 10, tzinfo=UTC), language=SPOKEN[0], languages=SPOKEN)
    understood = reader.read(text, reading)
    assert understood.shows("directions")
    assert understood.shows("book") or understood.shows("availability")
