"""Where pictures, documents and voice notes of guests are kept, by the name of the place."""

from collections.abc import Callable, Mapping, Sequence

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.media.memory import MemoryMedia
from hotel_agent.adapters.media.sql import SqlMedia
from hotel_agent.ports.media import MediaStore

__all__ = ["MEDIA_STORES", "MemoryMedia", "SqlMedia"]


def _in_memory(_secret_keys: Sequence[str], _database: Database | None) -> MediaStore:
    return MemoryMedia()


def _in_database(secret_keys: Sequence[str], database: Database | None) -> MediaStore:
    return MemoryMedia() if database is None else SqlMedia(database, *secret_keys)


MEDIA_STORES: Mapping[str, Callable[[Sequence[str], Database | None], MediaStore]] = {
    "memory": _in_memory,
    "sql": _in_database,
}
"""The family's table: from the installation's secret key and database to the store."""
