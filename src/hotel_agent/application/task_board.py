"""What guests asked for in the house: our people see the list, say who sees to what, and what is done."""

from collections.abc import Sequence
from contextlib import suppress

from attrs import evolve, frozen

from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.staff_acts import TaskAssigned, TaskSettled
from hotel_agent.domain.conversations.staff_tasks import StaffTask, Tasks, TaskState
from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import ConversationId, EventKey, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.rows import AuditEntry, Place
from hotel_agent.ports.storage import Storage, Work

AT_ONCE = 20
"""So many conversations are looked through in one transaction."""
MOST = 200
"""So many are looked through for one page."""
_ACTIONS = {TaskState.DONE: "task_done", TaskState.CANCELLED: "task_cancel"}


@frozen(kw_only=True)
class Listed:
    """A task, and the conversation it was asked for in."""

    conversation: Conversation
    task: StaffTask


@frozen(kw_only=True)
class TaskPage:
    """Tasks, and behind which conversation it is gone on; None where there are no more."""

    tasks: tuple[Listed, ...]
    after: Place | None


class _RefusedError(Exception):
    """It is not done, and nothing is kept."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


@frozen(kw_only=True)
class TaskBoard:
    """The tasks of a hotel. Whatever somebody does here is an event of the conversation, and is written down."""

    storage: Storage
    clock: Clock

    async def list(
        self,
        tenant: TenantId,
        *,
        states: Sequence[TaskState] = (TaskState.OPEN,),
        assigned: str = "",
        after: Place | None = None,
        limit: int = 50,
    ) -> TaskPage:
        """Tasks that are so, and that this one of the hotel's people sees to, where that is told.

        Conversations come the latest first, with all of theirs that are wanted: a page may hold some more than `limit`,
        or fewer while there are more further on. `assigned` is a name.
        """
        found: list[Listed] = []
        looked, place = 0, after
        # Those settled stand also beside others that are still open.
        holding = [Tasks.OPEN] if set(states) == {TaskState.OPEN} else [Tasks.OPEN, Tasks.SETTLED]
        while True:
            async with self.storage.work(tenant) as work:
                page = await work.conversations(tasks=holding, after=place, limit=AT_ONCE)
            for each in page:
                place, state = each.place, each.conversation
                if state is not None:
                    wanted = [one for one in state.tasks if one.state in states and assigned in {"", one.assigned}]
                    found += [Listed(conversation=state, task=one) for one in wanted]
                if len(found) >= limit:
                    return TaskPage(tasks=tuple(found), after=place)
            looked += len(page)
            if len(page) < AT_ONCE:
                return TaskPage(tasks=tuple(found), after=None)
            if looked >= MOST:
                return TaskPage(tasks=tuple(found), after=place)

    async def assign(
        self,
        tenant: TenantId,
        conversation: ConversationId,
        task: int,
        *,
        to: str,
        request: str,
        by: str,
        expects: int | None = None,
    ) -> Refusal | None:
        """That one sees to it from now on, whoever did before. One request counts once.

        NOT_FOUND for a task this conversation does not have; NOT_ALLOWED, and by whom, for one that is settled.
        Raises Conflict where something happened since `expects`.
        """
        event = TaskAssigned(key=_key(request), at=self.clock.now(), task=task, to=to, by=by)
        return await self._act(tenant, conversation, event, action="task_assign", expects=expects)

    async def settle(
        self,
        tenant: TenantId,
        conversation: ConversationId,
        task: int,
        *,
        became: TaskState,
        request: str,
        by: str,
        expects: int | None = None,
    ) -> Refusal | None:
        """It is done, or cancelled. The first to say so counts, and one request counts once. Refuses as `assign`."""
        event = TaskSettled(key=_key(request), at=self.clock.now(), task=task, became=became, by=by)
        return await self._act(tenant, conversation, event, action=_ACTIONS[became], expects=expects)

    async def _act(
        self,
        tenant: TenantId,
        conversation: ConversationId,
        event: TaskAssigned | TaskSettled,
        *,
        action: str,
        expects: int | None,
    ) -> Refusal | None:
        try:
            async with self.storage.work(tenant) as work:
                if await _state(work, conversation) is None:
                    return Refusal(Reason.NOT_FOUND)
                # Keeping it holds the conversation: of two who act at once, the second sees the first.
                if await work.add_event(conversation, event, received_at=event.at, due_at=event.at):
                    was = await _check(work, conversation, event, expects)
                    act = AuditEntry(
                        at=event.at,
                        by=event.by,
                        action=action,
                        subject=f"{conversation} task {event.task}",
                        before=_told(was),
                        after=_told(_after(was, event)),
                    )
                    await work.note_act(act)
        except _RefusedError as refused:
            return refused.refusal
        return None


async def _check(
    work: Work, conversation: ConversationId, event: TaskAssigned | TaskSettled, expects: int | None
) -> StaffTask:
    """The task as it stands before this. Raises what refuses it."""
    stored = await work.load(conversation)
    if stored is None:
        raise _RefusedError(Refusal(Reason.NOT_FOUND))
    if expects is not None and stored.version != expects:
        raise Conflict(f"the conversation is at version {stored.version}, not at {expects}; look again")
    found = next((each for each in stored.conversation.tasks if each.number == event.task), None)
    if found is None:
        raise _RefusedError(Refusal(Reason.NOT_FOUND))
    for row in await work.open_events(conversation):
        before = row.event
        if isinstance(before, TaskAssigned | TaskSettled) and before.task == event.task and before.key != event.key:
            found = _after(found, before)
    if not found.is_open:
        raise _RefusedError(Refusal(Reason.NOT_ALLOWED, detail=f"{found.state.value} by {found.settled_by}"))
    return found


def _after(task: StaffTask, event: TaskAssigned | TaskSettled) -> StaffTask:
    """The task once this has been decided: what was settled first stays so."""
    if not task.is_open:
        return task
    if isinstance(event, TaskAssigned):
        return evolve(task, assigned=event.to)
    return evolve(task, state=event.became, settled_by=event.by)


def _told(task: StaffTask) -> dict[str, object]:
    """A task as the audit log shows it: nothing of what the guest wrote."""
    return {"state": task.state.value, "assigned": task.assigned}


async def _state(work: Work, conversation: ConversationId) -> Conversation | None:
    with suppress(Bug):  # in one nobody can read, nobody sees a task
        stored = await work.load(conversation)
        return None if stored is None else stored.conversation
    return None


def _key(request: str) -> EventKey:
    return EventKey(f"staff:{request}")
