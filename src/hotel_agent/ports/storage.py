"""Where everything is kept: events that came in, conversations, commands that go out."""

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol

from hotel_agent.domain.conversations.conversation import Conversation, Standing
from hotel_agent.domain.conversations.delivery import DeliveryState, MessageCost
from hotel_agent.domain.conversations.events import Event
from hotel_agent.domain.conversations.staff_tasks import Tasks
from hotel_agent.domain.conversations.trace import Trace
from hotel_agent.domain.ids import (
    AccountId,
    ConversationId,
    EffectKey,
    EventKey,
    GuestId,
    PropertyId,
    ProviderId,
    TenantId,
)
from hotel_agent.ports.channel import Content, Identity, Receipt
from hotel_agent.ports.drafts import Drafts
from hotel_agent.ports.rows import (
    AtDoor,
    AuditEntry,
    CommandState,
    Due,
    InboxRow,
    Listed,
    NewCommand,
    OutboxRow,
    Place,
    SetAside,
    Stored,
    Stray,
    Unreadable,
    Waiting,
)
from hotel_agent.ports.spans import Spans

EARLY_REPORTS = timedelta(days=8)
"""How long the report of a message nobody knows is kept: providers repeat theirs for a week."""

MOST_STRAYS = 10_000
"""So much is kept of what belongs nowhere."""


class Work(Spans, Drafts, Protocol):
    """One transaction of one tenant. Everything in it happens, or nothing does."""

    async def guest(
        self,
        identities: Sequence[Identity],
        *,
        fresh: GuestId,
        lent: Collection[str] = (),
        also: Sequence[Identity] = (),
    ) -> GuestId:
        """The guest known by the first of these identities that is known; otherwise a new one of this id.

        Identities not yet known are attached to that guest. One that is another guest's stays where it is. Those given
        now count as the latest seen. `also` are looked for after them, and are not attached.

        Kinds that are `lent`, as a telephone number, pass from one person to the next: where one of these is a guest's
        of whom another identity of a lasting kind is known than those given here, it is detached from that guest.
        """
        ...

    async def detach(self, guest: GuestId, identities: Sequence[Identity]) -> None:
        """These no longer lead to this guest: whoever comes under them is somebody else. Others' are left alone."""
        ...

    async def detached(self, identities: Sequence[Identity]) -> Sequence[Identity]:
        """Those of these that were detached from a guest: what was agreed under them may be another person's."""
        ...

    async def identities(self, guest: GuestId, *, held: bool = False) -> Sequence[Identity]:
        """How channels know this guest, the latest seen last.

        `held`: nobody else attaches one to them or gives one away before this unit of work is over.
        """
        ...

    async def guest_of(self, identity: Identity) -> GuestId | None:
        """Who is known under this identity; None when nobody is. Nothing is attached."""
        ...

    async def conversations_of(self, guest: GuestId) -> Sequence[AtDoor]:
        """The guest's conversations, by their ids, and the door each is at."""
        ...

    async def give(
        self,
        guest: GuestId,
        *,
        to: GuestId,
        identities: Sequence[Identity],
        conversations: Sequence[ConversationId],
    ) -> None:
        """These identities and conversations of a guest are another's from now on: all of it, or nothing.

        The identities count as the latest seen, in this sequence. The conversations stay what they are; their versions
        grow by one, so that a turn under way is run again. Raises Conflict when one of them is not this guest's, or
        when the other has a conversation at the same door.
        """
        ...

    async def conversation_at(self, channel: str, account: AccountId, guest: GuestId) -> ConversationId | None:
        """The guest's conversation at this door."""
        ...

    async def begin(self, conversation: Conversation) -> None:
        """Keep a new conversation, at version 0. Raises Conflict when one is at that door, or has that id, already.

        Raises Bug for a conversation of another tenant.
        """
        ...

    async def load(self, conversation: ConversationId) -> Stored | None:
        """The conversation as last committed; None for one of another tenant. Raises Bug for one nobody can read."""
        ...

    async def conversations(
        self,
        *,
        standing: Standing | None = None,
        property_id: PropertyId | None = None,
        begins: str = "",
        channel: str = "",
        since: datetime | None = None,
        tasks: Collection[Tasks] = (),
        after: Place | None = None,
        limit: int = 50,
    ) -> Sequence[Listed]:
        """This tenant's conversations that stand so, of this property, whose ids begin so: as last committed.

        Of this `channel` only, that stand so `since` then or later, and whose `tasks` are so, where that is told.
        Those in which a person is wanted, and those staff have, come with the longest so first; otherwise the latest
        first. `after` goes on behind that place in the same list.
        """
        ...

    async def happened(self, conversation: ConversationId, *, limit: int = 1000) -> Sequence[InboxRow]:
        """The latest events of a conversation, in the sequence they were kept, whatever became of them.

        Those that cannot be read are left out. None of a conversation this tenant does not have.
        """
        ...

    async def add_event(
        self, conversation: ConversationId, event: Event, *, received_at: datetime, due_at: datetime
    ) -> bool:
        """Keep an event for its turn. False, and nothing kept, when this account already had one of this key.

        It never changes the conversation's version. Raises Bug for a conversation this tenant does not have.
        """
        ...

    async def erase(self, conversation: ConversationId, key: EventKey) -> None:
        """Forget the words of this event, if it holds any, and how they were taken; that there was one stays."""
        ...

    async def erase_guest(self, conversation: ConversationId) -> None:
        """Forget the words of everything this conversation's guest ever sent, and of everything said to them.

        That it was sent and said stays. What was still to be said is not said any more: whoever holds it finds other
        content kept.
        """
        ...

    async def open_events(self, conversation: ConversationId) -> Sequence[InboxRow]:
        """Events not yet consumed, in the sequence they were kept. Those that cannot be read are left out."""
        ...

    async def waiting(self, conversation: ConversationId) -> Sequence[Waiting]:
        """That events wait, in the sequence they were kept, also those that cannot be read. Reads none of them."""
        ...

    async def unreadable(self, conversation: ConversationId) -> Sequence[Unreadable]:
        """Events not yet consumed that cannot be read."""
        ...

    async def count_try(self, conversation: ConversationId, keys: Sequence[EventKey]) -> int:
        """Count one more try at these open events. Returns how often the most tried of them was tried, this included.

        0 when none of them is open. It is counted before the try, so that one that kills its worker is counted too. It
        changes nothing about when they are due, and nobody is told of work.
        """
        ...

    async def set_aside(
        self, conversation: ConversationId, keys: Sequence[EventKey], *, at: datetime, cause: str
    ) -> Sequence[EventKey]:
        """End the waiting of these events, which no turn could consume, and keep them whole with the reason.

        Those no longer open are left alone; returns those that were set aside. What came under their keys is still not
        kept a second time.
        """
        ...

    async def aside(self, *, limit: int = 100) -> Sequence[SetAside]:
        """This tenant's events that were set aside, the latest first."""
        ...

    async def replay(self, conversation: ConversationId, key: EventKey, *, due_at: datetime) -> bool:
        """Let an event that was set aside wait again in its old place, as if never tried. False when none is aside."""
        ...

    async def postpone(
        self, conversation: ConversationId, keys: Sequence[EventKey], *, due_at: datetime, untried: bool = False
    ) -> None:
        """Make these open events due at this moment instead. Those no longer open are left alone.

        `untried` takes the try counted last back: it did not take place.
        """
        ...

    async def commit_turn(
        self,
        conversation: Conversation,
        *,
        version: int,
        consumed: Sequence[EventKey],
        commands: Sequence[NewCommand],
        trace: Trace | None = None,
    ) -> None:
        """Keep what a turn decided: the state, its events as consumed, its commands, and why it came out so.

        Raises Conflict when the version is no longer this one or one of the events is no longer open; Bug for a
        conversation this tenant does not have, and for a command that was kept before.
        """
        ...

    async def traces(self, conversation: ConversationId, *, limit: int = 200) -> Sequence[Trace]:
        """Why the latest turns of a conversation came out as they did, in their sequence.

        Those that cannot be read are left out, and those of which the guest took a message back.
        """
        ...

    async def claim(self, key: EffectKey, *, now: datetime, lease_until: datetime) -> OutboxRow | None:
        """Take a due, waiting command whose lease is free, and count the attempt.

        None when it may not be performed now: it is finished, not yet due or leased by another worker, or something
        said earlier in its conversation is still waiting. A lease that ran out is an attempt whose outcome is not
        known: `sent_before` is set.
        """
        ...

    async def renew(self, key: EffectKey, *, attempt: int, lease_until: datetime) -> None:
        """Hold a claimed command until this moment. Raises Conflict as `finish` does, and changes nothing else."""
        ...

    async def keep_content(self, key: EffectKey, content: Content) -> None:
        """Keep what will be sent, before it is sent for the first time, so that every attempt sends the same.

        The first that is kept stays: repeating it is safe, another one raises Conflict.
        """
        ...

    async def say_together(self, row: OutboxRow, later: Sequence[OutboxRow], *, content: Content, cause: str) -> None:
        """Let a claimed command say, in this content, what these later ones of its conversation were to say too.

        They are done with it, for this cause: nothing of them is said by itself any more. Raises Conflict, and changes
        nothing, when this attempt no longer holds the command, when it may have been sent, when it has another content
        by now than given here, or when one of the later ones was ever claimed, worded or closed.
        """
        ...

    async def finish(
        self,
        key: EffectKey,
        *,
        attempt: int,
        state: CommandState,
        receipt: Receipt | None = None,
        cause: str = "",
    ) -> None:
        """Close a claimed command. Raises Conflict when this attempt is no longer the one that holds it.

        An attempt holds its command past its lease, until another one claims it. Raises Bug for a state that is not
        final.
        """
        ...

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
        """Give a claimed command back, to be claimed again at this moment. Raises Conflict as `finish` does.

        Once `sent_before` is set, it stays set. A `rest` somebody asked for joins those before it, to the second.
        """
        ...

    async def outbox(self, conversation: ConversationId) -> Sequence[OutboxRow]:
        """All commands of a conversation, in commit order."""
        ...

    async def unsaid(self, conversation: ConversationId) -> bool:
        """Whether something that is to be said in this conversation still waits."""
        ...

    async def note_act(self, entry: AuditEntry) -> None:
        """Write down what somebody did by hand, beside whatever else this unit of work does."""
        ...

    async def acts(
        self, *, limit: int = 100, skip: int = 0, by: str | None = None, action: str | None = None
    ) -> Sequence[AuditEntry]:
        """What was done by hand in this tenant's house, by this one, of this kind: the latest first, after `skip`."""
        ...

    async def count_acts(self, *, by: str | None = None, action: str | None = None) -> int:
        """How much was done by hand in this tenant's house, by this one, of this kind."""
        ...

    async def note_delivery(
        self, *, effect: EffectKey | None, message: ProviderId, state: DeliveryState, at: datetime, part: bool = False
    ) -> ConversationId | None:
        """Note how far a message got, found by our key or else by its provider's name; only ever forward.

        Returns the conversation it was said in; None when the message is not known here. A report under our key proves
        that the message was taken: a command without a receipt has one from then on, and one that waits is due at once,
        or as soon as it is given back. A report of a message that is not known yet counts as soon as its receipt is; if
        that does not come within EARLY_REPORTS, it is forgotten.

        A `part` that is not the last proves nothing of the rest. That it failed counts for the whole: INCOMPLETE.
        """
        ...

    async def note_cost(
        self, conversation: ConversationId, message: ProviderId, cost: MessageCost, *, at: datetime
    ) -> bool:
        """Note what the channel charges for a message of ours. False, and nothing noted, when it was noted before."""
        ...

    async def paid_messages(self, since: datetime, *, conversation: ConversationId | None = None) -> int:
        """For how many messages the channel charges since then: of this tenant, or of one of its conversations."""
        ...

    async def costs(self, conversation: ConversationId) -> Sequence[MessageCost]:
        """What the channel charges for each message of ours in this conversation, as it said, the earliest first."""
        ...

    async def reached(self, since: datetime) -> int:
        """In how many conversations the house wrote since then in what the channel charges as more than an answer."""
        ...


class Storage(Protocol):
    """The house's memory. Reached only through one tenant at a time, but for ids of work and for strays."""

    def work(self, tenant: TenantId) -> AbstractAsyncContextManager[Work]:
        """One transaction, one tenant: there is no way to ask for another's rows.

        Leaving by an exception undoes it all. Committing tells the dispatch of the work that waits in the conversations
        it touched. Raises Unavailable, and then nothing was kept; OutcomeUnknown, an Unavailable, when the world fell
        silent while it committed: then it was all kept, or nothing was; look before doing it again. Raises Bug inside
        another unit of work of the same task, which would wait for itself.
        """
        ...

    async def due(self, now: datetime, *, limit: int) -> Sequence[Due]:
        """Work due by now over all tenants, the longest due first: turns, and commands that could be claimed."""
        ...

    async def next_due(self, after: datetime) -> datetime | None:
        """When work that is not due at this moment becomes due next; None when none waits."""
        ...

    async def keep_stray(self, stray: Stray) -> bool:
        """Keep what belongs nowhere. False when its channel and account already had one of its key.

        No more than MOST_STRAYS are kept: the oldest give way.
        """
        ...

    async def strays(self, *, limit: int = 100) -> Sequence[Stray]:
        """What belongs nowhere, the latest first."""
        ...

    async def drop_stray(self, stray: Stray) -> bool:
        """Forget this one, of this channel, account and key: it has found its place. False where it was gone."""
        ...

    async def forget_strays(self, before: datetime) -> int:
        """Forget what came in before this moment and belongs nowhere. Returns how much. Repeating is safe."""
        ...
