"""On a copy of this very code the command itself says GO, and NO_GO over a secret, a test or a table that is broken."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import hotel_agent
from hotel_agent.application.governance.checks import ARTIFACTS, Finding, Outcome
from hotel_agent.config import VARIABLES
from hotel_agent.entrypoints.cli import main
from hotel_agent.entrypoints.cli.preflight import repository
from hotel_agent.entrypoints.cli.preflight.repository import check_migrations

SOURCE = Path(hotel_agent.__file__).parent
STEPS = "src/hotel_agent/adapters/database/migrations/versions"
TEST = "tests/test_sum.py"
TOLD = ("READINESS_SCORE", "MVP_SCORE", "SECURITY_GATE", "CHANGE_COMPLEXITY", "BLOCKING_ISSUES")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The code, with its tables."""
    shutil.copytree(SOURCE, tmp_path / "src/hotel_agent", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.fixture
def brought(tmp_path: Path) -> Path:
    """All a release brings, by name, and one test."""
    for name in (*ARTIFACTS, ".playbook/project_config.yml", TEST):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / ".playbook/project_config.yml").write_text("project: {mode: B}\n")
    (tmp_path / TEST).write_text("def test_the_sum():\n    assert 1 + 1 == 2\n")
    return tmp_path


def looked_at(at: Path, monkeypatch: pytest.MonkeyPatch, *seen: str) -> tuple[int, dict[str, object]]:
    """How `hotel-agent preflight` ends there, and its report. What is named here is taken as seen."""
    for name in seen:
        monkeypatch.setattr(repository, f"check_{name}", lambda *_, name=name: Finding(name, Outcome.PASSED, "seen"))
    monkeypatch.setattr(repository, "check_guests", lambda _: [])
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    environ = {**dict.fromkeys((*VARIABLES, *TOLD)), "HOTEL_DATA_DIR": str(at / "kept")}
    ended = CliRunner(env=environ).invoke(main, ["preflight", "--repository", str(at), "--tests", TEST])
    report: dict[str, object] = json.loads((at / ".playbook/preflight_report.json").read_text())
    return ended.exit_code, report


def break_a_test(at: Path) -> None:
    (at / TEST).write_text("def test_the_sum():\n    assert 1 + 1 == 3\n")


def leave_a_key(at: Path) -> None:
    (at / "deploy.sh").write_text("aws_access_key_id=" + "AKIA" + "QWERTYUIOP" + "ASDFGH\n")


@pytest.mark.parametrize(
    ("spoil", "judged"),
    [
        (lambda _: None, ("GO", [], 0)),
        (leave_a_key, ("NO_GO", ["secrets_committed"], 2)),
        (break_a_test, ("NO_GO", ["tests"], 4)),
    ],
    ids=["as it is", "a key", "a test"],
)
def test_a_version_goes_out_as_it_is_and_not_with_a_key_in_it_or_a_test_that_fails(
    brought: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[Path], None],
    judged: tuple[str, list[str], int],
) -> None:
    spoil(brought)
    ended, report = looked_at(brought, monkeypatch, "style", "walls", "committed", "code", "migrations")
    assert (report["decision"], report["broken_musts"], ended) == judged
    lines = report["checks"]
    assert isinstance(lines, list)
    assert all(line["evidence"] for line in lines if line["check"] in {"tests", "secrets_committed", "configuration"})


def test_the_tables_go_up_and_down_and_no_version_goes_out_with_a_step_that_is_broken(
    copied: Path, brought: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert copied == brought
    well = check_migrations(copied)
    assert well.outcome is Outcome.PASSED, well.evidence
    assert ", nothing, " in well.evidence
    step = max((copied / STEPS).glob("v*.py"))
    step.write_text(step.read_text().replace("def upgrade() -> None:", "def upgrade() -> None:\n    1 / 0\n"))
    ended, report = looked_at(brought, monkeypatch, "style", "walls", "committed", "code", "secrets_committed", "tests")
    assert (report["decision"], report["broken_musts"], ended) == ("NO_GO", ["migrations"], 4)
    lines = report["checks"]
    assert isinstance(lines, list)
    (line,) = [each for each in lines if each["check"] == "migrations"]
    assert line["evidence"].startswith("db upgrade:")
