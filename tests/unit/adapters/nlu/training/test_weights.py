"""Weights: what is learnt is kept in a file, comes back alike, and runs without what it was learnt with."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.adapters.nlu.embedded.topics import Topics
from hotel_agent.adapters.nlu.embedded.traits import traits_of
from hotel_agent.adapters.nlu.embedded.weights import UNTAUGHT, Weights, shipped, unpacked
from hotel_agent.adapters.nlu.training.examples import Example
from hotel_agent.adapters.nlu.training.measures import Measures
from hotel_agent.adapters.nlu.training.trials import Pupil, Trial, own_examples
from hotel_agent.domain.errors import BadConfig

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
SHIPPED = shipped()
FLOORS = {"es": 0.91, "en": 0.91, "pt": 0.94}
"""What the package's own weights reach on what was set aside, less a little: they are not to get worse unnoticed."""


def trial() -> Trial:
    return Trial(EmbeddedNlu(UNTAUGHT), ManualClock(NOW).now)


def lessons() -> list[Example]:
    swims = ["is there a pool", "can we swim", "a swim in the pool", "the pool please", "swimming pool?", "pool hours"]
    eats = ["is there breakfast", "can we eat", "eat a breakfast", "breakfast please", "breakfast?", "breakfast hours"]
    return [
        *(
            Example(text=text, lang="en", intents=frozenset({"swim"}), fold=place % 2)
            for place, text in enumerate(swims)
        ),
        *(Example(text=text, lang="en", intents=frozenset({"eat"}), fold=place % 2) for place, text in enumerate(eats)),
        Example(text="breakfast at the pool", lang="en", intents=frozenset({"eat", "swim"}), fold=0),
        Example(text="breakfast by the pool", lang="en", intents=frozenset({"eat", "swim"}), fold=1),
        *(Example(text=text, lang="en", fold=place % 2) for place, text in enumerate(["hm", "tomorrow", "Ann", "ok"])),
    ]


def test_what_was_learnt_is_told_of_words_never_seen() -> None:
    pupil = trial().taught(lessons())
    chances = pupil.weights.chances(trial().traits(Example(text="what are the hours of the swimming pool", lang="en")))
    assert chances["swim"] > chances["eat"]


def test_weights_come_back_from_a_file_as_they_went_in() -> None:
    weights = trial().taught(lessons()).weights
    again = unpacked(weights.packed())
    assert [label.name for label in again.labels] == ["eat", "swim"]
    assert again.rows == weights.rows
    traits = traits_of(["pool"], ["asks"])
    assert again.chances(traits) == pytest.approx(dict(weights.chances(traits)), abs=1e-6)


@pytest.mark.parametrize("content", [b"", b"nonsense", SHIPPED.packed()[:5000], b"HAW3" + b"\xff" * 40])
def test_a_file_that_holds_no_weights_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(BadConfig, match="hotel-agent nlu train"):
        unpacked(content)


def test_nothing_is_learnt_of_nothing() -> None:
    with pytest.raises(BadConfig, match="nothing to learn"):
        trial().taught([Example(text="hm", lang="en")])


def test_each_fold_is_tried_on_what_the_others_teach() -> None:
    asked = {fold: (pupil, examples) for fold, pupil, examples in trial().by_fold(lessons(), ())}
    assert asked.keys() == {0, 1}
    assert all(example.fold == fold for fold, (_, examples) in asked.items() for example in examples)


def test_examples_without_folds_are_not_tried_by_fold() -> None:
    with pytest.raises(BadConfig, match="fold"):
        next(trial().by_fold([Example(text="hm", lang="en", intents=frozenset({"a"}))], ()))


def test_the_package_stays_small() -> None:
    assert len(SHIPPED.packed()) < 5_000_000


def test_running_needs_nothing_that_training_needs() -> None:
    code = (
        "import sys; import hotel_agent.adapters.nlu.embedded.engine as engine; engine.EmbeddedNlu();"
        "assert not {'numpy', 'scipy', 'sklearn'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@given(st.lists(st.text(max_size=8), max_size=30), st.lists(st.text(max_size=8), max_size=5))
def test_a_chance_is_one_whatever_is_written(words: list[str], hints: list[str]) -> None:
    assert all(0 <= chance <= 1 for chance in SHIPPED.chances(traits_of(words, hints)).values())


def test_weights_that_know_nothing_tell_nothing() -> None:
    assert UNTAUGHT.chances(traits_of(["pool"], [])) == {}


@pytest.mark.parametrize("language", sorted(FLOORS))
def test_what_was_set_aside_is_understood(language: str) -> None:
    measures = Measures()
    trial().tried(
        Pupil(weights=SHIPPED), [each for each in own_examples("development") if each.lang == language], measures
    )
    assert measures.f1 >= FLOORS[language]
    assert measures.calibration_error < 0.05


def test_a_topic_is_told_by_whole_words_and_by_beginnings() -> None:
    topics = Topics([{"pool": ["piscin*", "swimming pool"], "dog": ["perro"]}, {"dog": ["cachorr* grande"]}])
    assert topics.said(["las", "piscinas"]) == {"pool"}
    assert topics.said(["swimming"]) == frozenset()
    assert topics.said(["swimming", "pool"]) == {"pool"}
    assert topics.said(["perros"]) == frozenset()
    assert topics.said(["cachorrinho", "grande"]) == {"dog"}


def test_weights_made_by_hand_add_up() -> None:
    assert isinstance(SHIPPED, Weights)
    assert SHIPPED.width == len(SHIPPED.labels) + 1
