"""Which of the events that wait are decided now, and which of them as one."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.events import GivenUp, GuestEvent, GuestTurn, Happening, Outcome
from hotel_agent.domain.conversations.shadow import UNWRITTEN
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import EventKey
from hotel_agent.ports.rows import InboxRow

HELD = timedelta(seconds=15)
"""While the book works on a guest's yes, what they write next waits so long for the outcome."""

_OF_THE_BOOK = frozenset({"book", "modify", "cancel", "unreadable", UNWRITTEN})
"""Commands whose being given up ends the errand: those of the book, and those nobody could read."""


@frozen
class Matter:
    """What is decided as one: an event, or all a guest sent in one breath."""

    rows: tuple[InboxRow, ...]
    tries: int
    """Which try at it this is, from 1."""

    @property
    def keys(self) -> tuple[EventKey, ...]:
        """The keys of its events."""
        return tuple(row.event.key for row in self.rows)

    @property
    def from_guest(self) -> bool:
        """Whether a guest sent it."""
        return isinstance(self.rows[0].event, GuestEvent)

    @property
    def untried(self) -> bool:
        """Whether no turn was ever begun with any of it."""
        return not any(row.tries for row in self.rows)

    def happening(self, now: datetime) -> Happening:
        """As `decide` meets it."""
        first = self.rows[0].event
        if isinstance(first, Happening):
            return first
        sent = tuple(row.event for row in self.rows if isinstance(row.event, GuestEvent))
        if not sent:
            raise Bug(f"nobody decides a {type(first).__name__}")
        return GuestTurn(key=first.key, at=now, sent=sent)


def matters_in(ready: Sequence[InboxRow], *, counted: Collection[EventKey]) -> list[Matter]:
    """The events in sequence, all the guest sent folded into one where the first of it stands.

    `counted` are those whose present try is in their number already.
    """
    sent = tuple(row for row in ready if isinstance(row.event, GuestEvent))
    folded = [sent if row in sent else (row,) for row in ready if row not in sent or row is sent[0]]
    return [Matter(rows, max(row.tries + (row.event.key not in counted) for row in rows)) for rows in folded]


def together(matters: Sequence[Matter]) -> list[Matter]:
    """What one turn decides: all of it, but what was tried in vain goes alone, so that nothing suffers for it."""
    if matters and matters[0].tries > 1:
        return [matters[0]]
    tried_before = (number for number, matter in enumerate(matters) if matter.tries > 1)
    return list(matters[: next(tried_before, len(matters))])


def ready(waiting: Sequence[InboxRow], state: Conversation, now: datetime, quiet: timedelta) -> list[InboxRow]:
    """What is to be decided now: outcomes first, so that a guest who wrote meanwhile is answered knowing them."""
    outcomes = [row for row in waiting if isinstance(row.event, Outcome) and row.due_at <= now]
    guests = [row for row in waiting if isinstance(row.event, GuestEvent)]
    others = [row for row in waiting if not isinstance(row.event, Outcome) and row not in guests and row.due_at <= now]
    if any(_ends_the_errand(row) for row in outcomes) and state.errand is not None:
        spoken = [row for row in guests if row.due_at <= now or row.received_at + quiet <= now]
    elif state.errand is not None:
        spoken = [row for row in guests if row.due_at <= now and guests[0].received_at + HELD <= now]
    else:
        spoken = _breath(guests, now)
    return outcomes + [row for row in waiting if row in others or row in spoken]


def _breath(guests: Sequence[InboxRow], now: datetime) -> list[InboxRow]:
    """What is due, and what came in beside it: of two that were kept at once, neither waited for the other's end."""
    ends = max((row.due_at for row in guests if row.due_at <= now), default=None)
    if ends is None:
        return []
    beside = [row for row in guests if row.received_at <= ends and not row.tries]
    return [row for row in guests if row.due_at <= now or row in beside]


def held(waiting: Sequence[InboxRow], taken: Sequence[InboxRow], state: Conversation, now: datetime) -> list[InboxRow]:
    """What is due and yet waits for the outcome of the command under way."""
    if state.errand is None:
        return []
    return [row for row in waiting if isinstance(row.event, GuestEvent) and row.due_at <= now and row not in taken]


def _ends_the_errand(row: InboxRow) -> bool:
    """That a message was given up says nothing of what the book is doing."""
    return not (isinstance(row.event, GivenUp) and row.event.command not in _OF_THE_BOOK)
