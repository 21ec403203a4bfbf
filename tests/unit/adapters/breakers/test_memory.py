"""Breakers in memory keep the promises of their port."""

from datetime import UTC, datetime

import pytest

from hotel_agent.adapters.breakers import BREAKERS
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.domain.errors import BadConfig
from hotel_agent.testing.contracts.breaker import BreakerContract, Opened


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 23, 9, tzinfo=UTC))


class TestMemoryBreakers(BreakerContract):
    @pytest.fixture
    def opened(self, clock: ManualClock) -> Opened:
        return lambda: BREAKERS["memory"]({}, clock=clock)

    @pytest.fixture
    def elsewhere(self) -> Opened | None:
        return None


@pytest.mark.parametrize(
    ("adapter", "options", "keys"),
    [
        ("memory", {"url": "x"}, ["url"]),
        ("redis", {}, ["url"]),
        ("redis", {"url": "http://db.example", "rest": 3}, ["rest", "url"]),
    ],
)
async def test_options_that_cannot_be_are_all_named(
    clock: ManualClock, adapter: str, options: dict[str, object], keys: list[str]
) -> None:
    with pytest.raises(BadConfig) as told:
        async with BREAKERS[adapter](options, clock=clock):
            pass
    assert [problem.partition(":")[0] for problem in told.value.problems] == keys
