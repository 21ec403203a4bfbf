"""A hotel may give the reader weights and words of its own; what it gives wrong is told by its key."""

from pathlib import Path

import pytest

from hotel_agent.adapters.nlu.embedded.options import open_embedded
from hotel_agent.adapters.nlu.embedded.traits import PLACES
from hotel_agent.adapters.nlu.embedded.weights import Curve, Weights
from hotel_agent.adapters.nlu.scripted import open_scripted
from hotel_agent.adapters.nlu.training.examples import Example
from hotel_agent.adapters.nlu.training.trials import reading_of
from hotel_agent.domain.errors import BadConfig


def test_a_hotels_own_word_speaks_of_its_topic(tmp_path: Path) -> None:
    words = tmp_path / "words.toml"
    words.write_text('[es]\npool = ["la charca"]\n', encoding="utf-8")
    own, usual = open_embedded({"words": str(words)}), open_embedded()
    reading = reading_of(Example(text="", lang="es"))
    assert "pool" in own.topics(own.heard("¿está abierta la charca?", reading))
    assert "pool" not in usual.topics(usual.heard("¿está abierta la charca?", reading))


def test_a_hotels_own_weights_are_asked(tmp_path: Path) -> None:
    weights = tmp_path / "own.weights"
    weights.write_bytes(Weights((), Curve(), tuple(bytes(size) for size in PLACES)).packed())
    reader = open_embedded({"weights": str(weights)})
    assert reader.chances(reader.heard("hola", reading_of(Example(text="", lang="es")))) == {}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('[xx]\npool = ["a"]', "xx"),
        ('[es]\nswimming = ["a"]', "es.swimming is no topic"),
        ('[es]\npool = "a"', "es.pool: a list of words expected"),
        ('[es]\npool = ["*"]', "es.pool: a list of words expected"),
        ("es = 3", "a table of topics expected"),
        ("[es", "is no TOML"),
    ],
)
def test_words_written_wrong_are_told(tmp_path: Path, written: str, said: str) -> None:
    words = tmp_path / "words.toml"
    words.write_text(written, encoding="utf-8")
    with pytest.raises(BadConfig, match="words: ") as bad:
        open_embedded({"words": str(words)})
    assert said in str(bad.value)


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "no.weights").write_bytes(b"no weights")
    with pytest.raises(BadConfig) as bad:
        open_embedded({"weights": str(tmp_path / "no.weights"), "words": str(tmp_path / "none.toml"), "wrods": 1})
    assert [problem.partition(":")[0] for problem in bad.value.problems] == ["wrods", "weights", "words"]


def test_a_path_is_a_text() -> None:
    with pytest.raises(BadConfig, match="weights: 3 found"):
        open_embedded({"weights": 3})


def test_a_script_has_no_options() -> None:
    with pytest.raises(BadConfig, match="weights: unknown"):
        open_scripted({"weights": "x"})
