"""How often a command is tried again, and after how long. The waits are data; nothing here waits."""

from datetime import timedelta

from hotel_agent.domain.conversations.effects import Book, Cancel, Command, Modify, Say

_SAYING = (2, 8, 30, 120, 600)
"""Seconds between attempts to send (WhatsApp contract, 3.5)."""

_RESERVING = (1, 2, 4, 8, 15, 30)
"""Seconds between attempts at the book: a guest waits for the outcome."""

CALL = timedelta(seconds=60)
"""How long one call to the world may take."""

LEASE = timedelta(seconds=90)
"""How long a worker may be silent before its command is taken from it. Longer than any call it makes."""

UNKNOWN_SEND = timedelta(seconds=30)
"""How long to wait for a delivery report before looking whether a message arrived that may have been sent."""

UNKNOWN_SENDS = 20
"""So many looks; then staff decide whether it is said again."""


def wait_before_retry(command: Command, attempts: int) -> timedelta | None:
    """How long to wait after so many attempts; None when there is no further one."""
    waits: tuple[int, ...] = ()
    if isinstance(command, Say):
        waits = _SAYING
    elif isinstance(command, Book | Modify | Cancel):
        waits = _RESERVING
    return timedelta(seconds=waits[attempts - 1]) if attempts <= len(waits) else None
