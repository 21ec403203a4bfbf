"""The storage in memory: one unit of work after the other, each kept whole or not at all."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from heapq import nsmallest

from attrs import evolve

from hotel_agent.adapters.database.codec import Codec, build_codec
from hotel_agent.adapters.storage.memory.rows import Journal, TenantRows
from hotel_agent.adapters.storage.memory.work import MemoryWork
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import AccountId, ConversationId, EventKey, TenantId
from hotel_agent.ports.rows import Due, Stray
from hotel_agent.ports.storage import MOST_STRAYS, Work


def _tell_nobody(_due: Due) -> None:
    """Nobody listens; what is due is found by asking."""


class MemoryStorage:
    """Keeps everything in this process, as rows of plain JSON.

    Units of work wait for one another, over all tenants: that is what makes them serial, whatever their bodies wait
    for in between. A codec may be passed on from one storage to the next; building one takes a moment.
    """

    def __init__(
        self,
        *,
        announce: Callable[[Due], None] = _tell_nobody,
        codec: Codec | None = None,
        most_strays: int = MOST_STRAYS,
    ) -> None:
        self._announce = announce
        self._most_strays = most_strays
        self._codec = codec or build_codec()
        self._tenants: dict[TenantId, TenantRows] = {}
        self._ledger: dict[tuple[TenantId, ConversationId], tuple[Due, ...]] = {}
        """The committed work that waits, by conversation: ids and moments only."""
        self._strays: dict[tuple[str, AccountId | None, EventKey], Stray] = {}
        self._one_at_a_time = asyncio.Lock()
        self._inside: asyncio.Task[object] | None = None

    @asynccontextmanager
    async def work(self, tenant: TenantId) -> AsyncIterator[Work]:
        """One transaction, one tenant. Raises Bug inside another one of the same task: it would wait for itself."""
        task = asyncio.current_task()
        if task is not None and self._inside is task:
            raise Bug("a unit of work inside another one waits for itself; leave the first before you begin the second")
        async with self._one_at_a_time:
            self._inside = task
            rows, journal = self._tenants.setdefault(tenant, TenantRows()), Journal()
            work = MemoryWork(tenant, rows, journal, self._codec)
            try:
                yield work
            except BaseException:
                journal.undo()
                raise
            finally:
                self._inside = None
                touched = work.close()
            waiting = self._enter(tenant, rows, touched)
        for due in waiting:
            self._announce(due)

    async def due(self, now: datetime, *, limit: int) -> Sequence[Due]:
        """Work due by now over all tenants, the longest due first."""
        return nsmallest(limit, (due for due in self._waiting() if due.at <= now), key=lambda due: due.at)

    async def next_due(self, after: datetime) -> datetime | None:
        """When work that is not due at this moment becomes due next."""
        return min((due.at for due in self._waiting() if due.at > after), default=None)

    async def keep_stray(self, stray: Stray) -> bool:
        """Keep what belongs nowhere. False when this channel and account already had one of this key."""
        name = (stray.channel, stray.account, stray.key)
        if name in self._strays:
            return False
        arrival = stray.arrival and self._codec.arrival(self._codec.write(stray.arrival))
        self._strays[name] = evolve(stray, arrival=arrival)
        if len(self._strays) > self._most_strays:
            del self._strays[next(iter(self._strays))]
        return True

    async def strays(self, *, limit: int = 100) -> Sequence[Stray]:
        """What belongs nowhere, the latest first."""
        return list(reversed(self._strays.values()))[:limit]

    async def drop_stray(self, stray: Stray) -> bool:
        """Forget this one."""
        return self._strays.pop((stray.channel, stray.account, stray.key), None) is not None

    async def forget_strays(self, before: datetime) -> int:
        """Forget what came in before this moment."""
        old = [name for name, stray in self._strays.items() if stray.received_at < before]
        for name in old:
            del self._strays[name]
        return len(old)

    def _waiting(self) -> Iterable[Due]:
        return (due for waiting in self._ledger.values() for due in waiting)

    def _enter(self, tenant: TenantId, rows: TenantRows, touched: Iterable[ConversationId]) -> list[Due]:
        """Write down what now waits in these conversations."""
        entered: list[Due] = []
        for conversation in touched:
            waiting = tuple(rows.work_of(tenant, conversation))
            self._ledger.pop((tenant, conversation), None)
            if waiting:
                self._ledger[tenant, conversation] = waiting
                entered += waiting
        return entered
