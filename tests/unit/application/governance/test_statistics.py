"""What chance may do, held against sums that were done another way."""

from fractions import Fraction
from math import comb, inf

import pytest

from hotel_agent.application.governance.statistics import chance_of, chance_of_slowness, p95_of
from hotel_agent.ports.measures import NO_DURATIONS, Durations, Share

EDGES = (0.1, 0.25, 0.5, 1.0, inf)


def durations(*counts: int) -> Durations:
    return Durations(EDGES, counts)


@pytest.mark.parametrize(
    ("more", "than"),
    [((3, 10), (1, 12)), ((0, 10), (5, 10)), ((10, 10), (0, 10)), ((7, 40), (7, 40)), ((1, 1), (0, 50))],
)
def test_the_tail_is_the_sum_of_its_parts(more: tuple[int, int], than: tuple[int, int]) -> None:
    everything, parts = more[1] + than[1], more[0] + than[0]
    ways = [
        comb(parts, part) * comb(everything - parts, more[1] - part) for part in range(more[0], min(parts, more[1]) + 1)
    ]
    exact = Fraction(sum(ways), comb(everything, more[1]))
    assert chance_of(Share(*more), Share(*than)) == pytest.approx(float(exact))


def test_of_nothing_nothing_is_known() -> None:
    assert chance_of(Share(0, 0), Share(5, 10)) == chance_of(Share(5, 10), Share(0, 0)) == 1
    assert chance_of_slowness(NO_DURATIONS, durations(1, 0, 0, 0, 0)) == 1
    assert chance_of_slowness(durations(0, 0, 0, 0, 9), NO_DURATIONS) == 1
    assert p95_of(NO_DURATIONS) is None


def test_great_samples_are_as_exact_as_small_ones() -> None:
    # The expected figure is what scipy 1.16 reckons for the same table.
    assert chance_of(Share(600, 100_000), Share(500, 100_000)) == pytest.approx(0.0013722460597528562)


@pytest.mark.parametrize(
    ("counts", "p95"),
    [
        ((100, 0, 0, 0, 0), 0.095),
        ((90, 10, 0, 0, 0), 0.175),
        ((50, 0, 0, 50, 0), 0.95),
        ((10, 0, 0, 0, 90), 1.0),
        ((0, 0, 0, 0, 1), 1.0),
    ],
)
def test_the_p95_is_reckoned_as_prometheus_does(counts: tuple[int, ...], p95: float) -> None:
    assert p95_of(durations(*counts)) == pytest.approx(p95)


def test_who_is_as_quick_is_not_slow_and_who_is_slow_is_seen_also_inside_a_bucket() -> None:
    usual = durations(94, 6, 0, 0, 0)
    assert chance_of_slowness(usual, usual) > 0.5
    assert chance_of_slowness(durations(60, 40, 0, 0, 0), usual) < 0.001
    assert chance_of_slowness(durations(0, 0, 100, 0, 0), usual) < 0.001
    assert chance_of_slowness(durations(100, 0, 0, 0, 0), usual) == 1
