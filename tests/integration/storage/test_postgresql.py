"""The storage in PostgreSQL keeps the promises of ports/storage, between two processes too."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import event
from tests.durable import Durable
from tests.spoiling import SqlSpoiler

from hotel_agent.adapters.database.codec import Codec
from hotel_agent.adapters.database.database import Database, open_database
from hotel_agent.adapters.storage.sql import SqlStorage
from hotel_agent.domain.errors import Conflict, Unavailable
from hotel_agent.domain.ids import GuestId
from hotel_agent.ports.rows import CommandState, Due
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.storage import AnnouncingContract, StorageContract
from hotel_agent.testing.contracts.storage.fixtures import Spoiler
from hotel_agent.testing.contracts.storage.keeper import (
    HOTEL,
    LEASE,
    NAME,
    NOW,
    PHONE,
    SECOND,
    Keeper,
    a_conversation,
    act,
    key,
    say,
    wrote,
)


class TestPostgresqlStorage(StorageContract, AnnouncingContract, Durable):
    @pytest.fixture
    def announced(self) -> list[Due]:
        return []

    @pytest.fixture
    def storage(self, house: Database, announced: list[Due], codec: Codec) -> Storage:
        return SqlStorage(house, announce=announced.append, codec=codec)

    @pytest.fixture
    def spoiler(self, house: Database) -> Spoiler:
        return SqlSpoiler(house)

    @pytest.fixture
    async def elsewhere(self, url: str, codec: Codec) -> AsyncIterator[Storage]:
        """Another process at the same database."""
        async with open_database(url) as opened:
            yield SqlStorage(opened, codec=codec)


async def test_a_guest_whose_conversation_begins_is_linked_after_it_began(house: Database, codec: Codec) -> None:
    storage = SqlStorage(house, codec=codec)
    bea = GuestId("bea")
    async with storage.work(HOTEL) as work:
        await work.guest([PHONE], fresh=bea)

    async def links() -> None:
        async with storage.work(HOTEL) as work:
            identities = await work.identities(bea, held=True)
            theirs = [each.conversation for each in await work.conversations_of(bea)]
            await work.give(bea, to=GuestId("ana"), identities=identities, conversations=theirs)

    async with storage.work(HOTEL) as work:
        assert list(await work.identities(bea, held=True)) == [PHONE]
        linking = asyncio.create_task(links())
        # It has a fifth of a second to come through, and does not.
        done, _ = await asyncio.wait({linking}, timeout=0.2)
        assert not done
        await work.begin(a_conversation(guest="bea"))
    await linking
    async with storage.work(HOTEL) as work:
        stored = await work.load(a_conversation().id)
    assert stored is not None
    assert stored.conversation.guest == "ana"


@pytest.fixture
def statements(house: Database) -> Iterator[list[str]]:
    """What PostgreSQL is asked, growing."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(house.engine.sync_engine, "before_cursor_execute", note)
    yield asked
    event.remove(house.engine.sync_engine, "before_cursor_execute", note)


async def test_a_message_is_taken_in_and_a_turn_is_kept_in_few_statements(
    house: Database, codec: Codec, statements: list[str]
) -> None:
    storage, identities, kept = SqlStorage(house, codec=codec), [PHONE, NAME], a_conversation(guest="ana")
    for number in range(3):
        statements.clear()
        async with storage.work(HOTEL) as work:
            await work.guest(identities, fresh=kept.guest)
            if await work.conversation_at(kept.channel, kept.account, kept.guest) is None:
                await work.begin(kept)
            waiting = await work.waiting(kept.id)
            if waiting:
                await work.postpone(kept.id, [row.key for row in waiting], due_at=NOW + SECOND)
            await work.unsaid(kept.id)
            await work.add_event(kept.id, wrote(str(number)), received_at=NOW, due_at=NOW + SECOND)
        assert len(statements) <= 12, statements
    statements.clear()
    async with storage.work(HOTEL) as work:
        consumed = [wrote(str(number)).key for number in range(3)]
        await work.commit_turn(kept, version=0, consumed=consumed, commands=[say("hello"), act("work")])
    assert len(statements) <= 10, statements


async def test_a_claim_is_no_work_for_anybody_and_what_is_said_next_is(house: Database, codec: Codec) -> None:
    """The end of a lease wakes nobody; whatever else comes to wait wakes somebody once."""
    keeper = Keeper(SqlStorage(house, codec=codec))
    kept = await keeper.begins()
    await keeper.decides(kept, say("first"), say("second"))
    assert await _jobs(house) == [key("first")]
    await keeper.holds("first")
    async with keeper.storage.work(HOTEL) as work:
        await work.renew(key("first"), attempt=1, lease_until=NOW + 2 * LEASE)
    assert await _jobs(house) == [key("first")]
    async with keeper.storage.work(HOTEL) as work:
        await work.finish(key("first"), attempt=1, state=CommandState.DONE)
    assert await _jobs(house) == [key("first"), key("second")]


async def test_work_that_was_undone_wakes_nobody(house: Database, codec: Codec) -> None:
    keeper = Keeper(SqlStorage(house, codec=codec))
    kept = await keeper.begins()
    with pytest.raises(Conflict):
        await keeper.decides(kept, say("late"), version=7)
    assert await _jobs(house) == []


async def test_a_connection_lost_in_the_middle_is_silence_and_the_next_unit_of_work_has_another(
    house: Database, codec: Codec, url: str
) -> None:
    storage = SqlStorage(house, codec=codec)
    keeper = Keeper(storage)
    with pytest.raises(Unavailable):
        await _loses_its_connection(storage, url)
    kept = await keeper.begins()
    await _end_connections(url)
    await keeper.adds(kept, wrote())
    assert await keeper.open_keys(kept) == [wrote().key]


async def _loses_its_connection(storage: SqlStorage, url: str) -> None:
    async with storage.work(HOTEL) as work:
        await work.begin(a_conversation())
        await _end_connections(url)
        await work.add_event(a_conversation().id, wrote(), received_at=NOW, due_at=NOW)


async def _end_connections(url: str) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as admin:
        await admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


async def _jobs(house: Database) -> list[str]:
    """Whose jobs there are, the earliest first."""
    async with house.engine.connect() as connection:
        jobs = await connection.exec_driver_sql("SELECT args ->> 'command' FROM procrastinate_jobs ORDER BY id")
        return [command for command in jobs.scalars() if command]
