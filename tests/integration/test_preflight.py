"""On a copy of this very code, a table that cannot be made is found by trying."""

import shutil
from pathlib import Path

import hotel_agent
from hotel_agent.application.governance.checks import Outcome
from hotel_agent.entrypoints.cli.preflight.repository import check_migrations

SOURCE = Path(hotel_agent.__file__).parent
STEPS = "src/hotel_agent/adapters/database/migrations/versions"


def test_the_tables_go_up_and_down_and_a_broken_step_is_found(tmp_path: Path) -> None:
    left = shutil.ignore_patterns("__pycache__")
    shutil.copytree(SOURCE, tmp_path / "src/hotel_agent", ignore=left)
    newest = max(path for path in (tmp_path / STEPS).glob("v*.py"))
    well = check_migrations(tmp_path)
    assert well.outcome is Outcome.PASSED, well.evidence
    assert ", nothing, " in well.evidence
    newest.write_text(newest.read_text().replace("def upgrade() -> None:", "def upgrade() -> None:\n    1 / 0\n"))
    broken = check_migrations(tmp_path)
    assert broken.outcome is Outcome.FAILED
    assert broken.evidence.startswith("db upgrade:")
