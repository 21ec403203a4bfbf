"""What a guest asked for in the house, and our people do: towels, a taxi, a late departure, an invoice."""

from datetime import datetime
from enum import Enum

from attrs import field, frozen


class TaskState(Enum):
    """What became of a task."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class Tasks(Enum):
    """Whether a conversation holds tasks, and whether one of them is still to be done."""

    NONE = "none"
    OPEN = "open"
    SETTLED = "settled"


@frozen(kw_only=True)
class StaffTask:
    """One thing our people were asked to do for a guest."""

    number: int
    """Within its conversation, from 1 on."""
    reason: str
    """One of `brief.TASKS`."""
    since: datetime
    text: str = field(default="", repr=False)
    """The guest's own words; empty once they are forgotten."""
    room: str = field(default="", repr=False)
    """The room it is for, where that was told."""
    state: TaskState = TaskState.OPEN
    assigned: str = ""
    """Who of the hotel sees to it; empty while nobody was named."""
    settled_by: str = ""
    settled_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state is TaskState.OPEN
