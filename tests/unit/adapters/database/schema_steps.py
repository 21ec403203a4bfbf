"""What a schema promises on every database: the same tests on a SQLite file and on PostgreSQL."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from click.testing import CliRunner
from sqlalchemy import Connection, NullPool, create_engine, insert, inspect, make_url, select, text

from hotel_agent.adapters.database import tables
from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.adapters.database.registry import register
from hotel_agent.adapters.database.schema import (
    NOTHING,
    Moved,
    current,
    downgrade,
    latest,
    losses,
    prepare,
    revisions,
    standing,
    upgrade,
)
from hotel_agent.config import IN_MEMORY, VARIABLES
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import TenantId
from hotel_agent.entrypoints.cli import main

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MARINA = TenantId("marina")
REVISIONS = tuple(revisions())


@contextmanager
def inside(url: str) -> Iterator[Connection]:
    """A look inside as the owner, over a driver of its own."""
    driver = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}[make_url(url).get_backend_name()]
    engine = create_engine(make_url(url).set(drivername=driver), poolclass=NullPool)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def tables_in(url: str) -> set[str]:
    with inside(url) as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def drift(url: str) -> list[object]:
    """What autogenerate would still do to make the database what the tables of the house say."""

    def ours(name: str | None, kind: str, parents: object) -> bool:
        return not (kind == "table" and (name or "").startswith("procrastinate_"))

    with inside(url) as connection:
        told = {"compare_server_default": True, "include_name": ours}
        return list(compare_metadata(MigrationContext.configure(connection, opts=told), tables.metadata))


async def upgraded_by_another(url: str) -> tuple[int, str]:
    """The exit code and the words of `hotel-agent db upgrade` in a process of its own."""
    environ = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "hotel_agent",
        "db",
        "upgrade",
        env={**environ, "DATABASE_URL": url},
        stdout=PIPE,
        stderr=PIPE,
    )
    out, err = await asyncio.wait_for(running.communicate(), timeout=120)
    return running.returncode or 0, (out + err).decode()


class SchemaSteps:
    """Subclass it with a fixture `url`: the address of an empty database."""

    @pytest.fixture
    async def database(self, url: str):  # type: ignore[no-untyped-def]
        async with open_database(url) as opened:
            yield opened

    def test_steps_are_numbered_one_after_the_other(self) -> None:
        assert [int(each) for each in REVISIONS] == list(range(1, len(REVISIONS) + 1))

    async def test_an_empty_database_is_at_nothing_and_looking_changes_nothing(
        self, database: Database, url: str
    ) -> None:
        assert await current(database) == NOTHING
        assert tables_in(url) == set()

    @pytest.mark.parametrize("revision", REVISIONS)
    async def test_every_revision_is_reached_and_left_both_ways(
        self, database: Database, url: str, revision: str
    ) -> None:
        assert (await upgrade(database, revision)).after == revision == await current(database)
        kept_here = tables_in(url)
        assert (await upgrade(database)).after == latest()
        assert drift(url) == []
        assert (await downgrade(database, revision)).after == revision == await current(database)
        assert tables_in(url) == kept_here
        assert (await downgrade(database, NOTHING)).before == revision
        assert tables_in(url) == set()
        assert (await upgrade(database)).after == latest()
        assert drift(url) == []

    async def test_drift_would_be_seen(self, database: Database, url: str) -> None:
        await upgrade(database)
        with inside(url) as connection:
            connection.execute(text("DROP INDEX ix_ledger_at"))
            connection.execute(text("ALTER TABLE inbox ADD COLUMN colour TEXT"))
        assert len(drift(url)) == 2

    async def test_going_where_it_is_already_does_nothing(self, database: Database) -> None:
        await upgrade(database)
        assert await upgrade(database) == Moved(latest(), latest())
        assert await downgrade(database, latest()) == Moved(latest(), latest())

    async def test_a_revision_on_the_other_side_names_the_other_command(self, database: Database) -> None:
        await upgrade(database, "0002")
        with pytest.raises(
            BadConfig, match="0001 lies behind, the database is at 0002; use `hotel-agent db downgrade`"
        ):
            await upgrade(database, "0001")
        with pytest.raises(BadConfig, match="0003 lies ahead, the database is at 0002; use `hotel-agent db upgrade`"):
            await downgrade(database, "0003")
        assert await current(database) == "0002"

    async def test_a_revision_nobody_knows_is_answered_with_those_there_are(self, database: Database) -> None:
        for asked in ("9999", "", "-1", "heads"):
            with pytest.raises(BadConfig, match="revision: expected one of base, 0001, 0002, "):
                await upgrade(database, asked)

    async def test_what_a_downgrade_loses_is_told_before_the_latest_first(self, database: Database) -> None:
        await upgrade(database)
        told = await losses(database, "0001")
        assert len(told) == len(REVISIONS) - 1
        assert told[-1].startswith("on PostgreSQL, the jobs")
        assert (await losses(database, NOTHING))[-1].startswith("everything")
        assert await losses(database, latest()) == []

    def test_a_receptionist_brings_it_up_and_is_asked_before_going_back(self, url: str) -> None:
        def say(*arguments: str, reply: str = "") -> tuple[int, str]:
            spoken = CliRunner().invoke(main, ["db", *arguments], env={"DATABASE_URL": url}, input=reply)
            return spoken.exit_code, spoken.output

        code, words = say("current")
        assert code == 1
        assert f": at nothing; this version needs {latest()}.\nError: Run `hotel-agent db upgrade`." in words
        assert say("upgrade", "0001")[1].endswith(": from nothing to 0001.\n")
        code, words = say("upgrade")
        assert (code, words.splitlines()[0].partition(": ")[2]) == (0, f"from 0001 to {latest()}.")
        assert say("current")[0] == 0
        code, words = say("downgrade", "0001", reply="n\n")
        assert (code, words.count("This is lost: ")) == (1, len(REVISIONS) - 1)
        assert say("current")[0] == 0
        code, words = say("downgrade", "0001", reply="y\n")
        assert code == 0
        assert f": from {latest()} to 0001.\n" in words
        code, words = say("downgrade", "base", "--yes")
        assert code == 0
        assert "[y/N]" not in words
        code, words = say("upgrade", "later")
        assert (code, "expected one of base, 0001, " in words) == (2, True)

    async def test_two_processes_at_once_take_each_step_once(self, url: str) -> None:
        outcomes = await asyncio.gather(upgraded_by_another(url), upgraded_by_another(url))
        assert [code for code, _ in outcomes] == [0, 0], outcomes
        words = sorted(words.rpartition(": ")[2].strip() for _, words in outcomes)
        assert words == [f"from nothing to {latest()}.", f"is at {latest()} already."]
        assert drift(url) == []

    async def test_many_in_one_process_take_each_step_once(self, url: str) -> None:
        async def opened() -> Moved:
            async with open_database(url) as database:
                return await upgrade(database)

        moves = await asyncio.gather(*(opened() for _ in range(4)))
        assert sorted(moved.before for moved in moves) == sorted([NOTHING, *[latest()] * 3])

    async def test_what_a_step_does_not_touch_survives_it_both_ways(self, database: Database, url: str) -> None:
        await upgrade(database)
        await register(database, IN_MEMORY.tenants.tenants, at=NOON)
        async with database.transaction(MARINA) as connection:
            await connection.execute(insert(tables.guests).values(A_GUEST))
        await downgrade(database, "0001")
        await upgrade(database)
        async with database.transaction(MARINA) as connection:
            found = (await connection.execute(select(tables.guests))).mappings().all()
            (tenant,) = (await connection.execute(select(tables.tenants))).all()
        assert [dict(row) for row in found] == [A_GUEST]
        assert tuple(tenant) == (MARINA, "Hotel Marina", NOON)

    async def test_who_has_which_conversation_is_found_in_those_kept_before(self, database: Database) -> None:
        await upgrade(database, "0007")
        since = "2026-11-23T09:00:00+01:00"
        states: dict[str, dict[str, object]] = {
            "c-desk": {"last_guest_at": since, "handover": None},
            "c-new": {"last_guest_at": None},
            "c-waits": {"handover": {"reason": "guest_asked", "since": since, "until": since}},
            "c-eva": {"handover": {"reason": "staff_took_over", "since": since, "until": since}},
        }
        rows = {name: json.dumps({"body": {"property_id": "beach", **body}}) for name, body in states.items()}
        async with database.transaction(MARINA) as connection:
            adding = text(
                "INSERT INTO conversations (tenant, id, channel, account, guest, version, state)"
                " VALUES ('marina', :id, 'whatsapp', 'door', :id, 1, :state)"
            )
            for name, state in {**rows, "c-broken": "no JSON"}.items():
                await connection.execute(adding, {"id": name, "state": state})
        await upgrade(database)
        async with database.transaction(MARINA) as connection:
            kept = tables.conversations.c
            found = (await connection.execute(select(kept.id, kept.standing, kept.since, kept.property))).all()
        then, never = datetime(2026, 11, 23, 8, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)
        assert {row.id: (row.standing, row.since, row.property) for row in found} == {
            "c-desk": ("desk", then, "beach"),
            "c-new": ("desk", never, "beach"),
            "c-waits": ("waiting", then, "beach"),
            "c-eva": ("staff", then, "beach"),
            "c-broken": ("desk", never, ""),
        }

    async def test_a_step_that_fails_leaves_everything_as_it_was(self, database: Database, url: str) -> None:
        await upgrade(database, "0002")
        before = tables_in(url)
        with inside(url) as connection:
            connection.execute(text("CREATE TABLE reservation_changes (of_somebody_else TEXT)"))
        with pytest.raises(Exception, match="the database"):
            await upgrade(database)
        assert await current(database) == "0002"
        assert tables_in(url) == before | {"reservation_changes"}

    async def test_a_database_a_newer_version_has_been_at_is_left_alone(self, database: Database, url: str) -> None:
        await upgrade(database)
        with inside(url) as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        for touch in (prepare(database), upgrade(database), downgrade(database, "0001"), losses(database, "0001")):
            with pytest.raises(
                BadConfig, match=rf"database: it is at revision 9999, .* none after {latest()}; start the"
            ):
                await touch
        assert (await standing(database)).newer

    async def test_the_tenants_of_the_house_are_written_down_under_their_present_names(
        self, database: Database
    ) -> None:
        await upgrade(database)
        for _ in range(2):
            await register(database, IN_MEMORY.tenants.tenants, at=NOON)
        async with database.transaction(MARINA) as connection:
            (row,) = (await connection.execute(select(tables.tenants))).all()
        assert tuple(row) == ("marina", "Hotel Marina", NOON)


A_GUEST = {"tenant": "marina", "kind": "phone", "value": "+34 600", "guest": "g1", "seen": 1}
