"""What the hotel's people, or programmes of theirs, do in a conversation."""

from attrs import field, frozen

from hotel_agent.domain.conversations.event import Event
from hotel_agent.domain.conversations.staff_tasks import TaskState


@frozen(kw_only=True)
class StaffWrote(Event):
    """Somebody of the hotel answered the guest by hand: the machine steps back."""

    text: str = ""


@frozen(kw_only=True)
class StaffTookOver(Event):
    """Somebody of the hotel took the conversation."""

    by: str = ""


@frozen(kw_only=True)
class StaffAnswered(Event):
    """Somebody of the hotel wants this said to the guest: the machine steps back, and passes it on word for word."""

    text: str = field(repr=False)
    by: str
    buttons: tuple[str, ...] = field(default=(), repr=False)
    """The titles of what the guest may press below it."""


@frozen(kw_only=True)
class StaffNoted(Event):
    """Somebody of the hotel wrote this down for the others. No guest ever sees it."""

    text: str = field(repr=False)
    by: str


@frozen(kw_only=True)
class StaffAssigned(Event):
    """Somebody of the hotel gave the conversation to one of them, whoever had it before."""

    to: str
    by: str


@frozen(kw_only=True)
class StaffReleased(Event):
    """The hotel's people gave the conversation back to the machine."""

    by: str = ""


@frozen(kw_only=True)
class StaffBlocked(Event):
    """Somebody of the hotel blocked the guest at this door: what comes in is kept, and not answered."""

    by: str


@frozen(kw_only=True)
class StaffUnblocked(Event):
    """Somebody of the hotel lets the guest in again at this door."""

    by: str


@frozen(kw_only=True)
class TaskAssigned(Event):
    """Somebody of the hotel says who sees to a task."""

    task: int
    to: str
    by: str


@frozen(kw_only=True)
class TaskSettled(Event):
    """Somebody of the hotel says that a task is done, or that it will not be."""

    task: int
    became: TaskState
    by: str


@frozen(kw_only=True)
class ControlPassed(Event):
    """The channel says which app of the account has the conversation: ours, or another one."""

    to_us: bool


StaffAct = (
    StaffWrote
    | StaffTookOver
    | StaffAnswered
    | StaffNoted
    | StaffAssigned
    | StaffReleased
    | StaffBlocked
    | StaffUnblocked
    | TaskAssigned
    | TaskSettled
    | ControlPassed
)
"""Everything the hotel's people, or programmes of theirs, can do in a conversation."""
