"""The storage in memory keeps the promises of ports/storage."""

import asyncio
import json
from datetime import timedelta

import pytest
from tests.crowding import keeps_the_latest
from tests.unit.spoiler import MemorySpoiler

from hotel_agent.adapters.database.codec import Codec, build_codec
from hotel_agent.adapters.storage import STORAGES
from hotel_agent.adapters.storage.memory import MemoryStorage
from hotel_agent.domain.errors import BadConfig, Bug
from hotel_agent.domain.ids import TenantId
from hotel_agent.ports.rows import Due
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.storage import AnnouncingContract, StorageContract
from hotel_agent.testing.contracts.storage.fixtures import Spoiler
from hotel_agent.testing.contracts.storage.keeper import HOTEL, NOW, Keeper, a_conversation, let_others_run, say, wrote


@pytest.fixture(scope="module")
def codec() -> Codec:
    return build_codec()


class TestMemoryStorage(StorageContract, AnnouncingContract):
    @pytest.fixture
    def announced(self) -> list[Due]:
        return []

    @pytest.fixture
    def storage(self, announced: list[Due], codec: Codec) -> Storage:
        return MemoryStorage(announce=announced.append, codec=codec)

    @pytest.fixture
    def spoiler(self, storage: Storage) -> Spoiler:
        assert isinstance(storage, MemoryStorage)
        return MemorySpoiler(storage)


async def test_the_family_opens_a_memory_and_tells_its_listener() -> None:
    announced: list[Due] = []
    async with STORAGES["memory"]({}, announce=announced.append) as storage:
        keeper = Keeper(storage)
        await keeper.adds(await keeper.begins(), wrote())
    assert len(announced) == 1


async def test_an_option_of_the_memory_is_refused_by_its_name() -> None:
    with pytest.raises(BadConfig, match="url: unknown; the memory has no options"):
        async with STORAGES["memory"]({"url": "x"}, announce=lambda due: None):
            pass


async def test_nothing_is_kept_but_what_a_database_could_keep(codec: Codec) -> None:
    storage = MemoryStorage(codec=codec)
    keeper = Keeper(storage)
    kept = await keeper.begins()
    await keeper.decides(kept, say("hello"))
    await keeper.adds(kept, wrote())
    rows = storage._tenants[HOTEL]
    for row in (rows.conversations[kept.id].state, rows.open_events[kept.id][0].event, *_commands(storage)):
        assert json.loads(json.dumps(row)) == row


def _commands(storage: MemoryStorage) -> list[object]:
    return [row.command for row in storage._tenants[HOTEL].commands.values()]


async def test_a_unit_of_work_that_is_over_says_so() -> None:
    async with MemoryStorage().work(HOTEL) as work:
        await work.begin(a_conversation())
    with pytest.raises(Bug, match="over"):
        await work.load(a_conversation().id)


async def test_units_of_work_wait_for_one_another_over_all_hotels() -> None:
    storage, inside, most = MemoryStorage(), 0, 0

    async def works(tenant: TenantId) -> None:
        nonlocal inside, most
        async with storage.work(tenant):
            inside += 1
            most = max(most, inside)
            await let_others_run()
            inside -= 1

    await asyncio.gather(*(works(TenantId(f"hotel-{number % 3}")) for number in range(9)))
    assert most == 1


async def test_what_is_done_is_not_looked_at_again(codec: Codec) -> None:
    storage = MemoryStorage(codec=codec)
    keeper = Keeper(storage)
    for number in range(100):
        kept = await keeper.begins(f"c-{number}")
        await keeper.adds(kept, wrote(str(number)))
        await keeper.decides(kept)
    assert storage._ledger == {}
    assert await storage.next_due(NOW - timedelta(days=1)) is None


async def test_of_too_much_that_belongs_nowhere_the_oldest_gives_way(codec: Codec) -> None:
    await keeps_the_latest(MemoryStorage(codec=codec, most_strays=3))
