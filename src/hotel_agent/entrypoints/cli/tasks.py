"""`hotel-agent conversations tasks`: what guests asked for in the house, who sees to it, and that it is done."""

from collections.abc import Awaitable, Callable

import click

from hotel_agent.application.masking import masked_guest
from hotel_agent.application.staff_room import StaffRoom
from hotel_agent.application.task_board import Listed, TaskBoard, TaskPage
from hotel_agent.domain.conversations.staff_tasks import TaskState
from hotel_agent.domain.ids import ConversationId, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.entrypoints.cli.asking import asked
from hotel_agent.entrypoints.cli.configuration import configured
from hotel_agent.entrypoints.cli.conversations import (
    by_option,
    hotel_of,
    in_the_room,
    name_argument,
    named,
    tenant_option,
)
from hotel_agent.entrypoints.cli.set_aside import account, kept

_SHORT = 10
_STATES = {"all": tuple(TaskState), **{each.value: (each,) for each in TaskState}}
_number = click.argument("task", type=click.IntRange(min=1), metavar="TASK")


@click.command()
@tenant_option
@click.option("--state", type=click.Choice(list(_STATES)), default="open", show_default=True, help="Which are shown.")
@click.option("--assigned", metavar="WHO", default="", help="Only those this one of you sees to.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="So many, or some more.")
@click.option("--after", metavar="NAME", help="Go on behind this conversation.")
def tasks(*, tenant: str | None, state: str, assigned: str, limit: int, after: str | None) -> None:
    """Show what guests asked for in the house: towels, a taxi, a late departure, an invoice."""
    config = kept(configured())
    hotel = hotel_of(config, tenant)

    async def found(room: StaffRoom) -> TaskPage:
        place = (await named(room, hotel, after)).place if after else None
        return await room.tasks.list(hotel.id, states=_STATES[state], assigned=assigned, after=place, limit=limit)

    page = asked(in_the_room(config, found))
    if not page.tasks and page.after is None:
        click.echo("Nothing more." if after else "Nothing is to be done." if state == "open" else "No task.")
    for each in page.tasks:
        click.echo(_line(each, hotel))
    if page.after is not None:
        click.echo(f"There may be more: --after {page.after.conversation}")


@click.command()
@name_argument
@_number
@tenant_option
@by_option
def task_done(name: str, task: int, *, tenant: str | None, by: str | None) -> None:
    """TASK of the conversation NAME is done."""
    _settled(tenant, name, task, TaskState.DONE, by or account())


@click.command()
@name_argument
@_number
@tenant_option
@by_option
def task_cancel(name: str, task: int, *, tenant: str | None, by: str | None) -> None:
    """Nobody has to do TASK of the conversation NAME any more. The guest is not told."""
    _settled(tenant, name, task, TaskState.CANCELLED, by or account())


@click.command()
@name_argument
@_number
@click.option("--to", required=True, metavar="WHO", help="Who sees to it from now on.")
@tenant_option
@by_option
def task_assign(name: str, task: int, *, to: str, tenant: str | None, by: str | None) -> None:
    """Somebody sees to TASK of the conversation NAME; the conversation stays whose it is."""
    who = by or account()
    _done(
        tenant,
        name,
        lambda board, hotel, which, request: board.assign(hotel, which, task, to=to, request=request, by=who),
        f"{to} sees to it.",
    )


def _settled(tenant: str | None, name: str, task: int, became: TaskState, who: str) -> None:
    _done(
        tenant,
        name,
        lambda board, hotel, which, request: board.settle(hotel, which, task, became=became, request=request, by=who),
        f"The task is {became.value}.",
    )


Step = Callable[[TaskBoard, TenantId, ConversationId, str], Awaitable[Refusal | None]]


def _done(tenant: str | None, name: str, step: Step, said: str) -> None:
    config = kept(configured())
    hotel = hotel_of(config, tenant)

    async def taken(room: StaffRoom) -> Refusal | None:
        which = (await named(room, hotel, name)).place.conversation
        return await step(room.tasks, hotel.id, which, room.chance.token())

    refusal = asked(in_the_room(config, taken))
    if refusal is not None and refusal.reason is Reason.NOT_FOUND:
        raise click.ClickException("No task of this number there; `hotel-agent conversations tasks` shows them.")
    if refusal is not None:
        raise click.ClickException(f"The task is settled already: {refusal.detail}.")
    click.echo(said)


def _line(each: Listed, hotel: Tenant) -> str:
    state, task = masked_guest(each.conversation), each.task
    at = hotel.property_named(state.property_id).local(task.since)
    words = next((one.text for one in state.tasks if one.number == task.number), "").replace("\n", " ")
    guest = state.known.name or state.known.phone or state.known.email or "a guest"
    room = f", room {task.room}" if task.room else ""
    who = task.assigned or "nobody yet"
    became = who if task.is_open else f"{task.state.value} by {task.settled_by}"
    name = f"{state.id[:_SHORT]:<{_SHORT}}  {task.number}"
    return f"{name}  {at:%Y-%m-%d %H:%M}  {task.reason}  {guest}{room}  [{became}]  {words}".rstrip()
