"""Where hotels are registered that are entered while the house is open, by the name of the place."""

from collections.abc import Callable, Mapping, Sequence

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.register.memory import MemoryRegister
from hotel_agent.adapters.register.seal import Seal
from hotel_agent.adapters.register.sql import SqlRegister
from hotel_agent.ports.register import Register
from hotel_agent.ports.storage import Storage

__all__ = ["REGISTERS", "MemoryRegister", "Seal", "SqlRegister"]


def _in_memory(secret_keys: Sequence[str], _database: Database | None, storage: Storage | None) -> Register:
    return MemoryRegister(Seal(secret_keys), storage=storage)


def _in_database(secret_keys: Sequence[str], database: Database | None, storage: Storage | None) -> Register:
    return _in_memory(secret_keys, None, storage) if database is None else SqlRegister(database, Seal(secret_keys))


REGISTERS: Mapping[str, Callable[[Sequence[str], Database | None, Storage | None], Register]] = {
    "memory": _in_memory,
    "sql": _in_database,
}
"""The family's table: from the installation's secret keys, the present one first, its database and its storage."""
