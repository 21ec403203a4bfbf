"""What the database refuses, in the words of the house."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from hotel_agent.adapters.database.database import IN_MEMORY, Database, open_database
from hotel_agent.adapters.database.schema import upgrade
from hotel_agent.adapters.database.tables_chats import chats
from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import TenantId

MARINA = TenantId("marina")
A_CHAT: Mapping[str, object] = {
    "tenant": "marina",
    "name": "a-chat",
    "account": "marina",
    "last": 0,
    "alive_at": datetime(2026, 11, 22, 12, tzinfo=UTC),
}


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    async with open_database(IN_MEMORY) as opened:
        await upgrade(opened)
        yield opened


async def put(database: Database, **told: object) -> None:
    async with database.transaction(MARINA) as connection:
        await connection.execute(insert(chats).values(**{**A_CHAT, **told}))


async def test_a_row_that_another_put_there_first_is_a_conflict(database: Database) -> None:
    await put(database)
    with pytest.raises(Conflict):
        await put(database)


async def test_a_row_that_no_table_takes_is_a_mistake_of_ours_and_not_tried_again(database: Database) -> None:
    with pytest.raises(Bug):
        await put(database, account=None)
    await put(database)
