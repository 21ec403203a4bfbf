"""Switches in Redis keep the promises of ports/flags, and those of their own: quick, patient, and known by heart."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis
from tests.integration.service import eventually

from hotel_agent.adapters.clock import ManualClock, SystemClock
from hotel_agent.adapters.flags import FLAG_STORES
from hotel_agent.adapters.flags.redis import CHANGED, FRESH, HASH
from hotel_agent.domain.errors import BadConfig, Unavailable
from hotel_agent.domain.ids import GuestId, TenantId
from hotel_agent.domain.tenants.flags import FLAGS, Setting, Share
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.flags import Flags
from hotel_agent.testing.contracts.flags import FlagsContract
from hotel_agent.testing.servers import RedisServer

HOTEL = TenantId("miramar")
FLAG = "canary.enabled"
A_MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)


def opened(url: str, clock: Clock | None = None) -> AbstractAsyncContextManager[Flags]:
    return FLAG_STORES["redis"]({"url": url}, clock=clock or SystemClock())


class TestRedisFlags(FlagsContract):
    @pytest.fixture
    async def flags(self, redis_url: str) -> AsyncIterator[Flags]:
        async with opened(redis_url) as flags:
            yield flags

    @pytest.fixture
    async def elsewhere(self, redis_url: str) -> AsyncIterator[Flags]:
        async with opened(redis_url) as flags:
            yield flags


@pytest.fixture
async def by_hand(redis_url: str) -> AsyncIterator[Redis]:
    """An operator with a client of Redis, who tells nobody."""
    async with Redis.from_url(redis_url) as client:
        yield client


@pytest.mark.parametrize(
    ("word", "on"),
    [
        *((word, True) for word in ("1", "true", "on", "yes", "TRUE")),
        *((word, False) for word in ("0", "false", "off", "no")),
    ],
)
async def test_the_words_of_the_predecessor_are_understood(by_hand: Redis, redis_url: str, word: str, on: bool) -> None:
    for flag in FLAGS:
        await by_hand.hset(HASH, flag.name, word)
    async with opened(redis_url) as flags:
        assert [await flags.enabled(flag.name, tenant=HOTEL) for flag in FLAGS] == [on for _ in FLAGS]


@pytest.mark.parametrize(
    ("setting", "tenant", "field", "value"),
    [
        (True, None, FLAG, "on"),
        (False, HOTEL, f"{FLAG}@miramar", "off"),
        (Share(25), TenantId("a@b"), f"{FLAG}@a@b", "25%"),
    ],
)
async def test_what_we_write_is_what_the_documentation_says(
    by_hand: Redis, redis_url: str, *, setting: Setting, tenant: TenantId | None, field: str, value: str
) -> None:
    async with opened(redis_url) as flags:
        await flags.set(FLAG, setting, tenant=tenant)
        assert await by_hand.hgetall(HASH) == {field.encode(): value.encode()}
        await flags.unset(FLAG, tenant=tenant)
        assert await by_hand.exists(HASH) == 0


async def test_a_change_made_by_hand_counts_within_half_a_minute(by_hand: Redis, redis_url: str) -> None:
    clock = ManualClock(A_MORNING)
    async with opened(redis_url, clock) as flags:
        await by_hand.hset(HASH, FLAG, "yes")
        await by_hand.hset(HASH, f"{FLAG}@sierra", "50%")
        assert not await flags.enabled(FLAG, tenant=HOTEL)
        for since in (timedelta(0), FRESH - timedelta(seconds=1), FRESH):
            clock.set(A_MORNING + since)
        await eventually(lambda: flags.enabled(FLAG, tenant=HOTEL))
        guests = [GuestId(str(number)) for number in range(100)]
        told = {await flags.enabled(FLAG, tenant=TenantId("sierra"), guest=guest) for guest in guests}
        assert told == {True, False}


async def test_a_change_of_ours_reaches_everybody_while_no_time_passes(redis_url: str) -> None:
    async with opened(redis_url, ManualClock(A_MORNING)) as here, opened(redis_url, ManualClock(A_MORNING)) as there:
        await here.set(FLAG, True, tenant=HOTEL)
        await eventually(lambda: there.enabled(FLAG, tenant=HOTEL))


async def test_news_still_arrive_after_the_connection_was_renewed(redis_url: str) -> None:
    clock = ManualClock(A_MORNING)
    async with opened(redis_url, clock) as here, opened(redis_url) as there:
        for number in range(4):
            clock.set(A_MORNING + FRESH * number)
            on = number % 2 == 0
            await there.set(FLAG, on)
            await eventually(lambda on=on: stands(here, on))  # type: ignore[misc]


async def test_a_switch_answers_at_once_though_redis_hangs(own_redis: RedisServer) -> None:
    async with opened(own_redis.url) as flags:
        await flags.set(FLAG, True)
        own_redis.pause()
        asked = flags.enabled(FLAG, tenant=HOTEL, guest=GuestId("ana"))
        with pytest.raises(StopIteration) as answered:
            asked.send(None)
        assert answered.value.value is True
        own_redis.resume()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody answers, that is known soon."""
    monkeypatch.setattr("hotel_agent.adapters.flags.redis._PATIENCE", 0.5)


@pytest.mark.usefixtures("impatient")
async def test_nobody_can_throw_a_switch_while_redis_hangs_and_it_stays_as_it_was(own_redis: RedisServer) -> None:
    async with opened(own_redis.url) as flags:
        await eventually(lambda: throws(flags))
        own_redis.pause()
        asked = (flags.set(FLAG, False), flags.unset(FLAG), flags.thrown())
        async with asyncio.timeout(60):
            refused = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(each) for each in refused] == [Unavailable] * 3
        assert "try again" in str(refused[0])
        assert await flags.enabled(FLAG, tenant=HOTEL)
        own_redis.resume()


async def test_the_last_known_values_outlive_redis_and_its_return_is_noticed(
    own_redis: RedisServer, lines: list[str]
) -> None:
    clock = ManualClock(A_MORNING)
    async with opened(own_redis.url, clock) as flags:
        await flags.set(FLAG, True)
        await own_redis.kill()
        for _ in range(4):
            await eventually(lambda: rests(clock))
            assert await flags.enabled(FLAG, tenant=HOTEL)
            clock.advance(timedelta(seconds=1))
        await own_redis.start()
        async with Redis.from_url(own_redis.url) as by_hand:
            await by_hand.hset(HASH, FLAG, "no")
        assert await flags.enabled(FLAG, tenant=HOTEL)
        await eventually(lambda: rests(clock))
        clock.advance(timedelta(seconds=1))
        await eventually(lambda: stands(flags, False))
    assert len([line for line in lines if "silent" in line]) == 1, "once, however long it was away"
    assert len([line for line in lines if "answers again" in line]) == 1


async def test_without_redis_at_the_start_the_defaults_count_until_it_comes(own_redis: RedisServer) -> None:
    async with opened(own_redis.url) as flags:
        await flags.set(FLAG, True)
    await own_redis.stop()
    clock = ManualClock(A_MORNING)
    async with opened(own_redis.url, clock) as flags:
        assert [await flags.enabled(flag.name, tenant=HOTEL) for flag in FLAGS] == [flag.default for flag in FLAGS]
        await own_redis.start()
        clock.advance(timedelta(seconds=1))
        await eventually(lambda: stands(flags, True))


@pytest.mark.usefixtures("impatient")
async def test_a_redis_that_hangs_keeps_nobody_from_opening_or_closing(own_redis: RedisServer) -> None:
    own_redis.pause()
    async with asyncio.timeout(60), opened(own_redis.url) as flags:
        assert not await flags.enabled(FLAG, tenant=HOTEL)
    own_redis.resume()


async def test_what_nobody_understands_does_not_count_and_is_told_once(
    by_hand: Redis, redis_url: str, lines: list[str]
) -> None:
    odd = {FLAG: b"ture", "lights": b"on", f"{FLAG}@miramar": b"\xff", "nlp.fallback.enhanced": b"off"}
    for field, value in odd.items():
        await by_hand.hset(HASH, field, value)
    async with opened(redis_url) as flags:
        assert not await flags.enabled(FLAG, tenant=HOTEL)
        assert await flags.thrown() == {("nlp.fallback.enhanced", None): False}
        await by_hand.publish(CHANGED, "anything")
        await flags.thrown()
    assert len([line for line in lines if "no such flag" in line]) == 1


async def test_a_name_that_holds_something_else_is_an_outage(by_hand: Redis, redis_url: str) -> None:
    await by_hand.set(HASH, "a string")
    async with opened(redis_url) as flags:
        assert not await flags.enabled(FLAG, tenant=HOTEL)
        with pytest.raises(Unavailable):
            await flags.thrown()


@pytest.mark.parametrize("url", [None, 6379, "", "localhost:6379", "http://localhost", "redis://localhost:port/0"])
async def test_an_address_that_is_none_is_refused_before_anything_connects(url: object) -> None:
    with pytest.raises(BadConfig, match="url: not the address of a Redis") as refused:
        async with FLAG_STORES["redis"]({"url": url, "ttl": 3}, clock=SystemClock()):
            pass
    assert [problem.partition(":")[0] for problem in refused.value.problems] == ["ttl", "url"]
    assert "6379" not in "".join(refused.value.problems[:1])


async def stands(flags: Flags, on: bool) -> bool:
    return await flags.enabled(FLAG, tenant=HOTEL) is on


async def throws(flags: Flags) -> bool:
    """Whether the switch could be thrown: a busy machine may take longer than somebody impatient waits."""
    with suppress(Unavailable):
        await flags.set(FLAG, True)
        return True
    return False


async def rests(clock: ManualClock) -> bool:
    """Whether Redis was called in vain and is left alone for a moment."""
    return clock.next_wake is not None
