"""The fixtures every part of the storage contract asks for."""

import pytest

from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.storage.keeper import OTHER, Keeper


class StorageFixtures:
    """Override `storage`, and `elsewhere` where several processes can share one store."""

    @pytest.fixture
    def storage(self) -> Storage:
        """An empty storage."""
        raise NotImplementedError("override the fixture `storage` with an empty storage of your own")

    @pytest.fixture
    def elsewhere(self, storage: Storage) -> Storage:
        """The same store as another process sees it; the same storage where there is only one process."""
        return storage

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
