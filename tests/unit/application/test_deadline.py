"""Waiting for the world ends when it has to, whatever the world does about it."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta

import pytest

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.application.deadline import within
from hotel_agent.domain.errors import OutcomeUnknown, Unavailable

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


async def begun(clock: ManualClock, asked: Coroutine[object, object, str]) -> asyncio.Task[str]:
    task = asyncio.create_task(within(clock, NOW + MINUTE, asked, silence=OutcomeUnknown))
    for _ in range(3):
        await clock.sleep_until(NOW)
    return task


async def test_an_answer_in_time_is_given(clock: ManualClock) -> None:
    async def answers() -> str:
        return "three rooms"

    assert await within(clock, NOW + MINUTE, answers()) == "three rooms"


async def test_an_error_in_time_is_raised_as_it_is(clock: ManualClock) -> None:
    async def fails() -> str:
        raise Unavailable("away")

    with pytest.raises(Unavailable) as raised:
        await within(clock, NOW + MINUTE, fails(), silence=OutcomeUnknown)
    assert type(raised.value) is Unavailable


async def test_no_answer_in_time_is_silence_and_the_asking_ends(clock: ManualClock) -> None:
    ended = asyncio.Event()

    async def never() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return ""

    task = await begun(clock, never())
    clock.advance(MINUTE)
    with pytest.raises(OutcomeUnknown):
        await task
    assert ended.is_set()


async def test_an_adapter_that_calls_its_being_stopped_something_else_changes_nothing(clock: ManualClock) -> None:
    async def translates() -> str:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError as stopped:
            raise Unavailable("the connection was lost; nothing was sent") from stopped
        return ""

    task = await begun(clock, translates())
    clock.advance(MINUTE)
    with pytest.raises(OutcomeUnknown):
        await task


async def test_an_adapter_that_does_not_stop_when_told_is_left_alone(clock: ManualClock) -> None:
    let_go = asyncio.Event()

    async def stubborn() -> str:
        while not let_go.is_set():
            try:
                await let_go.wait()
            except asyncio.CancelledError:
                continue
        raise RuntimeError("nobody listens any more")

    task = await begun(clock, stubborn())
    clock.advance(MINUTE)
    with pytest.raises(OutcomeUnknown):
        await asyncio.wait_for(task, timeout=30)
    let_go.set()


async def test_an_adapter_that_stops_by_itself_did_not_answer(clock: ManualClock) -> None:
    async def gives_in() -> str:
        raise asyncio.CancelledError

    with pytest.raises(OutcomeUnknown):
        await within(clock, NOW + MINUTE, gives_in(), silence=OutcomeUnknown)


async def test_whoever_is_cancelled_while_waiting_is_cancelled_and_takes_the_asking_along(clock: ManualClock) -> None:
    ended = asyncio.Event()

    async def never() -> str:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError as stopped:
            raise Unavailable("translated") from stopped
        finally:
            ended.set()
        return ""

    task = await begun(clock, never())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()
