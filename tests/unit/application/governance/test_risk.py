"""The predecessor's arithmetic of risk, by its own figures."""

import pytest

from hotel_agent.application.governance.risk import Complexity, Decision, Mode, Scores, decision_at, risk_of


def test_the_figures_of_the_status_document_come_out_again() -> None:
    risk = risk_of(Scores(readiness=7.0, mvp=7.0, secure=True), Mode.B, Complexity.MEDIUM)
    assert (risk, decision_at(risk, Mode.B)) == (30.0, Decision.GO)


@pytest.mark.parametrize(
    ("mode", "complexity", "risk"),
    [
        # 100 - (weights x scores) / (10 x sum of weights) x 100 + penalty, by hand for 8, 5 and a shut gate.
        (Mode.A, Complexity.LOW, 38.18),
        (Mode.B, Complexity.MEDIUM, 50.83),
        (Mode.C, Complexity.HIGH, 68.67),
    ],
)
def test_each_mode_weighs_in_its_own_way(mode: Mode, complexity: Complexity, risk: float) -> None:
    assert risk_of(Scores(readiness=8, mvp=5, secure=False), mode, complexity) == risk


def test_nothing_to_fear_is_no_risk_and_nothing_known_is_all_of_it() -> None:
    assert risk_of(Scores(readiness=10, mvp=10, secure=True), Mode.C, Complexity.LOW) == 0
    assert risk_of(Scores(readiness=0, mvp=0, secure=False), Mode.C, Complexity.HIGH) == 112


@pytest.mark.parametrize(("mode", "go", "canary"), [(Mode.A, 60, 75), (Mode.B, 50, 65), (Mode.C, 40, 55)])
def test_the_limits_belong_to_what_they_allow(mode: Mode, go: int, canary: int) -> None:
    allowed = [decision_at(risk, mode) for risk in (go, go + 0.01, canary, canary + 0.01)]
    assert allowed == [Decision.GO, Decision.CANARY, Decision.CANARY, Decision.NO_GO]
