"""`hotel-agent chat`: talk with the desk in the terminal, or let a script talk with it."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

import click
from attrs import evolve

from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import open_desk
from hotel_agent.config import AdapterChoice, Config, LogLevel
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import ChoiceToken
from hotel_agent.entrypoints.cli.configuration import CannotStart, configured
from hotel_agent.entrypoints.cli.standing import handed_over, reservations
from hotel_agent.entrypoints.log import set_up_logging
from hotel_agent.ports.channel import Content, ContentChoice, Credentials, RawRequest

LOOPBACK = "loopback"
GUEST = "guest"
QUIT = ("/quit", "/exit")
_INDENT = " " * len("hotel> ")


@runtime_checkable
class Pressable(Protocol):
    """A channel of this process whose guests can press what they are shown."""

    credentials: Credentials

    def presses(self, guest: str, token: ChoiceToken, *, at: datetime) -> RawRequest:
        """The request by which this guest presses this."""
        ...

    def said_to(self, guest: str) -> tuple[Content, ...]:
        """All this guest was told."""
        ...


@click.command()
@click.option(
    "--script",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with one line of the guest a row, in UTF-8; blank lines and those beginning with # are skipped.",
)
def chat(script: Path | None) -> None:
    """Talk with the desk in the terminal. A number presses the choice that is shown under it; /quit ends the talk.

    With a script, its lines are said one after the other. The command fails if one of them was lost.
    """
    config = configured()
    config = evolve(config, quiet_seconds=0.0, channels=(AdapterChoice(LOOPBACK),))
    set_up_logging(LogLevel.WARNING, as_json=False, debug=config.debug)
    lines = _typed if script is None else _written(script)
    try:
        lost = asyncio.run(_talk(config, lines, echo=script is not None))
    except BadConfig as bad:
        raise CannotStart(bad) from bad
    if lost:
        raise click.ClickException(f"{lost} of the guest's lines got no answer.")


async def _talk(config: Config, lines: Callable[[], Iterator[str]], *, echo: bool) -> int:
    lost = 0
    async with open_desk(config) as desk:
        shown: Sequence[ContentChoice] = ()
        if not echo:
            click.echo(f"You are writing to {config.tenants.tenants[0].name}, as a guest would. /quit ends.")
        for line in lines():
            if echo:
                click.echo(f"guest> {line}")
            answers = await _answer(desk, line, shown)
            shown = answers[-1].choices if answers else ()
            for answer in answers:
                click.echo(_said(answer))
            if not answers and await handed_over(desk, LOOPBACK, GUEST):
                click.echo(f"{_INDENT}(a person of the hotel answers from here on)")
            elif not answers:
                lost += 1
                click.echo(f"{_INDENT}(no answer)", err=True)
        for entry in await reservations(desk, LOOPBACK, GUEST):
            click.echo(entry)
    return lost


async def _answer(desk: FrontDesk, line: str, shown: Sequence[ContentChoice]) -> tuple[Content, ...]:
    """What is answered to a line, or to the press of the choice it numbers."""
    channel = desk.channels[LOOPBACK]
    if not (line.isdecimal() and 1 <= int(line) <= len(shown)) or not isinstance(channel, Pressable):
        return await desk.say(line, guest=GUEST)
    heard = len(channel.said_to(GUEST))
    pressed = channel.presses(GUEST, shown[int(line) - 1].token, at=desk.clock.now())
    await desk.receive(LOOPBACK, pressed, channel.credentials)
    await desk.drain()
    return channel.said_to(GUEST)[heard:]


def _said(answer: Content) -> str:
    choices = [
        f"{number}) {choice.title}{f'  ({choice.description})' if choice.description else ''}"
        for number, choice in enumerate(answer.choices, start=1)
    ]
    first, *more = [*(answer.text.splitlines() or [""]), *choices]
    return "\n".join([f"hotel> {first}", *(f"{_INDENT}{line}".rstrip() for line in more)])


def _written(script: Path) -> Callable[[], Iterator[str]]:
    try:
        rows = script.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as cause:
        raise click.ClickException(f"{script} is not a text in UTF-8.") from cause
    lines = [row.strip() for row in rows if row.strip() and not row.lstrip().startswith("#")]
    if not lines:
        raise click.ClickException(f"{script} holds no line of a guest.")
    return lambda: iter(lines)


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
