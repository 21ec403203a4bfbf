"""The front desk: everything a hotel's conversations need, behind six verbs."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from attrs import field, frozen

from hotel_agent.application.attending import Regard
from hotel_agent.application.back_office import BackOffice
from hotel_agent.application.doors import Doors
from hotel_agent.application.drafting import Drafting
from hotel_agent.application.houses import Houses
from hotel_agent.application.keeping import Keeping, Senses
from hotel_agent.application.linking import Linking
from hotel_agent.application.listening import ChannelIntake
from hotel_agent.application.lost_and_found import LostAndFound
from hotel_agent.application.notifying import Addressees, Notifying
from hotel_agent.application.perform import Performance
from hotel_agent.application.porter import Porter
from hotel_agent.application.receive import Received, Reception
from hotel_agent.application.reserving import Reserving
from hotel_agent.application.rights import GuestRights
from hotel_agent.application.saying import Saying
from hotel_agent.application.silence import Silence
from hotel_agent.application.staff_room import StaffRoom
from hotel_agent.application.today import Today
from hotel_agent.application.turn import Turns
from hotel_agent.domain.conversations.events import GuestErased
from hotel_agent.domain.errors import BadConfig, Bug
from hotel_agent.domain.ids import AccountId, EventKey, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.directory import Directory
from hotel_agent.ports.channel import (
    Channel,
    Content,
    Credentials,
    Identity,
    RawRequest,
    SupportsListening,
    SupportsUnsubscribing,
)
from hotel_agent.ports.clock import Chance, Clock
from hotel_agent.ports.dispatch import Dispatch
from hotel_agent.ports.flags import Flags
from hotel_agent.ports.limits import Limits
from hotel_agent.ports.nlu import Nlu
from hotel_agent.ports.observer import Observer
from hotel_agent.ports.pms import Pms
from hotel_agent.ports.repeats import Repeats
from hotel_agent.ports.rows import AuditEntry, Due
from hotel_agent.ports.storage import Storage
from hotel_agent.ports.wording import Wording

_AT_ONCE = 100
_SECONDS_TO_HANG_UP = 5
"""For so long those who fetch may take their leave of the world outside, by the machine's own clock."""


@runtime_checkable
class Talkable(Protocol):
    """A channel whose guests are in this process."""

    credentials: Credentials

    def writes(self, guest: str, text: str, *, at: datetime) -> RawRequest:
        """The request by which this guest writes this."""
        ...

    def said_to(self, guest: str) -> tuple[Content, ...]:
        """All this guest was told."""
        ...


@frozen(kw_only=True)
class FrontDesk:
    """A whole reception over the adapters it is given. It keeps nothing itself: the storage is its memory."""

    clock: Clock
    chance: Chance
    storage: Storage
    dispatch: Dispatch
    channels: Mapping[str, Channel]
    nlu: Nlu
    wording: Wording
    flags: Flags
    tenants: Directory
    books: Mapping[TenantId, Pms]
    observer: Observer
    quiet: timedelta = timedelta(seconds=2)
    """How long a guest must be silent before what was written is answered as one turn."""
    limits: Limits | None = None
    """How much guests may ask of this house in a while; None: as much as they like."""
    visits: Limits | None = None
    """How often one visitor may open a chat on a page, and write in it. What is beyond is not taken."""
    advice: Limits | None = None
    """How often a reader outside the house may be asked for visitors of the web chat; None: as often as they write."""
    senses: Senses = Senses()
    """What is done with what guests send beside words."""
    porter: Porter | None = None
    """Who knows those that come behind the desk; without one nobody comes there but the command line."""
    staff: Addressees = field(factory=dict)
    """Who of each hotel's people is told when they are wanted. Of a hotel that names nobody, the log tells it."""
    numbers: Mapping[str, frozenset[AccountId]] = field(factory=dict)
    """For which WhatsApp numbers each app of the installation speaks, those of the register's hotels too."""
    new_doors: asyncio.Event = field(factory=asyncio.Event)
    """Set by whoever opens a channel while the desk works."""
    back_office: BackOffice | None = None
    """Where hotels are entered and changed."""
    repeats: Repeats | None = None
    """First answers to what is asked over HTTP under a name of the caller's own; None: everything is done anew."""
    rights: GuestRights | None = None
    """What guests may see and have forgotten; None where everything is kept in memory and forgotten with it."""
    turns_only: bool = False
    """Work is done as it is handed out, and nothing beside it: nothing is fetched, and no term is watched over."""
    tables_fit: Callable[[], Awaitable[bool]] | None = None
    """Whether the database's tables are not older than this version needs; None where there are none."""
    _houses: Houses = field(init=False)
    _reception: Reception = field(init=False)
    _turns: Turns = field(init=False)
    staff_room: StaffRoom = field(init=False)
    """What the hotel's people do: see who waits, read, take over, answer, note, assign, release."""
    _performance: Performance = field(init=False)
    _draining: asyncio.Lock = field(factory=asyncio.Lock, init=False)

    @_houses.default
    def _make_houses(self) -> Houses:
        return Houses(self.tenants, self.books, self.flags, self.clock, self.observer)

    @_reception.default
    def _make_reception(self) -> Reception:
        return Reception(
            tenants=self.tenants,
            storage=self.storage,
            clock=self.clock,
            chance=self.chance,
            observer=self.observer,
            quiet=self.quiet,
        )

    @_turns.default
    def _make_turns(self) -> Turns:
        return Turns(
            storage=self.storage,
            houses=self._houses,
            nlu=self.nlu,
            clock=self.clock,
            observer=self.observer,
            drafting=Drafting(storage=self.storage, wording=self.wording, tenants=self.tenants, clock=self.clock),
            quiet=self.quiet,
            limits=self.limits,
            advice=self.advice,
            senses=self.senses,
            channels=self.channels,
            addressees=self.staff,
        )

    @staff_room.default
    def _make_staff_room(self) -> StaffRoom:
        return StaffRoom(
            storage=self.storage,
            tenants=self.tenants,
            channels=self.channels,
            wording=self.wording,
            clock=self.clock,
            chance=self.chance,
            books=self.books,
        )

    @_performance.default
    def _make_performance(self) -> Performance:
        silence = Silence(storage=self.storage, houses=self._houses, clock=self.clock)
        return Performance(
            storage=self.storage,
            saying=Saying(
                storage=self.storage,
                channels=self.channels,
                wording=self.wording,
                tenants=self.tenants,
                clock=self.clock,
                silence=silence,
            ),
            silence=silence,
            reserving=Reserving(houses=self._houses, clock=self.clock),
            keeping=Keeping(
                storage=self.storage,
                channels=self.channels,
                tenants=self.tenants,
                senses=self.senses,
                clock=self.clock,
            ),
            notifying=Notifying(
                storage=self.storage,
                tenants=self.tenants,
                briefing=self.staff_room.briefing,
                clock=self.clock,
                addressees=self.staff,
            ),
            linking=Linking(storage=self.storage, channels=self.channels, clock=self.clock, chance=self.chance),
            clock=self.clock,
            observer=self.observer,
        )

    @property
    def doors(self) -> Doors:
        """Which guests are one: linked and parted by hand."""
        return Doors(storage=self.storage, channels=self.channels, clock=self.clock, chance=self.chance)

    @property
    def lost_and_found(self) -> LostAndFound:
        """What came in for nobody."""
        return LostAndFound(reception=self._reception, channels=self.channels, numbers=self.numbers)

    @property
    def today(self) -> Today:
        """The day as a reception begins it."""
        return Today(storage=self.storage, tenants=self.tenants, books=self.books, clock=self.clock)

    async def receive(self, channel: str, request: RawRequest, credentials: Credentials) -> Received | Refusal:
        """Take a request in. Returned, everything in it is stored; repeating is safe.

        Raises Unavailable when it could not be stored, and Bug for a channel this desk does not have.
        """
        return await self._reception.receive(self._channel(channel), request, credentials)

    async def serve(self, due: Due) -> None:
        """Do one piece of work: a turn, or a command. Repeating is safe."""
        if due.command is None:
            await self._turns.take(due.tenant, due.conversation)
        else:
            await self._performance.perform(due.tenant, due.command)

    async def knock(self, channel: str, request: RawRequest) -> Refusal | None:
        """A provider says that something is to be fetched: proof first, then it is fetched soon, by whoever does that.

        NOT_ALLOWED where this desk has no such channel, or one that fetches nothing. Raises Unavailable.
        """
        door = self.channels.get(channel)
        if not isinstance(door, SupportsListening):
            return Refusal(Reason.NOT_ALLOWED)
        return await door.knock(request, self._intake(door))

    async def unsubscribe(self, channel: str, token: str) -> Refusal | None:
        """A guest pressed the link in a message of ours, to be left alone: their wish is stored. Repeating is safe.

        NOT_FOUND for a token that is none of ours. Raises Unavailable when it could not be stored.
        """
        door = self.channels.get(channel)
        if not isinstance(door, SupportsUnsubscribing):
            return Refusal(Reason.NOT_FOUND)
        return await door.unsubscribe(token, self._intake(door))

    async def run(self) -> None:
        """Work until cancelled, and fetch what channels do not bring by themselves."""
        if self.turns_only:
            return await self.dispatch.run(self.serve)
        listening: dict[str, asyncio.Task[None]] = {}
        beside = [asyncio.create_task(self._listen(listening), name="hotel-agent doors")]
        if self.rights is not None:
            beside.append(asyncio.create_task(self.rights.keep_terms(), name="hotel-agent terms"))
        try:
            await self.dispatch.run(self.serve)
        finally:
            for each in (*beside, *listening.values()):
                each.cancel()
            await asyncio.wait((*beside, *listening.values()), timeout=_SECONDS_TO_HANG_UP)

    async def _listen(self, listening: dict[str, asyncio.Task[None]]) -> None:
        """Let every channel that fetches do so, also one that is opened later."""
        while True:
            self.new_doors.clear()
            for name, door in self.channels.items():
                if isinstance(door, SupportsListening) and name not in listening:
                    ear = self._intake(door).listen(self.clock)
                    listening[name] = asyncio.create_task(ear, name="hotel-agent ears")
            await self.new_doors.wait()

    async def drain(self) -> None:
        """Do all that is due now, and what follows from it at once. What waits for a later moment is left."""
        async with self._draining:
            while work := await self.storage.due(self.clock.now(), limit=_AT_ONCE):
                for due in work:
                    await self.serve(due)

    async def say(self, text: str, *, guest: str = "guest") -> tuple[Content, ...]:
        """Write to the hotel as this guest of the loopback channel, and wait for what is answered."""
        loopback = self._channel("loopback")
        if not isinstance(loopback, Talkable):
            raise BadConfig("channels: `say` needs the loopback channel; add it to the configuration")
        heard = len(loopback.said_to(guest))
        await self.receive("loopback", loopback.writes(guest, text, at=self.clock.now()), loopback.credentials)
        await self.clock.sleep_until(self.clock.now() + self.quiet)
        await self.drain()
        return loopback.said_to(guest)[heard:]

    async def regard(self, tenant: TenantId, channel: str, account: AccountId, guest: Identity) -> Regard:
        """How this guest is attended to at this door. Raises Unavailable."""
        async with self.storage.work(tenant) as work:
            known = await work.guest_of(guest)
            conversation = None if known is None else await work.conversation_at(channel, account, known)
            stored = None if conversation is None else await work.load(conversation)
            if conversation is None or stored is None:
                return Regard()
            unread = any(each.from_guest for each in await work.waiting(conversation))
            unsaid = await work.unsaid(conversation)
        handover = stored.conversation.handover
        with_staff = handover is not None and self.clock.now() < handover.until
        with_staff = with_staff or await self._houses.in_shadow(stored.conversation)
        return Regard(with_staff=with_staff, unread=unread, answering=not with_staff and (unread or unsaid))

    async def forget_guest(self, tenant: TenantId, channel: str, account: AccountId, guest: Identity) -> None:
        """Forget what this guest wrote at this door and what is known by it, as they wish. Repeating is safe.

        Reservations stay: they are the hotel's book. Where nobody wrote, nothing happens.
        """
        now = self.clock.now()
        async with self.storage.work(tenant) as work:
            known = await work.guest_of(guest)
            conversation = None if known is None else await work.conversation_at(channel, account, known)
            if conversation is None:
                return
            wish = GuestErased(key=EventKey(f"erased:{self.chance.token()}"), at=now, sent_at=now)
            await work.erase_guest(conversation)
            await work.add_event(conversation, wish, received_at=now, due_at=now)
            await work.note_act(AuditEntry(at=now, by="guest", action="erase", subject=conversation))

    def _intake(self, door: SupportsListening) -> ChannelIntake:
        return ChannelIntake(tenants=self.tenants, reception=self._reception, channel=door)

    def _channel(self, name: str) -> Channel:
        try:
            return self.channels[name]
        except KeyError as cause:
            raise Bug(f"this desk has no channel {name!r}") from cause
