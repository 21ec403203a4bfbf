"""Everything kept in PostgreSQL is copied at one moment, past the wall between hotels, and put back behind it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from attrs import evolve
from sqlalchemy import insert, text
from tests.unit.adapters.backups.backup_drill import KEY, BackupDrill, Homes, everything, fill, filled, house
from tests.unit.adapters.database.schema_steps import drift, inside

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.database import jobs
from hotel_agent.adapters.database.database import DESK_ROLE, open_database
from hotel_agent.adapters.database.tables import ledger
from hotel_agent.bootstrap import make_backup, restore_backup, upgrade_database
from hotel_agent.domain.errors import BadConfig
from hotel_agent.testing.servers import PostgresServer


@pytest.fixture
async def homes(postgres: PostgresServer, prepared: str) -> AsyncIterator[Homes]:
    here, there = await postgres.fresh_database(like=prepared), await postgres.fresh_database()
    yield Homes(house(here), there)
    await postgres.drop(here)
    await postgres.drop(there)


class TestBackupsOfPostgresql(BackupDrill):
    """On a server."""


async def test_the_tables_are_laid_as_if_they_had_been_there_from_the_first_day(homes: Homes, tmp_path: Path) -> None:
    await filled(homes.config)
    backup = await make_backup(homes.config, tmp_path, key=KEY)
    await restore_backup(homes.other, backup.path, key=KEY)
    assert drift(homes.elsewhere) == []
    with inside(homes.elsewhere) as theirs, inside(homes.config.database) as ours:
        assert theirs.execute(text(WALLS)).all() == ours.execute(text(WALLS)).all()


async def test_what_is_due_is_found_by_workers_though_jobs_are_not_copied(homes: Homes, tmp_path: Path) -> None:
    await upgrade_database(homes.config)
    row = {"tenant": "marina", "conversation": "c-1", "command": "", "at": SystemClock().now() - timedelta(hours=1)}
    with inside(homes.config.database) as connection:
        connection.execute(insert(ledger), row)
    backup = await make_backup(homes.config, tmp_path, key=KEY)
    await restore_backup(homes.other, backup.path, key=KEY)
    async with open_database(homes.elsewhere) as database, database.transaction() as connection:
        assert await jobs.defer_lost(connection, limit=10) == 1


async def test_who_would_see_one_hotel_at_a_time_is_told_how_to_see_all_and_then_copies_all(
    homes: Homes, tmp_path: Path, postgres: PostgresServer
) -> None:
    kept = await filled(homes.config)
    login = f"copying_{name_of(homes.config.database)}"
    told = evolve(homes.config, database=as_login(homes.config.database, login))
    async with await psycopg.AsyncConnection.connect(homes.config.database, autocommit=True) as admin:
        await admin.execute(f"CREATE ROLE {login} LOGIN")
        await admin.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {login}")
        with pytest.raises(BadConfig, match=r"CREATE ROLE hotel_backup .* BYPASSRLS; GRANT pg_read_all_data"):
            await make_backup(told, tmp_path, key=KEY)
        await admin.execute(f"REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM {login}")
        await admin.execute(f"ALTER ROLE {login} BYPASSRLS")
        await admin.execute(f"GRANT pg_read_all_data TO {login}")
        backup = await make_backup(told, tmp_path, key=KEY)
        await admin.execute(f"DROP ROLE {login}")
    await restore_backup(homes.other, backup.path, key=KEY)
    assert everything(homes.elsewhere) == kept


async def test_an_owner_held_by_the_policies_puts_everything_back_and_is_held_again(
    homes: Homes, tmp_path: Path, postgres: PostgresServer
) -> None:
    kept = await filled(homes.config)
    backup = await make_backup(homes.config, tmp_path, key=KEY)
    name = name_of(homes.elsewhere)
    login = f"owner_{name}"
    async with await psycopg.AsyncConnection.connect(postgres.url, autocommit=True) as admin:
        await admin.execute(f"CREATE ROLE {login} LOGIN")
        await admin.execute(f"ALTER DATABASE {name} OWNER TO {login}")
        await admin.execute(f"GRANT {DESK_ROLE} TO {login}")
        owner = as_login(homes.elsewhere, login)
        for overwrite in (False, True):
            await restore_backup(evolve(homes.config, database=owner), backup.path, key=KEY, overwrite=overwrite)
        assert everything(homes.elsewhere) == kept
        held = everything(owner)
        assert held["conversations"] == held["media"] == []
        await postgres.drop(homes.elsewhere)
        await admin.execute(f"DROP ROLE {login}")


async def test_what_breaks_off_halfway_leaves_everything_as_it_was(
    homes: Homes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled(homes.config)
    backup = await make_backup(homes.config, tmp_path, key=KEY)
    fill(homes.config.database, first=100)
    later = everything(homes.config.database)
    monkeypatch.setattr("hotel_agent.adapters.backups.postgresql._counted", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        await restore_backup(homes.config, backup.path, key=KEY, overwrite=True)
    assert everything(homes.config.database) == later


def name_of(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


def as_login(url: str, login: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=f"{login}@{parts.netloc.rpartition('@')[2]}").geturl()


WALLS = """
SELECT relname, relrowsecurity, relforcerowsecurity,
    has_table_privilege('hotel_agent_desk', oid, 'INSERT'), has_table_privilege('hotel_agent_desk', oid, 'SELECT')
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
