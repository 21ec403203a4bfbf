"""A database whose work is handed out by the real clock."""

from collections.abc import AsyncIterator

import pytest

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.adapters.storage.sql import SqlStorage
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.storage import Storage


@pytest.fixture
def clock() -> Clock:
    return SystemClock()


@pytest.fixture
async def opened(tables: str) -> AsyncIterator[Database]:
    async with open_database(tables) as database:
        yield database


@pytest.fixture
def storage(opened: Database) -> Storage:
    return SqlStorage(opened)
