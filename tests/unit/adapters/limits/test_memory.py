"""Limits in memory keep the promises of ports/limits, by whatever clock drives them."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.limits import LIMITS
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import GuestId, TenantId
from hotel_agent.testing.contracts.limits import ANA, HOTEL, LimitsContract, Opened, turns

A_MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
STEPS = st.lists(
    st.tuples(st.sampled_from(("miramar", "sierra")), st.sampled_from(("ana", "bruno")), st.integers(0, 40)),
    max_size=60,
)


class TestMemoryLimits(LimitsContract):
    @pytest.fixture
    def clock(self) -> ManualClock:
        return ManualClock(A_MORNING)

    @pytest.fixture
    def opened(self, clock: ManualClock) -> Opened:
        return lambda guest, tenant: LIMITS["memory"]({"guest": guest, "tenant": tenant}, clock=clock)

    @pytest.fixture
    def passes(self, clock: ManualClock) -> Callable[[timedelta], Awaitable[None]]:
        async def passes(wait: timedelta) -> None:
            clock.advance(wait)

        return passes


async def test_a_turn_comes_back_exactly_when_it_was_told() -> None:
    clock = ManualClock(A_MORNING)
    async with LIMITS["memory"]({"guest": "2/minute", "tenant": "9/minute"}, clock=clock) as limits:
        assert await limits.spend(tenant=HOTEL, guest=ANA) is None
        clock.advance(timedelta(seconds=20))
        assert await limits.spend(tenant=HOTEL, guest=ANA) is None
        assert await limits.spend(tenant=HOTEL, guest=ANA) == timedelta(seconds=40)
        clock.advance(timedelta(seconds=40) - timedelta.resolution)
        assert await limits.spend(tenant=HOTEL, guest=ANA) == timedelta.resolution
        clock.advance(timedelta.resolution)
        assert await limits.spend(tenant=HOTEL, guest=ANA) is None
        assert await limits.spend(tenant=HOTEL, guest=ANA) == timedelta(seconds=20)


async def test_the_longer_of_two_waits_is_told() -> None:
    clock = ManualClock(A_MORNING)
    async with LIMITS["memory"]({"guest": "1/hour", "tenant": "1/minute"}, clock=clock) as limits:
        assert await turns(limits, HOTEL, ANA, 1) == 1
        assert await limits.spend(tenant=HOTEL, guest=ANA) == timedelta(hours=1)
        assert await limits.spend(tenant=HOTEL, guest=GuestId("bruno")) == MINUTE


@given(steps=STEPS)
async def test_whoever_is_let_through_was_within_both_limits_and_whoever_was_within_both_is_let_through(
    steps: list[tuple[str, str, int]],
) -> None:
    clock = ManualClock(A_MORNING)
    ledger: list[tuple[datetime, str, str]] = []
    async with LIMITS["memory"]({"guest": "2/minute", "tenant": "3/minute"}, clock=clock) as limits:
        for tenant, guest, seconds in steps:
            clock.advance(timedelta(seconds=seconds))
            recent = [(who, of) for at, who, of in ledger if at > clock.now() - MINUTE]
            fits = recent.count((guest, tenant)) < 2 and [of for _, of in recent].count(tenant) < 3
            wait = await limits.spend(tenant=TenantId(tenant), guest=GuestId(guest))
            assert (wait is None) == fits
            if fits:
                ledger.append((clock.now(), guest, tenant))


async def test_a_rate_that_is_left_out_limits_nobody() -> None:
    async with LIMITS["memory"]({}, clock=ManualClock(A_MORNING)) as limits:
        assert await turns(limits, HOTEL, ANA, 5000) == 5000
    async with LIMITS["memory"]({"tenant": "3/day"}, clock=ManualClock(A_MORNING)) as limits:
        assert await turns(limits, HOTEL, ANA, 5) == 3


async def test_guests_who_left_are_forgotten() -> None:
    clock = ManualClock(A_MORNING)
    async with LIMITS["memory"]({"guest": "2/minute", "tenant": "900/minute"}, clock=clock) as limits:
        for number in range(500):
            await limits.spend(tenant=HOTEL, guest=GuestId(str(number)))
            clock.advance(timedelta(seconds=1))
        remembered = len(limits._guests._spent)  # type: ignore[attr-defined]
    assert remembered <= 61


@pytest.mark.parametrize("where", sorted(LIMITS))
async def test_everything_wrong_with_the_options_is_told_at_once(where: str) -> None:
    options = {"guest": "often", "tenant": 600, "hotel": "1/day", "url": "localhost"}
    with pytest.raises(BadConfig) as refused:
        async with LIMITS[where](options, clock=ManualClock(A_MORNING)):
            pass
    keys = [problem.partition(":")[0] for problem in refused.value.problems]
    assert keys == {"memory": ["hotel", "url", "guest", "tenant"], "redis": ["hotel", "guest", "tenant", "url"]}[where]


@pytest.mark.parametrize(
    "rate", ["", "20", "20/fortnight", "0/minute", "-1/minute", "1/second;5/minute", "minute", None]
)
async def test_a_rate_that_is_none_is_refused_with_an_example(rate: object) -> None:
    with pytest.raises(BadConfig, match="such as 20/minute"):
        async with LIMITS["memory"]({"guest": rate}, clock=ManualClock(A_MORNING)):
            pass
