"""How often a command is tried again, and after how long. The waits are data; nothing here waits."""

from datetime import datetime, timedelta

from hotel_agent.domain.conversations.effects import (
    Book,
    Cancel,
    Command,
    KeepMedia,
    LinkDoors,
    Modify,
    NotifyStaff,
    SendLinkCode,
    Spoken,
)
from hotel_agent.domain.ids import EffectKey, digest
from hotel_agent.ports.rows import OutboxRow

_SAYING = (2, 8, 30, 120, 600)
"""Seconds between attempts to send (WhatsApp contract, 3.5)."""

_RESERVING = (1, 2, 4, 8, 15, 30)
"""Seconds between attempts at the book: a guest waits for the outcome."""

_PATIENT = (60, 120, 300)
"""Seconds between attempts at a book that is away for longer; the last of them again and again."""

_FETCHING = (2, 8, 30, 60)
"""Seconds between attempts to fetch what a guest sent: its address holds for five minutes (WhatsApp contract, 3.4)."""

_TELLING = (5, 30, 120, 600, 1800, 3600, 14400)
"""Seconds between attempts to tell staff: somebody waits for them, and mail servers come back."""

_LINKING = (1, 4, 15)
"""Seconds between attempts to link a guest's doors: they wait for the outcome."""

_UNREADABLE = (2, 8, 30)
"""Seconds in which a worker of the release that kept a command may come and read it."""

CALL = timedelta(seconds=60)
"""How long one call to the world may take."""

LEASE = timedelta(seconds=20)
"""How long a worker may be silent before its command is taken from it. While it is performed, it is renewed."""

RENEWAL = LEASE / 4
"""How often a lease is renewed: one that could not be is renewed in time all the same."""

LONGEST_REST = timedelta(hours=24)
"""So long, in all, a command is left alone because its channel asks for it; then a person decides."""

UNKNOWN_SEND = timedelta(seconds=60)
"""How long a message that may have been sent keeps later ones waiting for its delivery report; then staff decide."""


def wait_before_retry(command: Command | None, attempts: int) -> timedelta | None:
    """How long to wait after so many attempts; None when there is no further one. A command may be unreadable."""
    waits: tuple[int, ...] = ()
    if command is None:
        waits = _UNREADABLE
    elif isinstance(command, Spoken):
        waits = _SAYING
    elif isinstance(command, Book | Modify | Cancel):
        waits = _RESERVING
    elif isinstance(command, SendLinkCode | LinkDoors):
        waits = _LINKING
    elif isinstance(command, KeepMedia):
        waits = _FETCHING
    elif isinstance(command, NotifyStaff):
        waits = _TELLING
    return timedelta(seconds=waits[attempts - 1]) if attempts <= len(waits) else None


def scattered(wait: timedelta | None, key: EffectKey, attempts: int) -> timedelta | None:
    """The wait, up to a fifth longer or shorter: always the same for this attempt, and not the same for all."""
    if wait is None:
        return None
    return wait * (0.8 + int(digest(key, str(attempts)), 16) % 401 / 1000)


def wait_for_the_book(command: Book | Modify | Cancel, attempts: int, now: datetime) -> timedelta | None:
    """How long to leave a book alone that does not answer; None when there is no further attempt.

    What was quoted is tried for as long as its quote holds, and looked for once more when it has expired.
    """
    wait = wait_before_retry(command, attempts)
    if wait is not None or isinstance(command, Cancel) or command.quote.expired(now):
        return wait
    patient = _PATIENT[min(attempts - len(_RESERVING), len(_PATIENT)) - 1]
    return min(timedelta(seconds=patient), command.quote.expires_at - now)


def failures(row: OutboxRow) -> int:
    """How often it was tried in vain, this time included; a rest somebody asked for is not counted."""
    return row.attempts - row.rests
