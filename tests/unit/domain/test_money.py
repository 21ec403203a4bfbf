"""Money is whole minor units of one currency: exact, and never mixed."""

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.errors import Bug
from hotel_agent.domain.money import Money, minor_digits, total
from hotel_agent.testing.strategies.reservations import CURRENCIES, percents

minors = st.integers(-(10**12), 10**12)
currencies = st.sampled_from(CURRENCIES)


def half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))


@given(minors, currencies)
def test_an_amount_written_down_and_read_again_is_the_same(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.of(money.amount, currency) == money
    assert Money.of(str(money.amount), currency) == money


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("120.50", "EUR", 12050),
        ("120.5", "EUR", 12050),
        (120, "EUR", 12000),
        (Decimal("0.01"), "USD", 1),
        ("-3.20", "BRL", -320),
        ("12000", "JPY", 12000),
        ("1.234", "KWD", 1234),
    ],
)
def test_major_units_become_minor_ones(amount: Decimal | str | int, currency: str, minor: int) -> None:
    assert Money.of(amount, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("1.234", "EUR"),
        ("0.5", "JPY"),
        ("1.2345", "KWD"),
        ("12,50", "EUR"),
        ("", "EUR"),
        ("NaN", "EUR"),
        ("Infinity", "EUR"),
    ],
)
def test_what_is_no_amount_of_the_currency_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"digits|not an amount"):
        Money.of(amount, currency)


def test_a_float_is_never_money() -> None:
    with pytest.raises(TypeError, match="never a float"):
        Money.of(120.5, "EUR")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="whole numbers"):
        Money(120.5, "EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["eur", "EURO", "E1R", ""])
def test_a_currency_is_three_capital_letters(code: str) -> None:
    with pytest.raises(ValueError, match="ISO 4217"):
        Money(1, code)


@pytest.mark.parametrize(("currency", "digits"), [("EUR", 2), ("JPY", 0), ("CLP", 0), ("KWD", 3)])
def test_each_currency_has_its_digits(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


@given(minors, minors, currencies)
def test_money_is_added_taken_away_and_compared_as_its_minor_units_are(one: int, other: int, currency: str) -> None:
    first, second = Money(one, currency), Money(other, currency)
    assert (first + second).minor == one + other
    assert (first - second).minor == one - other
    assert (first < second, first <= second, first > second) == (one < other, one <= other, one > other)


@given(minors, st.integers(0, 1000))
def test_money_taken_several_times_is_added_so_often(minor: int, times: int) -> None:
    assert Money(minor, "EUR") * times == Money(minor * times, "EUR")


@given(st.lists(minors))
def test_a_total_is_the_sum(parts: list[int]) -> None:
    assert total((Money(minor, "EUR") for minor in parts), "EUR") == Money(sum(parts), "EUR")


def test_currencies_do_not_mix() -> None:
    euro, dollar = Money(1, "EUR"), Money(1, "USD")
    assert euro != dollar
    for mixed in (lambda: euro + dollar, lambda: euro - dollar, lambda: euro < dollar, lambda: total([euro], "USD")):
        with pytest.raises(Bug, match="cannot be mixed"):
            mixed()


@given(st.integers(0, 10**9), percents(0, 100))
def test_a_percentage_is_rounded_half_up_to_a_minor_unit(minor: int, rate: Decimal) -> None:
    assert Money(minor, "EUR").percent(rate).minor == half_up(Fraction(minor) * Fraction(rate) / 100)


@given(st.integers(0, 10**9), percents(0, 100))
def test_a_contained_tax_is_what_the_net_amount_leaves(minor: int, rate: Decimal) -> None:
    net = half_up(Fraction(minor) * 100 / (100 + Fraction(rate)))
    assert Money(minor, "EUR").contained_percent(rate).minor == minor - net


@pytest.mark.parametrize(("minor", "rounded"), [("0.4", 0), ("0.5", 1), ("1.5", 2), ("2.5", 3)])
def test_half_a_minor_unit_is_rounded_up(minor: str, rounded: int) -> None:
    assert Money.rounded(Decimal(minor), "EUR") == Money(rounded, "EUR")


def test_the_vat_of_a_night() -> None:
    assert Money.of("110", "EUR").contained_percent(Decimal(10)) == Money.of("10", "EUR")
    assert Money.of("100", "EUR").percent(Decimal("8.25")) == Money.of("8.25", "EUR")
    assert Money.zero("EUR").amount == 0
