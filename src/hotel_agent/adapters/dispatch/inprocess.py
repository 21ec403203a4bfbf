"""Hands out work inside one process: looks when it is told to, when something comes due, and now and then unasked."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from attrs import field, frozen, validators
from loguru import logger

from hotel_agent.domain.errors import BadConfig, failure_facts
from hotel_agent.domain.ids import ConversationId, EffectKey, TenantId
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.dispatch import Serve
from hotel_agent.ports.rows import Due
from hotel_agent.ports.storage import Storage

_CROWD = 100
"""So many pieces of one hotel that wait for a hand do not hide those of another."""

Piece = tuple[TenantId, ConversationId, EffectKey | None]
"""What is served by one at a time: the turn of a conversation, or a command."""


@frozen(kw_only=True)
class InprocessOptions:
    """How the dispatch of one process works."""

    at_once: int = field(default=8, validator=validators.ge(1))
    """So many pieces are served at the same time."""
    poll: timedelta = timedelta(seconds=1)
    """Work whose signal was lost is found after so long."""
    rest: timedelta = timedelta(seconds=1)
    """A piece that failed is left alone for so long, twice as long each time it fails again ..."""
    longest_rest: timedelta = timedelta(minutes=1)
    """... but no longer than this."""
    grace: timedelta = timedelta(seconds=10)
    """Told to stop, what was begun may take so long to finish. What does not is found again by the next run."""


class FindDue(Protocol):
    """As `Storage.due`."""

    async def __call__(self, now: datetime, *, limit: int) -> Sequence[Due]:
        """Work due by now, the longest due first."""
        ...


class FindNextDue(Protocol):
    """As `Storage.next_due`."""

    async def __call__(self, after: datetime) -> datetime | None:
        """When work comes due next."""
        ...


@frozen
class _Rest:
    until: datetime
    failures: int


@asynccontextmanager
async def open_inprocess(
    options: Mapping[str, object],
    *,
    storage: Storage,
    clock: Clock,
    database: object = None,  # noqa: ARG001 - the storage says where work is
    tracks: object = None,  # noqa: ARG001 - one process does the work of all tracks
) -> AsyncIterator["InprocessDispatch"]:
    """A dispatch over this storage. The one option is `at_once`, a whole number of at least 1."""
    problems = [f"{key}: unknown; at_once is the one option" for key in sorted(options) if key != "at_once"]
    at_once = options.get("at_once", InprocessOptions().at_once)
    if type(at_once) is not int or at_once < 1:
        problems.append(f"at_once: {at_once!r} found, a whole number of at least 1 expected")
        at_once = 1
    if problems:
        raise BadConfig(problems)
    yield InprocessDispatch(
        clock=clock, due=storage.due, next_due=storage.next_due, options=InprocessOptions(at_once=at_once)
    )


class InprocessDispatch:
    """Hands out what the storage holds due. It asks the storage each time and remembers no work of its own."""

    def __init__(
        self, *, clock: Clock, due: FindDue, next_due: FindNextDue, options: InprocessOptions = InprocessOptions()
    ) -> None:
        self._clock = clock
        self._due = due
        self._next_due = next_due
        self._options = options
        self._signal = asyncio.Event()
        self._looks_again_at: datetime | None = None
        self._tasks: dict[Piece, asyncio.Task[None]] = {}
        self._news: set[Piece] = set()
        """Pieces being served of which there was news meanwhile."""
        self._looks = 0
        self._served: dict[Piece, int] = {}
        """Pieces served without an error and without news since, and after which look: they should not be due again."""
        self._rests: dict[Piece, _Rest] = {}

    def announce(self, due: Due) -> None:
        """Work was committed that becomes due at `due.at`."""
        piece = _piece(due)
        if piece in self._tasks:
            self._news.add(piece)
        else:
            self._rests.pop(piece, None)
            self._served.pop(piece, None)
        if self._looks_again_at is None or due.at < self._looks_again_at:
            self._signal.set()

    async def run(self, serve: Serve) -> None:
        """Hand out work until cancelled."""
        self._signal = asyncio.Event()
        self._rests.clear()
        try:
            while True:
                self._signal.clear()
                self._looks_again_at = None
                self._looks_again_at = await self._hand_out(serve)
                await self._signalled()
        finally:
            self._looks_again_at = None
            await self._let_finish()

    async def _hand_out(self, serve: Serve) -> datetime | None:
        """Begin what is due. Returns when to look again unasked; None when there is no hand free to do more."""
        free = self._options.at_once - len(self._tasks)
        if free <= 0:
            return None
        now = self._clock.now()
        self._forget_old_rests(now)
        self._looks += 1
        try:
            limit = free + len(self._tasks) + len(self._rests) + len(self._served) + _CROWD
            found = await self._due(now, limit=limit)
            next_at = await self._next_due(now)
        except Exception as error:  # noqa: BLE001 - whatever it was, it must not end the run
            logger.error("nobody knows what is due; asked again soon", **failure_facts(error))
            return now + self._options.rest
        share = self._share(found)
        for due in found:
            self._consider(due, now, serve, share)
        self._served = {piece: look for piece, look in self._served.items() if look == self._looks}
        waiting = [rest.until for rest in self._rests.values() if rest.until > now]
        return min([now + self._options.poll, *waiting, *([] if next_at is None else [next_at])])

    def _share(self, found: Sequence[Due]) -> int:
        """How many hands one tenant may take: all of them, or half where another waits too."""
        tenants = {due.tenant for due in found} | {tenant for tenant, _, _ in self._tasks}
        return self._options.at_once if len(tenants) < 2 else max(1, self._options.at_once // 2)

    def _consider(self, due: Due, now: datetime, serve: Serve, share: int) -> None:
        """Begin this piece, unless it is being served, rests, or ended while we looked: then we look again anyway."""
        piece = _piece(due)
        if self._served.get(piece, self._looks) < self._looks:
            self._let_rest(piece)
        resting = piece in self._rests and self._rests[piece].until > now
        no_hand = len(self._tasks) >= self._options.at_once
        if piece in self._tasks or piece in self._served or resting or no_hand:
            return
        if sum(1 for tenant, _, _ in self._tasks if tenant == due.tenant) >= share:
            return
        task = asyncio.create_task(_served(serve, due))
        self._tasks[piece] = task
        task.add_done_callback(partial(self._ended, due))

    def _ended(self, due: Due, task: asyncio.Task[None]) -> None:
        piece = _piece(due)
        del self._tasks[piece]
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        if error is not None:
            rest = self._let_rest(piece)
            ids = {"tenant": due.tenant, "conversation": due.conversation, "command": due.command}
            logger.error("work failed and is tried again", **ids, again_at=rest.until, **failure_facts(error))
        else:
            self._rests.pop(piece, None)
            if piece not in self._news:
                self._served[piece] = self._looks
        self._news.discard(piece)
        self._signal.set()

    def _let_rest(self, piece: Piece) -> _Rest:
        failures = self._rests[piece].failures if piece in self._rests else 0
        rest = min(self._options.rest * 2**failures, self._options.longest_rest)
        self._rests[piece] = _Rest(self._clock.now() + rest, min(failures + 1, 32))
        return self._rests[piece]

    def _forget_old_rests(self, now: datetime) -> None:
        """A piece that did not come back after its rest is somebody else's, or done."""
        longest = self._options.longest_rest
        self._rests = {piece: rest for piece, rest in self._rests.items() if rest.until + longest > now}

    async def _signalled(self) -> None:
        alarm = asyncio.create_task(self._ring_at(self._looks_again_at)) if self._looks_again_at else None
        try:
            await self._signal.wait()
        finally:
            if alarm is not None:
                alarm.cancel()

    async def _ring_at(self, at: datetime) -> None:
        await self._clock.sleep_until(at)
        self._signal.set()

    async def _let_finish(self) -> None:
        bound = asyncio.create_task(self._cancel_after_grace())
        try:
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        finally:
            bound.cancel()

    async def _cancel_after_grace(self) -> None:
        await self._clock.sleep_until(self._clock.now() + self._options.grace)
        for task in self._tasks.values():
            task.cancel()


async def _served(serve: Serve, due: Due) -> None:
    await serve(due)


def _piece(due: Due) -> Piece:
    return (due.tenant, due.conversation, due.command)
