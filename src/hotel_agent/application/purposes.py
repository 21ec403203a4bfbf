"""What each message of ours is for, so that channels can treat it as they must."""

from typing import Final

from hotel_agent.domain.conversations.effects import PassOn, Say
from hotel_agent.domain.conversations.outcomes import CANCELLED_FOR, CANCELLED_FREE, CHANGED, RESERVED
from hotel_agent.ports.channel import Purpose

_CONFIRMS: Final = frozenset(line.name for line in (RESERVED, CHANGED, CANCELLED_FREE, CANCELLED_FOR))


def purpose_of(command: Say | PassOn) -> Purpose:
    """What this is said for. That a reservation stands, changed or is cancelled counts more than all else beside it."""
    if isinstance(command, PassOn):
        return Purpose.PERSON if command.by else Purpose.ANSWER
    if any(part.line in _CONFIRMS for part in command.reply.parts):
        return Purpose.CONFIRMATION
    return Purpose.UNASKED if command.unasked else Purpose.ANSWER
