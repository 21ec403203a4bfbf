"""Waiting for the world, but not for ever."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from typing import TypeVar

from hotel_agent.domain.errors import Unavailable
from hotel_agent.ports.clock import Clock

T = TypeVar("T")

_WIND_UP = 0.2
"""Seconds, by the machine's own clock, for what was told to stop to close its connections. Then it is left alone."""


async def within(
    clock: Clock, deadline: datetime, asked: Coroutine[object, object, T], *, silence: type[Unavailable] = Unavailable
) -> T:
    """What was asked for, if it comes by this moment of the clock; otherwise it is stopped and `silence` is raised.

    What is asked for may answer its being stopped with whatever error it likes, or not stop at all: it is `silence`
    all the same, and at once. Whoever is cancelled while waiting here is cancelled.
    """
    answer = asyncio.ensure_future(asked)
    alarm = asyncio.ensure_future(clock.sleep_until(deadline))
    try:
        await asyncio.wait({answer, alarm}, return_when=asyncio.FIRST_COMPLETED)
        in_time = answer.done()
    finally:
        alarm.cancel()
        if not answer.done():
            await stop(answer)
    if not in_time:
        raise silence(f"no answer by {deadline:%H:%M:%S}")
    if answer.cancelled():
        raise silence("it was stopped before it answered")
    return answer.result()


async def stop(task: asyncio.Future[T]) -> None:
    """Tell it to stop, and give it a moment to wind up. What it ends with is nobody's concern any more."""
    task.add_done_callback(_let_pass)
    task.cancel()
    await asyncio.wait({task}, timeout=_WIND_UP)


def _let_pass(task: asyncio.Future[T]) -> None:
    """Look at what it ended with, so that nobody warns of an error never looked at."""
    if not task.cancelled():
        task.exception()
