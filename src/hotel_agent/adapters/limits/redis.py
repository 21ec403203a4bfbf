"""The limits of many processes, counted in Redis; while it is silent each process counts in its own memory."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from limits import RateLimitItem
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from loguru import logger
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import RedisError

from hotel_agent.adapters.limits.memory import MemoryLimits
from hotel_agent.adapters.limits.rates import KEYS, Rates, read, unknown
from hotel_agent.domain.errors import BadConfig, failure_facts
from hotel_agent.domain.ids import GuestId, TenantId, digest
from hotel_agent.ports.clock import Clock

_PATIENCE = 0.5
"""Seconds for all Redis is asked about one turn: a guest waits for the answer."""
_LEFT_ALONE = timedelta(seconds=5)
"""For so long a Redis that was silent is not asked again."""
_INSTANT = timedelta(milliseconds=1)


@asynccontextmanager
async def open_redis(options: Mapping[str, object], *, clock: Clock) -> AsyncIterator["RedisLimits"]:
    """Limits at these rates, shared by everybody at this Redis. The options are `guest`, `tenant` and `url`.

    Connects when the first turn is spent.
    """
    problems = list(unknown(options, *KEYS, "url"))
    rates = read(options, problems)
    pool = _pool(options.get("url"))
    if pool is None:
        problems.append("url: not the address of a Redis; expected redis://host:6379/0, rediss:// or unix://")
    if problems or pool is None:
        raise BadConfig(problems)
    try:
        yield RedisLimits(pool, rates, clock)
    finally:
        await pool.aclose()


class RedisLimits:
    """Two moving windows in Redis, under names that tell nobody's."""

    def __init__(self, pool: ConnectionPool, rates: Rates, clock: Clock) -> None:
        # The address that counts is the pool's; the library passes its options on to the client as they are.
        storage = RedisStorage(
            "async+redis://",
            implementation="redispy",
            key_prefix="turns",
            connection_pool=pool,  # type: ignore[arg-type]
        )
        self._limiter = MovingWindowRateLimiter(storage)
        self._rates = rates
        self._clock = clock
        self._memory = MemoryLimits(rates, clock)
        self._silent_until: datetime | None = None

    async def spend(self, *, tenant: TenantId, guest: GuestId) -> timedelta | None:
        """Spend one turn of this guest and of this hotel, or tell how long to wait."""
        if self._silent_until is not None and self._clock.now() < self._silent_until:
            return await self._memory.spend(tenant=tenant, guest=guest)
        try:
            async with asyncio.timeout(_PATIENCE):
                wait = await self._spend_shared(tenant, guest)
        except (RedisError, OSError) as silent:
            self._lost(silent)
            return await self._memory.spend(tenant=tenant, guest=guest)
        self._found()
        if wait is None:
            self._memory.note(tenant, guest)
        return wait

    async def _spend_shared(self, tenant: TenantId, guest: GuestId) -> timedelta | None:
        # Only where a guest's last turn is asked for twice at once, one of the hotel's is spent for nothing.
        guests, tenants = self._rates.guest, self._rates.tenant
        of_guest, of_tenant = digest("guest", tenant, guest), digest("tenant", tenant)
        if guests and not await self._limiter.test(guests, of_guest):
            return await self._wait(guests, of_guest)
        if tenants and not await self._limiter.hit(tenants, of_tenant):
            return await self._wait(tenants, of_tenant)
        if guests and not await self._limiter.hit(guests, of_guest):
            return await self._wait(guests, of_guest)
        return None

    async def _wait(self, rate: RateLimitItem, name: str) -> timedelta:
        stats = await self._limiter.get_window_stats(rate, name)
        wait = timedelta(seconds=stats.reset_time - self._clock.now().timestamp())
        return min(max(wait, timedelta(0)), timedelta(seconds=rate.get_expiry())) + _INSTANT

    def _found(self) -> None:
        if self._silent_until is not None:
            logger.info("Redis answers again: turns are counted for all processes together")
        self._silent_until = None

    def _lost(self, silent: Exception) -> None:
        if self._silent_until is None:
            logger.warning("Redis is silent: every process counts turns for itself", **failure_facts(silent))
        self._silent_until = self._clock.now() + _LEFT_ALONE


def _pool(url: object) -> ConnectionPool | None:
    if not isinstance(url, str):
        return None
    # A connection that died unnoticed is made anew at once; one that hangs is not tried twice.
    retry = Retry(NoBackoff(), retries=1, supported_errors=(Disconnected,))
    try:
        return ConnectionPool.from_url(url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE, retry=retry)
    except ValueError:
        return None
