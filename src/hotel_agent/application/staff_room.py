"""What the hotel's people do with conversations: see who waits, read, take over, answer, note, pass on, give back."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from enum import Enum

from attrs import field, frozen

from hotel_agent.application.briefing import Briefing
from hotel_agent.application.finding import Finding, FoundPage, Wanted
from hotel_agent.application.holder import holder, is_blocked, stands
from hotel_agent.application.masking import masked_draft, masked_guest, masked_said, masked_turn
from hotel_agent.application.task_board import TaskBoard
from hotel_agent.application.touched import Touched, looked_up, touched
from hotel_agent.application.transcript import Said, last_said, transcript
from hotel_agent.application.why import Explained, explained
from hotel_agent.application.window import is_open, sendable, window_end
from hotel_agent.domain.conversations.brief import REASONS, brief, told_from
from hotel_agent.domain.conversations.cards import without_cards
from hotel_agent.domain.conversations.conversation import Conversation, Standing
from hotel_agent.domain.conversations.delivery import MessageCost
from hotel_agent.domain.conversations.drafts import Draft, waiting_draft
from hotel_agent.domain.conversations.events import Event
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.staff_acts import (
    StaffAnswered,
    StaffAssigned,
    StaffBlocked,
    StaffNoted,
    StaffReleased,
    StaffTookOver,
    StaffUnblocked,
)
from hotel_agent.domain.conversations.staff_buttons import titled
from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import ConversationId, EventKey, PropertyId, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.directory import Directory
from hotel_agent.ports.channel import Channel, Content, SupportsTemplates
from hotel_agent.ports.clock import Chance, Clock
from hotel_agent.ports.pms import Pms
from hotel_agent.ports.rows import AuditEntry, Listed, Place
from hotel_agent.ports.storage import Storage, Work
from hotel_agent.ports.wording import Wording

LONGEST_ANSWER = 4000
"""Characters somebody of the hotel may write at once."""
_READ_BACK = 1000
"""So many events of a conversation are read: the latest."""


_Stands = Mapping[str, object] | None
_ANYTHING = "…"
"""What somebody might answer."""


class Writable(Enum):
    """How a guest may be written to."""

    FREELY = "freely"
    IN_TEMPLATE = "in_template"
    """Only in the hotel's template for answers: the channel's window for free words is closed."""
    NOT_AT_ALL = "not_at_all"


class _Refused(Exception):
    """Undoes what was begun, because of this."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.reason.value)


@frozen(kw_only=True)
class Shown:
    """One conversation as staff see it. `brief` is in the hotel's own language."""

    conversation: Conversation = field(repr=False)
    standing: Standing
    since: datetime | None
    """Since when it stands so."""
    window_end: datetime | None
    """Until when the guest may be written to; None where there is no end to it."""
    why: str
    """Why a person was wanted, in the hotel's own language; empty while the desk has it."""
    brief: tuple[str, ...] = field(repr=False)
    said: tuple[Said, ...] = field(repr=False)
    version: int = 0
    """Grows by one with every turn."""
    at: datetime
    """When it was looked at."""
    writable: Writable = Writable.FREELY
    """How the guest may be written to at this moment."""
    reservations: tuple[Touched, ...] = ()
    """Those made, changed or cancelled here, and the one spoken of."""
    costs: tuple[MessageCost, ...] = ()
    """What the channel said it charges for each message of ours."""
    draft: Draft | None = field(default=None, repr=False)
    """What the machine would answer, where it may only draft and nobody answered yet."""


@frozen(kw_only=True)
class StaffRoom:
    """Behind the desk. Whatever somebody does here is an event of the conversation, and is written down.

    Whoever says which version they `expect` is told by Conflict when something happened since, and nothing is done.
    """

    storage: Storage
    tenants: Directory
    channels: Mapping[str, Channel]
    wording: Wording
    clock: Clock
    chance: Chance
    """Whoever has no name of their own for a request takes one from here."""
    books: Mapping[TenantId, Pms] = field(factory=dict)
    """Where reservations are looked up to be shown; of a hotel without one, they are shown as they were told last."""
    briefing: Briefing = field(init=False)
    tasks: TaskBoard = field(init=False)

    @briefing.default
    def _own_briefing(self) -> Briefing:
        return Briefing(channels=self.channels, wording=self.wording, clock=self.clock)

    @tasks.default
    def _own_tasks(self) -> TaskBoard:
        return TaskBoard(storage=self.storage, clock=self.clock)

    async def conversations(
        self,
        tenant: TenantId,
        *,
        standing: Standing | None = Standing.WAITING,
        property_id: PropertyId | None = None,
        begins: str = "",
        after: Place | None = None,
        limit: int = 50,
    ) -> Sequence[Listed]:
        """Conversations that stand so, as `ports.storage.Work.conversations` lists them."""
        async with self.storage.work(tenant) as work:
            return await work.conversations(
                standing=standing, property_id=property_id, begins=begins, after=after, limit=limit
            )

    async def find(self, tenant: TenantId, wanted: Wanted, *, after: Place | None = None, limit: int = 50) -> FoundPage:
        """Conversations of this hotel, by who has them, their door, since when, or by words; see `Finding`."""
        return await Finding(storage=self.storage, clock=self.clock).find(tenant, wanted, after=after, limit=limit)

    async def show(self, tenant: TenantId, conversation: ConversationId, *, masked: bool) -> Shown | Refusal:
        """All there is to know of one: who, why, the brief, and what was said. `masked`: nobody could reach the guest.

        NOT_FOUND for one this tenant does not have. Raises Bug for one nobody can read.
        """
        house = self.tenants.tenant(tenant)
        async with self.storage.work(tenant) as work:
            stored = await work.load(conversation)
            happened = await work.happened(conversation, limit=_READ_BACK)
            commands = await work.outbox(conversation)
            costs = await work.costs(conversation)
            draft = waiting_draft(await work.drafts(conversation))
        if stored is None or house is None:
            return Refusal(Reason.NOT_FOUND)
        now, reservations = self.clock.now(), touched(stored.conversation, happened)
        if reservations and (book := self.books.get(tenant)) is not None:
            reservations = await looked_up(reservations, stored.conversation, book, self.clock)
        state, said = stored.conversation, transcript(happened, commands)
        names = (state.known.name or "",)
        if masked:
            state, said = masked_guest(state), tuple(masked_said(each, names) for each in said)
        property_ = house.property_named(state.property_id)
        lived_in = House(tenant=tenant, property=property_, rules=house.rules, languages=house.languages)
        latest = "" if masked else last_said(happened)
        title = None if state.handover is None else REASONS.get(state.handover.reason.value)
        channel = self.channels.get(state.channel)
        return Shown(
            conversation=state,
            standing=state.standing,
            since=state.stands_since,
            window_end=window_end(channel.can.reply_window if channel is not None else None, state.last_guest_at),
            why="" if title is None else (await self.briefing.words(house, (title(),)))[0],
            brief=await self.briefing.words(
                house, (*brief(lived_in, state), *told_from(state), *self.briefing.beside(house, state, latest))
            ),
            said=said,
            version=stored.version,
            at=now,
            writable=self._writable(stored.conversation),
            reservations=reservations,
            costs=tuple(costs),
            draft=masked_draft(draft, names) if draft is not None and masked else draft,
        )

    async def why(
        self, tenant: TenantId, conversation: ConversationId, *, masked: bool, limit: int = 50
    ) -> Sequence[Explained] | Refusal:
        """Why the latest turns came out as they did, the earliest first. `masked` as for `show`.

        NOT_FOUND for one this tenant does not have. Raises Bug for one nobody can read.
        """
        async with self.storage.work(tenant) as work:
            stored = await work.load(conversation)
            traces = await work.traces(conversation, limit=limit)
            happened = await work.happened(conversation, limit=_READ_BACK)
            commands = await work.outbox(conversation)
        if stored is None:
            return Refusal(Reason.NOT_FOUND)
        names = (stored.conversation.known.name or "",)
        found = explained(traces, happened, commands)
        return tuple(masked_turn(each, names) for each in found) if masked else found

    async def take_over(
        self, tenant: TenantId, conversation: ConversationId, *, request: str, by: str, expects: int | None = None
    ) -> Refusal | None:
        """Somebody takes this conversation: the machine is silent until it is released. One request counts once.

        TAKEN, and by whom, where another has it; NOT_FOUND for one this tenant does not have.
        """
        event = StaffTookOver(key=_key(request), at=self.clock.now(), by=by)
        return await self._step_in(tenant, conversation, event, by=by, action="take_over", expects=expects)

    async def answer(
        self,
        tenant: TenantId,
        conversation: ConversationId,
        text: str,
        *,
        request: str,
        by: str,
        buttons: Sequence[str] = (),
        expects: int | None = None,
    ) -> Refusal | None:
        """Say this to the guest, word for word, and have the conversation. One request is said once.

        `buttons` are titles to press below it, as `staff_buttons.titled` takes them: a press counts as if the guest had
        written the title. They are left out where only a template may be sent.

        TAKEN where another has it; WINDOW_CLOSED where the guest may not be written to any more, and the hotel has no
        template for answers; BAD_REQUEST for no words, or buttons that cannot be, TOO_LARGE for too many; NOT_FOUND.
        """
        titles = _wrong_words(text) or titled(buttons)
        if isinstance(titles, Refusal):
            return titles
        event = StaffAnswered(key=_key(request), at=self.clock.now(), text=text.strip(), by=by, buttons=titles)
        return await self._step_in(tenant, conversation, without_cards(event), by=by, action="answer", expects=expects)

    async def note(
        self,
        tenant: TenantId,
        conversation: ConversationId,
        text: str,
        *,
        request: str,
        by: str,
        expects: int | None = None,
    ) -> Refusal | None:
        """Write something down for the others, whole; no guest sees it. One request counts once.

        BAD_REQUEST for no words, TOO_LARGE for too many; NOT_FOUND.
        """
        if wrong := _wrong_words(text):
            return wrong
        event = StaffNoted(key=_key(request), at=self.clock.now(), text=text.strip(), by=by)
        return await self._step_in(tenant, conversation, without_cards(event), by=by, action="note", expects=expects)

    async def assign(
        self,
        tenant: TenantId,
        conversation: ConversationId,
        *,
        to: str,
        request: str,
        by: str,
        expects: int | None = None,
    ) -> Refusal | None:
        """This conversation is that one's from now on, whoever has it. One request counts once. NOT_FOUND."""
        event = StaffAssigned(key=_key(request), at=self.clock.now(), to=to, by=by)
        return await self._step_in(tenant, conversation, event, by=by, action="assign", expects=expects)

    async def release(
        self, tenant: TenantId, conversation: ConversationId, *, request: str, by: str, expects: int | None = None
    ) -> Refusal | None:
        """Somebody gives this conversation back to the machine. One request counts once. NOT_FOUND."""
        event = StaffReleased(key=_key(request), at=self.clock.now(), by=by)
        return await self._step_in(tenant, conversation, event, by=by, action="release", expects=expects)

    async def block(
        self, tenant: TenantId, conversation: ConversationId, *, request: str, by: str, expects: int | None = None
    ) -> Refusal | None:
        """Nobody answers this guest at this door any more, whoever has the conversation; what comes in is kept.

        One request counts once, and blocking who is blocked changes nothing. NOT_FOUND.
        """
        event = StaffBlocked(key=_key(request), at=self.clock.now(), by=by)
        return await self._step_in(tenant, conversation, event, by=by, action="block", expects=expects)

    async def unblock(
        self, tenant: TenantId, conversation: ConversationId, *, request: str, by: str, expects: int | None = None
    ) -> Refusal | None:
        """The machine answers this guest again, from their next message on. One request counts once. NOT_FOUND."""
        event = StaffUnblocked(key=_key(request), at=self.clock.now(), by=by)
        return await self._step_in(tenant, conversation, event, by=by, action="unblock", expects=expects)

    async def _step_in(
        self, tenant: TenantId, conversation: ConversationId, event: Event, *, by: str, action: str, expects: int | None
    ) -> Refusal | None:
        try:
            async with self.storage.work(tenant) as work:
                if not await _is_there(work, conversation):
                    return Refusal(Reason.NOT_FOUND)
                # Keeping it holds the conversation: of two who reach for it at once, the second sees the first.
                if await work.add_event(conversation, event, received_at=event.at, due_at=event.at):
                    await _check_version(work, conversation, expects)
                    was, now_is = await self._check(work, conversation, event)
                    act = AuditEntry(at=event.at, by=by, action=action, subject=conversation, before=was, after=now_is)
                    await work.note_act(act)
        except _Refused as refused:
            return refused.refusal
        return None

    async def _check(self, work: Work, conversation: ConversationId, event: Event) -> tuple[_Stands, _Stands]:
        """How it stood before this and how it stands after it, where that is not the same. Raises what refuses it."""
        stored = None
        with suppress(Bug):  # of one nobody can read, nobody knows how it stands
            stored = await work.load(conversation)
        if stored is None:
            return None, None
        state, now = stored.conversation, self.clock.now()
        before = [row.event for row in await work.open_events(conversation) if row.event.key != event.key]
        if isinstance(event, StaffTookOver | StaffAnswered | StaffAssigned | StaffReleased):
            self._may_step_in(state, before, event)
        was, now_is = stands(state, before, now), stands(state, [*before, event], now)
        return (None, None) if was == now_is else (was, now_is)

    def _may_step_in(self, state: Conversation, before: Sequence[Event], event: Event) -> None:
        if is_blocked(state, before):
            raise _Refused(Refusal(Reason.NOT_ALLOWED, detail="the guest is blocked at this door"))
        has_it = holder(state, before, self.clock.now())
        if isinstance(event, StaffTookOver | StaffAnswered) and has_it and has_it != event.by:
            raise _Refused(Refusal(Reason.TAKEN, detail=has_it))
        if isinstance(event, StaffAnswered) and not self._may_be_said(state, event.text):
            raise _Refused(Refusal(Reason.WINDOW_CLOSED))

    def _writable(self, state: Conversation) -> Writable:
        channel = self.channels.get(state.channel)
        window = None if channel is None else channel.can.reply_window
        if is_open(window, state.last_guest_at, self.clock.now()):
            return Writable.FREELY
        return Writable.IN_TEMPLATE if self._may_be_said(state, _ANYTHING) else Writable.NOT_AT_ALL

    def _may_be_said(self, state: Conversation, text: str) -> bool:
        channel, tenant = self.channels.get(state.channel), self.tenants.tenant(state.tenant)
        if channel is None or tenant is None:
            return True
        content, template = Content(text=text), None
        if isinstance(channel, SupportsTemplates):
            spoken = tuple(dict.fromkeys((state.language, *tenant.languages)))
            template = channel.in_template(state.account, content, spoken)
        open_now = is_open(channel.can.reply_window, state.last_guest_at, self.clock.now())
        return sendable(content, is_open=open_now, otherwise=template) is not None


def _wrong_words(text: str) -> Refusal | None:
    if not text.strip():
        return Refusal(Reason.BAD_REQUEST, detail="there are no words in it")
    if len(text) > LONGEST_ANSWER:
        return Refusal(Reason.TOO_LARGE, limit=LONGEST_ANSWER)
    return None


async def _check_version(work: Work, conversation: ConversationId, expects: int | None) -> None:
    """Raises Conflict where something happened since whoever acts looked, if they say when that was."""
    stored = None
    if expects is not None:
        with suppress(Bug):  # of one nobody can read, nobody saw a version
            stored = await work.load(conversation)
    if stored is not None and stored.version != expects:
        raise Conflict(f"the conversation is at version {stored.version}, not at {expects}; look again")


async def _is_there(work: Work, conversation: ConversationId) -> bool:
    try:
        return await work.load(conversation) is not None
    except Bug:
        # It is, and nobody can read it: a person may take it all the same.
        return True


def _key(request: str) -> EventKey:
    return EventKey(f"staff:{request}")
