"""Confirmation numbers can be read out on the telephone, and no two are the same."""

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.adapters.pms.numbers import DIGITS, LENGTH, LETTERS, confirmation_numbers
from hotel_agent.domain.ids import EffectKey

keys = st.text("0123456789abcdef", min_size=32, max_size=32).map(EffectKey)


@given(keys)
def test_a_number_is_short_and_has_letters_and_digits_that_nobody_mistakes(key: EffectKey) -> None:
    number = next(confirmation_numbers(key))
    assert len(number) == LENGTH
    assert set(number) <= set(LETTERS + DIGITS)
    assert set(number) & set(LETTERS)
    assert set(number) & set(DIGITS)
    assert not set(number) & set("AEIOU01")


@given(keys)
def test_a_key_has_one_number_and_others_should_that_be_taken(key: EffectKey) -> None:
    first, again = ([*islice(confirmation_numbers(key), 5)] for _ in range(2))
    assert first == again
    assert len(set(first)) == 5


def test_a_thousand_keys_have_a_thousand_numbers() -> None:
    assert len({next(confirmation_numbers(EffectKey(f"{key:032x}"))) for key in range(1000)}) == 1000
