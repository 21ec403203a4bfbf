"""Two versions side by side on one PostgreSQL: an operator gives the new one a hotel's guests, and takes them back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import pytest
from attrs import field, frozen
from click.testing import CliRunner
from prometheus_client import CollectorRegistry
from tests.integration.service import eventually

from hotel_agent.adapters.channels.loopback import Loopback
from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import load_config, open_desk, prometheus_observer
from hotel_agent.config import VARIABLES
from hotel_agent.entrypoints.cli import main
from hotel_agent.ports.dispatch import SupportsHeartbeats, Track
from hotel_agent.ports.nlu import Nlu
from hotel_agent.testing.contracts.dispatch.worker import over

GUEST = "Ana"
_LOOK = timedelta(milliseconds=25)
_PAUSE = timedelta(milliseconds=200)
_LONG = timedelta(minutes=3)


@frozen(kw_only=True)
class House:
    """A stable worker and one of the canary, and a guest who writes to the hotel they share."""

    told: dict[str, str]
    stable: FrontDesk
    canary: FrontDesk
    loopback: Loopback = field(factory=Loopback)
    counted: dict[Track, CollectorRegistry]

    def turns(self, track: Track) -> float:
        """How many turns the workers of this track say they took."""
        return sum(
            sample.value
            for family in self.counted[track].collect()
            for sample in family.samples
            if sample.name == "orchestrator_messages_total"
        )

    async def answered(self) -> None:
        """The guest writes, and waits for the answer."""
        heard = len(self.loopback.said_to(GUEST))
        request = self.loopback.writes(GUEST, "¿A qué hora es el desayuno?", at=self.stable.clock.now())
        await self.stable.receive("loopback", request, self.loopback.credentials)
        await eventually(lambda: self._heard(heard + 1), every=_LOOK)

    async def goes_over_to(self, track: Track) -> None:
        """The guest writes on until workers of this track take her turns."""
        before = self.turns(track)

        async def taken() -> bool:
            await self.answered()
            return self.turns(track) > before

        await eventually(taken, every=_PAUSE, patience=_LONG)

    async def operator(self, *arguments: str) -> None:
        """Somebody writes `hotel-agent flags ...`."""
        runner = CliRunner(env={**dict.fromkeys(VARIABLES), **self.told})
        result = await asyncio.to_thread(runner.invoke, main, ["flags", *arguments])
        assert result.exit_code == 0, result.output

    async def _heard(self, count: int) -> bool:
        return len(self.loopback.said_to(GUEST)) >= count


@asynccontextmanager
async def at_work(desk: FrontDesk) -> AsyncIterator[None]:
    work = asyncio.create_task(desk.run())
    try:
        yield
    finally:
        work.cancel()
        await over(work)


@pytest.fixture
async def house(tables: str, redis_url: str, nlu: Nlu) -> AsyncIterator[House]:
    told = {"POSTGRES_URL": tables, "REDIS_URL": redis_url, "HOTEL_QUIET_SECONDS": "0"}
    told["RATE_LIMIT_GUEST"] = "1000/minute"  # who writes on and on
    loopback = Loopback()
    counted = {track: CollectorRegistry() for track in Track}
    async with AsyncExitStack() as opened:
        desks = {
            track: await opened.enter_async_context(
                open_desk(
                    load_config({**told, "HOTEL_TRACK": track.value}),
                    nlu=nlu,
                    channels=[loopback],
                    observer=prometheus_observer(counted[track]),
                )
            )
            for track in Track
        }
        yield House(
            told=told, stable=desks[Track.STABLE], canary=desks[Track.CANARY], loopback=loopback, counted=counted
        )


async def test_an_operator_gives_a_hotel_s_guests_to_the_new_version_and_takes_them_back(house: House) -> None:
    assert isinstance(house.canary.dispatch, SupportsHeartbeats)
    async with at_work(house.canary), at_work(house.stable):
        for _ in range(3):
            await house.answered()
        assert house.turns(Track.CANARY) == 0  # whose figures are its own guests' alone
        await house.operator("set", "canary.enabled", "on", "--tenant", "marina")
        await house.goes_over_to(Track.CANARY)
        await house.operator("set", "canary.enabled", "0%", "--tenant", "marina")
        await house.goes_over_to(Track.STABLE)
    assert house.canary.turns_only
    assert not house.stable.turns_only


async def test_without_a_worker_of_the_new_version_its_guests_are_answered_by_the_old(house: House) -> None:
    await house.operator("set", "canary.enabled", "on")
    async with at_work(house.stable):
        await house.answered()
        async with at_work(house.canary):
            await house.goes_over_to(Track.CANARY)
        await house.goes_over_to(Track.STABLE)
