"""What an intent is: its name, the lines it may say, and how it is served."""

from collections.abc import Callable
from enum import Enum

from attrs import frozen

from hotel_agent.domain.conversations.away import NOTHING_RESERVED
from hotel_agent.domain.conversations.events import ReservationsFound
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.talk import Decision, Talk


class Subject(Enum):
    """What an intent is about."""

    NEW_STAY = "new_stay"
    RESERVATION = "reservation"
    COURTESY = "courtesy"
    """A word in passing: beside anything else that is said it is no wish of its own."""
    ASIDE = "aside"
    """A question answered in passing: `serve` says its own lines and asks nothing while something else is open. What
    the guest came for goes on after it, in the same reply."""
    ITSELF = "itself"


@frozen(kw_only=True)
class Intent:
    """Something guests come for.

    `serve` takes the next step for it from whatever is known; it is called with every message until the purpose
    is served. `found` goes on when the book told of reservations this intent asked for. `about_a_stay`: new dates or
    people are part of it.
    """

    name: str
    serve: Callable[[Talk], Decision]
    found: Callable[[Talk, ReservationsFound], Decision] | None = None
    lines: tuple[Line, ...] = ()
    subject: Subject = Subject.ITSELF
    about_a_stay: bool = False
    lasting: bool = True
    """Whether it stays the conversation's purpose until it is served."""
    while_away: Line | None = NOTHING_RESERVED
    """What is certain, and told, while the book does not answer; None where there is nothing to say."""
    before_all: bool = False
    """Whether it is served at once and alone, whatever else is said beside it."""
    readable: bool = True
    """Whether a reader may recognise it; the others are only ever concluded."""
