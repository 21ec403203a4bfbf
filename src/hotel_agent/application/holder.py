"""Who of the hotel has a conversation, once everything that waits in it has been decided."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from hotel_agent.domain.conversations.conversation import Conversation, Standing
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


def stands(state: Conversation, waiting: Sequence[Event], now: datetime) -> Mapping[str, object]:
    """How it stands then, as the audit log shows it: with whom, or `blocked`."""
    standing = "blocked" if state.is_blocked else state.standing.value
    for event in waiting:
        match event:
            case StaffTookOver() | StaffAnswered() | StaffAssigned():
                standing = Standing.STAFF.value
            case StaffReleased() | StaffUnblocked():
                standing = Standing.DESK.value
            case StaffBlocked():
                standing = "blocked"
            case _:
                pass
    return {"standing": standing, "holder": holder(state, waiting, now)}
