"""A hotel's text answers in every language, in its own where it wrote no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.language import Language, LocalText, language

codes = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=2)


@given(codes)
def test_two_small_letters_name_a_language(code: str) -> None:
    assert language(code) == code


@pytest.mark.parametrize("code", ["", "e", "ES", "esp", "e1", "es-AR", "ñu", "es\n"])
def test_anything_else_names_none(code: str) -> None:
    with pytest.raises(ValueError, match="two lower-case letters"):
        language(code)


@given(st.dictionaries(codes, st.text(), min_size=1), codes)
def test_a_text_is_said_in_the_language_wanted_or_in_the_hotels_own(written: dict[str, str], wanted: str) -> None:
    text = LocalText(tuple((Language(code), words) for code, words in written.items()))
    own = next(iter(written.values()))
    assert text.in_language(Language(wanted)) == written.get(wanted, own)


def test_a_text_of_one_language_answers_for_all() -> None:
    assert LocalText.of("Suite", "pt").in_language(Language("en")) == "Suite"


def test_a_text_has_at_least_one_language() -> None:
    with pytest.raises(ValueError, match="at least one language"):
        LocalText(())
