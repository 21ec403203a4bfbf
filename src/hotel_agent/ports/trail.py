"""What is being done, and of what it came: the name under which logs and traces hold together what belongs together.

It is made anew from what is kept anyway (the keys of events and commands), so it is the same in every process, also
after a crash, and needs no place of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from attrs import frozen

from hotel_agent.domain.ids import ConversationId, digest


@frozen(kw_only=True)
class Trail:
    """One step on the way from what came in to what was said and done about it. Nothing of a guest."""

    name: str
    """12 lower-case hex characters: the short name of what came in first. The same for every step."""
    step: str
    """16 lower-case hex characters naming this step."""
    after: str = ""
    """The step that led to this one; empty: none of ours did."""
    conversation: ConversationId
    also: tuple[str, ...] = ()
    """Names of other trails that this step serves as well: what else came in and was decided with it."""


def beginning(name: str) -> str:
    """The step with which the trail of this name begins: something came in."""
    return digest("came in", name)[:16]


_AT_HAND: ContextVar[Trail | None] = ContextVar("trail", default=None)


def trail_at_hand() -> Trail | None:
    """The step that is being taken; None where nothing is done for a conversation."""
    return _AT_HAND.get()


@contextmanager
def following(trail: Trail) -> Iterator[None]:
    """Take this step: whoever is asked meanwhile, and logs or counts something, knows of it."""
    before = _AT_HAND.set(trail)
    try:
        yield
    finally:
        _AT_HAND.reset(before)
