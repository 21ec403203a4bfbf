"""What a command asks the installation, and what is said where there is no answer."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import click

from hotel_agent.domain.errors import BadConfig, Conflict, Unavailable
from hotel_agent.entrypoints.cli.configuration import CannotStart

Answer = TypeVar("Answer")

ASK_DOCTOR = "`hotel-agent doctor` looks at what is needed, and says what to do."


def asked(question: Coroutine[Any, Any, Answer]) -> Answer:
    """What this comes to. Ends the command in clear words where its database or Redis does not answer."""
    try:
        return asyncio.run(question)
    except BadConfig as bad:
        raise CannotStart(bad) from bad
    except Unavailable as away:
        raise click.ClickException(f"{_sentence(away)} {ASK_DOCTOR}") from away
    except Conflict as conflict:
        raise click.ClickException(f"{_sentence(conflict)} Try again.") from conflict


def _sentence(error: Exception) -> str:
    words = str(error).rstrip(".")
    return f"{words[:1].upper()}{words[1:]}."
