"""Whatever two hotels of one house do at the ports, each sees what it would see if it were alone.

What it would see is not worked out: the acts of each hotel are done once more, in a house that only that hotel has.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.walls.acts import ACTS, BEGINNING, Act, told
from tests.unit.walls.house import House, Opening, in_a_file, in_memory

from hotel_agent.adapters.database.codec import Codec, build_codec
from hotel_agent.adapters.database.database import open_database
from hotel_agent.adapters.database.schema import prepare
from hotel_agent.adapters.wording.templates import Templates
from hotel_agent.domain.ids import TenantId
from hotel_agent.ports.wording import Wording

MIRAMAR, SIERRA = TenantId("miramar"), TenantId("sierra")
Step = tuple[TenantId, Act, int, int]
"""Who does what, to which, and to whom."""
FIRST: Sequence[Step] = [(who, act, 0, 0) for act in BEGINNING for who in (MIRAMAR, SIERRA)]
EVERY: Sequence[Step] = [(who, act, 0, 0) for who in (SIERRA, MIRAMAR) for act in ACTS if act not in BEGINNING]
STEPS = st.lists(
    st.tuples(st.sampled_from((MIRAMAR, SIERRA)), st.sampled_from(ACTS), st.integers(0, 1), st.integers(0, 1)),
    min_size=2,
    max_size=20,
)


@pytest.fixture(scope="module")
def codec() -> Codec:
    return build_codec()


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Templates()


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with every table and no row, to be copied."""
    file = tmp_path_factory.mktemp("empty") / "hotel.sqlite3"

    async def lay() -> None:
        async with open_database(f"sqlite:///{file}") as opened:
            await prepare(opened)

    asyncio.run(lay())
    return file


async def play(opening: Opening, steps: Sequence[Step], *, thoroughly: bool = True) -> None:
    """Two hotels in one house, and each in another one alone: what comes of each act is the same here and there.

    So is what the other one sees after it; and thoroughly, what who did it sees, which otherwise is seen at the end.
    """
    async with opening() as shared, opening() as the_first, opening() as the_second:
        alone = {MIRAMAR: the_first, SIERRA: the_second}
        expected = {who: await house.seen_by(who) for who, house in alone.items()}
        for who, act, which, other in [*FIRST, *steps]:
            here, there = await told(act, shared, who, which, other), await told(act, alone[who], who, which, other)
            assert here == there, f"{who}: {act.__name__}"
            neighbour = SIERRA if who == MIRAMAR else MIRAMAR
            if neighbour not in expected:
                expected[neighbour] = await alone[neighbour].seen_by(neighbour)
            assert await shared.seen_by(neighbour) == expected[neighbour], f"{neighbour}, after {who}: {act.__name__}"
            expected.pop(who, None)
            if thoroughly:
                expected[who] = await alone[who].seen_by(who)
                assert await shared.seen_by(who) == expected[who], f"{who}: {act.__name__}"
        for who, house in alone.items():
            assert await shared.seen_by(who) == await house.seen_by(who), f"{who}, at the end"


@settings(max_examples=25)
@given(steps=STEPS)
def test_in_memory_each_of_two_hotels_sees_what_it_would_see_alone(
    codec: Codec, wording: Wording, steps: Sequence[Step]
) -> None:
    asyncio.run(play(in_memory(codec, wording), steps))


@settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_in_a_file_each_of_two_hotels_sees_what_it_would_see_alone(
    codec: Codec, wording: Wording, empty_file: Path, tmp_path: Path, steps: Sequence[Step]
) -> None:
    asyncio.run(play(in_a_file(empty_file, tmp_path, codec, wording), steps, thoroughly=False))


async def test_in_both_every_act_is_done_once_by_each_hotel_and_disturbs_nobody(
    codec: Codec, wording: Wording, empty_file: Path, tmp_path: Path
) -> None:
    await play(in_memory(codec, wording), EVERY)
    await play(in_a_file(empty_file, tmp_path, codec, wording), EVERY, thoroughly=False)


class _WithoutWalls:
    """A port at which everything is one hotel's."""

    def __init__(self, port: object) -> None:
        self._port = port

    def __getattr__(self, name: str) -> object:
        asked: Callable[..., object] = getattr(self._port, name)

        def for_one(*told: object, **named: object) -> object:
            return asked(*(_one(each) for each in told), **{key: _one(each) for key, each in named.items()})

        return for_one


def _one(told: object) -> object:
    return MIRAMAR if told == SIERRA else told


@pytest.mark.parametrize("port", ["storage", "register", "limits", "flags", "media", "repeats", "staff"])
async def test_a_port_without_walls_is_found_out(codec: Codec, wording: Wording, port: str) -> None:
    @asynccontextmanager
    async def without_walls() -> AsyncIterator[House]:
        async with in_memory(codec, wording)() as house:
            broken: dict[str, Any] = {port: _WithoutWalls(getattr(house, port))}
            yield evolve(house, **broken)

    with pytest.raises(AssertionError, match=r"miramar|sierra"):
        await play(without_walls, EVERY)
