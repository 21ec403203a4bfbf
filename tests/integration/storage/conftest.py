"""A PostgreSQL database at the present schema, empty for every test."""

from collections.abc import AsyncIterator

import psycopg
import pytest
import pytest_asyncio

from hotel_agent.adapters.database.codec import Codec, build_codec
from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.testing.servers import PostgresServer

_EMPTY = """
DO $$ BEGIN
    EXECUTE (
        SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') || ' RESTART IDENTITY'
        FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    );
END $$
"""


@pytest.fixture(scope="session")
def codec() -> Codec:
    return build_codec()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def copied(postgres: PostgresServer, prepared: str) -> AsyncIterator[str]:
    url = await postgres.fresh_database(like=prepared)
    yield url
    await postgres.drop(url)


@pytest.fixture
async def url(copied: str) -> str:
    """The URL of a database with all tables and nothing in them, as a superuser."""
    async with await psycopg.AsyncConnection.connect(copied, autocommit=True) as admin:
        await admin.execute(_EMPTY)
    return copied


@pytest.fixture
async def house(url: str) -> AsyncIterator[Database]:
    async with open_database(url) as opened:
        yield opened
