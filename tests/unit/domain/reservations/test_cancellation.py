"""What not coming costs: never more than the stay, never less by waiting, nothing until the first step."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.money import Money
from hotel_agent.domain.reservations.cancellation import CancellationTerms, PenaltyBasis, PenaltyStep
from hotel_agent.testing.strategies.reservations import money
from hotel_agent.testing.strategies.values import values

ARRIVAL = datetime(2027, 7, 10, 13, tzinfo=UTC)
terms = values(CancellationTerms)
hours = st.integers(-48, 2100)
nights = st.lists(money(), min_size=1, max_size=7).map(tuple)


def cost(terms: CancellationTerms, nights: tuple[Money, ...], hours_before: float) -> Money:
    return terms.penalty(
        at=ARRIVAL - timedelta(hours=hours_before),
        arrival=ARRIVAL,
        total_price=Money(sum(night.minor for night in nights), "EUR"),
        night_prices=nights,
    )


def step(hours_before: int, basis: PenaltyBasis, value: str) -> PenaltyStep:
    return PenaltyStep(hours_before=hours_before, basis=basis, value=Decimal(value))


def euros(amount: str) -> Money:
    return Money.of(amount, "EUR")


@given(terms, nights, hours)
def test_a_penalty_is_never_more_than_the_stay_nor_less_than_nothing(
    terms: CancellationTerms, nights: tuple[Money, ...], hours_before: int
) -> None:
    assert 0 <= cost(terms, nights, hours_before).minor <= sum(night.minor for night in nights)


@given(terms, nights, hours, st.integers(0, 500))
def test_a_penalty_does_not_fall_as_arrival_comes_nearer(
    terms: CancellationTerms, nights: tuple[Money, ...], hours_before: int, waited: int
) -> None:
    assert cost(terms, nights, hours_before - waited) >= cost(terms, nights, hours_before)


@given(terms, nights, hours)
def test_a_penalty_is_what_the_dearest_step_begun_says(
    terms: CancellationTerms, nights: tuple[Money, ...], hours_before: int
) -> None:
    total = sum(night.minor for night in nights)
    dearest = 0
    for each in terms.ladder:
        if hours_before < each.hours_before:
            here = {
                PenaltyBasis.PERCENT: int(total * each.value / 100 + Decimal("0.5")),
                PenaltyBasis.NIGHTS: sum(night.minor for night in nights[: int(each.value)]),
                PenaltyBasis.AMOUNT: int(each.value * 100),
            }[each.basis]
            dearest = max(dearest, min(here, total))
    assert cost(terms, nights, hours_before) == Money(dearest, "EUR")


NIGHTS = (euros("120"), euros("100"), euros("100"))


def test_at_the_last_free_moment_cancelling_is_free() -> None:
    terms = CancellationTerms((step(48, PenaltyBasis.NIGHTS, "1"), step(24, PenaltyBasis.PERCENT, "100")))
    a_second = 1 / 3600
    assert [cost(terms, NIGHTS, hours_before) for hours_before in (49, 48, 48 - a_second, 24, 24 - a_second, -5)] == [
        euros("0"),
        euros("0"),
        euros("120"),
        euros("120"),
        euros("320"),
        euros("320"),
    ]


def test_a_later_step_that_would_be_cheaper_for_this_stay_changes_nothing() -> None:
    terms = CancellationTerms((step(72, PenaltyBasis.NIGHTS, "1"), step(24, PenaltyBasis.PERCENT, "30")))
    assert cost(terms, NIGHTS, 1) == euros("120")


def test_more_nights_than_are_stayed_cost_the_stay() -> None:
    assert cost(CancellationTerms((step(24, PenaltyBasis.NIGHTS, "9"),)), NIGHTS, 1) == euros("320")
    assert cost(CancellationTerms((step(24, PenaltyBasis.AMOUNT, "99.95"),)), NIGHTS, 1) == euros("99.95")


def test_without_steps_cancelling_is_always_free() -> None:
    assert cost(CancellationTerms(), NIGHTS, -24) == euros("0")


@pytest.mark.parametrize("hours_before", [(24, 48), (24, 24)])
def test_steps_go_towards_arrival(hours_before: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="each once"):
        CancellationTerms(tuple(step(hours, PenaltyBasis.NIGHTS, "1") for hours in hours_before))


def test_steps_of_one_kind_do_not_fall() -> None:
    with pytest.raises(ValueError, match="does not fall"):
        CancellationTerms((step(48, PenaltyBasis.PERCENT, "50"), step(24, PenaltyBasis.PERCENT, "30")))


@pytest.mark.parametrize(
    ("hours_before", "basis", "value"),
    [
        (-1, PenaltyBasis.NIGHTS, "1"),
        (24, PenaltyBasis.PERCENT, "0"),
        (24, PenaltyBasis.AMOUNT, "-5"),
        (24, PenaltyBasis.NIGHTS, "1.5"),
    ],
)
def test_a_step_that_makes_no_sense_is_refused(hours_before: int, basis: PenaltyBasis, value: str) -> None:
    with pytest.raises(ValueError, match=r"hours_before|value|whole nights"):
        step(hours_before, basis, value)
