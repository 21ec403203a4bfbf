"""The promises of the port `Breakers`, for every adapter.

Subclass `BreakerContract` in a test file of your own and give it three fixtures: `clock`; `opened`, which opens the
breakers of one process; `elsewhere`, which opens those of another that shares them, or None where nothing is shared.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.ports.breaker import Breaker, Breakers, BreakerState

Opened = Callable[[], AbstractAsyncContextManager[Breakers]]

CLOSED, OPEN, HALF_OPEN = BreakerState.CLOSED, BreakerState.OPEN, BreakerState.HALF_OPEN
FAILURES = 5
REST = timedelta(seconds=30)
INSTANT = timedelta(milliseconds=1)


async def calls(breaker: Breaker, *answered: bool | None) -> BreakerState:
    """So many calls one after the other, each of which must be let through; how it stands then."""
    stands = CLOSED
    for each in answered:
        begun = await breaker.lets_through()
        assert begun is not OPEN
        stands = await breaker.ended(begun, answered=each)
    return stands


class BreakerContract:
    """Everything `ports/breaker.py` promises."""

    pytestmark = pytest.mark.asyncio

    async def test_it_opens_when_nothing_was_answered_five_times_in_a_row(self, opened: Opened) -> None:
        async with opened() as breakers:
            breaker = breakers.breaker("book")
            assert await calls(breaker, *[False] * (FAILURES - 1)) is CLOSED
            assert await calls(breaker, False) is OPEN
            assert await breaker.lets_through() is OPEN

    async def test_an_answer_in_between_begins_the_count_anew(self, opened: Opened) -> None:
        async with opened() as breakers:
            breaker = breakers.breaker("book")
            assert await calls(breaker, *[False] * (FAILURES - 1), True, *[False] * (FAILURES - 1)) is CLOSED

    async def test_who_gave_up_says_nothing(self, opened: Opened) -> None:
        async with opened() as breakers:
            breaker = breakers.breaker("book")
            assert await calls(breaker, *[None] * 2 * FAILURES) is CLOSED
            assert await calls(breaker, *[False] * (FAILURES - 1), None, False) is OPEN

    async def test_after_a_rest_one_call_finds_out_and_an_answer_closes_it(
        self, opened: Opened, clock: ManualClock
    ) -> None:
        async with opened() as breakers:
            breaker = breakers.breaker("book")
            await calls(breaker, *[False] * FAILURES)
            clock.advance(REST - INSTANT)
            assert await breaker.lets_through() is OPEN
            clock.advance(2 * INSTANT)
            assert await breaker.lets_through() is HALF_OPEN
            assert await breaker.lets_through() is OPEN, "one at a time"
            assert await breaker.ended(HALF_OPEN, answered=True) is CLOSED
            assert await calls(breaker, *[False] * (FAILURES - 1)) is CLOSED, "the count begins anew"

    async def test_a_trial_without_an_answer_opens_it_for_another_rest(
        self, opened: Opened, clock: ManualClock
    ) -> None:
        async with opened() as breakers:
            breaker = breakers.breaker("book")
            await calls(breaker, *[False] * FAILURES)
            clock.advance(REST + INSTANT)
            assert await calls(breaker, False) is OPEN
            clock.advance(REST - INSTANT)
            assert await breaker.lets_through() is OPEN
            clock.advance(2 * INSTANT)
            assert await calls(breaker, True) is CLOSED

    async def test_a_trial_given_up_lets_the_next_one_try(self, opened: Opened, clock: ManualClock) -> None:
        async with opened() as breakers:
            breaker = breakers.breaker("book")
            await calls(breaker, *[False] * FAILURES)
            clock.advance(REST + INSTANT)
            assert await calls(breaker, None) is HALF_OPEN
            assert await breaker.lets_through() is HALF_OPEN

    @pytest.mark.parametrize("late", [True, False])
    async def test_what_ends_after_it_opened_changes_nothing(self, opened: Opened, late: bool) -> None:
        async with opened() as breakers:
            breaker = breakers.breaker("book")
            begun = await breaker.lets_through()
            await calls(breaker, *[False] * FAILURES)
            assert await breaker.ended(begun, answered=late) is OPEN

    async def test_each_name_stands_for_itself(self, opened: Opened) -> None:
        async with opened() as breakers:
            await calls(breakers.breaker("book of Miramar"), *[False] * FAILURES)
            assert await breakers.breaker("book of Bahia").lets_through() is CLOSED

    async def test_processes_that_share_know_of_each_other(
        self, opened: Opened, elsewhere: Opened | None, clock: ManualClock
    ) -> None:
        if elsewhere is None:
            return
        async with opened() as here, elsewhere() as there:
            one, other = here.breaker("book"), there.breaker("book")
            for each in (one, other, one, other, one):
                await calls(each, False)
            assert await other.lets_through() is OPEN
            clock.advance(REST + INSTANT)
            assert await calls(other, True) is CLOSED
            assert await one.lets_through() is CLOSED
