"""What a backup promises, whatever database it is of: the same drill on a SQLite file and on PostgreSQL."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attrs import evolve, frozen
from sqlalchemy import Boolean, Column, Date, DateTime, Integer, LargeBinary, Table, insert
from tests.unit.adapters.database.schema_steps import inside

from hotel_agent.adapters.database.tables import metadata
from hotel_agent.bootstrap import downgrade_database, make_backup, restore_backup, upgrade_database
from hotel_agent.bootstrap.backups import Restored
from hotel_agent.config import IN_MEMORY, Config
from hotel_agent.domain.errors import BadConfig

KEY = "a key that nobody guesses, of some length"
NOON = datetime(2026, 11, 23, 12, 30, 15, 123456, tzinfo=UTC)
UGLY = "línea 1\nline\t2\r\\N \\. \\x \u2028 𝒳 ' \" %s :name \x7f"
Rows = dict[str, list[tuple[object, ...]]]


@frozen
class Homes:
    """An installation that keeps something, and the address of an empty database like its own."""

    config: Config
    elsewhere: str

    @property
    def other(self) -> Config:
        return evolve(self.config, database=self.elsewhere)


class BackupDrill:
    """Subclasses give `homes`: two empty databases."""

    async def test_every_row_of_every_table_is_there_again_after_a_fire(self, homes: Homes, tmp_path: Path) -> None:
        kept = await filled(homes.config)
        backup = await make_backup(homes.config, tmp_path, key=KEY)
        done = await restore_backup(homes.other, backup.path, key=KEY)
        assert everything(homes.elsewhere) == kept
        assert done == Restored(backup.manifest)
        assert backup.manifest.rows == {table: len(rows) for table, rows in kept.items()}

    async def test_what_is_there_is_replaced_only_when_somebody_says_so(self, homes: Homes, tmp_path: Path) -> None:
        kept = await filled(homes.config)
        backup = await make_backup(homes.config, tmp_path, key=KEY)
        fill(homes.config.database, first=100)
        later = everything(homes.config.database)
        with pytest.raises(BadConfig, match="would be lost; --overwrite replaces it"):
            await restore_backup(homes.config, backup.path, key=KEY)
        assert everything(homes.config.database) == later
        await restore_backup(homes.config, backup.path, key=KEY, overwrite=True)
        assert everything(homes.config.database) == kept

    async def test_numbers_the_database_counts_go_on_behind_those_that_were_given(
        self, homes: Homes, tmp_path: Path
    ) -> None:
        await upgrade_database(homes.config)
        for number in range(3):
            enter(homes.config.database, number)
        backup = await make_backup(homes.config, tmp_path, key=KEY)
        await restore_backup(homes.other, backup.path, key=KEY)
        enter(homes.elsewhere, 3)
        sequences = [
            row[metadata.tables["audit"].c.keys().index("sequence")] for row in everything(homes.elsewhere)["audit"]
        ]
        assert sequences == [1, 2, 3, 4]

    async def test_a_damaged_backup_changes_nothing(self, homes: Homes, tmp_path: Path) -> None:
        await filled(homes.config)
        backup = await make_backup(homes.config, tmp_path, key=KEY)
        fill(homes.config.database, first=100)
        later = everything(homes.config.database)
        sealed = bytearray(backup.path.read_bytes())
        sealed[len(sealed) // 2] ^= 1
        backup.path.write_bytes(sealed)
        with pytest.raises(BadConfig, match=r"\.backup: it does not open"):
            await restore_backup(homes.config, backup.path, key=KEY, overwrite=True)
        assert everything(homes.config.database) == later

    async def test_tables_that_are_not_those_of_this_version_are_not_copied(self, homes: Homes, tmp_path: Path) -> None:
        await upgrade_database(homes.config)
        await downgrade_database(homes.config, "0003")
        with pytest.raises(BadConfig, match="run `hotel-agent db upgrade` first"):
            await make_backup(homes.config, tmp_path, key=KEY)
        assert files_in(tmp_path, "*.backup") == []


async def filled(config: Config) -> Rows:
    """Tables, and rows in all of them, with all that is hard to write down."""
    await upgrade_database(config)
    fill(config.database, first=1)
    return everything(config.database)


def fill(url: str, *, first: int) -> None:
    with inside(url) as connection:
        for table in metadata.sorted_tables:
            rows = [
                {column.name: value(table, column, number) for column in table.columns}
                for number in range(first, first + 3)
            ]
            connection.execute(insert(table), rows)


def value(table: Table, column: Column[object], number: int) -> object:
    """A value of a column that no other row has."""
    kind = column.type
    inner = getattr(kind, "impl", kind)
    if column.name == "tenant":
        return f"marina-{number}"
    if column.nullable and number % 3 == 0:
        return None
    if isinstance(inner, Boolean):
        return number % 2 == 0
    if isinstance(inner, Integer):
        return number
    if isinstance(inner, LargeBinary):
        return bytes(range(256)) * 5 + number.to_bytes(2, "big")
    if isinstance(inner, DateTime):
        return NOON + timedelta(days=number)
    if isinstance(inner, Date):
        return NOON.date() + timedelta(days=number)
    return f"{number} {table.name} {UGLY}"


def enter(url: str, number: int) -> None:
    """A line in the audit, numbered by the database."""
    table = metadata.tables["audit"]
    with inside(url) as connection:
        row = {column.name: value(table, column, number) for column in table.columns if column.name != "sequence"}
        connection.execute(insert(table), row)


def everything(url: str) -> Rows:
    with inside(url) as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in metadata.sorted_tables
        }


def files_in(folder: Path, pattern: str = "*") -> list[Path]:
    return [path for path in folder.glob(pattern) if path.is_file()]


def house(database: str) -> Config:
    return evolve(IN_MEMORY, database=database)
