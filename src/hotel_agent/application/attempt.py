"""What one attempt at a command came to."""

from datetime import timedelta

from attrs import field, frozen

from hotel_agent.domain.conversations.events import Event
from hotel_agent.domain.errors import Conflict
from hotel_agent.domain.ids import ConversationId
from hotel_agent.ports.channel import Identity, Receipt
from hotel_agent.ports.rows import CommandState

MAY_HAVE_BEEN_SENT = "it may have been sent; no delivery report came"
"""Begins the cause of a message that waits for its report, and of one that waited in vain: it is never said twice."""


class TakenOver(Conflict):
    """Another worker has this command now: it is theirs to finish."""


@frozen(kw_only=True)
class Settled:
    """It is over: what it came to, as an event for the conversation where that matters."""

    outcome: str
    """How it is counted: `done`, `refused`, `withheld` or `given_up`."""
    event: Event | None = None
    state: CommandState = CommandState.DONE
    receipt: Receipt | None = None
    cause: str = ""
    elsewhere: tuple[ConversationId, Event] | None = field(default=None, repr=False)
    """What it means for another conversation of the hotel, kept together with the outcome."""
    alias: tuple[Identity, Identity] | None = field(default=None, repr=False)
    """An identity of the guest, and another form of it that the channel gave."""
    channel: str = ""
    """At which door something was to be said; empty for what is not said to guests."""


@frozen(kw_only=True)
class TryAgain:
    """It did not come off, or nobody knows. `wait` is how long to rest; None when it was tried often enough."""

    wait: timedelta | None
    sent_before: bool
    """Whether the world may have been changed all the same."""
    cause: str
    is_rest: bool = False
    """Whether the world asked for this wait: then it is no failed attempt."""
    channel: str = ""
    """As of what is settled."""


Attempt = Settled | TryAgain
