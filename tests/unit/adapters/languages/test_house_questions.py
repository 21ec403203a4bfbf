"""An exam: questions guests ask in three languages, put to the knowledge of the demo hotel.

The questions were written before anything was tuned. `house_questions/<language>.txt` names the topic of the right
answer before each; `unrelated.txt` holds what no hotel answers, with its language.
"""

from datetime import date
from pathlib import Path

import pytest

from hotel_agent.adapters.languages import codes, load
from hotel_agent.bootstrap.knowledge import with_vocabularies
from hotel_agent.config import IN_MEMORY
from hotel_agent.domain.language import Language
from hotel_agent.domain.tenants.vocabulary import Vocabulary

HOME = Path(__file__).parent / "house_questions"
MARINA = with_vocabularies(IN_MEMORY.tenants).tenants[0]
TODAY = date(2026, 11, 23)
ENOUGH = 36
"""Right answers of forty."""


def rows(name: str) -> list[tuple[str, str]]:
    lines = (HOME / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [(left, right) for left, _, right in (line.partition(" | ") for line in lines)]


def answered(text: str, language: Language) -> list[str]:
    answers = MARINA.knowledge.answers(text, language=language, of=MARINA.properties[0].id, on=TODAY)
    return [each.topic for each in answers]


@pytest.mark.parametrize("language", codes())
def test_nine_of_ten_questions_of_the_house_find_their_answer(language: Language) -> None:
    asked = rows(language)
    missed = [(topic, text) for topic, text in asked if answered(text, language)[:1] != [topic]]
    assert len(asked) == 40
    assert len(asked) - len(missed) >= ENOUGH, missed


def test_what_no_hotel_answers_is_not_answered() -> None:
    asked = rows("unrelated")
    assert len(asked) == 20
    assert [text for code, text in asked if answered(text, Language(code))] == []


@pytest.mark.parametrize("language", codes())
def test_every_language_knows_the_same_concepts_and_ways_of_asking(language: Language) -> None:
    tables = {code: load(code, "knowledge.toml") for code in codes()}
    for kind in ("concepts", "aspects"):
        assert {name for table in tables.values() for name in table[kind]} == set(tables[language][kind])
    Vocabulary(**tables[language])


def test_a_question_in_one_language_finds_what_is_written_in_another() -> None:
    topics = {entry.topic for entry in MARINA.knowledge.entries}
    assert len(topics) >= 30
    assert all(set(dict(entry.answer.texts)) == set(codes()) for entry in MARINA.knowledge.entries)
