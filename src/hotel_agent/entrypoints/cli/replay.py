"""`hotel-agent replay`: a week's traffic of several hotels, generated, and a ledger that says what became of it."""

import asyncio
import logging
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click
import httpx
from attrs import evolve
from prometheus_client import CollectorRegistry

from hotel_agent.bootstrap import load_config, open_desk
from hotel_agent.config import IN_MEMORY
from hotel_agent.domain.errors import HotelAgentError
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.ports.nlu import Nlu

if TYPE_CHECKING:
    from hotel_agent.testing.replay import ReplayPlan, ReplayVerdict

_NEEDS_THE_KIT = "The replay belongs to the testing kit. Install it with: pip install 'hotel-agent[testing]'"


@click.command()
@click.option("--events", type=click.IntRange(1), default=10_000, show_default=True, help="So many different ones.")
@click.option(
    "--database",
    type=click.Choice(["sqlite", "postgresql"]),
    default="sqlite",
    show_default=True,
    help="Where everything is kept; PostgreSQL is started for this.",
)
@click.option("--seed", default="1", show_default=True, help="Other dice.")
def replay(events: int, database: str, seed: str) -> None:
    """Play a week of generated traffic at the doors of three hotels: WhatsApp, web chat, e-mail.

    It comes in batches, twice, late and out of sequence; some of it is forged or cut short. The house works in this
    process on a database of its own; Meta and the mail hosts are stand-ins. At the end a ledger says what was lost,
    doubled or told to somebody else. All zeros, or it exits 1.
    """
    try:
        from hotel_agent.testing.replay import ReplayPlan  # noqa: PLC0415 - not part of every installation
    except ModuleNotFoundError as cause:
        raise click.ClickException(_NEEDS_THE_KIT) from cause
    # What the stand-in for mail hosts says of itself.
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    folder = Path(tempfile.mkdtemp(prefix="hotel-replay-"))
    plan = ReplayPlan(events=events, seed=seed, on_postgresql=database == "postgresql")
    try:
        verdict = asyncio.run(replayed(plan, folder, tell=lambda line: click.echo(f"  {line}")))
    except HotelAgentError as cause:
        raise click.ClickException(f"{cause}. What was kept is in {folder}") from cause
    for line in verdict.lines():
        click.echo(f"  {line}")
    if not verdict.clean:
        raise click.ClickException(f"Not clean. What was kept is in {folder}")
    shutil.rmtree(folder)
    click.echo("Clean.")


async def replayed(
    plan: "ReplayPlan", folder: Path, *, tell: Callable[[str], None], nlu: Nlu | None = None
) -> "ReplayVerdict":
    """Play it once, against a house of its own that keeps its file in this folder."""
    from hotel_agent.testing.replay import open_replay  # noqa: PLC0415 - not part of every installation

    async with open_replay(plan, folder, tell=tell) as outside:
        # A queue in a database goes by the database's own clock; the replay's week is over in minutes.
        config = evolve(load_config(outside.environ), dispatch=IN_MEMORY.dispatch)
        async with open_desk(config, nlu=nlu, clock=outside.clock, chance=outside.chance) as desk:
            app: Callable[..., Awaitable[None]] = build_app(desk, config, registry=CollectorRegistry(), works=False)
            doors = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=doors, base_url="http://127.0.0.1") as web:
                return await outside.play(desk, web)
