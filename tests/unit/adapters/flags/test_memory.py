"""Flags in memory keep the promises of ports/flags."""

from datetime import UTC, datetime

import pytest

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.flags import FLAG_STORES
from hotel_agent.adapters.flags.memory import MemoryFlags
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.tenants.flags import FLAGS
from hotel_agent.ports.flags import Flags
from hotel_agent.testing.contracts.flags import HOTEL, FlagsContract

CLOCK = ManualClock(datetime(2026, 3, 1, tzinfo=UTC))


class TestMemoryFlags(FlagsContract):
    @pytest.fixture
    def flags(self) -> Flags:
        return MemoryFlags()


async def test_the_family_opens_flags_at_their_defaults() -> None:
    async with FLAG_STORES["memory"]({}, clock=CLOCK) as flags:
        assert [await flags.enabled(flag.name, tenant=HOTEL) for flag in FLAGS] == [flag.default for flag in FLAGS]


async def test_an_option_of_flags_in_memory_is_refused_by_its_name() -> None:
    with pytest.raises(BadConfig, match="url: unknown; flags in memory have no options"):
        async with FLAG_STORES["memory"]({"url": "x"}, clock=CLOCK):
            pass
