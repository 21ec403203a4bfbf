"""`hotel-agent conversations today`: the day at the terminal, as a reception begins it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import click

from hotel_agent.application.masking import masked_guest, masked_name
from hotel_agent.application.today import LONGEST_SPAN, OpenQuote, PropertyToday, Takings, WholeDay
from hotel_agent.bootstrap import open_today
from hotel_agent.config import Config
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.reservations.reservation import Reservation
from hotel_agent.entrypoints.cli.asking import asked
from hotel_agent.entrypoints.cli.configuration import configured
from hotel_agent.entrypoints.cli.conversations import hotel_of, tenant_option
from hotel_agent.entrypoints.cli.set_aside import kept

_SHORT = 10
_A_DATE = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@tenant_option
@click.option("--from", "first", type=_A_DATE, metavar="DATE", help="Look back from this day on; usually a week.")
@click.option("--to", "last", type=_A_DATE, metavar="DATE", help="Look back to this day; usually today.")
@click.option("--unmasked", is_flag=True, help="With the guests' names as they are.")
def today(*, tenant: str | None, first: datetime | None, last: datetime | None, unmasked: bool) -> None:
    """Show the day: who comes and goes, open quotes, what the chat brought, who waits, what is to be done.

    And what guests asked that nobody wrote down.
    """
    config = kept(configured())
    hotel = hotel_of(config, tenant)
    told = asked(_looked(config, hotel.id, first and first.date(), last and last.date()))
    if isinstance(told, Refusal):
        raise click.UsageError(f"--from comes before --to, and at most {LONGEST_SPAN} days are looked back over.")
    for line in _lines(told, unmasked=unmasked):
        click.echo(line)


async def _looked(config: Config, tenant: TenantId, first: date | None, last: date | None) -> WholeDay | Refusal:
    async with open_today(config) as day:
        return await day.look(tenant, first=first, last=last)


def _lines(told: WholeDay, *, unmasked: bool) -> Iterator[str]:
    for each in told.properties:
        yield f"{each.property.name}, {each.day}"
        yield from _in_the_book(each, unmasked=unmasked)
        yield f"  made in chat today: {_brought(each.today)}"
        yield f"  from {each.span.first} to {each.span.last}: {_brought(each.over_span)}"
    yield f"Open quotes: {len(told.quotes) or 'none'}"
    yield from (_quote(each, told, unmasked=unmasked) for each in told.quotes)
    if told.longest is None:
        yield "Nobody waits for a person."
    else:
        yield f"Waiting for a person: {told.waiting}, the longest {told.longest[:_SHORT]}"
    yield f"Asked for in the house, and not done yet: {told.open_tasks or 'nothing'}"
    if told.unanswered:
        topics = ", ".join(f"{topic} ({count})" for topic, count in told.unanswered.items())
        yield f"Asked, and nobody wrote it down: {topics}"


def _in_the_book(each: PropertyToday, *, unmasked: bool) -> Iterator[str]:
    if each.arrivals is None or each.departures is None:
        yield "  The hotel's book does not answer: who comes and goes today is not known."
        return
    for what, stays in (("arrivals", each.arrivals), ("departures", each.departures)):
        yield f"  {what}: {len(stays) or 'none'}"
        yield from (f"    {_stay(one, unmasked=unmasked)}" for one in stays)
    yield f"  reservations with a room this night: {each.staying}"


def _stay(each: Reservation, *, unmasked: bool) -> str:
    name = each.booker.name if unmasked else masked_name(each.booker.name)
    rooms = ", ".join(room.name.texts[0][1] for room in each.room_stays)
    return f"{each.number}  {name}  {each.stay.arrival} to {each.stay.departure}  {rooms}  {each.state.value}"


def _quote(each: OpenQuote, told: WholeDay, *, unmasked: bool) -> str:
    state = each.conversation if unmasked else masked_guest(each.conversation)
    house = next(one.property for one in told.properties if one.property.id == state.property_id)
    stay, until = each.quote.stay, f"{house.local(each.quote.expires_at):%H:%M}"
    who = state.known.name or state.known.phone or state.known.email or "a guest"
    return (
        f"  {state.id[:_SHORT]}  {who}  {stay.arrival} to {stay.departure}  {_money(each.quote.total)}  until {until}"
    )


def _brought(each: Takings) -> str:
    said = f"{each.reservations} reservations"
    if each.revenue:
        said += f", {_sums(each.revenue)}"
    return said + "".join(
        f", {count} {what}" for what, count in (("changed", each.changed), ("cancelled", each.cancelled)) if count
    )


def _sums(revenue: Sequence[Money]) -> str:
    return " and ".join(_money(each) for each in revenue)


def _money(each: Money) -> str:
    return f"{each.currency} {each.amount}"
