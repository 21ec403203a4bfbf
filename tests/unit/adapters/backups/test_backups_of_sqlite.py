"""Everything kept in a file is copied while others work in it, and put back."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from attrs import evolve
from tests.unit.adapters.backups.backup_drill import KEY, BackupDrill, Homes, everything, files_in, filled, house

from hotel_agent.adapters.backups import archive, sqlite
from hotel_agent.bootstrap import make_backup, read_backup, restore_backup, upgrade_database
from hotel_agent.domain.errors import BadConfig, Unavailable


@pytest.fixture
def homes(tmp_path: Path) -> Homes:
    return Homes(house(f"sqlite:///{tmp_path}/here/hotel.sqlite3"), f"sqlite:///{tmp_path}/there/hotel.sqlite3")


class TestBackupsOfAFile(BackupDrill):
    """On SQLite."""


async def test_what_a_writer_has_not_committed_is_not_in_the_copy(homes: Homes, tmp_path: Path) -> None:
    kept = await filled(homes.config)
    file = tmp_path / "here" / "hotel.sqlite3"
    with (
        closing(sqlite3.connect(file)) as writer,
        (tmp_path / "archive").open("wb") as out,
        archive.written(out, KEY) as writing,
    ):
        writer.execute("DELETE FROM conversations")
        rows = sqlite.add_file(writing, file, beside=tmp_path / "archive")
        writer.rollback()
    assert rows == {table: len(rows) for table, rows in kept.items()}


async def test_while_somebody_works_in_the_file_nothing_is_replaced(
    homes: Homes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_TRIES", 0)
    kept = await filled(homes.config)
    backup = await make_backup(homes.config, tmp_path, key=KEY)
    with closing(sqlite3.connect(tmp_path / "here" / "hotel.sqlite3")) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable):
            await restore_backup(homes.config, backup.path, key=KEY, overwrite=True)
        writer.rollback()
    assert everything(homes.config.database) == kept


async def test_where_nothing_was_ever_kept_there_is_nothing_to_copy(homes: Homes, tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="it is empty, and this version needs"):
        await make_backup(homes.config, tmp_path, key=KEY)
    assert files_in(tmp_path) == []


async def test_beside_the_backup_nothing_unsealed_is_left(homes: Homes, tmp_path: Path) -> None:
    await filled(homes.config)
    backups = tmp_path / "backups"
    backup = await make_backup(homes.config, backups, key=KEY)
    assert files_in(backups) == [backup.path]


async def test_a_backup_of_a_file_is_not_put_into_another_kind_of_database(homes: Homes, tmp_path: Path) -> None:
    await filled(homes.config)
    backup = await make_backup(homes.config, tmp_path, key=KEY)
    with pytest.raises(BadConfig, match="it was made of sqlite, and everything is kept elsewhere here"):
        await restore_backup(house("postgresql://hotel@127.0.0.1:1/hotel"), backup.path, key=KEY)


async def test_tables_of_a_newer_version_are_not_laid_by_an_older_one(
    homes: Homes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled(homes.config)
    backup = await make_backup(homes.config, tmp_path, key=KEY)
    monkeypatch.setattr("hotel_agent.adapters.database.schema.revisions", lambda: ["0001", "0002"])
    with pytest.raises(BadConfig, match=r"this version knows none after 0002; install hotel-agent .* or newer"):
        await restore_backup(homes.other, backup.path, key=KEY)


async def test_files_go_along_and_are_laid_where_there_are_none(homes: Homes, tmp_path: Path) -> None:
    await upgrade_database(homes.config)
    file = tmp_path / "hotels.toml"
    file.write_text("[[tenants]]\n")
    backup = await make_backup(homes.config, tmp_path, key=KEY, files=[file])
    into = tmp_path / "back"
    done = await restore_backup(homes.other, backup.path, key=KEY, files_to=into)
    assert [each.read_text() for each in done.files] == ["[[tenants]]\n"]


async def test_another_secret_key_is_noticed(homes: Homes, tmp_path: Path) -> None:
    await upgrade_database(homes.config)
    backup = await make_backup(homes.config, tmp_path, key=KEY)
    done = await restore_backup(evolve(homes.other, secret_key="another, and long enough"), backup.path, key=KEY)
    assert done.sealed_otherwise


async def test_nothing_of_a_guest_stands_in_the_file_for_others_to_read(homes: Homes, tmp_path: Path) -> None:
    await filled(homes.config)
    backup = await make_backup(homes.config, tmp_path, key=KEY)
    assert b"marina" not in backup.path.read_bytes()
    assert backup.path.stat().st_mode & 0o077 == 0
    with pytest.raises(BadConfig, match="HOTEL_BACKUP_KEY is not the one of that day"):
        await read_backup(backup.path, key=KEY + "r")
