"""The promises of the port `Limits`, test by test, for every adapter.

Subclass `LimitsContract` in a test file of your own and give it the fixtures `opened` and `passes`. Where several
processes share the limits, also override `elsewhere`. The tests are coroutines: run them with pytest-asyncio.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest

from hotel_agent.domain.ids import GuestId, TenantId
from hotel_agent.ports.limits import Limits

Opened = Callable[[str, str], AbstractAsyncContextManager[Limits]]
"""Limits at a rate for each guest and one for each hotel, as `20/minute`."""

HOTEL, OTHER = TenantId("miramar"), TenantId("sierra")
ANA, BRUNO = GuestId("ana"), GuestId("bruno")
MANY = "1000/hour"


class LimitsContract:
    """Everything `ports/limits.py` promises, but what holds while the world is silent."""

    pytestmark = pytest.mark.asyncio

    @pytest.fixture
    def opened(self) -> Opened:
        """Limits at these rates of which nobody has spent anything."""
        raise NotImplementedError("override the fixture `opened` with a function that opens limits at two rates")

    @pytest.fixture
    def elsewhere(self) -> Opened | None:
        """Opens the same limits at the same rates as another process does; None where there is only one process."""
        return None

    @pytest.fixture
    def passes(self) -> Callable[[timedelta], Awaitable[None]]:
        """Lets so much time pass, and hardly more: a second or two at most is asked for."""
        raise NotImplementedError("override the fixture `passes` with a function that lets time pass")

    async def test_within_both_limits_nobody_waits(self, opened: Opened) -> None:
        async with opened("5/hour", MANY) as limits:
            assert await turns(limits, HOTEL, ANA, 5) == 5

    async def test_who_spent_everything_is_told_how_long_to_wait(self, opened: Opened) -> None:
        async with opened("2/hour", MANY) as limits:
            assert await turns(limits, HOTEL, ANA, 2) == 2
            wait = await limits.spend(tenant=HOTEL, guest=ANA)
            assert wait is not None
            assert timedelta(minutes=50) < wait < timedelta(hours=1, seconds=1)

    async def test_a_limited_guest_limits_no_other_and_not_the_same_name_at_another_hotel(self, opened: Opened) -> None:
        async with opened("2/hour", MANY) as limits:
            assert await turns(limits, HOTEL, ANA, 9) == 2
            assert await turns(limits, HOTEL, BRUNO, 9) == 2
            assert await turns(limits, OTHER, ANA, 9) == 2

    async def test_the_guests_of_a_hotel_share_its_limit_and_take_nothing_from_another_hotel(
        self, opened: Opened
    ) -> None:
        async with opened("3/hour", "7/hour") as limits:
            crowd = [GuestId(f"guest-{number}") for number in range(5)]
            assert [await turns(limits, HOTEL, guest, 3) for guest in crowd] == [3, 3, 1, 0, 0]
            assert [await turns(limits, OTHER, guest, 3) for guest in crowd] == [3, 3, 1, 0, 0]

    async def test_asking_while_limited_costs_neither_the_guest_nor_the_hotel(self, opened: Opened) -> None:
        async with opened("2/hour", "5/hour") as limits:
            assert await turns(limits, HOTEL, ANA, 2) == 2
            first = await limits.spend(tenant=HOTEL, guest=ANA)
            assert await turns(limits, HOTEL, ANA, 30) == 0
            last = await limits.spend(tenant=HOTEL, guest=ANA)
            assert first is not None
            assert last is not None
            assert last <= first
            assert await turns(limits, HOTEL, BRUNO, 2) == 2
            assert await turns(limits, HOTEL, GuestId("carla"), 2) == 1

    async def test_who_waited_as_long_as_told_may_go_on(
        self, opened: Opened, passes: Callable[[timedelta], Awaitable[None]]
    ) -> None:
        async with opened("2/second", MANY) as limits:
            for _ in range(2):
                await passes(await limited(limits, HOTEL, ANA))
                assert await limits.spend(tenant=HOTEL, guest=ANA) is None

    async def test_whom_the_hotel_limited_has_spent_nothing_of_their_own(
        self, opened: Opened, passes: Callable[[timedelta], Awaitable[None]]
    ) -> None:
        async with opened("1/hour", "2/second") as limits:
            crowd = (GuestId(f"guest-{number}") for number in range(1000))
            for guest in crowd:
                if (wait := await limits.spend(tenant=HOTEL, guest=guest)) is not None:
                    await passes(wait)
                    assert await limits.spend(tenant=HOTEL, guest=guest) is None
                    assert await limits.spend(tenant=HOTEL, guest=guest) is not None
                    break
            else:
                pytest.fail("a thousand guests were let through at two a second")

    async def test_not_one_turn_more_is_spent_by_asking_at_once(self, opened: Opened, elsewhere: Opened | None) -> None:
        async with opened("5/hour", "11/hour") as limits, (elsewhere or opened)("5/hour", "11/hour") as others:
            doors = (limits, others if elsewhere else limits)
            asked = [door.spend(tenant=HOTEL, guest=ANA) for door in doors for _ in range(10)]
            assert (await asyncio.gather(*asked)).count(None) == 5
            crowd = [GuestId(f"guest-{number}") for number in range(12)]
            asked = [door.spend(tenant=OTHER, guest=guest) for door in doors for guest in crowd]
            assert (await asyncio.gather(*asked)).count(None) == 11

    async def test_what_is_spent_in_one_place_is_spent_everywhere(
        self, opened: Opened, elsewhere: Opened | None
    ) -> None:
        async with opened("3/hour", MANY) as limits:
            if elsewhere is None:
                assert await turns(limits, HOTEL, ANA, 4) == 3
                return
            async with elsewhere("3/hour", MANY) as others:
                assert [await turns(each, HOTEL, ANA, 1) for each in (limits, others, limits, others)] == [1, 1, 1, 0]

    async def test_names_that_could_be_read_in_two_ways_are_told_apart(self, opened: Opened) -> None:
        names = [("a/b", "c"), ("a", "b/c"), ("a", "b:c"), ("a:b", "c"), ("", "abc"), ("ñandú", "c d"), ("a", "*")]
        async with opened("1/hour", "1/hour") as limits:
            for tenant, guest in dict(names).items():
                assert await turns(limits, TenantId(tenant), GuestId(guest), 2) == 1


async def turns(limits: Limits, tenant: TenantId, guest: GuestId, tries: int) -> int:
    """How many of so many tries were let through."""
    return [await limits.spend(tenant=tenant, guest=guest) for _ in range(tries)].count(None)


async def limited(limits: Limits, tenant: TenantId, guest: GuestId) -> timedelta:
    """Spend turns until there are none left; how long to wait then. A slow machine lets a few more through."""
    for _ in range(1000):
        wait = await limits.spend(tenant=tenant, guest=guest)
        if wait is not None:
            assert wait > timedelta(0)
            return wait
    pytest.fail("a thousand turns were let through at two a second")
