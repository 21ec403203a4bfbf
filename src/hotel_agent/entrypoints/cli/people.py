"""`hotel-agent people`: who may come behind the desk, as what, and in which hotels."""

import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import click

from hotel_agent.application.roster import Roster, shown_tenants
from hotel_agent.bootstrap import open_roster
from hotel_agent.config import Config
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.people import Card
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.cli.asking import asked
from hotel_agent.entrypoints.cli.configuration import configured
from hotel_agent.entrypoints.cli.set_aside import account, kept

Answer = TypeVar("Answer")

_NO_HOTEL = "Say for which hotels: --tenant HOTEL, as often as needed, or --everywhere for all of them."

role_option = click.option(
    "--role", type=click.Choice([role.value for role in Role]), required=True, help="What they are (docs/people.md)."
)
tenants_option = click.option("--tenant", "tenants", multiple=True, metavar="HOTEL", help="A hotel that is theirs.")
everywhere_option = click.option("--everywhere", is_flag=True, help="All hotels, also those to come.")
by_option = click.option("--by", help="Who does it, for the audit; otherwise the account that runs this.")
_from_stdin = click.option("--password-stdin", is_flag=True, help="Read the password from the standard input.")


@click.group()
def people() -> None:
    """Let people in behind the desk, and shut them out."""


@people.command()
@click.argument("name")
@role_option
@tenants_option
@everywhere_option
@_from_stdin
@by_option
def create(  # noqa: PLR0917 - what there is to say of somebody new
    name: str, role: str, tenants: Sequence[str], everywhere: bool, password_stdin: bool, by: str | None
) -> None:
    """Let somebody new in under NAME. The first of an installation is an owner with --everywhere."""
    config = kept(configured())
    theirs = hotels(config, tenants, everywhere=everywhere)
    password, who = _password(from_stdin=password_stdin), by or account()
    done = done_with(config, lambda roster: roster.engage(name, password, role=Role(role), tenants=theirs, by=who))
    if isinstance(done, Refusal):
        raise click.ClickException(f"{done.detail}.")
    click.echo(f"{done.name} may come in as {role}: {told_hotels(done.tenants)}.")


@people.command("list")
def list_() -> None:
    """Show everybody: as what they come, to which hotels, and who is shut out."""
    cards = done_with(kept(configured()), lambda roster: roster.everybody())
    for card in cards:
        click.echo(_line(card))
    if not cards:
        click.echo("Nobody yet. `hotel-agent people create NAME --role owner --everywhere` lets the first one in.")


@people.command()
@click.argument("name")
@by_option
def disable(name: str, by: str | None) -> None:
    """Shut NAME out, at once and everywhere, also where they are in already. Repeating is safe."""
    who = by or account()
    _refused(name, done_with(kept(configured()), lambda roster: roster.shut_out(name, by=who)))
    click.echo(f"{name} is let in no more.")


@people.command()
@click.argument("name")
@by_option
def enable(name: str, by: str | None) -> None:
    """Let NAME in again, with the password of before. Repeating is safe."""
    who = by or account()
    _refused(name, done_with(kept(configured()), lambda roster: roster.let_back(name, by=who)))
    click.echo(f"{name} may come in again.")


@people.command()
@click.argument("name")
@_from_stdin
@by_option
def password(name: str, password_stdin: bool, by: str | None) -> None:
    """Give NAME a new password. Whoever came in with the old one has to come in again."""
    config, new, who = kept(configured()), _password(from_stdin=password_stdin), by or account()
    _refused(name, done_with(config, lambda roster: roster.give_password(name, new, by=who)))
    click.echo(f"{name} has a new password.")


@people.command()
@click.argument("name")
@click.option("--off", is_flag=True, help="Ask for no codes any more.")
@by_option
def code(name: str, off: bool, by: str | None) -> None:
    """Ask NAME for a code from an app on their telephone, beside the password. Shows what the app takes it from."""
    config, who = kept(configured()), by or account()

    async def asks(roster: Roster) -> str | Refusal:
        seed = "" if off else roster.codes.seed()
        no = await roster.give_seed(name, seed, by=who)
        return no or (roster.codes.address(seed, name) if seed else "")

    told = done_with(config, asks)
    if isinstance(told, Refusal):
        _refused(name, told)
    elif told:
        click.echo(f"Give this to the app, as it is or as a QR code; it is shown this once:\n{told}")
    else:
        click.echo(f"{name} comes in without codes.")


def done_with(config: Config, do: Callable[[Roster], Awaitable[Answer]]) -> Answer:
    """What the roster answers. Ends the command in clear words where nobody answers."""

    async def done() -> Answer:
        async with open_roster(config) as roster:
            return await do(roster)

    return asked(done())


def hotels(config: Config, tenants: Sequence[str], *, everywhere: bool) -> frozenset[TenantId] | None:
    """The hotels that were named; None for all. Ends the command for none, and for one that is not there."""
    if everywhere and tenants:
        raise click.UsageError("Expected --tenant or --everywhere, found both.")
    if everywhere:
        return None
    if not tenants:
        raise click.UsageError(_NO_HOTEL)
    for tenant in tenants:
        if config.tenants.tenant(TenantId(tenant)) is None:
            names = ", ".join(each.id for each in config.tenants.tenants)
            raise click.ClickException(f"--tenant {tenant}: no such hotel; there are {names}.")
    return frozenset(TenantId(each) for each in tenants)


def told_hotels(tenants: frozenset[TenantId] | None) -> str:
    """Hotels as one reads them."""
    return "all hotels" if tenants is None else ", ".join(shown_tenants(tenants))


def _line(card: Card) -> str:
    person = card.person
    codes = ", with codes" if card.asks_for_codes else ""
    out = f", shut out since {person.disabled_at:%Y-%m-%d %H:%M}" if person.disabled_at else ""
    return f"  {person.name:<24}{person.role.value:<11}{told_hotels(person.tenants)}{codes}{out}"


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    told: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return told


def _refused(name: str, refusal: Refusal | None) -> None:
    if refusal is None:
        return
    if refusal.reason is Reason.NOT_FOUND:
        raise click.ClickException(f"{name!r}: nobody here is called so; `hotel-agent people list` shows who is.")
    raise click.ClickException(f"{refusal.detail}.")
