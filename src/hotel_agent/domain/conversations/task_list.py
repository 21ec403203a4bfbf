"""The tasks of a conversation: one for each thing asked for, seen to by somebody, and done or cancelled."""

from typing import Final

from attrs import evolve

from hotel_agent.domain.conversations.brief import LAST_SAID, ROOM, TASKS
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.effects import Ignore, NotifyStaff
from hotel_agent.domain.conversations.event import Event
from hotel_agent.domain.conversations.replies import Line, Words
from hotel_agent.domain.conversations.staff_acts import TaskAssigned, TaskSettled
from hotel_agent.domain.conversations.staff_tasks import StaffTask
from hotel_agent.domain.conversations.talk import Decision, Talk

MOST: Final = 50
"""So many tasks a conversation remembers. What is settled goes first; whoever asks for more adds to what is open."""
LONGEST: Final = 1200
"""Characters of the guest's own words beside one task."""
_NO_TASK: Final = Ignore("no_open_task")


def with_tasks(before: Conversation, event: Event, told: Decision) -> Decision:
    """The decision, with each thing our people are asked for in it written down as a task.

    What was still missing for one that is open is added to it.
    """
    state = told.state
    for effect in told.effects:
        if isinstance(effect, NotifyStaff) and effect.reason in TASKS:
            asked = before.task if state.task is None else None
            adds = asked is not None and asked.reason == effect.reason
            state = evolve(state, tasks=_written_down(state.tasks, effect, event, adds=adds))
    return evolve(told, state=state)


def settled(talk: Talk, event: TaskSettled) -> Decision:
    """The task is done, or will not be. What is settled stays so."""
    task = _open(talk, event.task)
    if task is None:
        return talk.ends(_NO_TASK)
    return _changed(talk, evolve(task, state=event.became, settled_by=event.by, settled_at=event.at))


def assigned(talk: Talk, event: TaskAssigned) -> Decision:
    """One of our people sees to the task from now on, whoever did before."""
    task = _open(talk, event.task)
    return talk.ends(_NO_TASK) if task is None else _changed(talk, evolve(task, assigned=event.to))


def without_words(tasks: tuple[StaffTask, ...]) -> tuple[StaffTask, ...]:
    """The tasks of a guest who is forgotten: that there is something to do, and nothing of what was said."""
    return tuple(evolve(each, text="", room="") for each in tasks)


def _open(talk: Talk, number: int) -> StaffTask | None:
    return next((each for each in talk.state.tasks if each.number == number and each.is_open), None)


def _changed(talk: Talk, task: StaffTask) -> Decision:
    return talk.to(evolve(talk.state, tasks=_with(talk.state.tasks, task))).ends(Ignore("noted"))


def _written_down(
    tasks: tuple[StaffTask, ...], asked: NotifyStaff, event: Event, *, adds: bool
) -> tuple[StaffTask, ...]:
    text, room = _told(asked, LAST_SAID), _told(asked, ROOM)
    still = [each for each in tasks if each.is_open]
    if len(still) < MOST:
        still = [each for each in still if adds and each.reason == asked.reason]
    if still:
        last = still[-1]
        words = "\n".join(each for each in (last.text, text) if each)
        return _with(tasks, evolve(last, text=words[:LONGEST], room=room or last.room))
    number = max((each.number for each in tasks), default=0) + 1
    task = StaffTask(number=number, reason=asked.reason, since=event.at, text=text[:LONGEST], room=room)
    oldest = next((each for each in tasks if not each.is_open), None) if len(tasks) >= MOST else None
    return (*(each for each in tasks if each is not oldest), task)


def _told(asked: NotifyStaff, line: Line) -> str:
    """The guest's words that stand in this line; empty where it is not told."""
    values = (value for part in asked.lines if part.line == line.name for _, value in part.values)
    return next((value.text for value in values if isinstance(value, Words)), "")


def _with(tasks: tuple[StaffTask, ...], changed: StaffTask) -> tuple[StaffTask, ...]:
    return tuple(changed if each.number == changed.number else each for each in tasks)
