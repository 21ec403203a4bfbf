"""The parts of the service, asked whether they answer: side by side, and within a bound."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from attrs import define, field
from loguru import logger

from hotel_agent.application.deadline import within
from hotel_agent.application.desk import FrontDesk
from hotel_agent.config import Config
from hotel_agent.domain.errors import HotelAgentError
from hotel_agent.entrypoints.http.workers import Workers
from hotel_agent.ports.dispatch import SupportsHeartbeats

_PATIENCE = timedelta(seconds=2)
"""How long a part of the service may take to answer before it counts as down."""
SILENCE = timedelta(seconds=10)
"""Workers of which none has said for so long that it lives count as gone."""
_SELDOM = timedelta(minutes=1)
"""Tables that fit are looked at again after so long: looking takes a connection of its own."""


@define(eq=False)
class Checks:
    """What `/health/ready` looks at, and what of it decides whether guests can be answered here."""

    desk: FrontDesk
    config: Config
    workers: Workers
    _fitted_until: datetime | None = field(default=None, init=False)

    @property
    def decisive(self) -> frozenset[str]:
        """What has to be well. The rest is only told: guests are answered, or at least heard, without it."""
        redis = {"redis"} if self.config.redis_decides else set()
        workers = {"workers"} if self.workers.here else set()
        return frozenset({"database", "schema", "pms"} | redis | workers)

    async def look(self) -> dict[str, bool]:
        """Ask them all. Never raises."""
        parts: dict[str, Callable[[], Awaitable[bool]]] = {"database": self._database}
        if self.desk.tables_fit is not None:
            parts["schema"] = self._schema
        if self.config.redis_url:
            parts["redis"] = self._redis
        if self.workers.here or isinstance(self.desk.dispatch, SupportsHeartbeats):
            parts["workers"] = self._workers
        if self.config.pms_decides:
            parts["pms"] = self._pms
        found = await asyncio.gather(*(self._answers(name, ask) for name, ask in parts.items()))
        return dict(zip(parts, found, strict=True))

    async def _answers(self, name: str, ask: Callable[[], Awaitable[bool]]) -> bool:
        async def asked() -> bool:
            return await ask()

        try:
            return await within(self.desk.clock, self.desk.clock.now() + _PATIENCE, asked())
        except HotelAgentError as cause:
            logger.warning("a part of the service does not answer", part=name, cause=type(cause).__name__)
            return False

    async def _database(self) -> bool:
        await self.desk.storage.due(self.desk.clock.now(), limit=1)
        return True

    async def _schema(self) -> bool:
        now = self.desk.clock.now()
        if self.desk.tables_fit is None or (self._fitted_until is not None and now < self._fitted_until):
            return True
        fits = await self.desk.tables_fit()
        self._fitted_until = now + _SELDOM if fits else None
        return fits

    async def _redis(self) -> bool:
        await self.desk.flags.thrown()
        return True

    async def _workers(self) -> bool:
        if self.workers.here or not isinstance(self.desk.dispatch, SupportsHeartbeats):
            return self.workers.running
        beats = await self.desk.dispatch.heartbeats()
        return any(self.desk.clock.now() - beat <= SILENCE for beat in beats)

    async def _pms(self) -> bool:
        """Whether any hotel's book answers: one that is away is no reason to turn the others' guests away."""
        hotels = [tenant for tenant in self.desk.tenants.tenants if tenant.id in self.desk.books]
        asked = [self.desk.books[tenant.id].catalogue(tenant.properties[0].id) for tenant in hotels]
        found = await asyncio.gather(*asked, return_exceptions=True)
        return not hotels or any(not isinstance(answer, BaseException) for answer in found)
