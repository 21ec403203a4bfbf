"""The workflow of the repository can be read, asks for sessions that exist, and lets nothing out unlooked at."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
JOBS: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))["jobs"]
SESSIONS = {
    named or name
    for named, name in re.findall(
        r'^@nox\.session(?:\((?:name="(\w+)")?[^)]*\))?\ndef (\w+)', (ROOT / "noxfile.py").read_text(), re.MULTILINE
    )
}
ASKED = re.compile(r"nox\"?\)?\"? -s ((?:\w+ ?)+)")


def commands(job: str) -> Iterator[str]:
    """What a job types."""
    for step in JOBS[job]["steps"]:
        if "run" in step:
            yield step["run"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_runs_on_pushes_and_proposals_with_no_more_rights_than_reading(path: Path) -> None:
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    # YAML 1.1 takes `on` for a truth.
    assert set(told[True]) == {"push", "pull_request"}
    assert told["permissions"] == {"contents": "read"}


@pytest.mark.parametrize("job", JOBS)
def test_a_job_begins_with_the_code_ends_in_time_and_names_steps_that_are_one_thing(job: str) -> None:
    told = JOBS[job]
    assert told["steps"][0]["uses"].startswith("actions/checkout@v")
    assert 0 < told["timeout-minutes"] <= 60
    assert all(("run" in step) != ("uses" in step) for step in told["steps"])
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@v\d+", step["uses"]) for step in told["steps"] if "uses" in step)
    needed = told.get("needs", [])
    assert {needed} if isinstance(needed, str) else set(needed) <= JOBS.keys()


@pytest.mark.parametrize("job", JOBS)
def test_every_session_and_script_a_job_asks_for_is_there(job: str) -> None:
    lines = list(commands(job))
    asked = [name for line in lines for names in ASKED.findall(line) for name in names.split()]
    scripts = [name for line in lines for name in re.findall(r"^bash (\S+)", line)]
    assert set(asked) <= SESSIONS
    assert all((ROOT / script).is_file() for script in scripts)
    assert asked or scripts


def test_what_the_tools_will_read_is_read_by_them() -> None:
    assert {"preflight", "canary", "monitoring"} <= JOBS.keys()
    typed = "\n".join(commands("monitoring"))
    for package in ("prometheus", "prometheus-alertmanager", "nginx-light", "openssl"):
        assert re.search(rf"install .*\b{package}\b", typed), package


def test_no_failure_is_looked_over() -> None:
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert not re.findall(r"continue-on-error|\|\| true", text)
