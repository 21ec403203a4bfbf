"""`hotel-agent chat`: talk with the desk in the terminal, or let a script talk with it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import click
from attrs import evolve

from hotel_agent.bootstrap import open_desk
from hotel_agent.config import AdapterChoice, Config, LogLevel, without_database
from hotel_agent.domain.errors import BadConfig
from hotel_agent.entrypoints.cli.configuration import CannotStart, configured
from hotel_agent.entrypoints.cli.talk import LOOPBACK, talk
from hotel_agent.entrypoints.log import set_up_logging

QUIT = ("/quit", "/exit")


@click.command()
@click.option(
    "--script",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with one line of the guest a row, in UTF-8; blank lines and those beginning with # are skipped.",
)
def chat(script: Path | None) -> None:
    """Talk with the desk in the terminal. A number presses the choice shown under it; /quit ends the talk.

    With a script, its lines are said one after the other, and the command fails if one of them was lost.
    """
    config = configured()
    lines = _typed() if script is None else iter(written(script))
    # Nobody types so fast that there is anything to wait for, and nobody outside this terminal is written to. Whoever
    # tries the desk out leaves nothing behind in the hotel's own book.
    config = evolve(without_database(config), quiet_seconds=0.0, channels=(AdapterChoice(LOOPBACK),))
    set_up_logging(LogLevel.WARNING, as_json=False, debug=config.debug)
    if script is None:
        click.echo(f"You are writing to {config.tenants.tenants[0].name}, as a guest would. /quit ends it.")
    try:
        lost = asyncio.run(_chat(config, lines, echo=script is not None))
    except BadConfig as bad:
        raise CannotStart(bad) from bad
    if lost:
        raise click.ClickException(f"{lost} of the guest's lines got no answer.")


async def _chat(config: Config, lines: Iterator[str], *, echo: bool) -> int:
    async with open_desk(config) as desk:
        return await talk(desk, lines, echo=echo)


def written(script: Path) -> list[str]:
    """The guest's lines in a file. Ends the command where there is none, or where it is not UTF-8."""
    try:
        rows = script.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as cause:
        raise click.ClickException(f"{script} is not a text in UTF-8.") from cause
    lines = [row.strip() for row in rows if row.strip() and not row.lstrip().startswith("#")]
    if not lines:
        raise click.ClickException(f"{script} holds no line of a guest.")
    return lines


def _typed() -> Iterator[str]:
    while True:
        try:
            line = input("guest> ").strip()
        except EOFError:
            click.echo()
            return
        if line in QUIT:
            return
        if line:
            yield line
