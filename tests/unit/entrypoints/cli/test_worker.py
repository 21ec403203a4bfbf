"""Who may work beside a service: nobody where one process keeps everything."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from hotel_agent.entrypoints.cli import main


@pytest.mark.parametrize("command", [("worker",), ("serve", "--workers", "2"), ("serve", "--workers", "0")])
def test_beside_a_file_nobody_else_can_work(command: tuple[str, ...], tmp_path: Path) -> None:
    told = {"HOTEL_DATA_DIR": str(tmp_path), "POSTGRES_URL": "", "DATABASE_URL": ""}
    refused = CliRunner().invoke(main, command, env=told)
    assert refused.exit_code == 2
    for named in ("1 problem: nothing was started", "a file that one process works on", "POSTGRES_URL"):
        assert named in refused.output
    assert list(tmp_path.iterdir()) == []
