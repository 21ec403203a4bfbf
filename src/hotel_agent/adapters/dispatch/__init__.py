"""Who hands out work: which dispatches there are, by their name in configuration."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.dispatch.inprocess import open_inprocess
from hotel_agent.adapters.dispatch.procrastinate import open_procrastinate
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.dispatch import ONE_TRACK, Dispatch, Tracks
from hotel_agent.ports.storage import Storage


class DispatchFactory(Protocol):
    """Opens a dispatch from its options, plain values as they were written."""

    def __call__(
        self,
        options: Mapping[str, object],
        *,
        storage: Storage,
        clock: Clock,
        database: Database | None = None,
        tracks: Tracks = ONE_TRACK,
    ) -> AbstractAsyncContextManager[Dispatch]:
        """The dispatch, to be opened by entering it. It hands out what this storage holds due.

        `database` is where the storage keeps it; None where that is in memory. `tracks` matter among many processes.

        Raises BadConfig with every problem at once, each beginning with its key, before anything connects.
        """
        ...


DISPATCHES: Mapping[str, DispatchFactory] = {"inprocess": open_inprocess, "procrastinate": open_procrastinate}
"""The family's table."""
