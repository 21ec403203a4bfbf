"""A connection to SQLite whose statements are done wholly, whoever is cancelled meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import wraps
from typing import TypeVar, cast

from sqlalchemy.ext.asyncio import AsyncConnection

_Method = TypeVar("_Method", bound=Callable[..., Awaitable[object]])


def _ended(method: _Method) -> _Method:
    @wraps(method)
    async def until_its_end(*told: object, **more: object) -> object:
        working = asyncio.ensure_future(method(*told, **more))
        try:
            return await asyncio.shield(working)
        except asyncio.CancelledError:
            while not working.done():
                with suppress(asyncio.CancelledError):
                    await asyncio.wait([working])
            if not working.cancelled():
                working.exception()  # nobody is told of it any more
            raise

    return cast(_Method, until_its_end)


class UnbrokenConnection(AsyncConnection):
    """A connection that is as good after a cancellation as before: what was asked of it is ended first.

    SQLite works in a thread, which no cancellation stops. SQLAlchemy would throw the connection away, with a database
    in memory that is all there was, and a second cancellation would break even that off and leave the file locked.
    Whoever is cancelled waits for the end of one statement, as whoever closes the connection would.
    """

    __slots__ = ()

    # `scalar` and `scalars` are made of it.
    execute = _ended(AsyncConnection.execute)
    exec_driver_sql = _ended(AsyncConnection.exec_driver_sql)
    run_sync = _ended(AsyncConnection.run_sync)
    commit = _ended(AsyncConnection.commit)
    rollback = _ended(AsyncConnection.rollback)
