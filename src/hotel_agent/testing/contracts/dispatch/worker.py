"""A worker who does what the dispatch hands out, and writes down what, when, and how much of it at once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from attrs import define, field, frozen

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.domain.ids import ConversationId, EffectKey, EventKey
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.dispatch import Dispatch, Serve
from hotel_agent.ports.rows import CommandState, Due
from hotel_agent.ports.storage import Storage

PATIENCE = 180
"""Seconds of real time after which a test gives up: far beyond what any of them should take."""

LEASE = timedelta(minutes=5)


async def _nothing_special(_due: Due) -> None:
    """An ordinary piece of work."""


@frozen
class Begun:
    """A piece of work that was begun."""

    due: Due
    at: datetime


@define(eq=False)
class Worker:
    """Takes turns (all that is due is consumed, nothing is said) and performs commands (nothing happens)."""

    storage: Storage
    clock: Clock
    meanwhile: Callable[[Due], Awaitable[None]] = _nothing_special
    """Happens in the middle of each piece: wait here, or fail."""
    begun: list[Begun] = field(factory=list)
    taken: list[EventKey] = field(factory=list)
    """Events consumed, in the sequence of the commits."""
    performed: list[EffectKey] = field(factory=list)
    """Commands done, in the sequence of the commits."""
    turns_at_once: Counter[ConversationId] = field(factory=Counter)
    """The most turns of a conversation that were ever being taken at the same time."""
    _turning: Counter[ConversationId] = field(factory=Counter)
    _news: asyncio.Condition = field(factory=asyncio.Condition)

    async def serve(self, due: Due) -> None:
        """Do one piece of work."""
        self.begun.append(Begun(due, self.clock.now()))
        await self._tell()
        if due.command is None:
            await self._take_turn(due)
        else:
            await self._perform(due, due.command)
        await self._tell()

    async def until(self, reached: Callable[[], bool]) -> None:
        """Wait until this is so."""
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(reached), timeout=PATIENCE)

    def begun_at(self, conversation: ConversationId) -> list[datetime]:
        """When work of this conversation was begun."""
        return [each.at for each in self.begun if each.due.conversation == conversation]

    async def _take_turn(self, due: Due) -> None:
        name = due.conversation
        self._turning[name] += 1
        self.turns_at_once[name] = max(self.turns_at_once[name], self._turning[name])
        try:
            async with self.storage.work(due.tenant) as work:
                stored = await work.load(name)
                ready = [row.event.key for row in await work.open_events(name) if row.due_at <= self.clock.now()]
            await self.meanwhile(due)
            if stored is not None and ready:
                async with self.storage.work(due.tenant) as work:
                    await work.commit_turn(stored.conversation, version=stored.version, consumed=ready, commands=[])
                self.taken += ready
        finally:
            self._turning[name] -= 1

    async def _perform(self, due: Due, key: EffectKey) -> None:
        async with self.storage.work(due.tenant) as work:
            now = self.clock.now()
            row = await work.claim(key, now=now, lease_until=now + LEASE)
        if row is None:
            return
        await self.meanwhile(due)
        async with self.storage.work(due.tenant) as work:
            await work.finish(key, attempt=row.attempts, state=CommandState.DONE)
        self.performed.append(key)

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()


@asynccontextmanager
async def running(dispatch: Dispatch, serve: Serve) -> AsyncIterator["asyncio.Task[None]"]:
    """The dispatch at work; cancelled at the end."""
    run = asyncio.create_task(dispatch.run(serve))
    try:
        yield run
    finally:
        run.cancel()
        await over(run)


async def over(run: "asyncio.Task[None]") -> None:
    """Wait for the end of a run that was cancelled. Raises what ended it, if that was an error."""
    done, _ = await asyncio.wait([run], timeout=PATIENCE)
    assert done, "the run was cancelled and does not end"
    if not run.cancelled():
        run.result()


async def settle(clock: Clock) -> None:
    """Let everything happen that needs no time."""
    for _ in range(200):
        await clock.sleep_until(clock.now())


async def pass_time(clock: Clock, by: timedelta) -> None:
    """Let time pass: a manual clock is moved from one moment somebody waits for to the next."""
    target = clock.now() + by
    if not isinstance(clock, ManualClock):
        await clock.sleep_until(target)
        return
    await settle(clock)
    while clock.next_wake is not None and clock.next_wake <= target:
        clock.set(clock.next_wake)
        await settle(clock)
    clock.set(target)
    await settle(clock)
