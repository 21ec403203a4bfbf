"""What a hotel leaves unsaid is as it usually is; what makes no sense is refused."""

from datetime import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.language import LocalText
from hotel_agent.domain.money import Money
from hotel_agent.domain.tenants.house_rules import Deposit, HouseRules, OffHours, Pets, QuietHours
from hotel_agent.domain.tenants.knowledge import Knowledge


def test_a_hotel_that_says_nothing_has_usual_rules() -> None:
    rules = HouseRules()
    assert (rules.quote_valid_minutes, rules.longest_stay_nights, rules.largest_party) == (120, 30, 8)
    assert not rules.email_required


@pytest.mark.parametrize(
    "limit",
    [
        "quote_valid_minutes",
        "longest_stay_nights",
        "days_ahead",
        "largest_party",
        "unclear_turns",
        "staff_silence_minutes",
        "shortest_stay_nights",
    ],
)
def test_a_limit_is_at_least_one(limit: str) -> None:
    assert getattr(HouseRules(**{limit: 1}), limit) == 1  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=limit):
        HouseRules(**{limit: 0})  # type: ignore[arg-type]


@pytest.mark.parametrize("age", [-1, 18])
def test_a_child_of_the_house_is_a_minor(age: int) -> None:
    assert HouseRules(child_until_age=17).child_until_age == 17
    with pytest.raises(ValueError, match="child_until_age"):
        HouseRules(child_until_age=age)


def test_a_hotel_that_wrote_nothing_down_knows_nothing() -> None:
    assert Knowledge().entries == ()


# Deposits

NIGHTS = st.lists(st.integers(1, 100_000).map(lambda minor: Money(minor, "EUR")), min_size=1, max_size=9).map(tuple)


@given(NIGHTS, st.integers(0, 5_000), st.integers(1, 100))
def test_a_share_is_paid_ahead_to_the_cent_and_never_more_than_the_stay(
    nights: tuple[Money, ...], taxes: int, percent: int
) -> None:
    price = Money(sum(night.minor for night in nights) + taxes, "EUR")
    asked = Deposit(percent=percent).of(price, nights)
    assert abs(Decimal(asked.minor) - Decimal(price.minor * percent) / 100) <= Decimal("0.5")
    assert asked <= price


@given(NIGHTS, st.integers(1, 12))
def test_the_first_nights_are_paid_ahead_and_never_more_than_the_stay(nights: tuple[Money, ...], count: int) -> None:
    price = Money(sum(night.minor for night in nights), "EUR")
    asked = Deposit(nights=count).of(price, nights)
    assert asked.minor == sum(night.minor for place, night in enumerate(nights) if place < count)
    assert Deposit(nights=count).of(Money(1, "EUR"), nights) == Money(1, "EUR")


@pytest.mark.parametrize("told", [{}, {"percent": 30, "nights": 1}, {"percent": 101}, {"nights": -1}])
def test_a_deposit_is_either_a_share_or_nights(told: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"deposit|percent|nights"):
        Deposit(**told)


# What goes to a person, and what an invoice needs


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("¿Tienen ABOGADO?", True),
        ("El abogádo de mi empresa", True),
        ("los abogados", False),
        ("una   PRENSA  escrita", False),
        ("de parte de la  prensa escrita.", True),
        ("prensa", False),
        ("", False),
    ],
)
def test_some_words_always_go_to_a_person(text: str, wanted: bool) -> None:
    assert HouseRules(handover_words=("abogado", "la prensa escrita")).wants_a_person(text) is wanted
    assert not HouseRules().wants_a_person(text)


def test_an_invoice_needs_what_invoices_need() -> None:
    assert HouseRules(invoice_asks=("name", "email")).invoice_asks == ("name", "email")
    with pytest.raises(ValueError, match="shoe_size"):
        HouseRules(invoice_asks=("name", "shoe_size"))


def test_nobody_tells_a_fee_the_hotel_did_not_name() -> None:
    assert OffHours(hour=time(12)).fee is None


# Pets, quiet hours, stays


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"kinds": ("dragon",)}, "'dragon' is no kind of pet"),
        ({"welcome": False, "most": 1}, "nothing more to say"),
        ({"welcome": False, "extra": "pet"}, "nothing more to say"),
        ({"extra": "pet", "fee": LocalText.of("10 €")}, "one of the two"),
        ({"most": -1}, "most"),
        ({"heaviest_kg": -1}, "heaviest_kg"),
    ],
)
def test_a_rule_on_pets_that_makes_no_sense_is_refused(rule: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Pets(**rule)  # type: ignore[arg-type]


def test_quiet_hours_begin_and_end() -> None:
    assert QuietHours(begin=time(22), end=time(8)).begin == time(22)
    with pytest.raises(ValueError, match="another hour"):
        QuietHours(begin=time(22), end=time(22))


def test_stays_that_nobody_could_reserve_are_refused() -> None:
    assert HouseRules(shortest_stay_nights=7, longest_stay_nights=7).longest_stay_nights == 7
    with pytest.raises(ValueError, match="nobody could reserve"):
        HouseRules(shortest_stay_nights=8, longest_stay_nights=7)
