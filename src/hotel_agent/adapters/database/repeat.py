"""A unit of work that another was faster than is begun anew."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from hotel_agent.domain.errors import Conflict, Unavailable

Answer = TypeVar("Answer")

_MOST_TRIES = 10


async def until_undisturbed(work: Callable[[], Awaitable[Answer]]) -> Answer:
    """What this unit of work gives. It is a whole transaction, and begun anew when a Conflict undid it.

    Raises Unavailable when others were faster each time: nothing was done, and asking again is safe.
    """
    for _ in range(_MOST_TRIES - 1):
        try:
            return await work()
        except Conflict:
            continue
    try:
        return await work()
    except Conflict as cause:
        raise Unavailable("others were faster each time") from cause
