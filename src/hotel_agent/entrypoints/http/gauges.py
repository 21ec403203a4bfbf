"""What the house as a whole looks like at the moment somebody reads `/metrics`: asked then, and within a bound."""

import asyncio
from collections.abc import Coroutine, Iterator
from datetime import timedelta
from typing import TypeVar

from attrs import define, field
from loguru import logger
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric

from hotel_agent.application.deadline import within
from hotel_agent.application.desk import FrontDesk
from hotel_agent.domain.errors import HotelAgentError
from hotel_agent.domain.tenants.flags import FLAGS, Share, standing
from hotel_agent.entrypoints.http.checks import SILENCE
from hotel_agent.entrypoints.http.workers import Workers
from hotel_agent.ports.dispatch import SupportsHeartbeats, Track

T = TypeVar("T")

PATIENCE = timedelta(seconds=2)
"""How long a part of the house may take to answer before the figures are shown without it."""
MOST_COUNTED = 1000
"""So much work that is due is counted; more is shown as this."""


@define(eq=False)
class HouseGauges:
    """Figures of the whole installation. The same on every `serve`: take the highest, never the sum.

    What cannot be asked is left out, and `house_read_up` says so: an old figure is worse than none.
    """

    desk: FrontDesk
    workers: Workers
    registry: CollectorRegistry
    _families: list[Metric] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        self.registry.register(self)

    def describe(self) -> list[Metric]:
        """Nothing is known before somebody looks."""
        return []

    def collect(self) -> Iterator[Metric]:
        """What was found at the last look."""
        return iter(self._families)

    async def look(self) -> None:
        """Ask all parts of the house anew, side by side. Never raises, and never takes much longer than PATIENCE."""
        parts = {"storage": self._work(), "flags": self._flags(), "workers": self._alive()}
        found = await asyncio.gather(*(self._asked(name, part) for name, part in parts.items()))
        up = GaugeMetricFamily("house_read_up", "Whether a part of the house could be asked", labels=["part"])
        for name, families in zip(parts, found, strict=True):
            up.add_metric([name], families is not None)
        self._families = [up, *(family for families in found for family in families or ())]

    async def _asked(self, part: str, asked: Coroutine[object, object, T]) -> T | None:
        try:
            return await within(self.desk.clock, self.desk.clock.now() + PATIENCE, asked)
        except HotelAgentError as silence:
            logger.warning("the figures are shown without a part of the house", part=part, cause=type(silence).__name__)
            return None

    async def _work(self) -> list[Metric]:
        now = self.desk.clock.now()
        due = await self.desk.storage.due(now, limit=MOST_COUNTED)
        depth = GaugeMetricFamily("work_due", f"Work that is due and not done, up to {MOST_COUNTED}", labels=["kind"])
        commands = sum(1 for each in due if each.command is not None)
        depth.add_metric(["turn"], len(due) - commands)
        depth.add_metric(["command"], commands)
        oldest = (now - min((each.at for each in due), default=now)).total_seconds()
        return [depth, GaugeMetricFamily("work_oldest_due_seconds", "How long the oldest of it is due", value=oldest)]

    async def _flags(self) -> list[Metric]:
        thrown = await self.desk.flags.thrown()
        family = GaugeMetricFamily(
            "feature_flag_enabled", "How a switch stands for everybody: 0, 1 or a share", labels=["flag"]
        )
        for flag in FLAGS:
            setting = standing(flag, thrown, None).setting
            family.add_metric([flag.name], setting.percent / 100 if isinstance(setting, Share) else float(setting))
        return [family]

    async def _alive(self) -> list[Metric]:
        now, dispatch = self.desk.clock.now(), self.desk.dispatch
        if isinstance(dispatch, SupportsHeartbeats):
            beats = await dispatch.heartbeats()
        else:
            beats = [now] if self.workers.running else []
        alive = sum(1 for beat in beats if now - beat <= SILENCE)
        families: list[Metric] = [GaugeMetricFamily("workers_alive", "Workers that lately said they live", value=alive)]
        if isinstance(dispatch, SupportsHeartbeats):
            canaries = sum(1 for beat in await dispatch.heartbeats(Track.CANARY) if now - beat <= SILENCE)
            about = "Workers of the canary that lately said they live"
            families.append(GaugeMetricFamily("canary_workers_alive", about, value=canaries))
        if beats:
            age = max((now - max(beats)).total_seconds(), 0)
            families.append(
                GaugeMetricFamily("worker_heartbeat_age_seconds", "Since any worker last said so", value=age)
            )
        return families
