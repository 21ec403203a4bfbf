"""`hotel-agent doctor`: whether everything an installation needs is there and fit, and what to do where it is not."""

import click

from hotel_agent.bootstrap import diagnose
from hotel_agent.config import Config
from hotel_agent.entrypoints.cli.asking import asked
from hotel_agent.entrypoints.cli.configuration import configured
from hotel_agent.entrypoints.cli.findings import show
from hotel_agent.ports.abilities import Finding, Verdict


@click.command()
def doctor() -> None:
    """Look at the set-up step by step: database, Redis, each hotel's book, WhatsApp. Says what to do about each.

    Changes nothing, sends nothing, and shows no secret. Exit code 1 when something must be mended, 2 when the
    configuration cannot be read.
    """
    config = configured()
    show(
        Finding(
            "Configuration",
            Verdict.WELL,
            f"{', '.join(each.name for each in config.tenants.tenants)}; see `hotel-agent check-config`",
        )
    )
    broken = asked(_look(config))
    if broken:
        raise click.ClickException("1 thing must be mended." if broken == 1 else f"{broken} things must be mended.")
    click.echo("Nothing must be mended.")


async def _look(config: Config) -> int:
    broken = 0
    async for finding in diagnose(config):
        show(finding)
        broken += finding.verdict is Verdict.BROKEN
    return broken
