"""`hotel-agent pre-deploy-check`: the last look before a version is deployed. What nobody could measure is no pass."""

import asyncio
import json
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import click

from hotel_agent.application.governance.checks import Finding, Outcome
from hotel_agent.bootstrap import current_time, observed_over
from hotel_agent.domain.errors import BadConfig, Unavailable
from hotel_agent.entrypoints.cli.preflight.repository import check_code, check_secrets_committed
from hotel_agent.entrypoints.cli.preflight.running import is_here, run_module
from hotel_agent.ports.measures import Window

CHECKS = ("code", "secrets_committed", "dependencies", "slo", "resilience")
REPORT_FILE = ".playbook/pre_deploy_report.json"
_FEWEST_ANSWERS = 100
_WORDS = {Outcome.PASSED: "PASS", Outcome.FAILED: "FAIL"}


@click.command("pre-deploy-check")
@click.option("--repository", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@click.option("--url", envvar="PROM_URL", default="", help="Where Prometheus is; without, the SLO is not measured.")
@click.option("--slo", type=click.FloatRange(0, 100), envvar="SLO_TARGET", default=99.0, show_default=True)
@click.option("--hours", type=click.IntRange(1), default=1, show_default=True, help="The SLO over so long.")
@click.option("--messages", type=click.IntRange(1), default=150, show_default=True, help="Of the drill, at least.")
@click.option("--leave-out", multiple=True, type=click.Choice(CHECKS), help="Judge without it; the report says so.")
def pre_deploy_check(
    *, repository: Path, url: str, slo: float, hours: int, messages: int, leave_out: tuple[str, ...]
) -> None:
    """Look at what is shipped, at its dependencies, at the SLO of what serves now, and rehearse what goes wrong.

    Exit code 0: all of it passed. 1: something failed. 2: nothing failed, but something could not be measured.
    """
    at = repository.resolve()
    looks: dict[str, Callable[[], Finding]] = {
        "code": lambda: check_code(at),
        "secrets_committed": lambda: check_secrets_committed(at),
        "dependencies": lambda: check_dependencies(at),
        "slo": lambda: check_slo(url, slo, timedelta(hours=hours)),
        "resilience": lambda: check_resilience(at, messages),
    }
    findings = []
    for name, look in looks.items():
        left = Finding(name, Outcome.NOT_MEASURED, "left out")
        findings.append(left if name in leave_out else look())
        click.echo(f"{_word(findings[-1]):<14}{name}: {findings[-1].evidence}")
    counted = [each for each in findings if each.check not in leave_out]
    failed = any(each.outcome is Outcome.FAILED for each in counted)
    complete = bool(counted) and all(each.outcome is Outcome.PASSED for each in counted)
    status = "FAIL" if failed else "PASS" if complete else "INCOMPLETE"
    report = {
        "status": status,
        "left_out": sorted(leave_out),
        "checks": [{"check": each.check, "status": _word(each), "evidence": each.evidence} for each in findings],
        "at": current_time().isoformat(),
    }
    place = at / REPORT_FILE
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    click.echo(f"{status}. Written to {place}")
    raise SystemExit({"PASS": 0, "FAIL": 1, "INCOMPLETE": 2}[status])


def check_dependencies(repository: Path) -> Finding:
    """Ask pip-audit for known holes in what is installed with us. Without its answer nothing is known."""
    name = "dependencies"
    if not is_here("pip_audit"):
        return Finding(name, Outcome.NOT_MEASURED, "pip-audit is not installed here: pip install pip-audit")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "audit.json"
        wanted = ["--requirement", "requirements/runtime.txt", "--require-hashes", "--disable-pip"]
        ended = run_module("pip_audit", *wanted, "--format=json", f"--output={place}", at=repository)
        try:
            audited = json.loads(place.read_text())["dependencies"]
        except (OSError, ValueError, KeyError):
            return Finding(name, Outcome.NOT_MEASURED, f"pip-audit has no answer: {ended.last}")
    holes = [f"{each['name']} {hole['id']}" for each in audited for hole in each.get("vulns", [])]
    if holes or not audited:
        return Finding(name, Outcome.FAILED, ", ".join(holes) or "pip-audit saw no dependency at all")
    # What it cannot look up, offline or behind a mirror, it skips and does not call a hole.
    skipped = [f"{each['name']} ({each['skip_reason']})" for each in audited if "skip_reason" in each]
    if skipped:
        asked = f"{len(skipped)} of {len(audited)} packages could not be looked up"
        return Finding(name, Outcome.NOT_MEASURED, f"pip-audit: {asked}, {skipped[0]} for one")
    return Finding(name, Outcome.PASSED, f"pip-audit knows of no hole in {len(audited)} packages")


def check_slo(url: str, target: float, over: timedelta) -> Finding:
    """Ask Prometheus whether enough answers over HTTP were none of our errors."""
    name, hours = "slo", over.total_seconds() / 3600
    if not url:
        return Finding(name, Outcome.NOT_MEASURED, "no Prometheus is named: --url, or PROM_URL")
    try:
        errors = asyncio.run(observed_over(url, Window(labels={}, over=over))).errors
    except (BadConfig, Unavailable) as cause:
        return Finding(name, Outcome.NOT_MEASURED, str(cause))
    if errors.whole < _FEWEST_ANSWERS:
        return Finding(name, Outcome.NOT_MEASURED, f"{errors.whole} answers in {hours:g} h are too few to say")
    reached = 100 * (1 - errors.part / errors.whole)
    evidence = f"{reached:.3f} % of {errors.whole} answers in {hours:g} h, {target:g} % wanted"
    return Finding(name, Outcome.PASSED if reached >= target else Outcome.FAILED, evidence)


def check_resilience(repository: Path, messages: int) -> Finding:
    """Rehearse: guests write while processes are killed and the world goes away; a ledger judges."""
    name = "resilience"
    if not is_here("hypothesis"):
        return Finding(name, Outcome.NOT_MEASURED, "the testing kit is not here: pip install 'hotel-agent[testing]'")
    told = ["--database", "sqlite", "--messages", str(messages), "--kills", "3", "--outages", "2"]
    ended = run_module("hotel_agent", "drill", *told, at=repository)
    evidence = f"drill {' '.join(told)}: {ended.last}"
    return Finding(name, Outcome.PASSED if ended.code == 0 else Outcome.FAILED, evidence)


def _word(finding: Finding) -> str:
    return _WORDS.get(finding.outcome, "NOT MEASURED")
