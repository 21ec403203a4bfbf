"""A turn is taken whatever is silent around it."""

import asyncio
from collections.abc import Awaitable, Callable

from attrs import evolve
from tests.unit.application.story import SECOND, Story, open_story

from hotel_agent.adapters.flags.memory import MemoryFlags
from hotel_agent.application.houses import LEFT_ALONE, PATIENCE
from hotel_agent.domain.ids import GuestId, PropertyId, TenantId
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.trouble.pms import TroubledPms


class HungPms(TroubledPms):
    """A book whose struck calls never end."""

    asked = 0

    async def catalogue(self, property_id: PropertyId) -> Catalogue:
        self.asked += 1
        return await super().catalogue(property_id)

    async def _struck(self, _method: str, _call: Callable[[], Awaitable[object]], /) -> object:  # type: ignore[override]
        return await asyncio.Event().wait()


class HungFlags(MemoryFlags):
    async def enabled(self, flag: str, *, tenant: TenantId, guest: GuestId | None = None) -> bool:
        return await asyncio.Event().wait()


async def goes_on(story: Story, seconds: int) -> None:
    """Time passes while the work of the desk is under way."""
    work = asyncio.create_task(story.desk.drain())
    for step in range(seconds * 20):
        await story.clock.sleep_until(story.clock.now())
        if step % 20 == 0:
            story.clock.advance(SECOND)
    await work


async def test_a_book_whose_catalogue_hangs_silences_nobody_and_is_left_alone_for_a_while() -> None:
    books: list[HungPms] = []

    def hangs_once(pms: Pms) -> Pms:
        books.append(HungPms(pms, catalogue=1))
        return books[0]

    async with open_story(book=hangs_once) as story:
        await story.writes("Hello")
        story.clock.advance(3 * SECOND)
        await goes_on(story, int(PATIENCE.total_seconds()) + 1)
        assert len(story.said()) == 1
        await story.writes("Hello again")
        await story.passes(3)
        assert len(story.said()) == 2
        assert books[0].asked == 1
        await story.passes(int(LEFT_ALONE.total_seconds()))
        await story.writes("Still there?")
        await story.passes(3)
        assert books[0].asked == 2


async def test_flags_that_hang_are_off() -> None:
    async with open_story() as opened:
        story = evolve(opened, desk=evolve(opened.desk, flags=HungFlags()))
        await story.writes("Hello")
        story.clock.advance(3 * SECOND)
        # Before the turn, for the house, and before its words go out, nobody can say.
        await goes_on(story, 4 * int(PATIENCE.total_seconds()))
        assert len(story.said()) == 1
