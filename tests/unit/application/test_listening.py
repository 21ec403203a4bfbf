"""A channel that fetches goes on fetching, whatever goes wrong in it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import cast

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.application.listening import ChannelIntake
from hotel_agent.application.receive import Reception
from hotel_agent.domain.tenants.directory import Tenants
from hotel_agent.ports.channel import Intake, SupportsListening

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
