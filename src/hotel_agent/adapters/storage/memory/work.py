"""One unit of work over a tenant's rows: reads and writes them in place, and every write can be undone."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from attrs import evolve

from hotel_agent.adapters.storage.memory.acts import Acts
from hotel_agent.adapters.storage.memory.conversations import Conversations
from hotel_agent.adapters.storage.memory.costs import Costs
from hotel_agent.adapters.storage.memory.drafts import Drafts
from hotel_agent.adapters.storage.memory.rows import CommandRow, EventRow
from hotel_agent.adapters.storage.memory.spans import Spans
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.delivery import DeliveryState, further
from hotel_agent.domain.conversations.erased import with_nothing_said, without_words
from hotel_agent.domain.conversations.events import Event, GuestEvent
from hotel_agent.domain.conversations.trace import Trace
from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import ConversationId, EffectKey, EventKey, ProviderId
from hotel_agent.ports.channel import Content, Receipt
from hotel_agent.ports.rows import (
    CommandState,
    InboxRow,
    Lane,
    NewCommand,
    OutboxRow,
    SetAside,
    Unreadable,
    Waiting,
)
from hotel_agent.ports.storage import EARLY_REPORTS


class MemoryWork(Conversations, Costs, Spans, Drafts, Acts):
    """A unit of work; see `ports.storage.Work` for what each method promises. Once it is over it only raises Bug."""

    # Events

    async def add_event(
        self, conversation: ConversationId, event: Event, *, received_at: datetime, due_at: datetime
    ) -> bool:
        """Keep an event for its turn, once."""
        rows = self._rows
        name = (self._conversation(conversation).account, event.key)
        if name in rows.kept_events:
            return False
        number = rows.counted_events.get(conversation, 0) + 1
        row = EventRow(
            key=event.key,
            sequence=number,
            event=self._codec.write(event),
            received_at=received_at,
            due_at=due_at,
            from_guest=isinstance(event, GuestEvent),
        )
        self._journal.put(rows.kept_events, name, conversation)
        self._journal.put(rows.counted_events, conversation, number)
        self._journal.put(rows.happened, conversation, (*rows.happened.get(conversation, ()), row))
        self._put_events(conversation, (*rows.open_events.get(conversation, ()), row))
        return True

    async def erase(self, conversation: ConversationId, key: EventKey) -> None:
        """Forget the words of this event."""
        happened = tuple(self._erased(row, key) for row in self._rows.happened.get(conversation, ()))
        self._journal.put(self._rows.happened, conversation, happened)
        self._put_events(
            conversation, tuple(self._erased(row, key) for row in self._rows.open_events.get(conversation, ()))
        )
        if (aside := self._rows.aside.get((conversation, key))) is not None:
            self._journal.put(self._rows.aside, (conversation, key), self._erased(aside, key))
        self._forget_traces(conversation, key)
        self._forget_drafts(conversation, key)

    async def erase_guest(self, conversation: ConversationId) -> None:
        """Forget the words of everything the guest sent, and of everything that was said to them."""
        for row in self._rows.happened.get(conversation, ()):
            if row.from_guest or row.key.startswith("staff:"):
                await self.erase(conversation, row.key)
        self._forget_traces(conversation)
        self._forget_drafts(conversation)
        nothing = self._codec.write(Content(text=""))
        for said in self._rows.commands_of(conversation):
            if said.lane is Lane.SAY:
                with suppress(Bug):
                    left = self._codec.write(with_nothing_said(self._codec.command(said.command)))
                    self._put_command(evolve(said, command=left, content=nothing))

    def _erased(self, row: EventRow, key: EventKey) -> EventRow:
        with suppress(Bug):
            if row.key == key:
                return evolve(row, event=self._codec.write(without_words(self._codec.event(row.event))))
        return row

    async def open_events(self, conversation: ConversationId) -> Sequence[InboxRow]:
        """Events not yet consumed, in the sequence they were kept."""
        return self._readable(self._rows.open_events.get(conversation, ()))

    async def happened(self, conversation: ConversationId, *, limit: int = 1000) -> Sequence[InboxRow]:
        """The latest events, whatever became of them."""
        return self._readable(self._rows.happened.get(conversation, ())[-limit:])

    def _readable(self, kept: Sequence[EventRow]) -> Sequence[InboxRow]:
        rows = []
        for row in kept:
            with suppress(Bug):
                event = self._codec.event(row.event)
                rows.append(InboxRow(event=event, received_at=row.received_at, due_at=row.due_at, tries=row.tries))
        return rows

    async def waiting(self, conversation: ConversationId) -> Sequence[Waiting]:
        """That events wait, without reading them."""
        return [
            Waiting(key=row.key, received_at=row.received_at, due_at=row.due_at, from_guest=row.from_guest)
            for row in self._rows.open_events.get(conversation, ())
        ]

    async def unreadable(self, conversation: ConversationId) -> Sequence[Unreadable]:
        """Events not yet consumed that cannot be read."""
        rows = []
        for row in self._rows.open_events.get(conversation, ()):
            try:
                self._codec.event(row.event)
            except Bug as broken:
                rows.append(Unreadable(key=row.key, received_at=row.received_at, cause=str(broken)))
        return rows

    async def count_try(self, conversation: ConversationId, keys: Sequence[EventKey]) -> int:
        """Count one more try at these open events."""
        rows = self._rows.open_events.get(conversation, ())
        counted = tuple(evolve(row, tries=row.tries + 1) if row.key in keys else row for row in rows)
        # Nothing is due at another moment for it: nobody needs to be told.
        self._journal.put(self._rows.open_events, conversation, counted)
        return max((row.tries for row in counted if row.key in keys), default=0)

    async def set_aside(
        self, conversation: ConversationId, keys: Sequence[EventKey], *, at: datetime, cause: str
    ) -> Sequence[EventKey]:
        """End the waiting of these events, and keep them whole."""
        rows = self._rows.open_events.get(conversation, ())
        ended = [row for row in rows if row.key in keys]
        for row in ended:
            self._journal.put(self._rows.aside, (conversation, row.key), evolve(row, aside_at=at, cause=cause))
        self._put_events(conversation, tuple(row for row in rows if row.key not in keys))
        return [row.key for row in ended]

    async def aside(self, *, limit: int = 100) -> Sequence[SetAside]:
        """Events that were set aside, the latest first."""
        rows = [_aside(conversation, row) for (conversation, _), row in reversed(self._rows.aside.items())]
        return sorted(rows, key=lambda row: row.at, reverse=True)[:limit]

    async def replay(self, conversation: ConversationId, key: EventKey, *, due_at: datetime) -> bool:
        """Let an event that was set aside wait again in its old place."""
        row = self._rows.aside.get((conversation, key))
        if row is None:
            return False
        self._journal.drop(self._rows.aside, (conversation, key))
        again = evolve(row, due_at=due_at, tries=0, aside_at=None, cause="")
        waiting = (*self._rows.open_events.get(conversation, ()), again)
        self._put_events(conversation, tuple(sorted(waiting, key=lambda row: row.sequence)))
        return True

    async def postpone(
        self, conversation: ConversationId, keys: Sequence[EventKey], *, due_at: datetime, untried: bool = False
    ) -> None:
        """Make these open events due at this moment instead."""
        events = self._rows.open_events.get(conversation, ())
        back = 1 if untried else 0
        self._put_events(
            conversation,
            tuple(
                evolve(row, due_at=due_at, tries=max(0, row.tries - back)) if row.key in keys else row for row in events
            ),
        )

    async def commit_turn(
        self,
        conversation: Conversation,
        *,
        version: int,
        consumed: Sequence[EventKey],
        commands: Sequence[NewCommand],
        trace: Trace | None = None,
    ) -> None:
        """Keep what a turn decided."""
        if self._conversation(conversation.id).version != version:
            raise Conflict(f"conversation {conversation.id} is no longer at version {version}")
        events = self._rows.open_events.get(conversation.id, ())
        if not {row.key for row in events}.issuperset(consumed):
            raise Conflict(f"an event of conversation {conversation.id} was consumed by another turn")
        self._keep(conversation, version=version + 1, trace=trace)
        self._put_events(conversation.id, tuple(row for row in events if row.key not in consumed))
        for command in commands:
            self._add_command(conversation.id, command)

    # Commands

    async def claim(self, key: EffectKey, *, now: datetime, lease_until: datetime) -> OutboxRow | None:
        """Take a due, waiting command whose lease is free."""
        row = self._rows.commands.get(key)
        if row is None or not row.waits or row.free_at > now:
            return None
        if row.lane is Lane.SAY and self._rows.speaks_first(row.conversation) != key:
            return None
        claimed = evolve(
            row,
            attempts=row.attempts + 1,
            sent_before=row.sent_before or row.lease_until is not None,
            lease_until=lease_until,
        )
        self._put_command(claimed)
        return self._outbox_row(claimed)

    async def renew(self, key: EffectKey, *, attempt: int, lease_until: datetime) -> None:
        """Hold a claimed command until this moment."""
        self._put_command(evolve(self._held(key, attempt), lease_until=lease_until))

    async def keep_content(self, key: EffectKey, content: Content) -> None:
        """Keep what will be sent, before it is sent for the first time."""
        row, kept = self._rows.commands.get(key), self._codec.write(content)
        if row is None or row.content not in (None, kept):
            raise Conflict(f"command {key} is not here, or another worker has worded it")
        self._put_command(evolve(row, content=kept))

    async def say_together(self, row: OutboxRow, later: Sequence[OutboxRow], *, content: Content, cause: str) -> None:
        """Let a claimed command say what these later ones were to say too."""
        held = self._held(row.key, row.attempts)
        words = None if row.content is None else self._codec.write(row.content)
        if held.sent_before or held.delivery is not None or held.content != words:
            raise Conflict(f"command {row.key} may have been sent, or was worded in another way")
        untried = {each.key: each for each in self._rows.commands_of(held.conversation) if each.was_never_tried}
        closed = [untried[each.key] for each in later if each.key in untried and each.sequence > held.sequence]
        if len(closed) < len(later):
            raise Conflict(f"what was to be said behind command {row.key} is no longer what was never tried")
        self._put_command(evolve(held, content=self._codec.write(content)))
        for each in closed:
            self._put_command(evolve(each, state=CommandState.DONE, cause=cause))

    async def finish(
        self,
        key: EffectKey,
        *,
        attempt: int,
        state: CommandState,
        receipt: Receipt | None = None,
        cause: str = "",
    ) -> None:
        """Close a claimed command."""
        if state is CommandState.WAITING:
            raise Bug(f"command {key} cannot be finished as waiting; give it back with `retry`")
        row = evolve(self._held(key, attempt), state=state, lease_until=None, cause=cause)
        if receipt is not None:
            row = self._received(row, receipt)
        self._put_command(row)

    async def retry(
        self,
        key: EffectKey,
        *,
        attempt: int,
        due_at: datetime,
        sent_before: bool,
        cause: str,
        rest: timedelta | None = None,
    ) -> None:
        """Give a claimed command back, to be claimed again at this moment."""
        row = self._held(key, attempt)
        sent_before = sent_before or row.sent_before
        if row.delivery is not None:
            due_at = min(due_at, row.due_at)
        if rest is not None:
            rest = timedelta(seconds=round(rest.total_seconds()))
            row = evolve(row, rests=row.rests + 1, rested=row.rested + rest)
        self._put_command(evolve(row, lease_until=None, due_at=due_at, sent_before=sent_before, cause=cause))

    async def outbox(self, conversation: ConversationId) -> Sequence[OutboxRow]:
        """All commands of a conversation, in commit order."""
        return [self._outbox_row(row) for row in self._rows.commands_of(conversation)]

    async def unsaid(self, conversation: ConversationId) -> bool:
        """Whether something that is to be said in this conversation still waits."""
        return self._rows.speaks_first(conversation) is not None

    async def note_delivery(
        self, *, effect: EffectKey | None, message: ProviderId, state: DeliveryState, at: datetime, part: bool = False
    ) -> ConversationId | None:
        """Note how far a message got, only ever forward."""
        rows = self._rows
        row = rows.commands.get(effect) if effect is not None else None
        row = row or rows.commands.get(rows.messages.get(message, EffectKey("")))
        if row is None:
            self._keep_early_report(message, state, at)
            return None
        if part:
            if self._keep_early_report(message, state, at) is not DeliveryState.FAILED:
                return row.conversation
            state = DeliveryState.INCOMPLETE
        elif row.receipt is None:
            row = self._received(row, Receipt(message=message))
        due_at = min(row.due_at, at) if row.waits else row.due_at
        self._put_command(evolve(row, delivery=further(row.delivery or state, state), due_at=due_at))
        return row.conversation

    # What is done by hand

    # Rows

    def _put_events(self, conversation: ConversationId, events: tuple[EventRow, ...]) -> None:
        self._journal.put(self._rows.open_events, conversation, events)
        self._touched[conversation] = None

    def _add_command(self, conversation: ConversationId, new: NewCommand) -> None:
        rows = self._rows
        if new.key in rows.commands:
            raise Bug(f"there already is a command {new.key}")
        before = rows.outbox.get(conversation, ())
        self._journal.put(rows.outbox, conversation, (*before, new.key))
        self._put_command(
            CommandRow(
                key=new.key,
                conversation=conversation,
                sequence=len(before) + 1,
                lane=new.lane,
                due_at=new.due_at,
                command=self._codec.write(new.command),
            )
        )

    def _put_command(self, row: CommandRow) -> None:
        self._journal.put(self._rows.commands, row.key, row)
        self._touched[row.conversation] = None

    def _held(self, key: EffectKey, attempt: int) -> CommandRow:
        row = self._rows.commands.get(key)
        if row is None or row.lease_until is None or row.attempts != attempt:
            raise Conflict(f"attempt {attempt} no longer holds command {key}")
        return row

    def _received(self, row: CommandRow, receipt: Receipt) -> CommandRow:
        """The command with the name its message has, and with all that was reported under it."""
        rows = self._rows
        self._journal.put(rows.messages, receipt.message, row.key)
        delivery = further(row.delivery or receipt.state, receipt.state)
        reported, _ = rows.early_reports.get(receipt.message, (delivery, None))
        delivery = further(delivery, reported)
        return evolve(row, receipt=self._codec.write(receipt), delivery=delivery)

    def _keep_early_report(self, message: ProviderId, state: DeliveryState, at: datetime) -> DeliveryState:
        """How far it got by now."""
        reports = self._rows.early_reports
        earlier, first_at = reports.get(message, (state, at))
        furthest = further(earlier, state)
        self._journal.put(reports, message, (furthest, first_at))
        while reports and reports[oldest := next(iter(reports))][1] + EARLY_REPORTS <= at:
            self._journal.drop(reports, oldest)
        return furthest


def _aside(conversation: ConversationId, row: EventRow) -> SetAside:
    return SetAside(
        conversation=conversation,
        key=row.key,
        kind=str(row.event.get("kind")),
        received_at=row.received_at,
        at=row.aside_at or row.received_at,
        tries=row.tries,
        cause=row.cause,
    )
