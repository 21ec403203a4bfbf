"""Who may come in behind the desk: where that is kept, by the name of the place, and how it is proven."""

from collections.abc import Callable, Mapping, Sequence

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.people.codes import TotpCodes
from hotel_agent.adapters.people.letters import JwtVouchers
from hotel_agent.adapters.people.memory import MemoryPeople
from hotel_agent.adapters.people.passwords import Argon2Passwords
from hotel_agent.adapters.people.sql import SqlPeople
from hotel_agent.ports.people import People
from hotel_agent.ports.storage import Storage

__all__ = ["PEOPLE", "Argon2Passwords", "JwtVouchers", "MemoryPeople", "SqlPeople", "TotpCodes"]


def _in_memory(storage: Storage, _database: Database | None, _secret_keys: Sequence[str]) -> People:
    return MemoryPeople(storage)


def _in_database(storage: Storage, database: Database | None, secret_keys: Sequence[str]) -> People:
    return MemoryPeople(storage) if database is None else SqlPeople(database, *secret_keys)


PEOPLE: Mapping[str, Callable[[Storage, Database | None, Sequence[str]], People]] = {
    "memory": _in_memory,
    "sql": _in_database,
}
"""The family's table: from the installation's storage, database and secret key to where people are kept."""
