"""Who knows all places where something of guests is kept, by the name of the place of conversations."""

from collections.abc import Callable, Mapping

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.rights.sql import SqlRecords
from hotel_agent.ports.rights import Records

__all__ = ["RECORDS", "SqlRecords"]

RECORDS: Mapping[str, Callable[[Database], Records]] = {"sql": SqlRecords}
"""The family's table. What is kept in memory is forgotten with its process, so there is nobody for it."""
