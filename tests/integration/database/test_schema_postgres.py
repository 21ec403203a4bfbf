"""The tables of a PostgreSQL: changed when somebody says so, by whoever owns them, and held by policies."""

import asyncio
from collections.abc import AsyncIterator
from importlib.resources import files
from urllib.parse import urlsplit

import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import text
from tests.integration.service import eventually
from tests.unit.adapters.database.schema_steps import SchemaSteps, inside

from hotel_agent.adapters.database import schema
from hotel_agent.adapters.database.database import DESK_ROLE, Database, open_database
from hotel_agent.adapters.database.migrations.versions import v0002_jobs
from hotel_agent.adapters.database.schema import NOTHING, current, downgrade, latest, prepare, upgrade
from hotel_agent.adapters.database.tables import OF_NO_TENANT, metadata
from hotel_agent.domain.errors import BadConfig, Conflict, Unavailable
from hotel_agent.entrypoints.cli import main
from hotel_agent.testing.servers import PostgresServer


@pytest.fixture
async def url(postgres: PostgresServer) -> AsyncIterator[str]:
    fresh = await postgres.fresh_database()
    yield fresh
    await postgres.drop(fresh)


@pytest.fixture
async def opened(url: str) -> AsyncIterator[Database]:
    async with open_database(url) as database:
        yield database


class TestSchemaOfPostgresql(SchemaSteps):
    """On a server."""


async def test_serving_begins_at_the_latest_revision_only_and_the_command_is_named(opened: Database) -> None:
    with pytest.raises(
        BadConfig, match=f"it is empty, and this version needs {latest()}; run `hotel-agent db upgrade`"
    ):
        await prepare(opened)
    await upgrade(opened, "0001")
    with pytest.raises(BadConfig, match=f"it is at revision 0001, and this version needs {latest()}; run `hotel-agent"):
        await prepare(opened)
    assert await current(opened) == "0001"
    await upgrade(opened)
    await prepare(opened)


async def test_whoever_comes_second_waits_until_the_first_is_done(opened: Database, url: str) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as first:
        await first.execute("SELECT pg_advisory_lock(%s)", (schema._LOCK_OF_STEPS,))
        second = asyncio.create_task(upgrade(opened))

        async def waits() -> bool:
            found = await first.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            return await found.fetchone() is not None

        await eventually(waits)
        assert await current(opened) == NOTHING
        await first.execute("SELECT pg_advisory_unlock_all()")
        assert (await second).after == latest()


async def test_a_table_that_stays_in_use_is_left_as_it_is(
    opened: Database, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "_SECONDS_FOR_A_TABLE", 0.1)
    await upgrade(opened)
    async with await psycopg.AsyncConnection.connect(url) as somebody:
        await somebody.execute("LOCK TABLE conversations IN ACCESS SHARE MODE")
        with pytest.raises(Conflict, match="a table was in use for too long"):
            await downgrade(opened, NOTHING)
    assert await current(opened) == latest()
    await prepare(opened)


async def test_every_table_of_a_tenant_is_guarded_also_from_its_owner(opened: Database, url: str) -> None:
    await upgrade(opened)
    with inside(url) as connection:
        rows = connection.execute(text(GUARDED)).all()
    guarded = {name for name, forced in rows if forced}
    assert guarded == set(metadata.tables) - OF_NO_TENANT


async def test_nothing_of_the_queue_is_left_by_going_back_but_the_role_of_the_server(
    opened: Database, url: str
) -> None:
    await upgrade(opened)
    with inside(url) as connection:
        assert len(connection.execute(text(QUEUE)).all()) > 30
    await downgrade(opened, NOTHING)
    with inside(url) as connection:
        assert connection.execute(text(QUEUE)).all() == []
        assert connection.execute(text(f"SELECT 1 FROM pg_roles WHERE rolname = '{DESK_ROLE}'")).all()


def test_the_schema_of_the_queue_is_the_one_our_steps_know() -> None:
    last = max(each.name for each in files("procrastinate.sql.migrations").iterdir() if each.name.endswith(".sql"))
    assert last == v0002_jobs.LAST_KNOWN, (
        "procrastinate brought new steps of its own. Add a revision of ours that takes them where 0002 had laid down an"
        " older schema (and none where it laid down this one), look through adapters/database/jobs.py, which speaks to"
        " that schema, and write the last of them into LAST_KNOWN of v0002_jobs.py."
    )


async def test_an_owner_without_further_rights_is_told_what_is_missing_and_is_enough_once_let_in(
    postgres: PostgresServer, url: str
) -> None:
    async with open_database(url) as first:
        await upgrade(first)  # the role of the desk is there from here on
    name = urlsplit(url).path.removeprefix("/")
    login = f"plain_{name}"
    fresh = await postgres.fresh_database()
    plain = urlsplit(fresh)._replace(netloc=f"{login}@{urlsplit(fresh).netloc.rpartition('@')[2]}").geturl()
    async with await psycopg.AsyncConnection.connect(postgres.url, autocommit=True) as admin:
        await admin.execute(f"CREATE ROLE {login} LOGIN")
        await admin.execute(f"ALTER DATABASE {urlsplit(fresh).path.removeprefix('/')} OWNER TO {login}")
        async with open_database(plain) as database:
            with pytest.raises(BadConfig, match="connect as their owner, who may also create roles: "):
                await upgrade(database)
            assert await current(database) == NOTHING
            await admin.execute(f"GRANT {DESK_ROLE} TO {login}")
            await upgrade(database)
            await prepare(database)
        await postgres.drop(fresh)
        await admin.execute(f"DROP ROLE {login}")


async def test_whoever_serves_may_own_nothing_and_is_told_what_is_missing(opened: Database, url: str) -> None:
    await upgrade(opened)
    login = f"serving_{urlsplit(url).path.removeprefix('/')}"
    async with (
        await psycopg.AsyncConnection.connect(url, autocommit=True) as owner,
        open_database(opened.url.set(username=login).render_as_string(hide_password=False)) as serving,
    ):
        await owner.execute(f"CREATE ROLE {login} LOGIN")
        with pytest.raises(BadConfig, match="`GRANT SELECT ON alembic_version TO`"):
            await prepare(serving)
        await owner.execute(f"GRANT SELECT ON alembic_version TO {login}")
        await prepare(serving)
        with pytest.raises(BadConfig, match=f"`GRANT {DESK_ROLE} TO`"):
            await _begins_work(serving)
        await owner.execute(f"GRANT {DESK_ROLE} TO {login}")
        await _begins_work(serving)
        with pytest.raises(BadConfig, match="may not change its tables"):
            await downgrade(serving, NOTHING)
        await owner.execute(f"DROP OWNED BY {login}")
        await owner.execute(f"DROP ROLE {login}")


async def _begins_work(database: Database) -> None:
    async with database.transaction():
        """Nothing is done in it."""


async def test_a_server_that_is_not_there_is_said_to_be_silent() -> None:
    async with open_database("postgresql://hotel:hush@127.0.0.1:1/hotel") as database:
        for touch in (prepare(database), upgrade(database), current(database)):
            with pytest.raises(Unavailable, match=r"the database does not answer: .*127\.0\.0\.1") as silent:
                await touch
            assert "hush" not in str(silent.value)


@pytest.mark.parametrize("command", ["current", "upgrade"])
def test_a_receptionist_reads_one_line_where_the_server_is_silent(command: str) -> None:
    told = {"POSTGRES_URL": "postgresql://hotel:hush@127.0.0.1:1/hotel"}
    spoken = CliRunner().invoke(main, ["db", command], env=told)
    assert spoken.exit_code == 1
    assert spoken.output.startswith("Error: The database does not answer: ")
    assert "hush" not in spoken.output
    assert len(spoken.output.splitlines()) == 1


GUARDED = """
    SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
"""
QUEUE = """
    SELECT relname AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname ~ 'procrast'
    UNION SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND proname ~ 'procrast'
    UNION SELECT typname FROM pg_type WHERE typnamespace = current_schema()::regnamespace AND typname ~ 'procrast'
"""
