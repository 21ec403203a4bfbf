"""`hotel-agent rules`: what other rules would have made of the conversations that are kept."""

import click

from hotel_agent.application.what_if import Replayed
from hotel_agent.bootstrap import open_what_if
from hotel_agent.config import Config, rules_in
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.tenants.house_rules import HouseRules
from hotel_agent.entrypoints.cli.asking import asked
from hotel_agent.entrypoints.cli.configuration import configured
from hotel_agent.entrypoints.cli.set_aside import kept


@click.group()
def rules() -> None:
    """Try house rules before guests meet them."""


@rules.command()
@click.option("--tenant", metavar="HOTEL", help="This hotel, by its id in the tenants file.")
@click.option("--rules", "path", metavar="FILE", required=True, help="The rules to try, as under [tenants.rules].")
def replay(*, tenant: str | None, path: str) -> None:
    """Decide all kept conversations again under the rules in FILE, and show what would end otherwise.

    Nothing is sent, written or asked of the book. Nothing guests wrote is shown.
    """
    try:
        tried = rules_in(path)
    except BadConfig as wrong:
        raise click.ClickException(str(wrong)) from wrong
    replayed = asked(_replayed(kept(configured()), tenant, tried))
    for each in replayed.differences:
        click.echo(f"{each.conversation[:12]}  {each.event}  {each.at:%Y-%m-%d %H:%M}")
        click.echo(f"  before  {each.before}\n  after   {each.after}")
    ended = len({each.conversation for each in replayed.differences})
    click.echo(f"{replayed.conversations} conversations decided again, {ended} would go another way.")


async def _replayed(config: Config, tenant: str | None, tried: HouseRules) -> Replayed:
    async with open_what_if(config, tenant) as what_if:
        return await what_if.under(tried)
