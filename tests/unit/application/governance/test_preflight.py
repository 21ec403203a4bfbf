"""What was measured decides; what is told counts only openly; and nothing told outweighs what is broken."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]
from attrs import evolve

from hotel_agent.application.governance.checks import ARTIFACTS, CHECKS, CheckList, Finding, Outcome, score_of
from hotel_agent.application.governance.preflight import Preflight, Told, told_in
from hotel_agent.application.governance.risk import Complexity, Decision, Mode
from hotel_agent.domain.errors import BadConfig

ROOT = Path(__file__).parents[4]
PAGE = (ROOT / "docs/governance.md").read_text(encoding="utf-8")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MUSTS = [each.name for each in CHECKS if each.must]
WELL = Preflight(
    mode=Mode.B,
    findings=[Finding(each.name, Outcome.PASSED, f"{each.name} was seen") for each in CHECKS],
    at=NOON,
)


def found(outcome: Outcome, *names: str) -> Preflight:
    """A release at which these checks came to this, and everything else is well."""
    return evolve(
        WELL, findings=[evolve(each, outcome=outcome) if each.check in names else each for each in WELL.findings]
    )


def test_where_all_is_well_it_goes_out_with_its_evidence() -> None:
    report = WELL.report()
    assert (report["decision"], report["risk_score"], WELL.exit_code) == ("GO", 5.0, 0)
    assert report["scores"] == {"readiness": 10.0, "mvp": 10.0, "security_gate": "PASS"}
    lines = report["checks"]
    assert isinstance(lines, list)
    assert [line["evidence"] for line in lines] == [f"{each.name} was seen" for each in CHECKS]


def test_the_report_serves_readers_of_both_keys() -> None:
    report = WELL.report()
    assert report["threshold"] == 50
    assert report["thresholds"] == {"go": 50, "canary": 65}
    assert report["weights"] == {"readiness": 0.5, "mvp": 0.5, "security": 0.2}
    assert (report["mode"], report["complexity"], report["penalty"]) == ("B", "medium", 5)
    assert (report["blocking_issues"], report["artifacts_missing"], report["overridden"]) == ([], [], {})


@pytest.mark.parametrize("must", MUSTS)
@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.NOT_MEASURED])
def test_no_release_goes_out_with_a_must_that_is_broken_or_that_nobody_looked_at(must: str, outcome: Outcome) -> None:
    broken = found(outcome, must)
    assert broken.decision is Decision.NO_GO
    assert broken.report()["broken_musts"] == [must]
    assert broken.exit_code == (2 if must.startswith("secrets") else 4)


def test_no_score_that_is_told_outweighs_a_broken_must() -> None:
    flattered = evolve(
        found(Outcome.FAILED, "tests", "secrets_committed"), told=Told(readiness=10, mvp=10, secure=True)
    )
    assert (flattered.decision, flattered.exit_code) == (Decision.NO_GO, 4)


def test_scores_are_ten_times_what_passed_of_what_applies() -> None:
    readiness = [each.name for each in CHECKS if each.of is CheckList.READINESS]
    there_is_none, nobody_looked, bad = readiness[-1], readiness[-2], readiness[-3]
    outcomes = {there_is_none: Outcome.NOT_APPLICABLE, nobody_looked: Outcome.NOT_MEASURED, bad: Outcome.FAILED}
    findings = [Finding(each.name, outcomes.get(each.name, Outcome.PASSED)) for each in CHECKS]
    applies = len(readiness) - 1
    assert score_of(findings, CheckList.READINESS) == round(10 * (applies - 2) / applies, 2)
    assert score_of([], CheckList.READINESS) == 0


def test_what_is_told_counts_and_the_report_says_so() -> None:
    told = told_in({"READINESS_SCORE": "6.5", "MVP_SCORE": "99", "SECURITY_GATE": "pass"})
    report = evolve(WELL, told=told).report()
    assert report["scores"] == {"readiness": 6.5, "mvp": 10.0, "security_gate": "PASS"}
    assert report["measured"] == {"readiness": 10.0, "mvp": 10.0, "security_gate": "PASS"}
    assert report["overridden"] == {
        "readiness": {"measured": 10.0, "told": 6.5},
        "mvp": {"measured": 10.0, "told": 10.0},
        "security_gate": {"measured": "PASS", "told": "PASS"},
    }


def test_a_gate_that_is_told_to_be_shut_is_shut() -> None:
    shut = evolve(WELL, told=told_in({"SECURITY_GATE": "FAIL"}))
    assert (shut.decision, shut.exit_code) == (Decision.NO_GO, 2)


def test_what_blocks_holds_the_release_up_and_leaves_the_decision_alone() -> None:
    held = evolve(WELL, told=told_in({"BLOCKING_ISSUES": "HOTEL-12, ,HOTEL-13"}))
    assert held.report()["blocking_issues"] == ["HOTEL-12", "HOTEL-13"]
    assert (held.decision, held.exit_code) == (Decision.GO, 4)


def test_a_missing_artifact_holds_the_release_up() -> None:
    without = evolve(WELL, artifacts_missing=["docs/operations.md"])
    assert (without.decision, without.exit_code) == (Decision.NO_GO, 3)


def test_a_great_risk_goes_to_a_few_guests_first_or_not_at_all() -> None:
    risky = Told(complexity=Complexity.HIGH, readiness=5, mvp=5)
    assert evolve(WELL, told=risky).decision is Decision.CANARY
    assert evolve(WELL, told=evolve(risky, readiness=2)).exit_code == 4


def test_without_variables_nothing_is_told() -> None:
    assert told_in({}) == told_in({"READINESS_SCORE": " ", "CHANGE_COMPLEXITY": ""}) == Told()


def test_every_word_that_cannot_be_read_is_named() -> None:
    with pytest.raises(BadConfig) as refused:
        told_in({"READINESS_SCORE": "fine", "SECURITY_GATE": "ajar", "CHANGE_COMPLEXITY": "huge"})
    assert [problem.partition(":")[0] for problem in refused.value.problems] == [
        "READINESS_SCORE",
        "SECURITY_GATE",
        "CHANGE_COMPLEXITY",
    ]


def test_the_published_lists_are_the_lists() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (yes|) ?\| ([^|]+?) \|", PAGE, re.MULTILINE)
    assert rows == [(each.name, each.of.value, "yes" if each.must else "", each.promise) for each in CHECKS]


@pytest.mark.parametrize("artifact", ARTIFACTS)
def test_every_artifact_is_published_and_here(artifact: str) -> None:
    assert f"`{artifact}`" in PAGE
    assert (ROOT / artifact).is_file()


def test_the_workflow_lets_nothing_out_that_preflight_does_not() -> None:
    jobs = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())["jobs"]
    gate = jobs["preflight"]
    commands = [step["run"] for step in gate["steps"] if "run" in step]
    assert gate["needs"] == "check"
    assert commands[-1].startswith("nox -s preflight --")
    assert "continue-on-error" not in str(jobs)
    noxfile = (ROOT / "noxfile.py").read_text()
    for session in ("canary", "described"):
        ran = [step.get("run", "") for step in jobs[session]["steps"]]
        assert ran[-1] == f"nox -s {session}"
        assert f"\ndef {session}(session: nox.Session)" in noxfile
    for report in re.findall(r"--tests-report (\S+)", commands[-1]):
        assert f"--junitxml={report}" in noxfile
