"""`hotel-agent backup` and `restore`, as an operator types them."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hotel_agent.config import VARIABLES
from hotel_agent.entrypoints.cli import main

KEY = "6f1c9d0b7a3e5528"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str | None]:
    return {**dict.fromkeys(VARIABLES), "HOTEL_DATA_DIR": str(tmp_path / "kept"), "HOTEL_BACKUP_KEY": KEY}


def run(environ: dict[str, str | None], *words: str | Path) -> Result:
    return CliRunner(env=environ).invoke(main, [str(word) for word in words])


def the_backup(folder: Path) -> Path:
    (found,) = folder.glob("*.backup")
    return found


def test_a_backup_is_made_checked_and_put_back(environ: dict[str, str | None], tmp_path: Path) -> None:
    assert run(environ, "db", "upgrade").exit_code == 0
    env = tmp_path / ".env"
    env.write_text("SECRET_KEY=...\n")
    made = run(environ, "backup", "--to", tmp_path / "backups", "--with", env)
    assert made.exit_code == 0, made.output
    assert "0 rows of" in made.output
    assert "1 files" in made.output
    file = the_backup(tmp_path / "backups")
    checked = run(environ, "restore", file, "--check")
    assert ("whole. Made" in checked.output, checked.exit_code) == (True, 0)
    refused = run(environ, "restore", file)
    assert ("--overwrite replaces it" in refused.output, refused.exit_code) == (True, 2)
    elsewhere = {**environ, "HOTEL_DATA_DIR": str(tmp_path / "new")}
    back = run(elsewhere, "restore", file, "--files-to", tmp_path / "files")
    assert back.exit_code == 0, back.output
    assert (tmp_path / "files" / ".env").read_text() == "SECRET_KEY=...\n"
    assert run(elsewhere, "db", "current").exit_code == 0


def test_only_so_many_backups_are_kept_and_nothing_else_is_deleted(
    environ: dict[str, str | None], tmp_path: Path
) -> None:
    assert run(environ, "db", "upgrade").exit_code == 0
    folder = tmp_path / "backups"
    folder.mkdir()
    old = [folder / f"hotel-2020010{day}T000000Z.backup" for day in range(1, 5)]
    others = [folder / "hotel.backup", folder / "photo.jpg", folder / "hotel-20200101T000000Z.backup.txt"]
    for path in (*old, *others):
        path.touch()
    made = run(environ, "backup", "--to", folder, "--keep", "2")
    assert made.exit_code == 0, made.output
    assert made.output.count("deleted; 2 are kept") == 3
    kept = set(folder.iterdir())
    assert kept >= {old[-1], *others}
    assert len(kept) == 5


@pytest.mark.parametrize("key", [None, "short"])
def test_without_a_key_worth_the_name_nothing_is_written(
    environ: dict[str, str | None], tmp_path: Path, key: str | None
) -> None:
    refused = run({**environ, "HOTEL_BACKUP_KEY": key}, "backup", "--to", tmp_path / "backups")
    assert refused.exit_code == 2
    assert "HOTEL_BACKUP_KEY" in refused.output
    assert "openssl rand -hex 32" in refused.output
    assert not (tmp_path / "backups").exists()


def test_a_file_that_is_no_backup_is_named(environ: dict[str, str | None], tmp_path: Path) -> None:
    (tmp_path / "dump").write_bytes(b"PGDMP")
    refused = run(environ, "restore", tmp_path / "dump", "--check")
    assert refused.exit_code == 2
    assert "dump: it is no backup of hotel-agent" in refused.output
