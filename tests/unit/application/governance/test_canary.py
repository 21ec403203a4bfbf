"""A canary passes when it does as well; nothing known, and little known, are failures."""

from datetime import UTC, datetime
from math import inf

import pytest
from attrs import evolve

from hotel_agent.application.governance.canary import MEASURES, CanaryDiff, Verdict
from hotel_agent.ports.measures import Durations, Observed, Share

AS_EVER = Observed(
    turns=Durations((0.1, 0.5, inf), (950, 50, 0)),
    errors=Share(2, 2000),
    failed_commands=Share(3, 1500),
    handovers=Share(40, 1000),
    reservations=Share(95, 100),
)
WELL = CanaryDiff(env="production", version="1.4.0", baseline=AS_EVER, canary=AS_EVER)


def beside(**worse: object) -> CanaryDiff:
    return evolve(WELL, canary=evolve(AS_EVER, **worse))  # type: ignore[arg-type]


def test_who_does_as_well_passes_under_the_predecessors_keys() -> None:
    report = WELL.report(datetime(2026, 11, 23, tzinfo=UTC), {"url": "http://127.0.0.1:9090"})
    assert (report["env"], report["version"], report["status"], report["fail_reasons"]) == (
        "production",
        "1.4.0",
        "PASS",
        [],
    )
    for side in ("baseline", "canary"):
        shown = report[side]
        assert isinstance(shown, dict)
        assert (shown["p95"], shown["error_rate"]) == (0.1, 0.001)
    limits = report["limits"]
    assert isinstance(limits, dict)
    assert [limits[key] for key in ("p95_multiplier", "error_rate_multiplier", "error_rate_abs_min")] == [
        1.1,
        1.5,
        0.005,
    ]


@pytest.mark.parametrize(
    ("worse", "measure"),
    [
        ({"turns": Durations((0.1, 0.5, inf), (700, 300, 0))}, "p95"),
        ({"errors": Share(40, 2000)}, "error_rate"),
        ({"failed_commands": Share(60, 1500)}, "command_failure_rate"),
        ({"handovers": Share(120, 1000)}, "handover_rate"),
        ({"reservations": Share(60, 100)}, "reservation_success"),
    ],
)
def test_who_does_worse_in_one_thing_fails_for_that(worse: dict[str, object], measure: str) -> None:
    assert beside(**worse).fail_reasons == [f"{measure}_delta_exceeded"]
    assert not beside(**worse).passed


@pytest.mark.parametrize(
    "unlucky",
    [
        {"errors": Share(11, 2000)},
        {"turns": Durations((0.1, 0.5, inf), (56, 4, 0))},
        {"reservations": Share(9, 11)},
    ],
)
def test_what_chance_does_every_day_fails_nobody(unlucky: dict[str, object]) -> None:
    assert beside(**unlucky).passed


def test_what_is_certain_and_allowed_fails_nobody() -> None:
    many = evolve(AS_EVER, errors=Share(400, 100_000))
    assert evolve(WELL, baseline=evolve(AS_EVER, errors=Share(100, 100_000)), canary=many).passed


@pytest.mark.parametrize("side", ["baseline", "canary"])
def test_nothing_known_of_one_of_them_is_a_failure_in_everything(side: str) -> None:
    blind = CanaryDiff(
        env="staging",
        version="1",
        baseline=Observed() if side == "baseline" else AS_EVER,
        canary=Observed() if side == "canary" else AS_EVER,
    )
    assert blind.fail_reasons == [f"{measure}_no_data" for measure in MEASURES]


def test_too_little_is_not_enough_to_pass() -> None:
    few = beside(errors=Share(0, 49), reservations=Share(9, 9))
    assert few.fail_reasons == ["error_rate_too_few", "reservation_success_too_few"]


def test_what_is_left_out_is_said_to_be_and_not_everything_can_be() -> None:
    without = evolve(beside(reservations=Share(0, 0)), left_out=frozenset({"reservation_success"}))
    assert without.passed
    assert without.comparisons[-1].verdict is Verdict.LEFT_OUT
    assert without.report(datetime(2026, 11, 23, tzinfo=UTC), {})["not_measured"] == ["reservation_success"]
    assert not evolve(WELL, left_out=frozenset(MEASURES)).passed
