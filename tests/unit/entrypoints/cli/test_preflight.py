"""`hotel-agent preflight` looks for itself, writes down what it saw, and ends as the predecessor's did."""

import json
import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from hotel_agent.application.governance.checks import ARTIFACTS, CHECKS, Finding, Outcome
from hotel_agent.config import VARIABLES
from hotel_agent.entrypoints.cli import main
from hotel_agent.entrypoints.cli.preflight import REPORT_FILE, installation, repository

TOLD = ("READINESS_SCORE", "MVP_SCORE", "SECURITY_GATE", "CHANGE_COMPLEXITY", "BLOCKING_ISSUES")


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in: no repository is around."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def preflight(*arguments: str, **told: str) -> Result:
    environ = {**dict.fromkeys((*VARIABLES, *TOLD)), **told}
    return CliRunner(env=environ).invoke(main, ["preflight", *arguments])


def reported(at: Path) -> dict[str, object]:
    """What was written down, each check by its outcome."""
    report = json.loads((at / REPORT_FILE).read_text())
    return {**report, **{line["check"]: line["outcome"] for line in report["checks"]}}


def put(at: Path, text: str) -> Path:
    at.parent.mkdir(parents=True, exist_ok=True)
    at.write_text(text)
    return at


def test_production_with_its_own_secrets_goes_out_where_no_repository_is_asked_for(somewhere: Path) -> None:
    ended = preflight(ENVIRONMENT="production", SECRET_KEY="f3" * 20, HOTEL_DATA_DIR=str(somewhere))
    report = reported(somewhere)
    assert (ended.exit_code, report["decision"], report["secrets_own"]) == (0, "GO", "PASSED"), ended.output
    assert report["books"] == "PASSED"
    assert (report["tests"], report["repository"]) == ("NOT_APPLICABLE", None)


def test_production_with_a_secret_that_is_missing_or_known_to_everybody_does_not(somewhere: Path) -> None:
    for broken in ({}, {"SECRET_KEY": "change-me"}):
        ended = preflight(ENVIRONMENT="production", HOTEL_DATA_DIR=str(somewhere), **broken)
        report = reported(somewhere)
        assert (ended.exit_code, report["decision"], report["secrets_own"]) == (2, "NO_GO", "FAILED")
        assert "SECRET_KEY" in ended.output


def test_no_score_saves_a_secret_that_is_missing(somewhere: Path) -> None:
    told = {"SECURITY_GATE": "PASS", "READINESS_SCORE": "10", "MVP_SCORE": "10"}
    ended = preflight(ENVIRONMENT="production", HOTEL_DATA_DIR=str(somewhere), **told)
    assert (ended.exit_code, reported(somewhere)["decision"]) == (4, "NO_GO")
    assert "security_gate was not taken as measured (FAIL): it was told to be PASS." in ended.output


def test_no_secret_is_written_down(somewhere: Path) -> None:
    secret = "a7c3" * 10
    ended = preflight(ENVIRONMENT="production", SECRET_KEY=secret, HOTEL_DATA_DIR=str(somewhere))
    assert secret not in ended.output + (somewhere / REPORT_FILE).read_text()


@pytest.mark.parametrize(
    ("arguments", "told", "named"),
    [
        ((), {"CHANGE_COMPLEXITY": "enormous"}, "CHANGE_COMPLEXITY"),
        ((), {"READINESS_SCORE": "good"}, "READINESS_SCORE"),
        (("--repository", "."), {}, "project_config.yml is missing"),
    ],
)
def test_what_cannot_be_read_is_said_before_anything_is_measured(
    arguments: tuple[str, ...], told: dict[str, str], named: str
) -> None:
    ended = preflight(*arguments, **told)
    assert ended.exit_code == 1
    assert named in ended.output
    assert not Path(REPORT_FILE).exists()


@pytest.mark.parametrize("written", ["project: {mode: D}", "project: [", "- a list", "project: B"])
def test_a_project_file_that_says_nothing_known_is_refused(somewhere: Path, written: str) -> None:
    put(somewhere / ".playbook/project_config.yml", written)
    ended = preflight()
    assert ended.exit_code == 1
    assert "expected `project:` and below it `mode: A`, B or C" in ended.output


def test_of_a_repository_everything_is_looked_at(somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(somewhere / ".playbook/project_config.yml", "project: {mode: c}")
    for name in ("style", "walls", "committed", "secrets_committed", "code", "migrations", "tests"):
        monkeypatch.setattr(repository, f"check_{name}", lambda *_, name=name: Finding(name, Outcome.PASSED, "seen"))
    guests = [Finding(each.name, Outcome.PASSED, "seen") for each in CHECKS if each.name.startswith("reserves")]
    served = [Finding(name, Outcome.PASSED, "seen") for name in ("changes", "person")]
    monkeypatch.setattr(repository, "check_guests", lambda _: [*guests, *served])
    ended = preflight(HOTEL_DATA_DIR=str(somewhere))
    report = reported(somewhere)
    assert (report["mode"], report["decision"], ended.exit_code) == ("C", "NO_GO", 3)
    assert "docs/governance.md" in str(report["artifacts_missing"])
    for artifact in ARTIFACTS:
        put(somewhere / artifact, "written")
    ended = preflight(HOTEL_DATA_DIR=str(somewhere), CHANGE_COMPLEXITY="low")
    report = reported(somewhere)
    assert (report["decision"], report["risk_score"], ended.exit_code) == ("GO", 0.0, 0), ended.output
    assert preflight(HOTEL_DATA_DIR=str(somewhere), BLOCKING_ISSUES="HOTEL-1").exit_code == 4


def test_a_test_that_fails_is_found_and_one_that_passes_too(somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # nothing of ours is needed to count to two
    broken = put(somewhere / "tests/test_sum.py", "def test_sum():\n    assert 1 + 1 == 3\n")
    finding = repository.check_tests(somewhere, ["tests/test_sum.py"], [])
    assert finding.outcome is Outcome.FAILED
    assert "1 failed" in finding.evidence
    put(broken, "def test_the_sum_of_all():\n    assert 1 + 1 == 2\n")
    finding = repository.check_tests(somewhere, ["tests/test_sum.py"], [])
    assert finding.outcome is Outcome.PASSED
    assert "1 passed" in finding.evidence


def suite(failures: int) -> str:
    return f'<testsuites><testsuite tests="5" skipped="1" failures="{failures}" errors="0"/></testsuites>'


def test_a_report_of_tests_counts_while_it_is_younger_than_what_it_judges(somewhere: Path) -> None:
    code = put(somewhere / "code.py", "ONE = 1\n")
    report = put(somewhere.parent / f"{somewhere.name}.xml", suite(0))
    os.utime(code, (1_000, 1_000))
    assert repository.check_tests(somewhere, [], [report]) == Finding(
        "tests", Outcome.PASSED, "4 ran, 0 failed, as 1 reports say"
    )
    report.write_text(suite(1))
    assert repository.check_tests(somewhere, [], [report]).outcome is Outcome.FAILED
    os.utime(report, (999, 999))
    stale = repository.check_tests(somewhere, [], [report])
    assert (stale.outcome, stale.evidence) == (
        Outcome.NOT_MEASURED,
        "code.py was changed after the report was written",
    )


@pytest.mark.parametrize("written", [None, "no markup", '<testsuite tests="many"/>'])
def test_a_report_that_cannot_be_read_proves_nothing(somewhere: Path, written: str | None) -> None:
    report = somewhere / "tests.xml"
    if written is not None:
        put(report, written)
    assert repository.check_tests(somewhere, [], [report]).outcome is Outcome.NOT_MEASURED


def test_an_empty_report_is_no_success(somewhere: Path) -> None:
    report = put(somewhere / "tests.xml", "<testsuites/>")
    assert repository.check_tests(somewhere, [], [report]).outcome is Outcome.FAILED


def test_a_secret_in_a_file_of_variables_is_found_and_not_repeated(somewhere: Path) -> None:
    put(somewhere / ".env.example", "SECRET_KEY=\nHOTEL_PORT=8000\nWHATSAPP_ACCESS_TOKEN=EAAG-of-somebody\n")
    finding = repository.check_secrets_committed(somewhere)
    assert finding == Finding("secrets_committed", Outcome.FAILED, ".env.example gives WHATSAPP_ACCESS_TOKEN a value")


def test_a_key_in_any_committed_file_is_found_and_not_repeated(somewhere: Path) -> None:
    key = "AKIA" + "QWERTYUIOP" + "ASDFGH"
    put(somewhere / "deploy.sh", f"aws_access_key_id={key}\n")
    put(somewhere / ".env.example", "SECRET_KEY=\n")
    finding = repository.check_secrets_committed(somewhere)
    assert (finding.outcome, "deploy.sh:1 (AWS Access Key)" in finding.evidence) == (Outcome.FAILED, True)
    assert key not in finding.evidence
    put(somewhere / "deploy.sh", "aws_access_key_id=$KEY\n")
    assert repository.check_secrets_committed(somewhere).outcome is Outcome.PASSED


@pytest.mark.skipif(find_spec("ruff") is None, reason="there is no ruff here")
def test_what_ruff_finds_is_told_with_its_place(somewhere: Path) -> None:
    put(somewhere / "code.py", "import os\n")
    finding = repository.check_style(somewhere)
    assert (finding.outcome, finding.evidence[:18]) == (Outcome.FAILED, "ruff .: code.py:1:"), finding.evidence


def test_what_lies_about_uncommitted_is_found(somewhere: Path) -> None:
    assert repository.check_committed(somewhere / "nowhere").outcome is Outcome.NOT_MEASURED
    subprocess.run(["git", "init", "--quiet", "."], cwd=somewhere, check=True)
    assert repository.check_committed(somewhere).outcome is Outcome.PASSED
    put(somewhere / "code.py", "ONE = 1\n")
    assert repository.check_committed(somewhere).outcome is Outcome.FAILED


def test_a_program_that_is_not_here_measures_nothing(somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "is_here", lambda _: False)
    (somewhere / "src").mkdir()
    findings = [
        repository.check_tests(somewhere, [], []),
        repository.check_style(somewhere),
        repository.check_code(somewhere),
        repository.check_walls(somewhere),
        repository.check_secrets_committed(somewhere),
    ]
    assert {each.outcome for each in findings} == {Outcome.NOT_MEASURED}
    assert all("pip install" in each.evidence for each in findings)


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, '{"ready": true}', Outcome.PASSED),
        (503, '{"ready": false}', Outcome.FAILED),
        (200, "Welcome to nginx", Outcome.FAILED),
        (404, "[]", Outcome.FAILED),
    ],
)
async def test_a_running_service_is_asked_whether_it_is_ready(
    monkeypatch: pytest.MonkeyPatch, status: int, body: str, outcome: Outcome
) -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(status, text=body)

    opened = httpx.AsyncClient
    monkeypatch.setattr(httpx, "AsyncClient", lambda **told: opened(transport=httpx.MockTransport(answer), **told))
    assert (await installation.check_service("http://hotel.example/")).outcome is outcome
    assert asked == ["http://hotel.example/health/ready"]


async def test_a_service_that_is_not_named_is_not_missed() -> None:
    assert (await installation.check_service("")).outcome is Outcome.NOT_APPLICABLE
