"""`hotel-agent preflight`: whether this version may go out, measured, with its evidence."""

import asyncio
import json
import os
from collections.abc import Sequence
from pathlib import Path

import click
import yaml  # type: ignore[import-untyped]

from hotel_agent.application.governance.checks import CHECKS, Finding, Outcome
from hotel_agent.application.governance.preflight import Preflight, Told, told_in
from hotel_agent.application.governance.risk import THRESHOLDS, Mode
from hotel_agent.bootstrap import current_time
from hotel_agent.domain.errors import BadConfig
from hotel_agent.entrypoints.cli.preflight import repository as shown
from hotel_agent.entrypoints.cli.preflight.installation import check_installation, check_service

PLACE = ".playbook"
PROJECT_FILE = f"{PLACE}/project_config.yml"
REPORT_FILE = f"{PLACE}/preflight_report.json"
_NO_REPOSITORY = "no --repository was given"
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--repository", type=_FOLDER, help="The repository. Without: the one you are in, if any.")
@click.option("--tests", multiple=True, metavar="PATH", help="Run only these tests of it; the report says which.")
@click.option("--tests-report", "reports", multiple=True, type=_FILE, help="Believe this JUnit file of a fresh run.")
@click.option("--url", default="", help="Where the service runs, as http://127.0.0.1:8000: is it ready?")
@click.option("--report", type=_FILE, help=f"Where the report goes. Without: {REPORT_FILE} of the repository.")
def preflight(
    *, repository: Path | None, tests: tuple[str, ...], reports: tuple[Path, ...], url: str, report: Path | None
) -> None:
    """Measure whether this version may go out: GO, GO_CANARY (to a few guests first) or NO_GO, with the evidence.

    The lists and the arithmetic are in docs/governance.md. READINESS_SCORE, MVP_SCORE and SECURITY_GATE, where they are
    set, count instead of what was measured, and the report says so; CHANGE_COMPLEXITY is low, medium or high;
    BLOCKING_ISSUES names what holds the release up.

    Exit code 0: go. 1: what is told cannot be read. 2: the security gate is shut. 3: an artifact is missing. 4: no go.
    """
    folder = _around_here() if repository is None else repository.resolve()
    try:
        told, mode = told_in(os.environ), _mode(folder)
    except BadConfig as bad:
        raise click.ClickException("\n".join(bad.problems)) from bad
    looked = Preflight(
        mode=mode,
        told=told,
        findings=_findings(folder, tests, [each.resolve() for each in reports], url),
        artifacts_missing=[] if folder is None else shown.artifacts_missing(folder),
        repository="" if folder is None else str(folder),
        commit="" if folder is None else shown.commit_of(folder),
        at=current_time(),
    )
    place = report or (folder or Path()) / REPORT_FILE
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(looked.report(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    _tell(looked, told, place)
    raise SystemExit(looked.exit_code)


def _around_here() -> Path | None:
    here = Path.cwd()
    return here if (here / PROJECT_FILE).is_file() else None


def _mode(folder: Path | None) -> Mode:
    """The mode the project names. Raises BadConfig where a repository names none that exists."""
    if folder is None:
        return Mode.B
    place = folder / PROJECT_FILE
    if not place.is_file():
        raise BadConfig(f"{place} is missing; it says `project:` and below it `mode: A`, B or C")
    expected = f"{place}: expected `project:` and below it `mode: A`, B or C"
    try:
        written = yaml.safe_load(place.read_text(encoding="utf-8")) or {}
        return Mode(str(written.get("project", {}).get("mode", Mode.B.value)).upper())
    except (yaml.YAMLError, ValueError, AttributeError) as cause:
        raise BadConfig(expected) from cause


def _findings(folder: Path | None, tests: Sequence[str], reports: Sequence[Path], url: str) -> list[Finding]:
    """One finding for each check, in the sequence of the lists; each is told as it is found, for some take long."""
    found: dict[str, Finding] = {}

    def note(*findings: Finding) -> None:
        for each in findings:
            found[each.check] = each
            click.echo(f"{each.outcome.value:<15}{each.check}: {each.evidence}")

    note(*asyncio.run(check_installation()), asyncio.run(check_service(url)))
    if folder is not None:
        note(shown.check_style(folder), shown.check_walls(folder), shown.check_committed(folder))
        note(shown.check_secrets_committed(folder), shown.check_code(folder))
        note(shown.check_migrations(folder))
        note(*shown.check_guests(folder))
        click.echo(f"Now the tests: {' '.join(tests) or 'all of them, which takes a while'}")
        note(shown.check_tests(folder, tests, reports))
    blind = [each.name for each in CHECKS if each.name not in found]
    found |= {name: Finding(name, Outcome.NOT_APPLICABLE, _NO_REPOSITORY) for name in blind}
    return [found[each.name] for each in CHECKS]


def _tell(looked: Preflight, told: Told, place: Path) -> None:
    for name, both in looked.overridden.items():
        click.echo(f"{name} was not taken as measured ({both['measured']}): it was told to be {both['told']}.")
    for missing in looked.artifacts_missing:
        click.echo(f"Missing: {missing}")
    for issue in told.blocking_issues:
        click.echo(f"Blocking: {issue}")
    scores, limit = looked.report()["scores"], THRESHOLDS[looked.mode].go
    click.echo(f"{looked.decision.value}: risk {looked.risk:g} of {limit:g} in mode {looked.mode.value}, {scores}")
    click.echo(f"Written to {place}")
