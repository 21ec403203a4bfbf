"""`hotel-agent pre-deploy-check` passes what it saw to be well, and calls nothing well that it did not see."""

import json
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hotel_agent.application.governance.checks import Finding, Outcome
from hotel_agent.domain.errors import Unavailable
from hotel_agent.entrypoints.cli import main
from hotel_agent.entrypoints.cli.preflight.running import Ended
from hotel_agent.ports.measures import Observed, Share, Window

COMMAND = import_module("hotel_agent.entrypoints.cli.pre_deploy_check")
WELL = dict.fromkeys(COMMAND.CHECKS, Outcome.PASSED)
HOUR = timedelta(hours=1)


def ended(at: Path, monkeypatch: pytest.MonkeyPatch, found: dict[str, Outcome], *arguments: str) -> Result:
    """The command where each check comes to this."""
    for name, outcome in found.items():
        seen = Finding(name, outcome, "seen")
        monkeypatch.setattr(COMMAND, f"check_{name}", lambda *_, seen=seen: seen)
    return CliRunner(env={"PROM_URL": None, "SLO_TARGET": None}).invoke(
        main, ["pre-deploy-check", "--repository", str(at), *arguments]
    )


@pytest.mark.parametrize(
    ("bad", "arguments", "ending"),
    [
        ({}, (), ("PASS", 0)),
        ({"dependencies": Outcome.FAILED, "slo": Outcome.NOT_MEASURED}, (), ("FAIL", 1)),
        ({"slo": Outcome.NOT_MEASURED}, (), ("INCOMPLETE", 2)),
        ({"slo": Outcome.NOT_APPLICABLE}, (), ("INCOMPLETE", 2)),
        ({"slo": Outcome.NOT_MEASURED}, ("--leave-out", "slo"), ("PASS", 0)),
        ({}, tuple(part for name in WELL for part in ("--leave-out", name)), ("INCOMPLETE", 2)),
    ],
)
def test_only_what_was_seen_to_be_well_passes(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    bad: dict[str, Outcome],
    arguments: tuple[str, ...],
    ending: tuple[str, int],
) -> None:
    outcome = ended(tmp_path, monkeypatch, WELL | bad, *arguments)
    report = json.loads((tmp_path / COMMAND.REPORT_FILE).read_text())
    assert (report["status"], outcome.exit_code) == ending, outcome.output
    shown = {each["check"]: each["status"] for each in report["checks"]}
    assert [shown[name] for name in report["left_out"]] == ["NOT MEASURED"] * len(report["left_out"])
    assert all(
        (shown[name] == "PASS") == (WELL | bad)[name].value.startswith("PASS") for name in shown if not arguments
    )


@pytest.mark.parametrize(
    ("audited", "outcome"),
    [
        (None, Outcome.NOT_MEASURED),
        ("no network", Outcome.NOT_MEASURED),
        ('{"dependencies": []}', Outcome.FAILED),
        ('{"dependencies": [{"name": "attrs", "version": "26.1", "vulns": []}]}', Outcome.PASSED),
        ('{"dependencies": [{"name": "attrs", "vulns": [{"id": "CVE-2026-1"}]}]}', Outcome.FAILED),
        ('{"dependencies": [{"name": "attrs", "skip_reason": "not found"}]}', Outcome.NOT_MEASURED),
        (
            '{"dependencies": [{"name": "attrs", "vulns": []}, {"name": "click", "skip_reason": "not found"}]}',
            Outcome.NOT_MEASURED,
        ),
        (
            '{"dependencies": [{"name": "a", "vulns": [{"id": "CVE-2026-1"}]}, {"name": "b", "skip_reason": "gone"}]}',
            Outcome.FAILED,
        ),
    ],
)
def test_dependencies_are_well_when_pip_audit_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, audited: str | None, outcome: Outcome
) -> None:
    def audit(*told: str, at: Path) -> Ended:
        if audited is not None:
            Path(told[-1].removeprefix("--output=")).write_text(audited)
        return Ended(1, "ConnectionError")

    monkeypatch.setattr(COMMAND, "is_here", lambda _: True)
    monkeypatch.setattr(COMMAND, "run_module", audit)
    assert COMMAND.check_dependencies(tmp_path).outcome is outcome


@pytest.mark.parametrize(
    ("errors", "outcome"),
    [
        (Share(10, 1000), Outcome.PASSED),
        (Share(11, 1000), Outcome.FAILED),
        (Share(0, 99), Outcome.NOT_MEASURED),
        (None, Outcome.NOT_MEASURED),
    ],
)
def test_the_slo_is_asked_of_prometheus(
    monkeypatch: pytest.MonkeyPatch, errors: Share | None, outcome: Outcome
) -> None:
    async def observed(url: str, window: Window) -> Observed:
        assert (url, window.over) == ("http://127.0.0.1:9090", HOUR)
        if errors is None:
            raise Unavailable("no Prometheus answers")
        return Observed(errors=errors)

    monkeypatch.setattr(COMMAND, "observed_over", observed)
    assert COMMAND.check_slo("http://127.0.0.1:9090", 99.0, HOUR).outcome is outcome
    assert COMMAND.check_slo("", 99.0, HOUR).outcome is Outcome.NOT_MEASURED


def test_a_drill_that_is_not_clean_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(COMMAND, "run_module", lambda *_, at: Ended(1, "Run 1 was not clean."))
    assert COMMAND.check_resilience(tmp_path, 10).outcome is Outcome.FAILED
    monkeypatch.setattr(COMMAND, "run_module", lambda *_, at: Ended(0, "Clean."))
    assert COMMAND.check_resilience(tmp_path, 10).outcome is Outcome.PASSED
    monkeypatch.setattr(COMMAND, "is_here", lambda _: False)
    assert COMMAND.check_resilience(tmp_path, 10).outcome is Outcome.NOT_MEASURED
