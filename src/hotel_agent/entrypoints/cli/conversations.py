"""`hotel-agent conversations`: who waits for a person, what was said, and answering by hand."""

import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

import click

from hotel_agent.application.finding import FoundPage, Wanted
from hotel_agent.application.masking import masked_guest
from hotel_agent.application.staff_room import Shown, StaffRoom, Writable
from hotel_agent.application.touched import Touched
from hotel_agent.application.transcript import Said, Speaker
from hotel_agent.application.why import Explained
from hotel_agent.bootstrap import open_staff_room
from hotel_agent.config import Config
from hotel_agent.domain.conversations.conversation import Conversation, Standing
from hotel_agent.domain.ids import ConversationId, PropertyId, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.tenant import Property, Tenant
from hotel_agent.entrypoints.cli.asking import asked
from hotel_agent.entrypoints.cli.configuration import configured
from hotel_agent.entrypoints.cli.drafted import drafted
from hotel_agent.entrypoints.cli.reasons import turn_told
from hotel_agent.entrypoints.cli.set_aside import account, kept
from hotel_agent.ports.rows import Listed

Answer = TypeVar("Answer")

_SHORT = 10
"""So much of a conversation's name is shown; it is enough to name it."""
_STANDS = {Standing.WAITING: "waits for a person", Standing.STAFF: "with staff", Standing.DESK: "with the desk"}

_CLOSED = {
    Writable.IN_TEMPLATE: "The guest may be written to in the hotel's template for answers only.",
    Writable.NOT_AT_ALL: "The channel no longer lets us write to this guest.",
}

tenant_option = click.option(
    "--tenant", metavar="HOTEL", help="The hotel, by its id in the tenants file; not needed where there is one only."
)
by_option = click.option("--by", metavar="WHO", help="Who you are; otherwise the account that runs this.")
name_argument = click.argument("name", metavar="NAME")


@click.group()
def conversations() -> None:
    """See who waits for a person, read what was said, and answer by hand. A running service does the rest."""


@conversations.command("list")
@tenant_option
@click.option("--waiting", "standing", flag_value=Standing.WAITING, type=Standing, help="Waiting for a person: usual.")
@click.option("--with-staff", "standing", flag_value=Standing.STAFF, type=Standing, help="Taken by somebody.")
@click.option("--all", "everything", is_flag=True, help="All of them, the latest first.")
@click.option("--property", "property_id", metavar="PROPERTY", help="Of this property only, by its id.")
@click.option("--door", "channel", metavar="DOOR", default="", help="At this door only: whatsapp, webchat, email.")
@click.option("--holder", metavar="WHO", default="", help="Only those this one of you has.")
@click.option("--search", "words", metavar="WORDS", default="", help="By what was said, or the guest's name or number.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="So many at most.")
@click.option("--after", metavar="NAME", help="Go on behind this one.")
def list_(  # noqa: PLR0917 - one an option
    tenant: str | None,
    standing: Standing | None,
    everything: bool,
    property_id: str | None,
    channel: str,
    holder: str,
    words: str,
    limit: int,
    after: str | None,
) -> None:
    """Show conversations: those waiting for a person, the longest first, unless told otherwise.

    Whoever searches, or asks for those of one person, sees all.
    """
    config = kept(configured())
    hotel = hotel_of(config, tenant)
    anywhere = everything or (standing is None and bool(holder or words))
    wanted = Wanted(
        standing=None if anywhere else standing or Standing.WAITING,
        property_id=None if property_id is None else PropertyId(property_id),
        channel=channel,
        holder=holder,
        words=words,
    )

    async def found(room: StaffRoom) -> tuple[FoundPage, datetime]:
        place = (await named(room, hotel, after)).place if after else None
        return await room.find(hotel.id, wanted, after=place, limit=limit), room.clock.now()

    page, now = asked(in_the_room(config, found))
    if not page.found and page.after is None:
        click.echo("No conversation." if wanted.standing is None else f"No conversation {_STANDS[wanted.standing]}.")
        return
    for each in page.found:
        click.echo(_line(each.listed, now))
    if page.after is not None:
        click.echo(f"There may be more: --after {page.after.conversation[:_SHORT]}")


@conversations.command()
@name_argument
@tenant_option
@click.option("--unmasked", is_flag=True, help="With the guest's name and contacts as they are.")
@click.option("--trace", is_flag=True, help="And why the machine said what it said, turn by turn.")
def show(name: str, *, tenant: str | None, unmasked: bool, trace: bool) -> None:
    """Show one conversation: why a person was wanted, the brief, and what was said. The beginning of a NAME will do."""
    config = kept(configured())
    hotel = hotel_of(config, tenant)

    async def seen(room: StaffRoom) -> tuple[Shown | Refusal, Sequence[Explained] | Refusal]:
        listed = await named(room, hotel, name)
        if listed.conversation is None:
            raise click.ClickException("Nobody here can read this conversation: another version kept it.")
        which = listed.place.conversation
        why = await room.why(hotel.id, which, masked=not unmasked) if trace else ()
        return await room.show(hotel.id, which, masked=not unmasked), why

    shown, why = asked(in_the_room(config, seen))
    if isinstance(shown, Refusal):
        raise click.ClickException(why_not(shown, name))
    for line in _sheet(shown, hotel):
        click.echo(line)
    if not isinstance(why, Refusal):
        house = hotel.property_named(shown.conversation.property_id)
        for line in (line for each in why for line in turn_told(each, house)):
            click.echo(line)


@conversations.command()
@name_argument
@tenant_option
@by_option
def take(name: str, *, tenant: str | None, by: str | None) -> None:
    """Take a conversation: the machine is silent in it until it is released."""
    who = by or account()
    _done(
        tenant,
        name,
        lambda room, hotel, which, request: room.take_over(hotel, which, request=request, by=who),
        f"{who} has it now; the machine is silent in it.",
    )


@conversations.command()
@name_argument
@click.argument("text")
@click.option("--button", "buttons", multiple=True, metavar="TITLE", help="To be pressed below it; up to three.")
@tenant_option
@by_option
def reply(name: str, text: str, *, buttons: tuple[str, ...], tenant: str | None, by: str | None) -> None:
    """Say TEXT to the guest, word for word, and have the conversation. `-` reads it from the standard input."""
    who, words = by or account(), _words(text)
    _done(
        tenant,
        name,
        lambda room, hotel, which, request: room.answer(hotel, which, words, request=request, by=who, buttons=buttons),
        "It is passed on to the guest by the service; `hotel-agent conversations show` says whether it arrived.",
    )


@conversations.command()
@name_argument
@click.argument("text")
@tenant_option
@by_option
def note(name: str, text: str, *, tenant: str | None, by: str | None) -> None:
    """Write TEXT down for the others; the guest never sees it. `-` reads it from the standard input."""
    who, words = by or account(), _words(text)
    _done(
        tenant,
        name,
        lambda room, hotel, which, request: room.note(hotel, which, words, request=request, by=who),
        "It is noted.",
    )


@conversations.command()
@name_argument
@click.option("--to", required=True, metavar="WHO", help="Whose it is from now on.")
@tenant_option
@by_option
def assign(name: str, *, to: str, tenant: str | None, by: str | None) -> None:
    """Give a conversation to one of you, whoever has it."""
    who = by or account()
    _done(
        tenant,
        name,
        lambda room, hotel, which, request: room.assign(hotel, which, to=to, request=request, by=who),
        f"{to} has it now.",
    )


@conversations.command()
@name_argument
@tenant_option
@by_option
def release(name: str, *, tenant: str | None, by: str | None) -> None:
    """Give a conversation back to the machine: it answers from the guest's next message on."""
    who = by or account()
    _done(
        tenant,
        name,
        lambda room, hotel, which, request: room.release(hotel, which, request=request, by=who),
        "The machine has it again, and answers the guest's next message.",
    )


@conversations.command()
@name_argument
@tenant_option
@by_option
def block(name: str, *, tenant: str | None, by: str | None) -> None:
    """Answer this guest no more at this door: what they send is kept and seen, and nobody answers."""
    who = by or account()
    _done(
        tenant,
        name,
        lambda room, hotel, which, request: room.block(hotel, which, request=request, by=who),
        "Nobody answers this guest at this door any more.",
    )


@conversations.command()
@name_argument
@tenant_option
@by_option
def unblock(name: str, *, tenant: str | None, by: str | None) -> None:
    """Answer this guest again, from their next message on."""
    who = by or account()
    _done(
        tenant,
        name,
        lambda room, hotel, which, request: room.unblock(hotel, which, request=request, by=who),
        "The machine answers this guest's next message.",
    )


Step = Callable[[StaffRoom, TenantId, ConversationId, str], Awaitable[Refusal | None]]


def _done(tenant: str | None, name: str, step: Step, said: str) -> None:
    """Take this step, and say that it was taken. Ends the command where it is refused."""
    config = kept(configured())
    hotel = hotel_of(config, tenant)

    async def taken(room: StaffRoom) -> Refusal | None:
        which = (await named(room, hotel, name)).place.conversation
        return await step(room, hotel.id, which, room.chance.token())

    refusal = asked(in_the_room(config, taken))
    if refusal is not None:
        raise click.ClickException(why_not(refusal, name))
    click.echo(said)


async def in_the_room(config: Config, act: Callable[[StaffRoom], Awaitable[Answer]]) -> Answer:
    """What came of this, done in the staff room of this installation."""
    async with open_staff_room(config) as room:
        return await act(room)


async def named(room: StaffRoom, hotel: Tenant, name: str) -> Listed:
    """The conversation of this name, or whose name alone begins so. Ends the command where it is not clear."""
    found = await room.conversations(hotel.id, standing=None, begins=name, limit=2) if name else []
    exact = [each for each in found if each.place.conversation == name]
    if len(found) == 1 or exact:
        return (exact or list(found))[0]
    if not found:
        raise click.ClickException(
            f"{name!r}: no conversation of this name; `hotel-agent conversations list --all` shows them."
        )
    raise click.ClickException(f"{name!r}: several names begin with it; write more of the one you mean.")


def hotel_of(config: Config, tenant: str | None) -> Tenant:
    """The hotel of this id, or the only one. Ends the command where it is not clear which is meant."""
    hotels = {each.id: each for each in config.tenants.tenants}
    if tenant is None and len(hotels) == 1:
        return next(iter(hotels.values()))
    if tenant is None:
        raise click.UsageError(f"Name the hotel with --tenant; these are: {', '.join(hotels)}.")
    if TenantId(tenant) not in hotels:
        raise click.ClickException(f"There is no hotel {tenant!r} here; these are: {', '.join(hotels)}.")
    return hotels[TenantId(tenant)]


def why_not(refusal: Refusal, name: str) -> str:
    """Why nothing was done, in words."""
    match refusal.reason:
        case Reason.TAKEN:
            pass_on = f"hotel-agent conversations assign {name} --to WHO"
            return f"{refusal.detail} has it. Nothing was done; `{pass_on}` gives it to another."
        case Reason.WINDOW_CLOSED:
            return "The channel no longer lets us write to this guest, and there is no template for answers: call them."
        case Reason.TOO_LARGE:
            return f"Too long; write {refusal.limit} characters at most."
        case Reason.NOT_ALLOWED:
            return f"The guest is blocked at this door. `hotel-agent conversations unblock {name}` lets them in again."
        case Reason.BAD_REQUEST:
            return f"Nothing was done: {refusal.detail}."
        case _:
            return f"{name!r}: no conversation of this name."


def _words(text: str) -> str:
    return sys.stdin.read() if text == "-" else text


def _line(listed: Listed, now: datetime) -> str:
    name, state = listed.place.conversation[:_SHORT], listed.conversation
    stands, since = _STANDS[listed.standing], _ago(listed.place.since, now)
    if state is None:
        return f"{name:<{_SHORT}}  {stands:<18}  {since:>9}  cannot be read by this version"
    handover = state.handover
    if handover is not None and handover.by:
        stands = f"with {handover.by}"
    why = "" if handover is None else handover.reason.value
    guest = _guest(masked_guest(state))
    return f"{name:<{_SHORT}}  {stands:<18}  {since:>9}  {state.property_id}  {state.channel}  {guest}  {why}".rstrip()


def _sheet(shown: Shown, hotel: Tenant) -> Iterator[str]:
    state, house = shown.conversation, hotel.property_named(shown.conversation.property_id)
    yield f"{state.id}  {house.name}, {state.channel}"
    since = f" since {_clock(house, shown.since)}" if shown.since is not None else ""
    holder = f", {state.handover.by}" if state.handover is not None and state.handover.by else ""
    yield f"{_STANDS[shown.standing].capitalize()}{holder}{since}. {shown.why}".rstrip()
    yield from (f"  {line}" for line in shown.brief)
    yield from (f"  {_reserved(each)}" for each in shown.reservations)
    for each in state.tasks:
        seen_to = each.settled_by or each.assigned or "nobody yet"
        yield f"  Task {each.number}, {each.reason}: {each.state.value}, {seen_to}."
    if shown.costs:
        charged = sum(each.billable for each in shown.costs)
        yield f"  The channel charges for {charged} of {len(shown.costs)} messages."
    if shown.writable is not Writable.FREELY:
        yield f"  {_CLOSED[shown.writable]}"
    yield ""
    for said in shown.said:
        yield from _spoken(said, house)
    if shown.draft is not None:
        yield from drafted(shown.draft, house)


def _reserved(each: Touched) -> str:
    known = each.reservation
    did = ", ".join(part.value.replace("_", " ") for part in each.parts)
    if known is None:
        return f"Reservation {each.number}: {did} here."
    stay, total = known.stay, known.total
    cost = "" if each.penalty is None else f", cancelling cost {each.penalty.amount} {each.penalty.currency}"
    return (
        f"Reservation {each.number}: {did} here, {known.state.value.replace('_', ' ')} as last told,"
        f" {stay.arrival} to {stay.departure}, {total.amount} {total.currency}{cost}."
    )


def _spoken(said: Said, house: Property) -> Iterator[str]:
    who = {Speaker.GUEST: "guest", Speaker.DESK: "desk", Speaker.STAFF: said.by or "staff"}.get(said.speaker)
    who = f"({said.by or 'staff'})" if who is None else who
    what = f"[{said.what}] " if said.what else ""
    fate = f"  [{said.fate}]" if said.fate in {"waits", "failed", "not sent", "held back", "incomplete"} else ""
    first, *more = f"{what}{said.text}".strip().splitlines() or [""]
    yield f"{_clock(house, said.at)}  {who:<10}  {first}{fate}"
    yield from (f"{'':<16}  {'':<10}  {line}" for line in more)


def _guest(state: Conversation) -> str:
    known = state.known
    return known.name or known.phone or known.email or "a guest"


def _clock(house: Property, at: datetime) -> str:
    return f"{house.local(at):%Y-%m-%d %H:%M}"


def _ago(since: datetime, now: datetime) -> str:
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 60 * 48 else f"{min(minutes // 1440, 9999)} days"
