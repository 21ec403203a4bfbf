"""What every integration test stands on."""

from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
import pytest_asyncio
from loguru import logger
from tests.integration.service import Service, open_service

from hotel_agent.adapters.database.database import open_database
from hotel_agent.adapters.database.schema import upgrade
from hotel_agent.adapters.nlu.embedded.options import open_embedded
from hotel_agent.ports.nlu import Nlu
from hotel_agent.testing.servers import PostgresServer, RedisServer

# On tables that hold next to nothing this is much quicker than TRUNCATE, which gives each of them new files.
_EMPTY = """
DO $$
DECLARE
    filled text;
BEGIN
    FOR filled IN
        SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE 'DELETE FROM ' || filled;
    END LOOP;
END $$
"""


@pytest.fixture(scope="session")
def nlu() -> Nlu:
    """Readers remember nothing, so one is enough for all."""
    return open_embedded()


@pytest.fixture
async def service(nlu: Nlu) -> AsyncIterator[Service]:
    async with open_service(nlu) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres() -> AsyncIterator[PostgresServer]:
    """One server for all tests. Whoever stops or kills a server starts one of their own."""
    async with PostgresServer(durable=False) as server:
        yield server


@pytest.fixture
async def database(postgres: PostgresServer) -> AsyncIterator[str]:
    """The URL of an empty database for one test, as a superuser."""
    url = await postgres.fresh_database()
    yield url
    await postgres.drop(url)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def prepared(postgres: PostgresServer) -> str:
    """The URL of a database with all tables, to copy."""
    url = await postgres.fresh_database()
    async with open_database(url) as opened:
        await upgrade(opened)
    return url


@pytest.fixture
async def tables(postgres: PostgresServer, prepared: str) -> AsyncIterator[str]:
    """The URL of a database for one test, with all tables and nothing in them, as a superuser."""
    url = await postgres.fresh_database(like=prepared)
    yield url
    await postgres.drop(url)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared(postgres: PostgresServer, prepared: str) -> AsyncIterator[str]:
    url = await postgres.fresh_database(like=prepared)
    yield url
    await postgres.drop(url)


@pytest.fixture
async def emptied(shared: str) -> str:
    """As `tables`, and five times as quick: for tests that change rows only and leave nobody connected behind."""
    async with await psycopg.AsyncConnection.connect(shared, autocommit=True) as admin:
        await admin.execute(_EMPTY)
    return shared


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def redis_server() -> AsyncIterator[RedisServer]:
    """One server for all tests. Whoever pauses or kills a server starts one of their own."""
    async with RedisServer(durable=False) as server:
        yield server


@pytest.fixture
async def redis_url(redis_server: RedisServer) -> str:
    """The URL of an empty Redis for one test."""
    await redis_server.empty()
    return redis_server.url


@pytest.fixture
async def own_redis() -> AsyncIterator[RedisServer]:
    """One to pause and kill."""
    async with RedisServer(durable=True, sources=("installed", "wheel")) as server:
        yield server


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Redis says is waited for, also on a machine that is too busy to answer at once."""
    for family in ("breakers", "flags", "limits"):
        monkeypatch.setattr(f"hotel_agent.adapters.{family}.redis._PATIENCE", 60.0)


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What an operator reads in the log."""
    heard: list[str] = []
    logger.enable("hotel_agent")
    sink = logger.add(lambda line: heard.append(line.record["message"]), level="INFO")
    yield heard
    logger.remove(sink)
    logger.disable("hotel_agent")
