"""`hotel-agent worker`: answers guests from the installation's PostgreSQL, with every door closed."""

import asyncio
import os
import signal
import sys
from contextlib import suppress

import click
from uvicorn.loops.auto import auto_loop_factory

from hotel_agent.bootstrap import open_desk
from hotel_agent.config import Config, Environment
from hotel_agent.domain.errors import BadConfig, Unavailable
from hotel_agent.entrypoints.cli.asking import ASK_DOCTOR
from hotel_agent.entrypoints.cli.configuration import CannotStart, configured
from hotel_agent.entrypoints.log import set_up_logging

STARTED_BY = "--while-stdin-is-open"
"""How a service starts its workers: they end with it, even if it is killed, for then nobody holds their input open."""


@click.command()
@click.option(STARTED_BY, "while_stdin", is_flag=True, hidden=True)
def worker(*, while_stdin: bool) -> None:
    """Answer guests, with every door closed, beside any number of others on one PostgreSQL. Ctrl+C ends it.

    Told to stop, it finishes what it has begun, or gives it back to the others.
    """
    config = configured()
    if reason := works_alone(config):
        raise CannotStart(BadConfig(f"worker: {reason}"))
    set_up_logging(config.log_level, as_json=config.environment is Environment.PRODUCTION, debug=config.debug)
    try:
        with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
            runner.run(_work(config, while_stdin=while_stdin))
    except BadConfig as bad:
        raise CannotStart(bad) from bad
    except Unavailable as away:
        raise click.ClickException(f"The worker could not begin: {away}. {ASK_DOCTOR}") from away


def works_alone(config: Config) -> str:
    """Why no second process can share the work of this installation, and what to do; empty where one can."""
    if config.database.startswith("postgres"):
        return ""
    kept = "a file that one process works on" if config.database else "the memory of one process"
    return (
        f"everything is kept in {kept}, so `hotel-agent serve` does all the work; to share it between processes, "
        "name a PostgreSQL in POSTGRES_URL"
    )


async def _work(config: Config, *, while_stdin: bool) -> None:
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    with suppress(NotImplementedError):  # where there are no signals, Ctrl+C is an exception
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopped.set)
    with suppress(NotImplementedError):
        if while_stdin:
            loop.add_reader(sys.stdin.fileno(), _read, stopped)
    async with open_desk(config) as desk:
        work = asyncio.create_task(desk.run(), name="hotel-agent worker")
        stop = asyncio.create_task(stopped.wait())
        click.echo(f"A worker answers guests of {', '.join(each.name for each in config.tenants.tenants)}.")
        await asyncio.wait((work, stop), return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work


def _read(stopped: asyncio.Event) -> None:
    """Nobody writes there: what can be read is the end."""
    if not os.read(sys.stdin.fileno(), 1):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        stopped.set()
