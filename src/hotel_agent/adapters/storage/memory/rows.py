"""The rows of one tenant, as a database would hold them, and a journal to undo what was changed in them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from attrs import field, frozen

from hotel_agent.adapters.database.codec import Row
from hotel_agent.domain.conversations.conversation import Standing
from hotel_agent.domain.conversations.delivery import DeliveryState, MessageCost
from hotel_agent.domain.conversations.staff_tasks import Tasks
from hotel_agent.domain.ids import (
    AccountId,
    ConversationId,
    DraftId,
    EffectKey,
    EventKey,
    GuestId,
    PropertyId,
    ProviderId,
    TenantId,
)
from hotel_agent.ports.channel import Identity
from hotel_agent.ports.rows import AuditEntry, CommandState, Due, Lane

K = TypeVar("K")
V = TypeVar("V")


@frozen(kw_only=True)
class ConversationRow:
    """A conversation as it was last committed, and whose it is by now."""

    account: AccountId
    guest: GuestId
    version: int
    property_id: PropertyId
    standing: Standing
    since: datetime
    tasks: Tasks
    state: Row = field(repr=False)


@frozen(kw_only=True)
class EventRow:
    """An event that waits for its turn, or was set aside."""

    key: EventKey
    sequence: int
    received_at: datetime
    due_at: datetime
    from_guest: bool
    tries: int = 0
    aside_at: datetime | None = None
    cause: str = ""
    event: Row = field(repr=False)


@frozen(kw_only=True)
class CommandRow:
    """A command as it stands."""

    key: EffectKey
    conversation: ConversationId
    sequence: int
    lane: Lane
    state: CommandState = CommandState.WAITING
    attempts: int = 0
    due_at: datetime
    lease_until: datetime | None = None
    sent_before: bool = False
    delivery: DeliveryState | None = None
    rests: int = 0
    rested: timedelta = timedelta(0)
    cause: str = ""
    command: Row = field(repr=False)
    content: Row | None = field(default=None, repr=False)
    receipt: Row | None = None

    @property
    def waits(self) -> bool:
        """Whether it still is to be done."""
        return self.state is CommandState.WAITING

    @property
    def was_never_tried(self) -> bool:
        """Whether it is to be said, and nobody began to."""
        return self.waits and self.lane is Lane.SAY and self.attempts == 0 and self.content is None

    @property
    def free_at(self) -> datetime:
        """From when on it may be claimed: when it is due, or when the lease that holds it runs out."""
        return self.lease_until or self.due_at


@frozen(kw_only=True)
class DraftRow:
    """A draft as it stands."""

    conversation: ConversationId
    at: datetime
    draft: Row = field(repr=False)


@frozen
class TenantRows:
    """Everything kept of one tenant. Rows are never changed, only replaced."""

    guests: dict[Identity, GuestId] = field(factory=dict)
    identities: dict[GuestId, tuple[Identity, ...]] = field(factory=dict)
    detached: dict[Identity, GuestId] = field(factory=dict)
    """From whom an identity was detached last."""
    doors: dict[tuple[str, AccountId, GuestId], ConversationId] = field(factory=dict)
    conversations: dict[ConversationId, ConversationRow] = field(factory=dict)
    kept_events: dict[tuple[AccountId, EventKey], ConversationId] = field(factory=dict)
    """Every event there ever was, so that none is kept twice."""
    counted_events: dict[ConversationId, int] = field(factory=dict)
    """How many events a conversation ever had."""
    open_events: dict[ConversationId, tuple[EventRow, ...]] = field(factory=dict)
    happened: dict[ConversationId, tuple[EventRow, ...]] = field(factory=dict)
    """Every event of a conversation, whatever became of it, in the sequence they were kept."""
    aside: dict[tuple[ConversationId, EventKey], EventRow] = field(factory=dict)
    """Events that were set aside, the latest last."""
    acts: dict[int, AuditEntry] = field(factory=dict)
    """What was done by hand, the latest last."""
    costs: dict[ProviderId, tuple[ConversationId, MessageCost, datetime]] = field(factory=dict)
    """What the channel charges for a message, and when it said so first."""
    commands: dict[EffectKey, CommandRow] = field(factory=dict)
    outbox: dict[ConversationId, tuple[EffectKey, ...]] = field(factory=dict)
    messages: dict[ProviderId, EffectKey] = field(factory=dict)
    """Which command sent a message, by its provider's name for it."""
    traces: dict[ConversationId, tuple[Row, ...]] = field(factory=dict)
    """Why each turn of a conversation came out as it did, in their sequence."""
    drafts: dict[DraftId, DraftRow] = field(factory=dict)
    """What the machine would have said."""
    early_reports: dict[ProviderId, tuple[DeliveryState, datetime]] = field(factory=dict)
    """What was reported of messages before their receipt was here, and when first; the earliest first."""

    def commands_of(self, conversation: ConversationId) -> Iterator[CommandRow]:
        """The commands of a conversation, in commit order."""
        return (self.commands[key] for key in self.outbox.get(conversation, ()))

    def speaks_first(self, conversation: ConversationId) -> EffectKey | None:
        """The first of what still is to be said in a conversation."""
        said = (row.key for row in self.commands_of(conversation) if row.waits and row.lane is Lane.SAY)
        return next(said, None)

    def work_of(self, tenant: TenantId, conversation: ConversationId) -> Iterator[Due]:
        """What waits in a conversation, each piece from when it may be done: its turn first, then its commands."""
        if events := self.open_events.get(conversation):
            yield Due(tenant=tenant, conversation=conversation, at=min(row.due_at for row in events))
        first = self.speaks_first(conversation)
        for row in self.commands_of(conversation):
            if row.waits and (row.lane is not Lane.SAY or row.key == first):
                yield Due(tenant=tenant, conversation=conversation, at=row.free_at, command=row.key)


class Journal:
    """Changes rows, and remembers what stood there before."""

    def __init__(self) -> None:
        self._undoing: list[partial[None]] = []

    def put(self, table: dict[K, V], key: K, row: V) -> None:
        """Let this row stand under this key."""
        self._undoing.append(partial(_restore, table, key, table.get(key)))
        table[key] = row

    def drop(self, table: dict[K, V], key: K) -> None:
        """Let no row stand under this key."""
        self._undoing.append(partial(table.__setitem__, key, table.pop(key)))

    def undo(self) -> None:
        """Let everything be as it was."""
        for restore in reversed(self._undoing):
            restore()
        self._undoing.clear()


def _restore(table: dict[K, V], key: K, before: V | None) -> None:
    if before is None:
        del table[key]
    else:
        table[key] = before
