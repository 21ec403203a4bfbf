"""A storage that gives trouble: put it around any `Storage`, and units of work end as they do when a worker dies."""

from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from enum import Enum

from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import TenantId
from hotel_agent.ports.rows import Due, Stray
from hotel_agent.ports.storage import Storage, Work


class Crashed(BaseException):
    """The worker died here. No `except Exception` catches it, as none catches the end of a process."""


class Trouble(Enum):
    """How a unit of work ends."""

    NONE = "none"
    AWAY = "away"
    """It does not begin: Unavailable, and nothing was kept."""
    CRASH_BEFORE_COMMIT = "crash_before_commit"
    """Crashed, and nothing was kept."""
    CRASH_AFTER_COMMIT = "crash_after_commit"
    """Crashed, and everything was kept, but whoever asked for it never learns."""


class CrashingStorage:
    """The port `Storage` over another. The next units of work end as they were told to; after that all goes well."""

    def __init__(self, inner: Storage, *troubles: Trouble) -> None:
        self._inner = inner
        self._troubles = deque(troubles)
        self.begun = 0
        """How many units of work were begun, so that a test may go through all of them, one crash at a time."""

    def arm(self, *troubles: Trouble) -> None:
        """Let the next units of work end so, in this sequence, instead of what was said before."""
        self._troubles = deque(troubles)

    def crash_at(self, number: int, trouble: Trouble) -> None:
        """Let so many units of work go well (0: none), and the one after them end so."""
        self.arm(*[Trouble.NONE] * number, trouble)

    @asynccontextmanager
    async def work(self, tenant: TenantId) -> AsyncIterator[Work]:
        """As the port says, unless it ends otherwise."""
        self.begun += 1
        trouble = self._troubles.popleft() if self._troubles else Trouble.NONE
        if trouble is Trouble.AWAY:
            raise Unavailable("the storage does not answer")
        async with self._inner.work(tenant) as work:
            yield work
            if trouble is Trouble.CRASH_BEFORE_COMMIT:
                raise Crashed("before the commit")
        if trouble is Trouble.CRASH_AFTER_COMMIT:
            raise Crashed("after the commit")

    async def due(self, now: datetime, *, limit: int) -> Sequence[Due]:
        """As the port says."""
        return await self._inner.due(now, limit=limit)

    async def next_due(self, after: datetime) -> datetime | None:
        """As the port says."""
        return await self._inner.next_due(after)

    async def keep_stray(self, stray: Stray) -> bool:
        """As the port says."""
        return await self._inner.keep_stray(stray)

    async def strays(self, *, limit: int = 100) -> Sequence[Stray]:
        """As the port says."""
        return await self._inner.strays(limit=limit)

    async def drop_stray(self, stray: Stray) -> bool:
        """As the port says."""
        return await self._inner.drop_stray(stray)

    async def forget_strays(self, before: datetime) -> int:
        """As the port says."""
        return await self._inner.forget_strays(before)
