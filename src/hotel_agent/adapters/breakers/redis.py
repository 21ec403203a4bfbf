"""The breakers of many processes, shared through Redis; while it is silent each process has its own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from loguru import logger
from purgatory import AsyncRedisUnitOfWork
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import RedisError

from hotel_agent.adapters.breakers.circuit import Circuits
from hotel_agent.adapters.breakers.memory import MemoryBreaker, MemoryBreakers
from hotel_agent.domain.errors import BadConfig, failure_facts
from hotel_agent.ports.breaker import BreakerState
from hotel_agent.ports.clock import Clock

_PATIENCE = 0.5
"""Seconds for all Redis is asked about one call: a guest waits for the answer."""
_LEFT_ALONE = timedelta(seconds=5)
"""For so long a Redis that was silent is not asked again."""


@asynccontextmanager
async def open_redis(options: Mapping[str, object], *, clock: Clock) -> AsyncIterator["RedisBreakers"]:
    """Breakers shared by everybody at this Redis. The one option is `url`. Connects when the first call is made."""
    problems = [f"{key}: unknown; url is the one option" for key in sorted(options.keys() - {"url"})]
    client = _client(options.get("url"))
    if client is None:
        problems.append("url: not the address of a Redis; expected redis://host:6379/0, rediss:// or unix://")
    if problems or client is None:
        raise BadConfig(problems)
    try:
        yield RedisBreakers(client, clock)
    finally:
        await client.aclose()


class RedisBreakers:
    """The port `Breakers`, in Redis."""

    def __init__(self, client: Redis, clock: Clock) -> None:
        store = AsyncRedisUnitOfWork("redis://")
        # The connection that counts is ours: its waits are short, and it is closed.
        store.contexts.redis = client  # type: ignore[attr-defined]
        self._circuits = Circuits(store, clock)
        self._memory = MemoryBreakers(clock)
        self._line = Line(clock)

    def breaker(self, name: str) -> "RedisBreaker":
        """The one of this name; ask for it once and keep it: it knows who of this process is trying."""
        return RedisBreaker(name, self._circuits, self._memory.breaker(name), self._line)


class RedisBreaker(MemoryBreaker):
    """The port `Breaker`, over states in Redis. One call of each process at a time finds out about a half-open one."""

    def __init__(self, name: str, circuits: Circuits, alone: MemoryBreaker, line: "Line") -> None:
        super().__init__(name, circuits)
        self._alone = alone
        self._line = line

    async def lets_through(self) -> BreakerState:
        """How it stands for everybody; while Redis is silent, for this process."""
        shared = super().lets_through
        return await self._line.ask(shared, self._alone.lets_through)

    async def ended(self, begun: BreakerState, *, answered: bool | None) -> BreakerState:
        """Count how the call ended, for everybody; while Redis is silent, for this process."""
        shared, alone = super().ended, self._alone.ended
        try:
            return await self._line.ask(
                lambda: shared(begun, answered=answered), lambda: alone(begun, answered=answered)
            )
        finally:
            # Redis may have come or gone in the meantime.
            if begun is BreakerState.HALF_OPEN:
                self.gives_way()
                self._alone.gives_way()


class Line:
    """Whether Redis answers. One that was silent is left alone for a while."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._silent_until: datetime | None = None

    async def ask(
        self, shared: Callable[[], Awaitable[BreakerState]], alone: Callable[[], Awaitable[BreakerState]]
    ) -> BreakerState:
        """What Redis says; what this process knows by itself where Redis says nothing."""
        if self._silent_until is not None and self._clock.now() < self._silent_until:
            return await alone()
        try:
            async with asyncio.timeout(_PATIENCE):
                state = await shared()
        except (RedisError, OSError) as silent:
            if self._silent_until is None:
                logger.warning("Redis is silent: every process has breakers of its own", **failure_facts(silent))
            self._silent_until = self._clock.now() + _LEFT_ALONE
            return await alone()
        if self._silent_until is not None:
            logger.info("Redis answers again: breakers are shared by all processes")
        self._silent_until = None
        return state


def _client(url: object) -> Redis | None:
    if not isinstance(url, str):
        return None
    # A connection that died unnoticed is made anew at once; one that hangs is not tried twice.
    retry = Retry(NoBackoff(), retries=1, supported_errors=(Disconnected,))
    try:
        return Redis.from_url(url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE, retry=retry)
    except ValueError:
        return None
