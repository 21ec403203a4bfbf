"""A PostgreSQL database at the present schema, empty for every test."""

from collections.abc import AsyncIterator

import pytest

from hotel_agent.adapters.database.codec import Codec, build_codec
from hotel_agent.adapters.database.database import Database, open_database


@pytest.fixture(scope="session")
def codec() -> Codec:
    return build_codec()


@pytest.fixture
def url(emptied: str) -> str:
    """The URL of a database with all tables and nothing in them, as a superuser."""
    return emptied


@pytest.fixture
async def house(url: str) -> AsyncIterator[Database]:
    async with open_database(url) as opened:
        yield opened
