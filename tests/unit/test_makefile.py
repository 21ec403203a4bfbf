"""What one types with `make` runs commands that exist."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from hotel_agent.entrypoints.cli import main

ROOT = Path(__file__).parents[2]
VERBS = (
    "install", "fmt", "lint", "test", "docker-up", "docker-down", "health", "logs", "backup", "restore", "preflight",
    "canary-diff", "pre-deploy-check",
)  # fmt: skip
MAKE = shutil.which("make")


def lines_of(verb: str) -> list[str]:
    """What `make` would run, read from the file where there is no `make`."""
    if MAKE is not None:
        ran = subprocess.run([MAKE, "-n", verb], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
        return ran.stdout.splitlines()
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    names = dict(re.findall(r"^([A-Z]+) \??= (.*)$", text, re.MULTILINE))
    (recipe,) = re.findall(rf"^{verb}:.*\n((?:\t.*\n?)+)", text, re.MULTILINE)
    for _ in range(2):
        recipe = re.sub(r"\$\((\w+)\)", lambda found: names.get(found[1], ""), recipe)
    return [line.strip() for line in recipe.splitlines()]


def nox_sessions() -> set[str]:
    text = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    return {named or name for named, name in re.findall(r'@nox\.session(?:\(name="(\w+)"\))?\ndef (\w+)', text)}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_runs_what_is_there(verb: str) -> None:
    lines = lines_of(verb)
    assert lines
    for line in lines:
        program, *words = line.replace("'", "").split()
        match Path(program).name:
            case "hotel-agent":
                ran = CliRunner().invoke(main, [*words, "--help"])
                assert ran.exit_code == 0, ran.output
            case "nox":
                assert set(words[1:]) <= nox_sessions()
            case "docker":
                assert words[0] == "compose"
                assert words[1] in {"up", "down", "logs"}
            case name:
                assert name in {"python3", "pip", "ruff"}


def test_every_verb_is_listed_with_what_it_does() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert set(re.findall(r"^([a-z-]+):.*## ", text, re.MULTILINE)) == {"help", *VERBS}
