"""What an intent is: its name, the lines it may say, and how it is served."""

from collections.abc import Callable

from attrs import frozen

from hotel_agent.domain.conversations.events import ReservationsFound
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.talk import Decision, Talk


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
    about_a_stay: bool = False
    lasting: bool = True
    """Whether it stays the conversation's purpose until it is served."""
    readable: bool = True
    """Whether a reader may recognise it; the others are only ever concluded."""
