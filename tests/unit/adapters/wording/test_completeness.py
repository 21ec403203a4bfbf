"""Whoever adds a language, a line or an intent is told here, by file and key, what is still to be written."""

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from hotel_agent.adapters import languages
from hotel_agent.adapters.languages import codes, load
from hotel_agent.adapters.wording.paragraphs import PARAGRAPHS
from hotel_agent.adapters.wording.phrasebook import Phrasebook
from hotel_agent.adapters.wording.templates import Templates
from hotel_agent.domain.conversations.intents import INTENTS
from hotel_agent.domain.conversations.lines import ALL_LINES
from hotel_agent.domain.language import Language
from hotel_agent.testing.strategies.replies import kind

SHOWN_BY = {
    "availability": "free_rooms",
    "book": "to_book",
    "cancel_reservation": "cancel",
    "change_reservation": "change",
    "complaint": "complaint",
    "find_reservation": "my_reservation",
    "greet": "greet",
    "hear_again": "hear_again",
    "person": "human",
    "price": "how_much",
    "thanks": "thanks",
    "urgent": "urgent",
}
"""The concept without which no words show this intent. All others are seen by weights, that learn from examples."""

FEWEST = 50
"""So many examples a language has at least of an intent that no concept shows."""

HOME = files("hotel_agent.adapters.languages")
FILES = sorted({file.name for code in codes() for file in (HOME / code).iterdir() if file.is_file()})
EXAMPLES = ("development.jsonl", "examples.jsonl")
"""What guests write, a message a line: read by the trainer, not by the house."""


@pytest.mark.parametrize("language", codes())
def test_a_language_says_every_line_with_its_values_and_no_line_of_its_own(language: Language) -> None:
    assert Phrasebook.of(language).lacks == ()


def test_every_language_with_a_folder_is_spoken() -> None:
    templates = Templates()
    assert templates.languages == codes()
    assert templates.lacks == {}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("language", codes())
def test_every_language_has_every_file(language: Language, name: str) -> None:
    if name in EXAMPLES:
        written = (HOME / language / name).read_text(encoding="utf-8").splitlines()
        assert all(json.loads(line)["lang"] == language for line in written)
    assert name in EXAMPLES or load(language, name), f"{language}/{name} says nothing"


@pytest.mark.parametrize("intent", [intent.name for intent in INTENTS.values() if intent.readable])
@pytest.mark.parametrize("language", codes())
def test_every_language_has_phrases_for_every_intent(language: Language, intent: str) -> None:
    if intent not in SHOWN_BY:
        examples = (HOME / language / "examples.jsonl").read_text(encoding="utf-8").splitlines()
        shown = sum(intent in json.loads(line)["intents"] for line in examples)
        assert shown >= FEWEST, f"{language}/examples.jsonl: {shown} messages show {intent!r}, {FEWEST} are wanted"
        return
    concept = SHOWN_BY[intent]
    phrases = load(language, "intents.toml")["concepts"].get(concept)
    phrases = phrases or load(language, "understanding.toml")["words"].get(concept)
    assert phrases, f"{language}/intents.toml: concepts.{concept} needs phrases, it shows {intent!r}"


@pytest.mark.parametrize("language", codes())
def test_every_language_knows_the_same_concepts(language: Language) -> None:
    known = {concept for code in codes() for concept in load(code, "intents.toml")["concepts"]}
    assert known - set(load(language, "intents.toml")["concepts"]) == set()


@pytest.mark.parametrize("line", sorted(ALL_LINES))
def test_the_kind_of_every_value_is_known_to_the_strategies(line: str) -> None:
    for name in ALL_LINES[line].values:
        assert kind(line, name)


def test_a_paragraph_is_made_of_lines_that_exist() -> None:
    assert set(PARAGRAPHS) - set(ALL_LINES) == set()


def test_a_new_folder_is_demanded_and_not_spoken_before_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "abroad"
    (folder / "fr").mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "fr" / "replies.toml").write_text('[greet]\nhello_again = "Rebonjour !"\n', encoding="utf-8")
    shutil.copytree(str(HOME / "en"), folder / "en")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(languages, "_HOME", "abroad")
    templates = Templates()
    assert templates.languages == ("en",)
    lacking = templates.lacks[Language("fr")]
    unwritten = {line for line in ALL_LINES if any(each.startswith(f"replies.toml: {line}: not") for each in lacking)}
    assert unwritten == set(ALL_LINES) - {"greet.hello_again"}
    assert any(each.startswith("formats.toml: locale:") for each in lacking)
