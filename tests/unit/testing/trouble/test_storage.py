"""A storage that crashes does so where it was told to, and nowhere else."""

import pytest
from tests.unit.spoiler import MemorySpoiler

from hotel_agent.adapters.storage.memory import MemoryStorage
from hotel_agent.domain.errors import Unavailable
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.storage import StorageContract
from hotel_agent.testing.contracts.storage.fixtures import Spoiler
from hotel_agent.testing.contracts.storage.keeper import Keeper, wrote
from hotel_agent.testing.trouble.storage import Crashed, CrashingStorage, Trouble


class TestCrashingStorageWithoutTrouble(StorageContract):
    @pytest.fixture
    def inside(self) -> MemoryStorage:
        return MemoryStorage()

    @pytest.fixture
    def storage(self, inside: MemoryStorage) -> Storage:
        return CrashingStorage(inside)

    @pytest.fixture
    def spoiler(self, inside: MemoryStorage) -> Spoiler:
        return MemorySpoiler(inside)


@pytest.fixture
def storage() -> CrashingStorage:
    return CrashingStorage(MemoryStorage())


@pytest.mark.parametrize(
    ("trouble", "error", "kept"),
    [
        (Trouble.AWAY, Unavailable, []),
        (Trouble.CRASH_BEFORE_COMMIT, Crashed, []),
        (Trouble.CRASH_AFTER_COMMIT, Crashed, ["message:1"]),
    ],
)
async def test_what_was_done_is_kept_only_if_the_crash_came_after_the_commit(
    storage: CrashingStorage, trouble: Trouble, error: type[BaseException], kept: list[str]
) -> None:
    keeper = Keeper(storage)
    conversation = await keeper.begins()
    storage.arm(trouble)
    with pytest.raises(error):
        await keeper.adds(conversation, wrote("1"))
    assert await keeper.open_keys(conversation) == kept


async def test_the_crash_comes_where_it_was_told_to(storage: CrashingStorage) -> None:
    keeper = Keeper(storage)
    conversation = await keeper.begins()
    storage.crash_at(2, Trouble.CRASH_BEFORE_COMMIT)
    begun = storage.begun
    for name in ("1", "2"):
        await keeper.adds(conversation, wrote(name))
    with pytest.raises(Crashed):
        await keeper.adds(conversation, wrote("3"))
    await keeper.adds(conversation, wrote("4"))
    assert storage.begun == begun + 4
    assert await keeper.open_keys(conversation) == ["message:1", "message:2", "message:4"]


def test_no_worker_survives_a_crash_by_catching_errors() -> None:
    assert not issubclass(Crashed, Exception)
