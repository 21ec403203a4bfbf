"""What the guides have an operator type is there, and little enough. `nox -s host` types it."""

import ast
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.guide import ON_ONE_HOST, commands, ten_commands

from hotel_agent.entrypoints.cli import main

ROOT = Path(__file__).parents[2]
STEPS = sorted((ROOT / "src/hotel_agent/adapters/database/migrations/versions").glob("v*.py"))
BLOCKS = [
    ten_commands(systemd=True),
    commands("operations.md", ON_ONE_HOST, 1),
    commands("operations.md", ON_ONE_HOST, 2),
    commands("upgrading.md", "On one host"),
    commands("upgrading.md", "Going back"),
]
TAKES = re.compile(r"^(drop_|rename_|alter_)")


@pytest.mark.parametrize("systemd", [True, False], ids=["systemd", "plain processes"])
def test_a_host_is_set_up_in_ten_commands(systemd: bool) -> None:
    assert len(ten_commands(systemd=systemd)) == 10


def test_whoever_has_no_systemd_types_nothing_of_it() -> None:
    assert "systemctl" not in "\n".join(ten_commands(systemd=False))


@pytest.mark.parametrize("lines", BLOCKS, ids=["ten", "plain", "restore", "upgrade", "back"])
def test_what_is_typed_names_what_is_there(lines: list[str]) -> None:
    for line in lines:
        for path in re.findall(r"/opt/hotel/((?:deploy|requirements)/[\w./-]+)", line):
            assert (ROOT / path).exists(), path
        for words in re.findall(r"(?:^|[;&|] |_restored |bin/|pem )hotel-agent ((?:[a-z][a-z-]+ ?)+)", line):
            ran = CliRunner().invoke(main, [*words.split()[:2], "--help"])
            assert ran.exit_code == 0, ran.output


def test_on_a_host_the_command_is_the_installed_one_as_the_account_of_the_service() -> None:
    text = (ROOT / "deploy/host/hotel-agent").read_text(encoding="utf-8")
    assert text.endswith('exec runuser -u hotel -- /opt/hotel/.venv/bin/hotel-agent "$@"\n')
    assert (ROOT / "deploy/host/hotel-agent").stat().st_mode & 0o111


def takes_away(step: Path) -> list[str]:
    """What a step calls on its way up that an older version might miss."""
    steps = {each.name: each for each in ast.parse(step.read_text()).body if isinstance(each, ast.FunctionDef)}
    called = [each.func for each in ast.walk(steps["upgrade"]) if isinstance(each, ast.Call)]
    return [each.attr for each in called if isinstance(each, ast.Attribute) and TAKES.match(each.attr)]


@pytest.mark.parametrize("step", STEPS, ids=lambda path: path.stem)
def test_a_step_only_adds_or_the_upgrade_notes_say_what_it_takes_away(step: Path) -> None:
    notes = (ROOT / "docs/upgrading.md").read_text(encoding="utf-8")
    assert takes_away(step) == [] or step.stem[1:5] in notes


def test_a_step_that_takes_something_away_would_be_seen(tmp_path: Path) -> None:
    step = tmp_path / "v9999_gone.py"
    step.write_text("def upgrade() -> None:\n    op.drop_column('outbox', 'state')\n")
    assert takes_away(step) == ["drop_column"]
