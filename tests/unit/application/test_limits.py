"""Who asks too much is answered later and loses nothing; who does not never notices."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from attrs import define, evolve, field
from tests.unit.application.story import SECOND, WISH, Story, open_story

from hotel_agent.adapters.observer import QuietObserver
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import GuestId, TenantId
from hotel_agent.ports.clock import Clock
from hotel_agent.testing.trouble.pms import SilentPms

MINUTE = 60 * SECOND


@define
class Purse:
    """So many turns a minute for each guest, counted from the minute's beginning."""

    clock: Clock
    a_minute: int = 3
    spent: Counter[tuple[GuestId, datetime]] = field(factory=Counter)
    asked: int = 0

    async def spend(self, *, tenant: TenantId, guest: GuestId) -> timedelta | None:
        self.asked += 1
        now = self.clock.now()
        minute = now.replace(second=0, microsecond=0)
        if self.spent[guest, minute] >= self.a_minute:
            return minute + MINUTE - now
        self.spent[guest, minute] += 1
        return None


class SilentLimits:
    """Nobody answers."""

    async def spend(self, *, tenant: TenantId, guest: GuestId) -> timedelta | None:
        raise Unavailable("nobody counts")


@define
class Tally(QuietObserver):
    """Counts who had to wait."""

    limited: Counter[str] = field(factory=Counter)

    def rate_limited(self, channel: str, *, tenant: str = "") -> None:
        self.limited[channel] += 1


@asynccontextmanager
async def limited_story(a_minute: int = 3) -> AsyncIterator[tuple[Story, Purse, Tally]]:
    async with open_story() as opened:
        purse, tally = Purse(opened.clock, a_minute), Tally()
        yield evolve(opened, desk=evolve(opened.desk, limits=purse, observer=tally)), purse, tally


async def waiting(story: Story, guest: str = "guest") -> Sequence[int]:
    name = await story.name(guest)
    async with story.desk.storage.work(story.tenant) as work:
        return [row.tries for row in await work.open_events(name)]


async def test_many_posts_of_many_guests_below_the_limit_are_all_answered() -> None:
    async with limited_story(a_minute=10) as (story, purse, tally):
        guests = [f"guest-{number}" for number in range(100)]
        for _ in range(10):
            for guest in guests:
                await story.writes("Hello", guest=guest)
        await story.passes(3)
        assert all(len(story.said(guest)) == 1 for guest in guests)
        for round_ in range(2, 7):
            for guest in guests:
                await story.writes("Hello", guest=guest)
            await story.passes(3)
            assert all(len(story.said(guest)) == round_ for guest in guests)
        assert tally.limited == {}
        assert purse.asked == 600


async def test_a_flood_of_one_guest_is_kept_whole_and_answered_later_and_nobody_else_waits() -> None:
    async with limited_story(a_minute=3) as (story, _, tally):
        for number in range(12):
            await story.writes(f"Hello {number}", guest="flood")
            await story.writes("Hello", guest="calm" if number == 0 else f"calm-{number}")
            await story.passes(3)
        assert len(story.said("flood")) == 3
        assert all(len(story.said(f"calm-{number}")) == 1 for number in range(1, 12))
        assert await waiting(story, "flood") == [0] * 9
        assert tally.limited["loopback"] >= 1
        await story.passes(30)
        assert len(story.said("flood")) == 4, "all that waited is answered as one turn"
        assert await waiting(story, "flood") == []


async def test_who_writes_on_while_waiting_does_not_make_the_desk_ask_each_time() -> None:
    async with limited_story(a_minute=1) as (story, purse, _):
        for _round in range(10):
            await story.writes("Hello")
            await story.passes(3)
        assert len(story.said()) == 1
        assert purse.asked == 2


async def test_a_try_again_is_not_spent_for_twice() -> None:
    async with limited_story(a_minute=1) as (story, purse, _):
        await story.writes("Hello")
        story.clock.advance(2 * SECOND)
        name = await story.name()
        async with story.desk.storage.work(story.tenant) as work:
            (row,) = await work.open_events(name)
            await work.count_try(name, [row.event.key])
        await story.desk.drain()
        assert len(story.said()) == 1
        assert purse.asked == 0


async def test_only_what_guests_send_is_spent_for() -> None:
    async with open_story(book=lambda pms: SilentPms(pms, book=1)) as opened:
        purse = Purse(opened.clock, a_minute=100)
        story = evolve(opened, desk=evolve(opened.desk, limits=purse))
        await story.writes(WISH)
        await story.passes(4)
        await story.writes("yes")
        await story.passes(20)
        assert len((await story.conversation()).made) == 1
        await story.desk.staff_room.take_over(story.tenant, await story.name(), request="1", by="Eva")
        await story.desk.staff_room.release(story.tenant, await story.name(), request="2", by="Eva")
        await story.passes(3)
        assert purse.asked == 2


async def test_what_else_happens_in_the_conversation_goes_on_while_its_guest_waits() -> None:
    async with limited_story(a_minute=0) as (story, _, _tally):
        await story.writes("Hello")
        name = await story.name()
        await story.desk.staff_room.take_over(story.tenant, name, request="1", by="Eva")
        await story.passes(3)
        assert (await story.conversation()).handover is not None
        assert await waiting(story) == [0]


async def test_where_nobody_counts_nobody_waits() -> None:
    async with open_story() as opened:
        story = evolve(opened, desk=evolve(opened.desk, limits=SilentLimits()))
        await story.writes("Hello")
        await story.passes(3)
        assert len(story.said()) == 1
