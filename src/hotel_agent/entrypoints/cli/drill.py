"""`hotel-agent drill`: a rehearsal of everything that goes wrong, and a ledger that judges it."""

import asyncio

import click

from hotel_agent.domain.errors import HotelAgentError

_NEEDS_THE_KIT = "The drill belongs to the testing kit. Install it with: pip install 'hotel-agent[testing]'"


@click.command()
@click.option(
    "--database",
    type=click.Choice(["postgresql", "sqlite"]),
    default="postgresql",
    show_default=True,
    help="Several processes on PostgreSQL and Redis, or one with a file.",
)
@click.option("--messages", type=click.IntRange(1), default=2000, show_default=True, help="At least so many.")
@click.option("--kills", type=click.IntRange(0), default=40, show_default=True, help="Processes killed with kill -9.")
@click.option("--outages", type=click.IntRange(0), default=5, show_default=True, help="What is outside goes away.")
@click.option("--guests", type=click.IntRange(1), default=40, show_default=True, help="So many write at once.")
@click.option("--workers", type=click.IntRange(0), default=2, show_default=True, help="Processes that only work.")
@click.option("--runs", type=click.IntRange(1), default=1, show_default=True, help="In a row; it ends at a fault.")
@click.option("--seed", default="1", show_default=True, help="Other dice.")
def drill(**told: int | str) -> None:
    """Play many guests against real processes while those are killed and what they stand on goes away.

    It starts everything itself: PostgreSQL, Redis, stand-ins for Meta and a PMS, the house's own processes. At the end
    a ledger says what was lost, doubled, oversold or left over. All zeros, or it prints the first story and exits 1.
    """
    try:
        from hotel_agent.testing import drill as kit  # noqa: PLC0415 - not part of every installation
    except ModuleNotFoundError as cause:
        raise click.ClickException(_NEEDS_THE_KIT) from cause
    for run in range(1, int(told["runs"]) + 1):
        plan = kit.DrillPlan(
            on_postgresql=told["database"] == "postgresql",
            messages=int(told["messages"]),
            kills=int(told["kills"]),
            outages=int(told["outages"]),
            at_once=int(told["guests"]),
            workers=int(told["workers"]),
            seed=f"{told['seed']}-{run}",
        )
        click.echo(f"Run {run} of {told['runs']}, seed {plan.seed}")
        try:
            verdict = asyncio.run(kit.drill(plan, tell=lambda line: click.echo(f"  {line}")))
        except HotelAgentError as cause:
            raise click.ClickException(str(cause)) from cause
        for line in verdict.lines():
            click.echo(f"  {line}")
        if not verdict.clean:
            raise click.ClickException(f"Run {run} was not clean.")
    click.echo("Clean.")
