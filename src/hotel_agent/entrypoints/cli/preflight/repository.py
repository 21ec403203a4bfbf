"""What a repository shows of itself: its tests, its tables, its style, its secrets, and guests who try it out."""

import json
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from hotel_agent.application.governance.checks import ARTIFACTS, Finding, Outcome
from hotel_agent.entrypoints.cli.preflight.running import Ended, is_here, run, run_module, run_python

_NOT_HERE = "{} is not installed here: pip install {}"
_SELDOM_A_SECRET = (
    # Tokens and keys are known by their form. What merely looks random is a hash in our files, and what stands in an
    # address is the example of one: those three know neither.
    "Base64HighEntropyString",
    "HexHighEntropyString",
    "KeywordDetector",
    "BasicAuthDetector",
    "IPPublicDetector",
)
_OUT_OF_SIGHT = ("requirements/",)
_SECRET_IN_ENVIRONMENT = re.compile(
    r"^(?!#)(\w*(?:TOKEN|SECRET|SECRET_KEY|PASSWORD|API_KEY|JWT_SECRET))=(?!\s*$|\$)(.+)$", re.MULTILINE
)
_REACHED = re.compile(r" to (\w+)\.$", re.MULTILINE)
_LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
_LANGUAGES = ("es", "en", "pt")
_IN_THE_BOOK = re.compile(r"^  (\w+): \d{4}-\d\d-\d\d to ", re.MULTILINE)
_CHANGES = ("a_life_of_a_reservation/", "cancelled_for_nothing/")
_PERSON = ("a_person_in_the_middle/",)


def commit_of(repository: Path) -> str:
    """The commit that is judged; empty where there is no git."""
    ended = run("git", "rev-parse", "HEAD", at=repository)
    return ended.said.strip() if ended.code == 0 else ""


def artifacts_missing(repository: Path) -> list[str]:
    """What a release of ours must bring and this repository has not."""
    return [name for name in ARTIFACTS if not (repository / name).is_file()]


def check_tests(repository: Path, paths: Sequence[str], reports: Sequence[Path]) -> Finding:
    """Run the tests, or believe reports of a run that is younger than every file it judges."""
    if reports:
        return _reported(repository, reports)
    if not is_here("pytest"):
        return Finding("tests", Outcome.NOT_MEASURED, _NOT_HERE.format("pytest", "'hotel-agent[testing]'"))
    side_by_side = ["-n", "auto", "--maxprocesses=4"] if is_here("xdist") and not paths else []
    ended = run_module("pytest", "-q", "-p", "no:cacheprovider", *side_by_side, *paths, at=repository)
    return _judged("tests", ended, f"pytest {' '.join(paths) or '(all)'}: {ended.last}")


def check_migrations(repository: Path) -> Finding:
    """Bring an empty database up, back to nothing, and up again, as an operator would."""
    seen = []
    with tempfile.TemporaryDirectory() as folder:
        told = {"HOTEL_DATA_DIR": folder}
        for command in (["upgrade"], ["downgrade", "base", "--yes"], ["upgrade"]):
            ended = run_module("hotel_agent", "db", *command, at=repository, told=told)
            if ended.code:
                return Finding("migrations", Outcome.FAILED, f"db {command[0]}: {ended.last}")
            revision = _REACHED.search(ended.said)
            seen.append(revision[1] if revision else "?")
    return Finding("migrations", Outcome.PASSED, f"an empty database went to {', '.join(seen)}")


def check_style(repository: Path) -> Finding:
    """Ask ruff."""
    return _asked_ruff("style", repository, ["."], [])


def check_code(repository: Path) -> Finding:
    """Ask ruff for what is dangerous in what is shipped."""
    source = "src" if (repository / "src").is_dir() else "."
    return _asked_ruff("code", repository, [source], ["--select", "S"])


def check_walls(repository: Path) -> Finding:
    """Ask import-linter."""
    if not (repository / "src").is_dir():
        return Finding("walls", Outcome.NOT_APPLICABLE, "nothing in src/")
    if not is_here("importlinter"):
        return Finding("walls", Outcome.NOT_MEASURED, _NOT_HERE.format("import-linter", "import-linter"))
    ended = run_python("-c", _LINT_IMPORTS, "--no-cache", at=repository)
    kept = [line for line in ended.said.splitlines() if line.startswith("Contracts:")]
    if not kept:
        return Finding("walls", Outcome.FAILED, ended.last)
    return _judged("walls", ended, kept[0])


def check_committed(repository: Path) -> Finding:
    """Ask git whether something lies about that is in no commit."""
    ended = run("git", "status", "--porcelain", at=repository)
    if ended.code:
        return Finding("committed", Outcome.NOT_MEASURED, "no git repository")
    changed = ended.said.splitlines()
    if changed:
        return Finding("committed", Outcome.FAILED, f"{len(changed)} files are changed, {changed[0][3:]} for one")
    return Finding("committed", Outcome.PASSED, commit_of(repository))


def check_secrets_committed(repository: Path) -> Finding:
    """Look for keys, tokens and passwords in every file that is committed; only where they are is told."""
    name, files = "secrets_committed", _committed(repository)
    for file in files:
        if file.name.startswith(".env") and (told := _SECRET_IN_ENVIRONMENT.search(_text(file))):
            where = file.relative_to(repository)
            return Finding(name, Outcome.FAILED, f"{where} gives {told[1]} a value")
    if not is_here("detect_secrets"):
        return Finding(name, Outcome.NOT_MEASURED, _NOT_HERE.format("detect-secrets", "detect-secrets"))
    quiet = [part for each in _SELDOM_A_SECRET for part in ("--disable-plugin", each)]
    named = [str(file.relative_to(repository)) for file in files]
    ended = run_module("detect_secrets", "scan", "--no-verify", *quiet, *named, at=repository)
    try:
        found = json.loads(ended.said)["results"]
    except (ValueError, KeyError):
        return Finding(name, Outcome.NOT_MEASURED, f"detect-secrets: {ended.last}")
    places = [f"{path}:{each['line_number']} ({each['type']})" for path, all_of in found.items() for each in all_of]
    if places:
        return Finding(name, Outcome.FAILED, f"detect-secrets: {', '.join(sorted(places)[:5])}")
    return Finding(name, Outcome.PASSED, f"detect-secrets: nothing in {len(files)} files")


def check_guests(repository: Path) -> list[Finding]:
    """Let guests try the demo hotel out: they reserve in each language, change, cancel, and ask for a person."""
    findings = [_reserves(repository, language) for language in _LANGUAGES]
    return [*findings, _served("changes", repository, _CHANGES), _served("person", repository, _PERSON)]


def _reserves(repository: Path, language: str) -> Finding:
    name, script = f"reserves_{language}", f"examples/reservation.{language}.txt"
    if not (repository / script).is_file():
        return Finding(name, Outcome.NOT_MEASURED, f"{script} is not there")
    ended = run_module("hotel_agent", "chat", "--script", script, at=repository)
    number = _IN_THE_BOOK.search(ended.said)
    if ended.code or number is None:
        return Finding(name, Outcome.FAILED, f"{script}: {ended.last}")
    return Finding(name, Outcome.PASSED, f"{script}: {number[1]} is in the book")


def _served(name: str, repository: Path, scenarios: Sequence[str]) -> Finding:
    if not is_here("pytest"):
        return Finding(name, Outcome.NOT_MEASURED, _NOT_HERE.format("the testing kit", "'hotel-agent[testing]'"))
    chosen = [part for each in scenarios for part in ("--only", each)]
    ended = run_module("hotel_agent", "eval", *chosen, at=repository)
    return _judged(name, ended, f"eval {' '.join(chosen)}: {ended.last}")


def _asked_ruff(name: str, repository: Path, paths: Sequence[str], options: Sequence[str]) -> Finding:
    if not is_here("ruff"):
        return Finding(name, Outcome.NOT_MEASURED, _NOT_HERE.format("ruff", "ruff"))
    ended = run_module("ruff", "check", "--no-cache", "--output-format=concise", *options, *paths, at=repository)
    # Where it finds something, the first is what it found, and the last how much of it could be mended.
    said = ended.first if ended.code else ended.last
    return _judged(name, ended, f"ruff {' '.join([*options, *paths])}: {said}")


def _reported(repository: Path, reports: Sequence[Path]) -> Finding:
    missing = [str(each) for each in reports if not each.is_file()]
    if missing:
        return Finding("tests", Outcome.NOT_MEASURED, f"there is no report {', '.join(missing)}")
    made = min(each.stat().st_mtime for each in reports)
    newer = [file for file in _committed(repository) if file.stat().st_mtime > made]
    if newer:
        shown = newer[0].relative_to(repository)
        return Finding("tests", Outcome.NOT_MEASURED, f"{shown} was changed after the report was written")
    ran = failed = 0
    try:
        for each in reports:
            for suite in ElementTree.fromstring(each.read_text()).iter("testsuite"):  # noqa: S314 - pytest's own
                ran += int(suite.get("tests", 0)) - int(suite.get("skipped", 0))
                failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    except (ElementTree.ParseError, ValueError) as cause:
        return Finding("tests", Outcome.NOT_MEASURED, f"no report of tests can be read ({type(cause).__name__})")
    outcome = Outcome.PASSED if ran and not failed else Outcome.FAILED
    return Finding("tests", outcome, f"{ran} ran, {failed} failed, as {len(reports)} reports say")


def _committed(repository: Path) -> list[Path]:
    """The files of the last commit and those about to be; without git, all that are no program's leavings."""
    ended = run("git", "ls-files", "-z", at=repository)
    names = ended.said.split("\0") if ended.code == 0 else _lying_about(repository)
    sighted = [name for name in names if name and not name.startswith(_OUT_OF_SIGHT)]
    return [repository / name for name in sighted if (repository / name).is_file()]


def _lying_about(repository: Path) -> list[str]:
    left = {".git", ".venv", ".nox", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
    found = [path.relative_to(repository) for path in repository.rglob("*") if path.is_file()]
    return sorted(str(path) for path in found if not left & set(path.parts))


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")


def _judged(name: str, ended: Ended, evidence: str) -> Finding:
    return Finding(name, Outcome.PASSED if ended.code == 0 else Outcome.FAILED, evidence)
