"""What a dispatch over procrastinate refuses before it connects to anything."""

import pytest

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.database.database import open_database
from hotel_agent.adapters.dispatch import DISPATCHES
from hotel_agent.adapters.storage.memory import MemoryStorage
from hotel_agent.domain.errors import BadConfig


@pytest.mark.parametrize("wrong", [0, -1, True, "many", 1.5])
async def test_options_that_make_no_sense_are_all_refused_at_once(wrong: object) -> None:
    with pytest.raises(BadConfig) as refused:
        async with DISPATCHES["procrastinate"](
            {"at_once": wrong, "colour": "red"}, storage=MemoryStorage(), clock=SystemClock()
        ):
            pass
    assert refused.value.problems == (
        "colour: unknown; at_once is the one option",
        f"at_once: {wrong!r} found, a whole number of at least 1 expected",
    )


async def test_without_postgresql_it_says_what_to_choose() -> None:
    async with open_database("sqlite://") as file:
        for database in (None, file):
            with pytest.raises(BadConfig, match="PostgreSQL only; choose `inprocess`"):
                async with DISPATCHES["procrastinate"](
                    {}, storage=MemoryStorage(), clock=SystemClock(), database=database
                ):
                    pass
