"""`hotel-agent shadow-report`, and sending a draft: a hotel tries the machine out."""

from collections.abc import Iterator
from datetime import datetime

import click

from hotel_agent.application.shadowing import LONGEST_SPAN, Compared, Shadowing, ShadowReport
from hotel_agent.application.staff_room import StaffRoom
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.entrypoints.cli.asking import asked
from hotel_agent.entrypoints.cli.configuration import configured
from hotel_agent.entrypoints.cli.conversations import (
    by_option,
    hotel_of,
    in_the_room,
    name_argument,
    named,
    tenant_option,
    why_not,
)
from hotel_agent.entrypoints.cli.drafted import DOES
from hotel_agent.entrypoints.cli.set_aside import account, kept

_A_DATE = click.DateTime(formats=["%Y-%m-%d"])


@click.command("send-draft")
@name_argument
@click.argument("draft", metavar="DRAFT")
@tenant_option
@by_option
def send_draft(name: str, draft: str, *, tenant: str | None, by: str | None) -> None:
    """Say DRAFT to the guest as it is, and have the conversation. `conversations show` tells its name."""
    who, config = by or account(), kept(configured())
    hotel = hotel_of(config, tenant)

    async def sent(room: StaffRoom) -> Refusal | None:
        which = (await named(room, hotel, name)).place.conversation
        return await Shadowing(room).send(hotel.id, which, draft, by=who)

    refusal = asked(in_the_room(config, sent))
    if refusal is not None and refusal.reason is Reason.QUOTE_EXPIRED:
        raise click.ClickException("The price in this draft is no longer held. Nothing was said; write yourself.")
    if refusal is not None and refusal.detail == "draft":
        raise click.ClickException(
            f"{draft!r}: no such draft any more. The guest wrote since, or somebody answered;"
            f" `hotel-agent conversations show {name}` tells."
        )
    if refusal is not None:
        raise click.ClickException(why_not(refusal, name))
    click.echo("It is passed on to the guest by the service; `hotel-agent conversations show` says whether it arrived.")


@click.command("shadow-report")
@tenant_option
@click.option("--from", "first", type=_A_DATE, metavar="DATE", help="From this day on; usually a week.")
@click.option("--to", "last", type=_A_DATE, metavar="DATE", help="To this day; usually today.")
def shadow_report(*, tenant: str | None, first: datetime | None, last: datetime | None) -> None:
    """Compare what the machine drafted with what people sent, in a hotel that tries it out (flag `shadow.enabled`)."""
    config = kept(configured())
    hotel = hotel_of(config, tenant)

    async def compared(room: StaffRoom) -> ShadowReport | Refusal:
        return await Shadowing(room).report(hotel.id, first=first and first.date(), last=last and last.date())

    told = asked(in_the_room(config, compared))
    if isinstance(told, Refusal):
        raise click.UsageError(f"--from comes before --to, and a report is over at most {LONGEST_SPAN} days.")
    for line in _lines(told):
        click.echo(line)


def _lines(told: ShadowReport) -> Iterator[str]:
    yield f"{told.tenant}, {told.first} to {told.last}: {told.messages} messages read in the shadow"
    if not told.messages:
        return
    yield f"  the machine had nothing to say to {told.silent}"
    for what, count in told.would_write.items():
        yield f"  it would have had the book {DOES.get(what, what)}: {count} (left to people, and in no other count)"
    yield _line("all drafts", told.all)
    yield from (_line(f"{each.intent}, {each.language}", each) for each in told.kinds)


def _line(what: str, each: Compared) -> str:
    alike = "" if each.likeness is None else f" ({each.likeness} % the same)"
    took = "" if each.waited is None else f"; half were answered within {_minutes(each.waited.total_seconds())}"
    return (
        f"  {what}: {each.drafts}; sent as they were {each.unchanged}, changed {each.changed}{alike},"
        f" answered otherwise {each.otherwise}, overtaken by the guest {each.overtaken}, unanswered {each.unanswered}"
        f"{took}"
    )


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
