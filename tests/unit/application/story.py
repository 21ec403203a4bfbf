"""A desk in memory whose clock a test moves, and guests who write to it."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TypeVar

from attrs import evolve, frozen

from hotel_agent import FrontDesk, open_desk
from hotel_agent.adapters.channels.loopback import ACCOUNT, Loopback
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.nlu.embedded.options import open_embedded
from hotel_agent.config import IN_MEMORY, Config
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.effects import Command
from hotel_agent.domain.ids import ConversationId, GuestId, TenantId
from hotel_agent.ports.channel import Channel, Identity
from hotel_agent.ports.nlu import Nlu
from hotel_agent.ports.pms import Pms
from hotel_agent.ports.rows import OutboxRow
from hotel_agent.ports.wording import Wording

T = TypeVar("T")

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WISH = "I am Ana Perez, ana@x.org. A double room for two adults from 4 to 6 December, please"


@frozen(kw_only=True)
class Story:
    """A desk, its clock, and the door of this process at which guests write."""

    desk: FrontDesk
    clock: ManualClock
    loopback: Loopback

    @property
    def tenant(self) -> TenantId:
        """The one hotel."""
        return self.desk.tenants.tenants[0].id

    async def writes(self, text: str, *, guest: str = "guest") -> None:
        """This guest writes; nothing is done about it yet."""
        raw = self.loopback.writes(guest, text, at=self.clock.now())
        await self.desk.receive("loopback", raw, self.loopback.credentials)

    async def passes(self, seconds: int) -> None:
        """Time passes, second by second, and all that comes due is done."""
        for _ in range(seconds):
            self.clock.advance(SECOND)
            await self.desk.drain()

    async def name(self, guest: str = "guest") -> ConversationId:
        """The name of this guest's conversation."""
        async with self.desk.storage.work(self.tenant) as work:
            known = await work.guest([Identity("loopback", guest)], fresh=GuestId("nobody"))
            name = await work.conversation_at("loopback", ACCOUNT, known)
        assert name is not None
        return name

    async def conversation(self, guest: str = "guest") -> Conversation:
        """The conversation of this guest as it is kept."""
        name = await self.name(guest)
        async with self.desk.storage.work(self.tenant) as work:
            stored = await work.load(name)
        assert stored is not None
        return stored.conversation

    async def outbox(self, kind: type[Command], *, guest: str = "guest") -> Sequence[OutboxRow]:
        """The commands of this kind in the conversation of this guest."""
        name = await self.name(guest)
        async with self.desk.storage.work(self.tenant) as work:
            return [row for row in await work.outbox(name) if isinstance(row.command, kind)]

    def said(self, guest: str = "guest") -> list[str]:
        """All this guest was told."""
        return [each.text for each in self.loopback.said_to(guest)]


def _as_it_is(it: T) -> T:
    return it


@cache
def _reader() -> Nlu:
    """The one that is built in. It remembers nothing, and opening it takes a while: one is enough for all stories."""
    return open_embedded()


@asynccontextmanager
async def open_story(
    *,
    channel: Callable[[Channel], Channel] = _as_it_is,
    book: Callable[[Pms], Pms] = _as_it_is,
    wording: Callable[[Wording], Wording] = _as_it_is,
    config: Config = IN_MEMORY,
) -> AsyncIterator[Story]:
    """A desk with something around its channel, its book or its wording; in memory, unless it is configured."""
    clock, loopback = ManualClock(NOW), Loopback()
    async with open_desk(config, clock=clock, channels=[channel(loopback)], nlu=_reader()) as opened:
        books = {tenant: book(each) for tenant, each in opened.books.items()}
        desk = evolve(opened, books=books, wording=wording(opened.wording))
        yield Story(desk=desk, clock=clock, loopback=loopback)
