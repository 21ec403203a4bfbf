"""The desk at work beside the doors: begun with the service, stopped with it, begun again should it ever fail."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from litestar import Litestar
from loguru import logger

from hotel_agent.application.desk import FrontDesk

_REST = timedelta(seconds=5)


class Workers:
    """Those who answer what the doors let in: here, or in other processes only."""

    def __init__(self, desk: FrontDesk, *, here: bool = True) -> None:
        self._desk = desk
        self.here = here
        self.running = False
        self.began = False
        """Whether they ever worked here."""

    @asynccontextmanager
    async def at_work(self, _: Litestar) -> AsyncIterator[None]:
        """Work as long as the application is open. Leaving lets what was begun finish, within the dispatch's bound."""
        if not self.here:
            yield
            return
        work = asyncio.create_task(self._work(), name="hotel-agent workers")
        try:
            yield
        finally:
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work

    async def _work(self) -> None:
        while True:
            self.running = self.began = True
            try:
                await self._desk.run()
            except Exception:  # noqa: BLE001 - whatever it was, guests must go on being answered
                logger.exception("the workers stopped; they begin again soon")
            finally:
                self.running = False
            await self._desk.clock.sleep_until(self._desk.clock.now() + _REST)
