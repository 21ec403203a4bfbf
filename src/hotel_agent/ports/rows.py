"""What a storage keeps, row by row: what waits, what was decided, what was set aside, what was done by hand."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum

from attrs import field, frozen

from hotel_agent.domain.conversations.conversation import Conversation, Standing
from hotel_agent.domain.conversations.delivery import DeliveryState
from hotel_agent.domain.conversations.effects import Command
from hotel_agent.domain.conversations.events import Event
from hotel_agent.domain.ids import (
    AccountId,
    ConversationId,
    EffectKey,
    EventKey,
    TenantId,
)
from hotel_agent.ports.channel import Content, Inbound, Receipt


@frozen(kw_only=True)
class Due:
    """Work that waits: a turn of a conversation, or one of its commands. Ids only, nothing of a guest."""

    tenant: TenantId
    conversation: ConversationId
    at: datetime
    command: EffectKey | None = None


@frozen
class Stored:
    """A conversation as it was last committed. The version grows by one with every turn."""

    conversation: Conversation
    version: int


@frozen(kw_only=True)
class AtDoor:
    """A conversation, and the door it is at. A guest has one at a door."""

    conversation: ConversationId
    channel: str
    account: AccountId


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Since when a conversation stands in which nobody has said anything yet."""


@frozen(order=True)
class Place:
    """A place in a list of conversations: since when the one there stands as it does, and its id."""

    since: datetime
    conversation: ConversationId


@frozen(kw_only=True)
class Listed:
    """A conversation in a list: who has it and since when."""

    place: Place
    standing: Standing
    conversation: Conversation | None = field(repr=False)
    """None: it was kept by another release, or is broken, and nobody here can read it."""
    version: int = field(default=0, eq=False)
    """Grows by one with every turn: where it is the same, nothing happened."""


@frozen(kw_only=True)
class InboxRow:
    """An event that waits for its turn."""

    event: Event
    received_at: datetime
    due_at: datetime
    tries: int = 0
    """How often turns were tried with it. Above 0, none of them came to an end."""


@frozen(kw_only=True)
class Waiting:
    """That an event waits, without what it says."""

    key: EventKey
    received_at: datetime
    due_at: datetime
    from_guest: bool


@frozen(kw_only=True)
class Unreadable:
    """An event that waits and that nobody can read: kept by another release, or broken."""

    key: EventKey
    received_at: datetime
    cause: str


@frozen(kw_only=True)
class SetAside:
    """An event no turn could consume, kept whole until somebody replays it. Nothing of what it says."""

    conversation: ConversationId
    key: EventKey
    kind: str
    received_at: datetime
    at: datetime
    """When it was set aside."""
    tries: int
    cause: str


@frozen(kw_only=True)
class AuditEntry:
    """What somebody did by hand, and to what."""

    at: datetime
    by: str
    action: str
    """What was done, as a verb of the house: `take_over`, `release`, `replay`, `erase`, `take_out`."""
    subject: str
    """What it was done to: the id of a conversation, the name of a flag."""
    before: Mapping[str, object] | None = field(default=None, hash=False, repr=False)
    """What stood there before, as plain values; None: nothing did, or nothing was changed. Never a secret."""
    after: Mapping[str, object] | None = field(default=None, hash=False, repr=False)
    """What stands there from then on; None: nothing does."""


class Lane(Enum):
    """What is said goes in commit order; what is done in the world and timers go beside it."""

    SAY = "say"
    ACT = "act"


class CommandState(Enum):
    """Where a command stands. Waiting commands are claimed under a lease; the other states are final."""

    WAITING = "waiting"
    DONE = "done"
    GIVEN_UP = "given_up"


@frozen(kw_only=True)
class NewCommand:
    """A command to be stored: due at once unless it says otherwise."""

    key: EffectKey
    command: Command
    lane: Lane
    due_at: datetime


@frozen(kw_only=True)
class OutboxRow:
    """A command as it stands. `sequence` grows within a conversation in commit order."""

    key: EffectKey
    conversation: ConversationId
    sequence: int
    lane: Lane
    command: Command | None
    """None: it was kept by another release, or is broken, and nobody here can read it or what was sent of it."""
    state: CommandState = CommandState.WAITING
    attempts: int = 0
    due_at: datetime
    lease_until: datetime | None = None
    sent_before: bool = False
    """Whether an earlier attempt may have reached the world: its outcome was unknown, or its worker died."""
    content: Content | None = field(default=None, repr=False)
    receipt: Receipt | None = None
    delivery: DeliveryState | None = None
    rests: int = 0
    """How many of the attempts ended because somebody asked to be left alone: those are no failures."""
    rested: timedelta = timedelta(0)
    """For how long in all."""
    cause: str = ""


@frozen(kw_only=True)
class Stray:
    """A piece of a proven request that belongs to no conversation: unknown account, or not understood. Kept whole."""

    channel: str
    account: AccountId | None
    key: EventKey
    kind: str
    cause: str
    payload: str = field(repr=False)
    received_at: datetime
    app: str = ""
    """Which of the provider's apps signed it, where several post to one door."""
    arrival: Inbound | None = field(default=None, repr=False)
    """What it was understood as: a hotel that has the account later can be given it. None: nobody can read it here."""
