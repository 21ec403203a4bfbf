"""Limits in Redis keep the promises of ports/limits, for every process together, and nobody waits for a dead Redis."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis

from hotel_agent.adapters.channels.loopback import Loopback
from hotel_agent.adapters.clock import ManualClock, SystemClock
from hotel_agent.adapters.limits import LIMITS
from hotel_agent.bootstrap import load_config, open_desk
from hotel_agent.domain.errors import BadConfig
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.limits import Limits
from hotel_agent.ports.nlu import Nlu
from hotel_agent.testing.contracts.limits import ANA, BRUNO, HOTEL, MANY, LimitsContract, Opened, turns
from hotel_agent.testing.servers import RedisServer


def opened_at(
    url: str, guest: str = "3/hour", tenant: str = MANY, clock: Clock | None = None
) -> AbstractAsyncContextManager[Limits]:
    return LIMITS["redis"]({"url": url, "guest": guest, "tenant": tenant}, clock=clock or SystemClock())


class TestRedisLimits(LimitsContract):
    @pytest.fixture
    def opened(self, redis_url: str) -> Opened:
        return lambda guest, tenant: opened_at(redis_url, guest, tenant)

    @pytest.fixture
    def elsewhere(self, opened: Opened) -> Opened:
        return opened

    @pytest.fixture
    def passes(self) -> Callable[[timedelta], Awaitable[None]]:
        async def passes(wait: timedelta) -> None:
            clock = SystemClock()
            await clock.sleep_until(clock.now() + wait)

        return passes


async def test_nothing_stays_in_redis_for_longer_than_it_counts_and_no_guest_is_named(redis_url: str) -> None:
    async with opened_at(redis_url, "3/hour", "9/minute") as limits, Redis.from_url(redis_url) as client:
        await limits.spend(tenant=HOTEL, guest=ANA)
        names = [bytes(name) async for name in client.scan_iter()]
        lasts = sorted([await client.ttl(name) for name in names])
    assert len(names) == 2
    assert 0 < lasts[0] <= 60 < lasts[1] <= 3600
    assert not any(word in name for name in names for word in (b"ana", b"miramar"))


async def test_while_redis_hangs_this_process_counts_alone_and_nobody_waits_for_it(
    own_redis: RedisServer, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = ManualClock(SystemClock().now())
    async with opened_at(own_redis.url, clock=clock) as limits:
        assert await turns(limits, HOTEL, ANA, 2) == 2
        monkeypatch.setattr("hotel_agent.adapters.limits.redis._PATIENCE", 0.5)
        own_redis.pause()
        async with asyncio.timeout(60):
            assert await turns(limits, HOTEL, ANA, 20) == 1, "what it counted itself before holds"
            assert await turns(limits, HOTEL, BRUNO, 20) == 3
            clock.advance(timedelta(seconds=10))
            assert await turns(limits, HOTEL, BRUNO, 20) == 0
        own_redis.resume()
        monkeypatch.setattr("hotel_agent.adapters.limits.redis._PATIENCE", 60.0)
        clock.advance(timedelta(seconds=10))
        assert await turns(limits, HOTEL, BRUNO, 20) == 3, "Redis knows nothing of what was spent without it"
    assert [line.partition(":")[0] for line in lines] == ["Redis is silent", "Redis answers again"]


async def test_after_redis_died_and_came_back_its_count_holds_again(own_redis: RedisServer) -> None:
    clock = ManualClock(SystemClock().now())
    async with opened_at(own_redis.url, clock=clock) as limits, opened_at(own_redis.url) as others:
        assert await turns(limits, HOTEL, ANA, 2) == 2
        # What a durable Redis was told is written down within a second.
        await SystemClock().sleep_until(SystemClock().now() + timedelta(seconds=1.2))
        await own_redis.kill()
        assert await turns(limits, HOTEL, BRUNO, 4) == 3
        await own_redis.start()
        clock.advance(timedelta(seconds=10))
        assert [await turns(each, HOTEL, ANA, 1) for each in (limits, others)] == [1, 0]


async def test_a_restart_of_redis_between_two_turns_is_no_outage(own_redis: RedisServer, lines: list[str]) -> None:
    async with opened_at(own_redis.url) as limits:
        assert await turns(limits, HOTEL, ANA, 1) == 1
        await own_redis.restart()
        assert await turns(limits, HOTEL, ANA, 4) == 2
    assert lines == []


async def test_without_redis_at_the_start_limits_open_and_count(own_redis: RedisServer) -> None:
    await own_redis.stop()
    async with opened_at(own_redis.url) as limits:
        assert await turns(limits, HOTEL, ANA, 5) == 3


async def test_two_houses_on_one_redis_answer_a_guest_of_each_as_often_as_one_house_would(
    redis_url: str, tmp_path: Path, nlu: Nlu
) -> None:
    clock, told = ManualClock(SystemClock().now()), {"REDIS_URL": redis_url, "RATE_LIMIT_TENANT": "3/hour"}
    answered = 0
    for number in (1, 2):
        loopback = Loopback()
        config = load_config({**told, "HOTEL_DATA_DIR": str(tmp_path / str(number))})
        async with open_desk(config, nlu=nlu, clock=clock, channels=[loopback]) as desk:
            for guest in ("ana", "bruno"):
                await desk.receive("loopback", loopback.writes(guest, "Hola", at=clock.now()), loopback.credentials)
            clock.advance(timedelta(seconds=3))
            await desk.drain()
            answered += sum(len(loopback.said_to(guest)) for guest in ("ana", "bruno"))
    assert answered == 3


@pytest.mark.parametrize("url", [None, 6379, "", "localhost:6379", "http://localhost"])
async def test_an_address_that_is_none_is_refused_before_anything_connects(url: object) -> None:
    with pytest.raises(BadConfig, match="url: not the address of a Redis"):
        async with LIMITS["redis"]({"url": url}, clock=SystemClock()):
            pass
