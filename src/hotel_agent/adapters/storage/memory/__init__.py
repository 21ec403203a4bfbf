"""The storage of one process: everything is kept as it would be in a database, and gone when the process ends."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from hotel_agent.adapters.storage.memory.storage import MemoryStorage
from hotel_agent.domain.errors import BadConfig
from hotel_agent.ports.rows import Due

__all__ = ["MemoryStorage", "open_memory"]


@asynccontextmanager
async def open_memory(
    options: Mapping[str, object],
    *,
    announce: Callable[[Due], None],
    database: object = None,  # noqa: ARG001 - kept in memory, whatever else there is
) -> AsyncIterator[MemoryStorage]:
    """An empty storage. Raises BadConfig for options, since there are none."""
    if options:
        raise BadConfig([f"{key}: unknown; the memory has no options" for key in sorted(options)])
    yield MemoryStorage(announce=announce)
