"""The clocks keep the promises of ports/clock."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest

from hotel_agent.adapters import clock as clock_module
from hotel_agent.adapters.clock import ManualClock, SeededChance, SystemChance, SystemClock

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class MachineClock:
    """Stands in for the machine: its wall clock and its stopwatch, each to be set by hand."""

    def __init__(self) -> None:
        self.wall = NOON
        self.stopwatch = 0.0

    def now(self, _zone: object) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.stopwatch

    def passes(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.stopwatch += seconds


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> MachineClock:
    machine = MachineClock()
    monkeypatch.setattr(clock_module, "datetime", machine)
    monkeypatch.setattr(clock_module, "time", machine)
    return machine


def test_the_system_clock_says_the_time_in_utc() -> None:
    before = datetime.now(UTC)  # noqa: TID251  the machine's own answer, to compare with
    said = SystemClock().now()
    assert before <= said <= datetime.now(UTC)  # noqa: TID251
    assert said.utcoffset() == timedelta(0)


def test_the_system_clock_follows_the_machine(machine: MachineClock) -> None:
    clock = SystemClock()
    machine.passes(10)
    assert clock.now() == NOON + 10 * SECOND
    machine.wall += 3600 * SECOND
    assert clock.now() == NOON + 3610 * SECOND


def test_the_system_clock_never_goes_back_nor_stands_still_when_the_machine_is_set_back(machine: MachineClock) -> None:
    clock = SystemClock()
    machine.passes(10)
    assert clock.now() == NOON + 10 * SECOND
    machine.wall -= 60 * SECOND
    assert clock.now() == NOON + 10 * SECOND
    machine.passes(20)
    assert clock.now() == NOON + 20 * SECOND
    machine.passes(100)
    assert clock.now() == machine.wall == NOON + 70 * SECOND


async def test_the_system_clock_sleeps_until_the_moment_and_not_longer_than_that_by_much() -> None:
    clock = SystemClock()
    wanted = clock.now() + timedelta(milliseconds=20)
    await asyncio.wait_for(clock.sleep_until(wanted), timeout=60)
    assert clock.now() >= wanted


async def test_sleeping_until_a_moment_that_has_passed_lets_others_run() -> None:
    for clock in (SystemClock(), ManualClock(NOON)):
        ran: list[str] = []
        other = asyncio.get_running_loop().create_task(_note(ran))
        await asyncio.wait_for(clock.sleep_until(clock.now() - SECOND), timeout=60)
        await other
        assert ran == ["ran"]


async def _note(ran: list[str]) -> None:
    ran.append("ran")


async def _sleep_and_say(clock: ManualClock, at: datetime, said: list[str], name: str) -> None:
    await clock.sleep_until(at)
    said.append(name)


async def _settle() -> None:
    for _ in range(5):
        await ManualClock(NOON).sleep_until(NOON)


async def test_the_manual_clock_wakes_sleepers_in_the_sequence_of_their_moments() -> None:
    clock = ManualClock(NOON)
    said: list[str] = []
    async with asyncio.TaskGroup() as tasks:
        for seconds, name in ((3, "third"), (1, "first"), (2, "second"), (9, "last")):
            tasks.create_task(_sleep_and_say(clock, NOON + seconds * SECOND, said, name))
        await _settle()
        assert said == []
        assert clock.next_wake == NOON + SECOND
        clock.advance(2 * SECOND)
        await _settle()
        assert said == ["first", "second"]
        clock.set(NOON + 8 * SECOND)
        await _settle()
        assert said == ["first", "second", "third"]
        clock.advance(SECOND)
    assert said[-1] == "last"
    assert clock.next_wake is None


async def test_a_cancelled_sleeper_is_forgotten() -> None:
    clock = ManualClock(NOON)
    sleeper = asyncio.create_task(clock.sleep_until(NOON + SECOND))
    await _settle()
    sleeper.cancel()
    await asyncio.gather(sleeper, return_exceptions=True)
    clock.advance(2 * SECOND)
    another = asyncio.create_task(clock.sleep_until(clock.now() + SECOND))
    await _settle()
    another.cancel()
    await asyncio.gather(another, return_exceptions=True)
    assert clock.next_wake is None


def test_the_manual_clock_may_be_moved_between_two_runs_of_a_loop() -> None:
    clock = ManualClock(NOON)
    said: list[str] = []
    with asyncio.Runner() as runner:

        async def begin() -> "asyncio.Task[None]":
            task = asyncio.create_task(_sleep_and_say(clock, NOON + SECOND, said, "woken"))
            await _settle()
            return task

        task = runner.run(begin())
        clock.advance(SECOND)
        assert said == []
        runner.run(asyncio.wait_for(task, timeout=60))
    assert said == ["woken"]
    clock.advance(SECOND)


def test_the_manual_clock_says_utc_whatever_zone_it_was_set_in() -> None:
    clock = ManualClock(NOON.astimezone(timezone(timedelta(hours=-3))))
    assert clock.now() == NOON
    assert clock.now().utcoffset() == timedelta(0)


def test_the_manual_clock_refuses_to_go_back_and_moments_without_a_zone() -> None:
    clock = ManualClock(NOON)
    with pytest.raises(ValueError, match="cannot go back"):
        clock.advance(-SECOND)
    with pytest.raises(ValueError, match="no time zone"):
        clock.set(NOON.replace(tzinfo=None))
    assert clock.now() == NOON


def test_chance_gives_names_of_32_hex_characters_and_never_one_twice() -> None:
    for chance in (SystemChance(), SeededChance()):
        names = [chance.token() for _ in range(100)]
        assert len(set(names)) == 100
        assert all(len(name) == 32 and set(name) <= set("0123456789abcdef") for name in names)


def test_a_seed_gives_the_same_names_again_and_another_seed_gives_others() -> None:
    first, again, other = SeededChance(7), SeededChance(7), SeededChance(8)
    assert [first.token() for _ in range(3)] == [again.token() for _ in range(3)]
    assert SeededChance(7).token() != other.token()
