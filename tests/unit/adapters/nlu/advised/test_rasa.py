"""A hotel's own model in Rasa: its names are translated, its confidence counts, its values are words."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import httpx
import pytest
from tests.unit.adapters.nlu.advised.stand_ins import EMBEDDED, KEY, Tally, rasa

from hotel_agent.adapters.nlu.rasa.options import Names, RasaOptions
from hotel_agent.domain.conversations.understanding import Answer, Question, Reading, Slots
from hotel_agent.domain.errors import BadConfig
from hotel_agent.testing.contracts.nlu import NOW, SPOKEN, read

ODD = "se me empañó el espejito ese y quedó grisáceo"
READING = Reading(at=NOW, language=SPOKEN[0], languages=SPOKEN)
NAMES = Names(
    intents={"ask_help": "service_request"},
    answers={"affirm": "yes", "deny": "no"},
    slots={"when": "arrival", "when:to": "departure"},
)
OPTIONS = RasaOptions(base_url="http://rasa.example/", token=KEY, names=NAMES)


def heard(given: object, text: str = ODD, asked: Question | None = None) -> object:
    return read(rasa(lambda _: httpx.Response(200, json=given), options=OPTIONS), text, asked=asked)


def intent(name: str, confidence: object = 0.95) -> Mapping[str, object]:
    return {"intent": {"name": name, "confidence": confidence}, "entities": []}


def wishes(given: object, text: str = ODD) -> list[str]:
    nlu = rasa(lambda _: httpx.Response(200, json=given), options=OPTIONS)
    return sorted(each.name for each in read(nlu, text).intents)


def test_it_is_asked_for_the_words_alone_with_its_token() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json=intent("ask_help"))

    read(rasa(answer, options=OPTIONS), f"{ODD}, ana@example.com")
    assert str(asked[0].url) == f"http://rasa.example/model/parse?token={KEY}"
    assert json.loads(asked[0].content) == {"text": f"{ODD}, [email]"}


def test_its_names_are_called_by_ours_and_joined_ones_are_told_apart() -> None:
    assert wishes(intent("ask_help")) == ["service_request"]
    assert wishes(intent("ask_help+invoice")) == ["invoice", "service_request"]
    assert wishes(intent("nlu_fallback")) == []


@pytest.mark.parametrize("confidence", [0.3, None, "0.9", 7, -1])
def test_what_it_is_not_sure_of_does_not_count(confidence: object) -> None:
    assert wishes(intent("ask_help", confidence)) == []


def test_its_no_is_one_and_its_yes_needs_ours() -> None:
    nlu = rasa(lambda _: httpx.Response(200, json=intent("deny")), options=OPTIONS)
    assert read(nlu, "paso", asked=Question.ACCEPT_QUOTE).answer is Answer.NO
    nlu = rasa(lambda _: httpx.Response(200, json=intent("affirm")), options=OPTIONS)
    assert read(nlu, "paso", asked=Question.ACCEPT_QUOTE).answer is None
    assert read(nlu, "sí, confirmo", asked=Question.ACCEPT_QUOTE).answer is Answer.YES


def test_an_entity_is_words_in_a_role_and_our_grammar_reads_them() -> None:
    text = "me mudo afuera sábado 28 de noviembre"
    start = text.index("sábado")
    entity = {"entity": "when", "role": "to", "start": start, "end": len(text), "value": "2031-01-01"}
    nlu = rasa(lambda _: httpx.Response(200, json={**intent("ask_help"), "entities": [entity]}), options=OPTIONS)
    assert read(nlu, text).slots == Slots(departure=date(2026, 11, 28))


@pytest.mark.parametrize(
    "entities",
    [None, "x", [3], [{"entity": "when"}], [{"entity": "when", "start": -1, "end": 4}],
     [{"entity": "when", "start": 0, "end": 4000}], [{"entity": "when", "start": "0", "end": 5}]],
)  # fmt: skip
def test_entities_that_are_none_are_passed_over(entities: object) -> None:
    nlu = rasa(lambda _: httpx.Response(200, json={**intent("ask_help"), "entities": entities}), options=OPTIONS)
    assert read(nlu, ODD).slots == Slots()


@pytest.mark.parametrize("given", [[], {}, {"intent": "ask_help"}, {"status": "failure"}, None])
def test_what_is_no_answer_of_rasa_is_none_and_the_house_reads_alone(given: object) -> None:
    tally = Tally()
    assert read(rasa(lambda _: httpx.Response(200, json=given), tally=tally), ODD) == EMBEDDED.read(ODD, READING)
    assert tally.outcomes == ["rasa unreadable"]


def test_names_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "names.toml"
    file.write_text('[intents]\nbook_room = "book"\n[slots]\n"when:to" = "departure"\n', encoding="utf-8")
    options = RasaOptions.read({"base_url": "http://127.0.0.1:5005", "names": str(file), "timeout_seconds": 2})
    assert options.names == Names(intents={"book_room": "book"}, slots={"when:to": "departure"})
    assert KEY not in repr(RasaOptions(base_url="http://x", token=KEY))


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ('[intents]\nx = "fly"', "intents.x: 'fly' is none of ours"),
        ('[intents]\nx = "unclear"', "none of ours"),
        ("[answers]\nx = true", "answers.x: True is none of ours"),
        ('[intent]\nx = "book"', "[intent] is unknown"),
        ("intents = 3", "intents is no table"),
        ("[", "is no TOML"),
    ],
)
def test_a_file_of_names_written_wrong_is_told(tmp_path: Path, written: str, problem: str) -> None:
    file = tmp_path / "names.toml"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(BadConfig) as bad:
        RasaOptions.read({"base_url": "http://127.0.0.1:5005", "names": str(file)})
    assert problem in str(bad.value)


def test_every_option_written_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadConfig) as bad:
        RasaOptions.read({"names": str(tmp_path / "none"), "timeout_seconds": "x", "tokn": "y"})
    assert [each.partition(":")[0] for each in bad.value.problems] == ["tokn", "base_url", "timeout_seconds", "names"]
