"""Messages written by somebody who had not looked at the examples, to measure the reader by: it learns from none."""

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from hotel_agent.adapters.nlu.training.examples import examples_in
from hotel_agent.adapters.nlu.training.trials import own_examples
from hotel_agent.domain.conversations.intents import INTENTS

FOLDER = Path(__file__).parent / "held_out"
LABELS = {name for name, intent in INTENTS.items() if intent.readable} | {"extras"}


def plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"\w+", letters))


def test_no_message_held_out_stands_among_those_that_teach_or_were_tuned_to() -> None:
    known = {plain(each.text) for name in ("examples", "development") for each in own_examples(name)}
    held = [each.text for file in FOLDER.glob("*.jsonl") for each in examples_in(file)]
    assert [text for text in held if plain(text) in known] == []


@pytest.mark.parametrize("language", ["es", "en", "pt"])
def test_what_is_held_out_speaks_of_everything_guests_come_for(language: str) -> None:
    examples = examples_in(FOLDER / f"{language}.jsonl")
    counted = Counter(name for each in examples for name in each.intents)
    assert counted.keys() <= LABELS
    assert len(counted) >= 24
    assert len(examples) == len({each.text for each in examples})
    assert {each.lang for each in examples} == {language}
