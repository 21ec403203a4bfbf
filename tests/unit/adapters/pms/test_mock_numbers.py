"""Confirmation numbers can be read out on the telephone, and no two are the same."""

from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.adapters.pms.mock.numbers import DIGITS, LENGTH, LETTERS, confirmation_number
from hotel_agent.domain.ids import ConfirmationNumber, EffectKey

keys = st.text("0123456789abcdef", min_size=32, max_size=32).map(EffectKey)


@given(keys)
def test_a_number_is_short_and_has_letters_and_digits_that_nobody_mistakes(key: EffectKey) -> None:
    number = confirmation_number(key, ())
    assert len(number) == LENGTH
    assert set(number) <= set(LETTERS + DIGITS)
    assert set(number) & set(LETTERS)
    assert set(number) & set(DIGITS)
    assert not set(number) & set("AEIOU01")


@given(keys)
def test_a_key_has_one_number(key: EffectKey) -> None:
    assert confirmation_number(key, ()) == confirmation_number(key, ())


@given(keys)
def test_a_number_that_is_taken_is_not_given_again(key: EffectKey) -> None:
    taken: set[ConfirmationNumber] = set()
    for _ in range(5):
        number = confirmation_number(key, taken)
        assert number not in taken
        taken.add(number)


def test_a_thousand_keys_have_a_thousand_numbers() -> None:
    assert len({confirmation_number(EffectKey(f"{key:032x}"), ()) for key in range(1000)}) == 1000
