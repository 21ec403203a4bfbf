"""A talk with the desk, line by line: what the guest says, what the hotel answers, what came of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

import click

from hotel_agent.application.desk import FrontDesk
from hotel_agent.domain.ids import ChoiceToken
from hotel_agent.entrypoints.cli.standing import handed_over, replies, reservations
from hotel_agent.ports.channel import Content, ContentChoice, Credentials, RawRequest

LOOPBACK = "loopback"
GUEST = "guest"
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


async def talk(desk: FrontDesk, lines: Iterator[str], *, echo: bool) -> int:
    """Say these lines as one guest, show every answer and, in the end, the guest's reservations.

    Returns how many lines were lost: not answered, although there was something to answer and no person of the hotel
    has the conversation.
    """
    lost = 0
    shown: Sequence[ContentChoice] = ()
    for line in lines:
        if echo:
            click.echo(f"guest> {line}")
        said = await replies(desk, LOOPBACK, GUEST)
        answers = await _answers(desk, line, shown)
        shown = answers[-1].choices if answers else ()
        for answer in answers:
            click.echo(_said(answer))
        if not answers and await handed_over(desk, LOOPBACK, GUEST):
            click.echo(f"{_INDENT}(a person of the hotel answers from here on)")
        elif not answers and said is not None and await replies(desk, LOOPBACK, GUEST) == said:
            click.echo(f"{_INDENT}(nothing to answer)")
        elif not answers:
            lost += 1
            click.echo(f"{_INDENT}(no answer)")
    for entry in await reservations(desk, LOOPBACK, GUEST):
        click.echo(entry)
    return lost


async def _answers(desk: FrontDesk, line: str, shown: Sequence[ContentChoice]) -> tuple[Content, ...]:
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
