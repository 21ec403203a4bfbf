"""Waiting for the world, but not for ever."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from hotel_agent.domain.errors import Unavailable
from hotel_agent.ports.clock import Clock

T = TypeVar("T")


async def within(
    clock: Clock, deadline: datetime, asked: Coroutine[object, object, T], *, silence: type[Unavailable] = Unavailable
) -> T:
    """What was asked for, if it comes by this moment of the clock; otherwise it is stopped and `silence` is raised."""
    answer = asyncio.ensure_future(asked)
    alarm = asyncio.ensure_future(clock.sleep_until(deadline))
    try:
        await asyncio.wait({answer, alarm}, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise silence(f"no answer by {deadline:%H:%M:%S}")
        return answer.result()
    finally:
        for task in (answer, alarm):
            if not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
