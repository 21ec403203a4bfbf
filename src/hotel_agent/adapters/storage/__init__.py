"""Where everything is kept: which storages there are, by their name in configuration."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.storage.memory import open_memory
from hotel_agent.adapters.storage.sql import open_sql
from hotel_agent.ports.rows import Due
from hotel_agent.ports.storage import Storage


class StorageFactory(Protocol):
    """Opens a storage from its options, plain values as they were written."""

    def __call__(
        self, options: Mapping[str, object], *, announce: Callable[[Due], None], database: Database | None = None
    ) -> AbstractAsyncContextManager[Storage]:
        """The storage, to be opened by entering it. It tells `announce` of work after each commit.

        `database` is the installation's, open and at the present schema; None where everything is kept in memory.

        Raises BadConfig with every problem at once, each beginning with its key, before anything connects.
        """
        ...


STORAGES: Mapping[str, StorageFactory] = {"memory": open_memory, "sql": open_sql}
"""The family's table."""
