"""Every language folder says what the reader must know: a language that lacks something is told here what to write."""

from collections.abc import Iterable
from typing import Any

import pytest

from hotel_agent.adapters import languages
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.language import Language

CODES = languages.codes()
WORDS = {code: languages.load(code, "understanding.toml") for code in CODES}
WISHES = {code: languages.load(code, "intents.toml") for code in CODES}
MAY_BE_ABSENT = {"wavering"}
"""Tags of a doubt that only some languages have: "next Friday"."""


def test_the_languages_are_found_by_looking() -> None:
    assert CODES == ("en", "es", "pt")


@pytest.mark.parametrize("code", CODES)
def test_a_language_has_words_for_every_tag_of_the_grammar(code: Language) -> None:
    wanted = {tag for table in WORDS.values() for tag in table["words"]} - MAY_BE_ABSENT
    assert wanted <= WORDS[code]["words"].keys(), sorted(wanted - WORDS[code]["words"].keys())


@pytest.mark.parametrize("code", CODES)
def test_a_language_has_words_for_every_concept_of_a_wish(code: Language) -> None:
    wanted = {concept for table in WISHES.values() for concept in table["concepts"]}
    assert wanted <= WISHES[code]["concepts"].keys(), sorted(wanted - WISHES[code]["concepts"].keys())
    assert all(WISHES[code]["concepts"].values())


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("section", "numbers"),
    [
        ("number", range(2, 21)),
        ("ordinal", range(1, 7)),
        ("month", range(1, 13)),
        ("weekday", range(1, 8)),
        ("offset", range(-1, 3)),
    ],
)
def test_a_language_can_say_every_number_that_a_stay_needs(code: Language, section: str, numbers: range) -> None:
    assert set(numbers) <= set(WORDS[code][section].values())


@pytest.mark.parametrize("code", CODES)
def test_no_word_says_both_yes_and_no(code: Language) -> None:
    words: dict[str, Any] = WORDS[code]["words"]
    assert not set(words["yes"]) & set(words["no"])
    assert not set(words["yes"]) & set(words["later"])
    assert not set(words["yes_weak"]) & set(words["no"])


def test_asking_for_a_file_that_is_not_there_says_what_to_add() -> None:
    with pytest.raises(Bug, match=r"language 'es' has no file 'jokes\.toml'; add it"):
        languages.load(CODES[1], "jokes.toml")


TIMES = {code: languages.load(code, "moments.toml") for code in CODES}


@pytest.mark.parametrize("code", CODES)
def test_a_language_tells_every_kind_of_time(code: Language) -> None:
    wanted = {section for table in TIMES.values() for section in table} - {"ordinal", "month", "decade"}
    assert wanted <= TIMES[code].keys(), sorted(wanted - TIMES[code].keys())
    words = {tag for table in TIMES.values() for tag in table["words"]}
    assert words <= TIMES[code]["words"].keys(), sorted(words - TIMES[code]["words"].keys())


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("section", "numbers"), [("unit", range(1, 16)), ("day_part", (2, 4, 5, 6, 7)), ("season", range(1, 5))]
)
def test_a_language_names_every_unit_part_of_the_day_and_season(
    code: Language, section: str, numbers: Iterable[int]
) -> None:
    assert set(numbers) <= set(TIMES[code][section].values())


@pytest.mark.parametrize("table", ["kinds.toml", "meanings.toml"])
def test_what_words_stand_for_has_the_same_names_in_every_language(table: str) -> None:
    names = {code: set(languages.load(code, table)) for code in CODES}
    shared = set.union(*names.values())
    assert all(shared <= own for own in names.values()), {code: shared - own for code, own in names.items()}
