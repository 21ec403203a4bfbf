"""Breakers in Redis keep the promises of their port for every process together, and outlive their Redis."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis
from tests.integration.service import A_SUNDAY

from hotel_agent.adapters.breakers import BREAKERS
from hotel_agent.adapters.clock import ManualClock, SystemClock
from hotel_agent.ports.breaker import BreakerState
from hotel_agent.testing.contracts.breaker import FAILURES, REST, BreakerContract, Opened, calls
from hotel_agent.testing.servers import RedisServer


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(A_SUNDAY)


class TestRedisBreakers(BreakerContract):
    @pytest.fixture
    async def opened(self, redis_url: str, clock: ManualClock) -> Opened:
        async with Redis.from_url(redis_url) as client:
            await client.flushdb()
        return lambda: BREAKERS["redis"]({"url": redis_url}, clock=clock)

    @pytest.fixture
    def elsewhere(self, opened: Opened) -> Opened | None:
        return opened


async def test_a_redis_that_dies_leaves_each_process_its_own_breaker(
    own_redis: RedisServer, clock: ManualClock
) -> None:
    async with BREAKERS["redis"]({"url": own_redis.url}, clock=clock) as breakers:
        breaker = breakers.breaker("book")
        await calls(breaker, *[False] * FAILURES)
        clock.advance(REST + timedelta(seconds=1))
        assert await breaker.lets_through() is BreakerState.HALF_OPEN
        await own_redis.stop()
        assert await breaker.ended(BreakerState.HALF_OPEN, answered=False) is BreakerState.CLOSED
        assert await calls(breaker, *[False] * (FAILURES - 1)) is BreakerState.OPEN
        await own_redis.start()
        clock.advance(timedelta(seconds=6))
        assert await breaker.lets_through() is BreakerState.HALF_OPEN, "it counts again what Redis knows"


async def test_a_redis_that_was_never_there_costs_one_short_wait(tmp_path: Path) -> None:
    clock = SystemClock()
    async with BREAKERS["redis"]({"url": f"unix://{tmp_path}/nobody.sock"}, clock=clock) as breakers:
        breaker = breakers.breaker("book")
        async with asyncio.timeout(60):
            assert await calls(breaker, *[False] * FAILURES) is BreakerState.OPEN
