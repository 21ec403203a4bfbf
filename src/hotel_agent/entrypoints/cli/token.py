"""`hotel-agent token`: what programs bear when they come behind the desk in a hotel's name."""

from collections.abc import Sequence
from datetime import timedelta

import click

from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.cli.configuration import configured
from hotel_agent.entrypoints.cli.people import (
    by_option,
    done_with,
    everywhere_option,
    hotels,
    role_option,
    tenants_option,
    told_hotels,
)
from hotel_agent.entrypoints.cli.set_aside import account, kept

_LONGEST_DAYS = 730


@click.group()
def token() -> None:
    """Make tokens for programs, see which there are, and revoke them."""


@token.command()
@click.argument("name")
@role_option
@tenants_option
@everywhere_option
@click.option(
    "--days",
    type=click.IntRange(1, _LONGEST_DAYS),
    default=90,
    show_default=True,
    help="For how long it proves anything.",
)
@by_option
def create(  # noqa: PLR0917 - what there is to say of a token
    name: str, role: str, tenants: Sequence[str], everywhere: bool, days: int, by: str | None
) -> None:
    """Make a token for a program. NAME says what it is for; the audit log shows it. The token is shown this once."""
    if not name.strip():
        raise click.UsageError("Say what the token is for, such as reception-page.")
    config = kept(configured())
    theirs, who, lasts = hotels(config, tenants, everywhere=everywhere), by or account(), timedelta(days=days)
    made = done_with(
        config, lambda roster: roster.issue(name.strip(), role=Role(role), tenants=theirs, lasts=lasts, by=who)
    )
    click.echo(made.secret)
    until = f"{made.token.expires_at:%Y-%m-%d}"
    click.echo(f"Token {made.token.id}: {role}, {told_hotels(theirs)}, until {until}.", err=True)
    click.echo("It is not kept and cannot be shown again. Send it in `Authorization: Bearer …`.", err=True)


@token.command("list")
def list_() -> None:
    """Show all tokens: what each is for, as what it comes, until when, and who made it. None is shown itself."""
    tokens = done_with(kept(configured()), lambda roster: roster.tokens())
    for each in tokens:
        until = f"until {each.expires_at:%Y-%m-%d}" if each.revoked_at is None else "revoked"
        about = f"{each.role.value:<11}{told_hotels(each.tenants)}, {until}, made by {each.made_by}"
        click.echo(f"  {each.id}  {each.name:<24}{about}")
    if not tokens:
        click.echo("No token was made yet.")


@token.command()
@click.argument("id")
@by_option
def revoke(id: str, by: str | None) -> None:
    """Let the token of this ID prove nothing any more, at once. Repeating is safe."""
    who = by or account()
    done = done_with(kept(configured()), lambda roster: roster.revoke(id, by=who))
    if isinstance(done, Refusal):
        raise click.ClickException(f"{id!r}: no such token; `hotel-agent token list` shows all.")
    click.echo(f"Token {done.id} ({done.name}) proves nothing any more.")
