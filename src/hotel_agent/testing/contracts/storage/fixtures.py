"""The fixtures every part of the storage contract asks for."""

from typing import Protocol

import pytest

from hotel_agent.domain.ids import ConversationId, EffectKey, EventKey, TenantId
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.storage.keeper import OTHER, Keeper


class Spoiler(Protocol):
    """Around the port: what is kept becomes of a kind nobody here knows, as a later release may have kept it.

    What was kept stays there, under the kind `Hologram`.
    """

    async def event(self, tenant: TenantId, conversation: ConversationId, key: EventKey) -> None:
        """Nobody can read this open event any more."""
        ...

    async def command(self, tenant: TenantId, key: EffectKey) -> None:
        """Nobody can read this command any more."""
        ...

    async def state(self, tenant: TenantId, conversation: ConversationId) -> None:
        """Nobody can read the state of this conversation any more."""
        ...


class StorageFixtures:
    """Override `storage` and `spoiler`, and `elsewhere` where several processes can share one store."""

    @pytest.fixture
    def storage(self) -> Storage:
        """An empty storage."""
        raise NotImplementedError("override the fixture `storage` with an empty storage of your own")

    @pytest.fixture
    def elsewhere(self, storage: Storage) -> Storage:
        """The same store as another process sees it; the same storage where there is only one process."""
        return storage

    @pytest.fixture
    def spoiler(self, storage: Storage) -> Spoiler:
        """Whoever makes unreadable what this storage keeps."""
        raise NotImplementedError("override the fixture `spoiler` with one that knows how your storage keeps its rows")

    @pytest.fixture
    def keeper(self, storage: Storage) -> Keeper:
        """Who puts things into the storage of the hotel."""
        return Keeper(storage)

    @pytest.fixture
    def other_keeper(self, elsewhere: Storage) -> Keeper:
        """The same hotel's keeper in another process."""
        return Keeper(elsewhere)

    @pytest.fixture
    def stranger(self, storage: Storage) -> Keeper:
        """Another hotel's keeper."""
        return Keeper(storage, OTHER)
