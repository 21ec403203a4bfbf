"""`hotel-agent db`: the tables of the database, brought to what this version needs, or back."""

from pathlib import Path

import click

from hotel_agent.bootstrap import (
    downgrade_database,
    losses_of_downgrade,
    standing_of_database,
    upgrade_database,
)
from hotel_agent.config import Config, place_of
from hotel_agent.entrypoints.cli.asking import asked
from hotel_agent.entrypoints.cli.configuration import configured

_EMPTY = "base"


@click.group()
def db() -> None:
    """Bring the tables of the database to what this version needs, or back.

    `serve` does it by itself where everything is kept in a file; on PostgreSQL somebody says when.
    """


@db.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the database up to a REVISION; without one, to the one this version needs. Repeating is safe."""
    config = configured()
    moved = asked(upgrade_database(config, revision))
    _show(config, moved.before, moved.after, moved.kept)


@db.command()
@click.argument("revision")
@click.option("--yes", is_flag=True, help="Do not ask.")
def downgrade(revision: str, *, yes: bool) -> None:
    """Take the database back to a REVISION, or to `base`: no tables at all. Stop what serves from it first."""
    config = configured()
    losses = asked(losses_of_downgrade(config, revision))
    for loss in losses:
        click.echo(f"This is lost: {loss}.")
    if losses and not yes:
        click.confirm(f"Take {place_of(config)} back to {revision}?", abort=True)
    moved = asked(downgrade_database(config, revision))
    _show(config, moved.before, moved.after, moved.kept)


@db.command()
def current() -> None:
    """Show at which revision the database is, and which one this version needs. Exit code 1 when they differ."""
    config = configured()
    standing = asked(standing_of_database(config))
    click.echo(f"{place_of(config)}: at {_named(standing.at)}; this version needs {standing.needs}.")
    if standing.newer:
        raise click.ClickException("A newer version has been at it; start that one.")
    if standing.at != standing.needs:
        raise click.ClickException("Run `hotel-agent db upgrade`.")


def _show(config: Config, before: str, after: str, kept: Path | None) -> None:
    went = f"from {_named(before)} to {_named(after)}" if before != after else f"is at {_named(after)} already"
    click.echo(f"{place_of(config)}: {went}.")
    if kept is not None:
        click.echo(f"As it was before, it is kept in {kept}.")


def _named(revision: str) -> str:
    return "nothing" if revision == _EMPTY else revision
