"""What guests asked for in the house, over HTTP: the list of a hotel, who sees to what, done and cancelled."""

from collections.abc import Awaitable
from typing import Annotated, Any

from attrs import frozen
from litestar import get, post
from litestar.exceptions import ClientException, HTTPException, NotFoundException
from litestar.params import JSONBody, PathParameter, QueryParameter

from hotel_agent.application.desk import FrontDesk
from hotel_agent.application.task_board import Listed
from hotel_agent.domain.conversations.staff_tasks import TaskState
from hotel_agent.domain.errors import Conflict, Unavailable
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.rights import Permission
from hotel_agent.entrypoints.http.given import GivenDesk
from hotel_agent.entrypoints.http.guard import NO_PROOF, NOT_ALLOWED, NOT_YOURS, UNKNOWN
from hotel_agent.entrypoints.http.inbox import HotelName, Limit, next_of, place_of
from hotel_agent.entrypoints.http.operations import TOO_LARGE, Shown, text, written
from hotel_agent.entrypoints.http.rules import Whose, only
from hotel_agent.entrypoints.http.sheet import TASK, TaskLine, task_line
from hotel_agent.entrypoints.http.stepping_in import SINCE, GivenStep, Step, Whom

_STATES = {"all": tuple(TaskState), **{each.value: (each,) for each in TaskState}}
_NO_TASK = "This hotel has no such task"
_SETTLED = "The task is settled already"
_BAD = "expected the name of one of you in `to`, an `If-Match` as the ETag told it, and a key of at most 128 signs"
_PROBLEMS = {
    400: _BAD,
    401: UNKNOWN,
    403: f"{NOT_ALLOWED}. Or: {NO_PROOF}",
    404: f"{_NO_TASK}. Or: {NOT_YOURS}",
    409: _SETTLED,
    412: SINCE,
    413: TOO_LARGE,
    422: "Something else was sent under this `Idempotency-Key`",
    503: "It could not be kept; send the same again",
}
TaskNumber = Annotated[str, PathParameter(description="The task's number, as the list tells it")]


@frozen(kw_only=True)
class HotelTask:
    """A task, the conversation it was asked for in, and its guest by name or number."""

    conversation: str
    property: str
    guest: str
    task: TaskLine


@frozen(kw_only=True)
class TaskList:
    """One page of tasks. `next` is where the page after it begins; empty on the last."""

    tasks: list[HotelTask]
    next: str


@frozen(kw_only=True)
class Seen:
    """That it was kept. The desk acts on it at once."""

    conversation: str
    task: int
    done: str


@get(
    "/api/tenants/{tenant_id:str}/tasks",
    tags=["reception"],
    summary="What guests asked for in the house",
    opt=only(Permission.SEE_GUESTS, Whose.NAMED),
    security=[{"staff": []}],
    operation_class=written(
        answers={
            200: Shown(
                about="One page",
                example={
                    "tasks": [
                        {"conversation": "5f0c7a1e9b3d4c62", "property": "marina", "guest": "Maria Lima", "task": TASK}
                    ],
                    "next": "",
                },
            )
        },
        problems={
            400: "state: expected one of all, open, done, cancelled. Or: `after` is not a place that a list told",
            401: UNKNOWN,
            403: NOT_ALLOWED,
            404: NOT_YOURS,
        },
    ),
)
async def tasks(  # noqa: PLR0917 - what a list is narrowed by
    desk: GivenDesk,
    tenant_id: HotelName,
    which: Annotated[str, QueryParameter(name="state", description="`open`, `done`, `cancelled`, or `all`")] = "open",
    assigned: Annotated[str, QueryParameter(description="Only those this one of you sees to")] = "",
    after: Annotated[str, QueryParameter(description="Where to go on: the `next` of the page before")] = "",
    limit: Limit = 50,
) -> TaskList:
    """Towels, a taxi, a late departure: what guests asked for, of the conversations that were written in last first.

    All tasks of a conversation that are wanted come on one page: it may hold some more than `limit`, or fewer, while
    `next` goes on.
    """
    if which not in _STATES:
        raise ClientException(f"state: expected one of {', '.join(_STATES)}")
    page = await desk.staff_room.tasks.list(
        TenantId(tenant_id), states=_STATES[which], assigned=assigned.strip(), after=place_of(after), limit=limit
    )
    return TaskList(tasks=[_line(each) for each in page.tasks], next=next_of(page.after))


def _route(verb: str, summary: str, takes: Shown | None = None) -> dict[str, Any]:
    done = Shown(about="It is kept", example={"conversation": "5f0c7a1e9b3d4c62", "task": 1, "done": verb})
    return {
        "path": f"/api/tenants/{{tenant_id:str}}/conversations/{{conversation:str}}/tasks/{{task:str}}/{verb}",
        "status_code": 202,
        "tags": ["reception"],
        "summary": summary,
        "opt": only(Permission.SERVE_GUESTS, Whose.NAMED),
        "security": [{"staff": []}],
        "operation_class": written(takes=takes, answers={202: done}, problems=_PROBLEMS),
    }


_WHOM = Shown(
    about="Who sees to it from now on, by the name they come in under",
    example={"to": "luis"},
    properties={"to": text("A name", longest=64)},
    required=("to",),
)


@post(**_route("done", "A task is done"))
async def task_done(desk: GivenDesk, step: GivenStep, task: TaskNumber) -> Seen:
    """The task is done. Of two who say so the first counts."""
    return await _settled(desk, step, task, "done", TaskState.DONE)


@post(**_route("cancel", "A task will not be done"))
async def task_cancel(desk: GivenDesk, step: GivenStep, task: TaskNumber) -> Seen:
    """Nobody has to do it any more. The guest is not told: write to them."""
    return await _settled(desk, step, task, "cancel", TaskState.CANCELLED)


@post(**_route("assign", "Somebody sees to a task", _WHOM))
async def task_assign(desk: GivenDesk, step: GivenStep, task: TaskNumber, data: JSONBody[Whom]) -> Seen:
    """That one sees to it from now on, whoever did before. The conversation stays whose it is."""
    if not data.to.strip() or len(data.to) > 64:
        raise ClientException(_BAD)
    board, to, number = desk.staff_room.tasks, data.to.strip(), _number(task)
    told = board.assign(
        step.tenant, step.conversation, number, to=to, request=step.request, by=step.by, expects=step.expects
    )
    await _kept(told)
    return Seen(conversation=step.conversation, task=number, done="assign")


async def _settled(desk: FrontDesk, step: Step, task: str, verb: str, became: TaskState) -> Seen:
    board, number = desk.staff_room.tasks, _number(task)
    told = board.settle(
        step.tenant, step.conversation, number, became=became, request=step.request, by=step.by, expects=step.expects
    )
    await _kept(told)
    return Seen(conversation=step.conversation, task=number, done=verb)


def _number(task: str) -> int:
    if not (task.isascii() and task.isdecimal()) or len(task) > 9:
        raise NotFoundException(_NO_TASK)
    return int(task)


async def _kept(told: Awaitable[Refusal | None]) -> None:
    try:
        refusal = await told
    except Conflict as conflict:
        raise HTTPException(detail=SINCE, status_code=412) from conflict
    except Unavailable as away:
        raise HTTPException(detail=_PROBLEMS[503], status_code=503) from away
    if refusal is not None and refusal.reason is Reason.NOT_FOUND:
        raise HTTPException(detail=_NO_TASK, status_code=404)
    if refusal is not None:
        raise HTTPException(detail=f"{_SETTLED}: {refusal.detail}", status_code=409)


def _line(each: Listed) -> HotelTask:
    state, known = each.conversation, each.conversation.known
    return HotelTask(
        conversation=state.id,
        property=state.property_id,
        guest=known.name or known.phone or known.email or "",
        task=task_line(each.task),
    )
