"""First answers to what is asked under a name of the caller's own, by the name of the place where they are kept."""

from collections.abc import Callable, Mapping, Sequence

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.repeats.memory import MemoryRepeats
from hotel_agent.adapters.repeats.sql import SqlRepeats
from hotel_agent.ports.repeats import Repeats

__all__ = ["REPEATS", "MemoryRepeats", "SqlRepeats"]


def _in_memory(_database: Database | None, _secret_keys: Sequence[str]) -> Repeats:
    return MemoryRepeats()


def _in_database(database: Database | None, secret_keys: Sequence[str]) -> Repeats:
    return MemoryRepeats() if database is None else SqlRepeats(database, *secret_keys)


REPEATS: Mapping[str, Callable[[Database | None, Sequence[str]], Repeats]] = {
    "memory": _in_memory,
    "sql": _in_database,
}
"""The family's table: from the installation's database and secret keys to where first answers are kept."""
