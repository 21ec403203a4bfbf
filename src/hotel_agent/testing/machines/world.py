"""A front desk and the world around it: books and a post that give trouble, workers that die, time that is moved."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from datetime import timedelta
from typing import Final, TypeVar

from attrs import define, field

from hotel_agent.adapters.clock import ManualClock, SeededChance
from hotel_agent.adapters.dispatch.inprocess import InprocessDispatch
from hotel_agent.adapters.flags.memory import MemoryFlags
from hotel_agent.adapters.observer import QuietObserver
from hotel_agent.application.desk import FrontDesk
from hotel_agent.application.receive import Received
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import AccountId, ConversationId, GuestId, TenantId
from hotel_agent.domain.tenants.directory import Tenants
from hotel_agent.ports.channel import Channel, Identity, RawRequest
from hotel_agent.ports.nlu import Nlu
from hotel_agent.ports.rows import CommandState, InboxRow, OutboxRow, Stored
from hotel_agent.ports.storage import Storage
from hotel_agent.ports.wording import Wording
from hotel_agent.testing.machines.post import Post
from hotel_agent.testing.machines.troubled_book import Bedside, TroubledBook
from hotel_agent.testing.trouble.channel import LateChannel, SilentChannel, TroubledChannel
from hotel_agent.testing.trouble.death import DeadlyChannel, LastWordChannel
from hotel_agent.testing.trouble.nlu import BrokenNlu
from hotel_agent.testing.trouble.storage import Crashed, CrashingStorage, Trouble

T = TypeVar("T")

A_DAY: Final = timedelta(days=1)


@define
class Ignorings(QuietObserver):
    """The port `Observer`, for somebody who wants to know what was not answered, and why."""

    reasons: list[str] = field(factory=list)

    def turn_done(
        self,
        intent: str,  # noqa: ARG002 - the port's signature
        seconds: float,  # noqa: ARG002
        ignored: str | None = None,
        *,
        handed_over: bool = False,  # noqa: ARG002
        tenant: str = "",  # noqa: ARG002
    ) -> None:
        """Keep the reason."""
        if ignored is not None:
            self.reasons.append(ignored)


@define
class Filed:
    """All that is kept of one conversation."""

    id: ConversationId
    stored: Stored
    open_events: Sequence[InboxRow]
    commands: Sequence[OutboxRow]

    @property
    def waiting(self) -> list[OutboxRow]:
        """Commands still to be done."""
        return [row for row in self.commands if row.state is CommandState.WAITING]


class World:
    """Everything outside of the front desk, and the desk itself, which may die and be opened again."""

    def __init__(
        self,
        *,
        tenants: Tenants,
        storage: Storage,
        books: Mapping[TenantId, TroubledBook],
        bedside: Bedside,
        clock: ManualClock,
        nlu: Nlu,
        wording: Wording,
    ) -> None:
        self.clock = clock
        self.tenants = tenants
        self.books = books
        self.storage = CrashingStorage(storage)
        self.post = Post()
        self.observer = Ignorings()
        self.deaths = 0
        """How often a worker died."""
        self.reader = BrokenNlu(nlu)
        self._kept, self._bedside, self._wording = storage, bedside, wording
        self._chance = SeededChance()
        self._runner = asyncio.Runner()
        self._troubled_post: dict[str, TroubledChannel] = {}
        channel: Channel = self.post
        for name, kind in (
            ("last word", LastWordChannel),
            ("late", LateChannel),
            ("silent", SilentChannel),
            ("deadly", DeadlyChannel),
        ):
            self._troubled_post[name] = channel = kind(channel, times=0)
        self._channel = channel
        self.desk = self._opened()

    def close(self) -> None:
        """The end of the world."""
        self._runner.close()

    # Trouble

    @property
    def troubles_of_the_post(self) -> tuple[str, ...]:
        """What can go wrong on the way to guests."""
        return tuple(self._troubled_post)

    def arm_post(self, trouble: str, times: int) -> None:
        """Let the next letters go wrong so."""
        self._troubled_post[trouble].times = times

    def calm(self) -> None:
        """Let all be well again."""
        self.storage.arm()
        self.reader.times = 0
        for book in self.books.values():
            book.calm()
        for trouble in self._troubled_post.values():
            trouble.times = 0

    # Time and work

    def receive(self, request: RawRequest) -> Received | None:
        """The post brings a guest's message in. None when nobody lived to say that it was kept."""
        received = self._live(self.desk.receive("post", request, self.post.credentials))
        if received is not None:
            assert isinstance(received, Received), f"a guest's message is refused: {received}"
        return received

    def work(self) -> None:
        """Do what is due. Whoever dies of it is replaced; what they held is free when their lease has run out."""
        self._live(self.desk.drain())

    def work_side_by_side(self) -> None:
        """Two desks, as in two processes, do what is due at the same time."""
        self._live(self._both(self.desk, self._opened()))

    def pass_time(self, by: timedelta) -> None:
        """Let this much time go by without anybody working."""
        self.clock.advance(by)

    def rest(self) -> None:
        """All is well again: let time pass until nobody has anything left to do."""
        self.calm()
        for _ in range(1000):
            self.work()
            due = self._run(self.storage.due(self.clock.now(), limit=1))
            if due:
                continue
            later = self._run(self.storage.next_due(self.clock.now()))
            if later is None:
                return
            self.clock.set(max(later, self.clock.now()))
        raise AssertionError("the house never comes to rest")

    def file(self, tenant: TenantId, account: AccountId, guest: str) -> Filed | None:
        """All that is kept of this guest's conversation, read around the desk."""
        return self._run(self._file(tenant, account, guest))

    def take_over(self, tenant: TenantId, conversation: ConversationId, request: str) -> None:
        """Somebody of the hotel takes the conversation."""
        self._live(self.desk.staff_room.take_over(tenant, conversation, request=request, by="Eva"))

    def release(self, tenant: TenantId, conversation: ConversationId, request: str) -> None:
        """Somebody of the hotel gives it back."""
        self._live(self.desk.staff_room.release(tenant, conversation, request=request, by="Eva"))

    def crash_in_storage(self, after: int, trouble: Trouble) -> None:
        """After so many more units of work, one ends so."""
        self.storage.crash_at(after, trouble)

    def _run(self, asked: Coroutine[object, object, T]) -> T:
        return self._runner.run(asked)

    def _live(self, work: Coroutine[object, object, T]) -> T | None:
        """Let the desk do this. None when the storage was away, or a worker died of it and the desk is opened anew."""
        try:
            return self._run(self._pumped(work))
        except Unavailable:
            return None
        except Crashed:
            self.deaths += 1
            self.desk = self._opened()
            return None

    async def _both(self, one: FrontDesk, other: FrontDesk) -> None:
        ends = await asyncio.gather(one.drain(), other.drain(), return_exceptions=True)
        for end in ends:
            if end is not None:
                raise end

    async def _pumped(self, work: Coroutine[object, object, T]) -> T:
        """Whenever somebody sleeps on purpose, the clock moves on to the next moment anybody waits for."""
        task = asyncio.ensure_future(work)
        while not task.done():
            await self.clock.sleep_until(self.clock.now())
            wake = self.clock.next_wake
            if self._bedside.asleep and wake is not None and not task.done():
                self.clock.set(wake)
        return task.result()

    async def _file(self, tenant: TenantId, account: AccountId, guest: str) -> Filed | None:
        async with self._kept.work(tenant) as work:
            known = await work.guest([Identity("loopback", guest)], fresh=GuestId(f"nobody knows {guest}"))
            conversation = await work.conversation_at("post", account, known)
            stored = await work.load(conversation) if conversation is not None else None
            if conversation is None or stored is None:
                return None
            return Filed(
                id=conversation,
                stored=stored,
                open_events=await work.open_events(conversation),
                commands=await work.outbox(conversation),
            )

    def _opened(self) -> FrontDesk:
        return FrontDesk(
            clock=self.clock,
            chance=self._chance,
            storage=self.storage,
            dispatch=InprocessDispatch(clock=self.clock, due=self.storage.due, next_due=self.storage.next_due),
            channels={"post": self._channel},
            nlu=self.reader,
            wording=self._wording,
            flags=MemoryFlags(),
            tenants=self.tenants,
            books={tenant: book.port for tenant, book in self.books.items()},
            observer=self.observer,
            quiet=timedelta(seconds=2),
        )
