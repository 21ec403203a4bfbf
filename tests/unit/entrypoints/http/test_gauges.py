"""How the house stands when somebody reads its figures; a part that is silent holds nobody up."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import evolve
from prometheus_client import CollectorRegistry

from hotel_agent.adapters.channels.loopback import Loopback
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.application.desk import FrontDesk
from hotel_agent.domain.tenants.flags import Share
from hotel_agent.entrypoints.http.gauges import PATIENCE, HouseGauges
from hotel_agent.entrypoints.http.workers import Workers
from hotel_agent.ports.dispatch import Serve, Track
from hotel_agent.ports.rows import Due
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.trouble.storage import CrashingStorage


def gauges(desk: FrontDesk) -> HouseGauges:
    return HouseGauges(desk, Workers(desk), CollectorRegistry())


def shown(house: HouseGauges, name: str, **labels: str) -> float | None:
    return house.registry.get_sample_value(name, labels)


async def test_nothing_is_shown_before_somebody_looks(desk: FrontDesk) -> None:
    assert list(gauges(desk).registry.collect()) == []


async def test_work_that_is_due_is_counted_with_the_age_of_the_oldest(desk: FrontDesk) -> None:
    clock = ManualClock(desk.clock.now())
    house, loopback = gauges(evolve(desk, clock=clock)), Loopback()
    for guest in ("Ana", "Berta"):
        raw = loopback.writes(guest, "Hello", at=clock.now())
        await house.desk.receive("loopback", raw, loopback.credentials)
    clock.advance(timedelta(seconds=40))
    await house.look()
    assert shown(house, "work_due", kind="turn") == 2
    assert shown(house, "work_due", kind="command") == 0
    assert shown(house, "work_oldest_due_seconds") == 40
    await house.desk.drain()
    await house.look()
    assert shown(house, "work_due", kind="turn") == 0
    assert shown(house, "work_oldest_due_seconds") == 0


async def test_every_switch_is_shown_as_it_stands_for_everybody(desk: FrontDesk) -> None:
    house = gauges(desk)
    await desk.flags.set("canary.enabled", Share(25))
    await house.look()
    assert shown(house, "feature_flag_enabled", flag="canary.enabled") == 0.25
    assert shown(house, "feature_flag_enabled", flag="nlp.fallback.enhanced") == 1


async def test_workers_in_a_register_are_alive_as_long_as_they_say_so(desk: FrontDesk) -> None:
    now = desk.clock.now()
    clock = ManualClock(now)
    beats = [now - timedelta(seconds=2), now - timedelta(minutes=5)]
    house = gauges(evolve(desk, clock=clock, dispatch=Register(beats, canaries=[now])))
    await house.look()
    assert (shown(house, "workers_alive"), shown(house, "canary_workers_alive")) == (1, 1)
    assert shown(house, "worker_heartbeat_age_seconds") == 2


async def test_a_silent_database_takes_its_figures_along_and_holds_nobody_up(desk: FrontDesk) -> None:
    clock = ManualClock(desk.clock.now())
    house = gauges(evolve(desk, clock=clock))
    await house.look()
    assert shown(house, "house_read_up", part="storage") == 1
    house.desk = evolve(house.desk, storage=EndlessStorage(house.desk.storage, clock))
    await asyncio.wait_for(house.look(), 60)
    assert shown(house, "house_read_up", part="storage") == 0
    assert shown(house, "work_oldest_due_seconds") is None
    assert shown(house, "feature_flag_enabled", flag="canary.enabled") == 0


class Register:
    """A dispatch that knows who works."""

    def __init__(self, beats: Sequence[datetime], canaries: Sequence[datetime] = ()) -> None:
        self._beats = beats
        self._canaries = canaries

    def announce(self, due: Due) -> None:
        """Nobody listens."""

    async def run(self, serve: Serve) -> None:
        """Nothing is handed out."""

    async def heartbeats(self, track: Track = Track.STABLE) -> Sequence[datetime]:
        return self._beats if track is Track.STABLE else self._canaries


class EndlessStorage(CrashingStorage):
    """A storage that takes longer to answer than anybody waits."""

    def __init__(self, inner: Storage, clock: ManualClock) -> None:
        super().__init__(inner)
        self._clock = clock

    async def due(self, now: object, *, limit: int) -> list[Due]:
        self._clock.advance(PATIENCE)
        await asyncio.Event().wait()
        return []
