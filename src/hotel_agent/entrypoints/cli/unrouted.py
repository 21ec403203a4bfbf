"""`hotel-agent unrouted`: messages to accounts no hotel has, and giving them to their hotel once it has."""

from collections.abc import Sequence

import click

from hotel_agent.application.lost_and_found import Routed, Unrouted
from hotel_agent.bootstrap import open_lost_and_found
from hotel_agent.config import Config
from hotel_agent.entrypoints.cli.asking import asked
from hotel_agent.entrypoints.cli.configuration import configured
from hotel_agent.entrypoints.cli.set_aside import account, kept

_NOTHING = "Nothing came in for nobody."


@click.group()
def unrouted() -> None:
    """Show what came in for nobody, and give it to its hotel once that has the account."""


@unrouted.command("list")
def list_() -> None:
    """Show every message that is nobody's, the latest first. Nothing guests wrote."""
    found = asked(_found(kept(configured())))
    for each in found:
        stray = each.stray
        whose = f"{each.tenant} has the account by now" if each.tenant else "no hotel has the account"
        came = f"{stray.received_at:%Y-%m-%d %H:%M:%S} UTC"
        click.echo(f"  {each.name}  {stray.channel} {stray.account or '-'}  {came}  {whose}")
    click.echo("`hotel-agent unrouted route` gives them to their hotels." if found else _NOTHING)


@unrouted.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--by", help="Who wants it, for the audit; otherwise the account that runs this.")
def route(names: tuple[str, ...], by: str | None) -> None:
    """Give the messages of these NAMEs, or all, to the hotels that have their accounts by now.

    A running service answers them. Doing it again does no harm: a message is answered once.
    """
    routed = asked(_routed(kept(configured()), names, by or account()))
    for tenant, count in sorted(routed.to.items()):
        click.echo(f"{tenant}: {count} given to it.")
    if routed.left:
        click.echo(f"{routed.left} still nobody's; `hotel-agent tenants identifiers add` gives a hotel an account.")
    elif not routed.to:
        click.echo(_NOTHING)


async def _found(config: Config) -> Sequence[Unrouted]:
    async with open_lost_and_found(config) as room:
        return await room.unrouted()


async def _routed(config: Config, names: Sequence[str], by: str) -> Routed:
    async with open_lost_and_found(config) as room:
        known = {each.name for each in await room.unrouted()}
        if unknown := sorted(set(names) - known):
            raise click.ClickException(f"Nothing of this name came in for nobody: {', '.join(unknown)}.")
        return await room.route(by=by, names=names)
