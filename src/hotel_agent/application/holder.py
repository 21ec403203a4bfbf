"""Who of the hotel has a conversation, once everything that waits in it has been decided."""

from collections.abc import Sequence
from datetime import datetime

from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.events import Event
from hotel_agent.domain.conversations.staff_acts import (
    StaffAnswered,
    StaffAssigned,
    StaffBlocked,
    StaffReleased,
    StaffTookOver,
    StaffUnblocked,
)


def is_blocked(state: Conversation, waiting: Sequence[Event]) -> bool:
    """Whether the guest is blocked then."""
    blocked = state.is_blocked
    for event in waiting:
        if isinstance(event, StaffBlocked | StaffUnblocked):
            blocked = isinstance(event, StaffBlocked)
    return blocked


def holder(state: Conversation, waiting: Sequence[Event], now: datetime) -> str:
    """Who has it then; empty: nobody by name."""
    handover = state.handover
    who = handover.by if handover is not None and now < handover.until else ""
    for event in waiting:
        match event:
            case StaffTookOver() | StaffAnswered():
                who = who or event.by
            case StaffAssigned():
                who = event.to
            case StaffReleased() | StaffUnblocked():
                who = ""
            case _:
                pass
    return who
