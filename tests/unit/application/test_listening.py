"""A channel that fetches goes on fetching, whatever goes wrong in it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from attrs import evolve
from tests.unit.application.story import open_story

from hotel_agent.adapters.channels.loopback import Loopback
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.application.listening import ChannelIntake
from hotel_agent.application.receive import Reception
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.tenants.directory import Tenants
from hotel_agent.ports.channel import Intake, RawRequest, SupportsListening
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.dispatch import Serve
from hotel_agent.ports.rows import Due

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Mailbox:
    """Fetches well only after so many mistakes."""

    name = "email"

    def __init__(self, mistakes: int) -> None:
        self.mistakes = mistakes
        self.begun = 0
        self.hears = asyncio.Event()

    async def listen(self, intake: Intake) -> None:
        assert isinstance(intake, ChannelIntake)
        self.begun += 1
        if self.begun <= self.mistakes:
            raise KeyError("a folder nobody thought of")
        self.hears.set()
        await asyncio.Event().wait()


async def test_a_mistake_in_a_channel_does_not_leave_its_guests_unheard() -> None:
    clock, mailbox = ManualClock(NOON), Mailbox(mistakes=2)
    intake = ChannelIntake(
        tenants=Tenants(tenants=()), reception=cast("Reception", None), channel=cast("SupportsListening", mailbox)
    )
    listening = asyncio.create_task(intake.listen(clock))
    while not mailbox.hears.is_set():
        await clock.sleep_until(clock.now())
        clock.advance(timedelta(seconds=1))
    assert mailbox.begun == 3
    assert not listening.done()
    listening.cancel()
    await asyncio.wait([listening])
    assert listening.cancelled()


class FetchedLoopback(Loopback):
    """The loopback channel, had it to be fetched."""

    begun = 0

    async def listen(self, intake: Intake) -> None:
        self.begun += 1
        await asyncio.Event().wait()

    async def knock(self, request: RawRequest, intake: Intake) -> Refusal | None:
        """Nobody knocks."""


class ShortDay:
    """A dispatch that has nothing to hand out, and goes home soon."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def announce(self, due: Due) -> None:
        """Nobody listens."""

    async def run(self, serve: Serve) -> None:
        for _ in range(20):
            await self._clock.sleep_until(self._clock.now())


@pytest.mark.parametrize(("turns_only", "begun"), [(False, 1), (True, 0)])
async def test_who_does_turns_only_fetches_nothing(turns_only: bool, begun: int) -> None:
    door = FetchedLoopback()
    async with open_story() as story:
        day = ShortDay(story.clock)
        await evolve(story.desk, channels={door.name: door}, dispatch=day, turns_only=turns_only).run()
    assert door.begun == begun
