"""`hotel-agent worker`: answers guests from the installation's PostgreSQL, with every door closed."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from ipaddress import IPv4Network, IPv6Network

import click
from attrs import frozen
from prometheus_client import CollectorRegistry, ProcessCollector
from uvicorn.loops.auto import auto_loop_factory

from hotel_agent.bootstrap import open_desk, open_observer
from hotel_agent.config import LOOPBACK, Config, Environment
from hotel_agent.domain.errors import BadConfig, Unavailable
from hotel_agent.entrypoints.cli.asking import ASK_DOCTOR
from hotel_agent.entrypoints.cli.configuration import CannotStart, configured
from hotel_agent.entrypoints.cli.listening import listen
from hotel_agent.entrypoints.http.worker_metrics import figures as figures_of
from hotel_agent.entrypoints.http.worker_metrics import shown
from hotel_agent.entrypoints.log import set_up_logging

FIGURES_AT = "--figures-at"
"""How a service tells a worker of its own where to show what it counts: a socket it was given."""
STARTED_BY = "--while-stdin-is-open"
"""How a service starts its workers: they end with it, even if it is killed, for then nobody holds their input open."""


@frozen
class _Figures:
    place: socket.socket
    allowed: Sequence[IPv4Network | IPv6Network]


@click.command()
@click.option(
    "--metrics-port",
    type=click.IntRange(0, 65535),
    help="Where Prometheus reads what this worker counts; otherwise HOTEL_METRICS_PORT, or nowhere. 0: any free one.",
)
@click.option(STARTED_BY, "while_stdin", is_flag=True, hidden=True)
@click.option(FIGURES_AT, "figures_at", type=int, hidden=True)
def worker(*, metrics_port: int | None, while_stdin: bool, figures_at: int | None) -> None:
    """Answer guests, with every door closed, beside any number of others on one PostgreSQL. Ctrl+C ends it.

    Told to stop, it finishes what it has begun, or gives it back to the others.
    """
    config = configured()
    if reason := works_alone(config):
        raise CannotStart(BadConfig(f"worker: {reason}"))
    set_up_logging(config.log_level, as_json=config.environment is Environment.PRODUCTION, debug=config.debug)
    try:
        with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
            runner.run(_work(config, _place_of_figures(config, metrics_port, figures_at), while_stdin=while_stdin))
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


def _place_of_figures(config: Config, port: int | None, given: int | None) -> _Figures | None:
    """Where, and to whom, this worker shows what it counts: what it was given is read by who began it alone."""
    if given is not None:
        return _Figures(socket.socket(fileno=given), LOOPBACK)
    if port is None and not config.metrics_port:
        return None
    place = listen(config.host, config.metrics_port if port is None else port, other="--metrics-port")
    return _Figures(place, config.metrics_allowed)


async def _work(config: Config, figures: _Figures | None, *, while_stdin: bool) -> None:
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    with suppress(NotImplementedError):  # where there are no signals, Ctrl+C is an exception
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopped.set)
    with suppress(NotImplementedError):
        if while_stdin:
            loop.add_reader(sys.stdin.fileno(), _read, stopped)
    async with AsyncExitStack() as opened:
        observer = await opened.enter_async_context(open_observer(config, registry))
        desk = await opened.enter_async_context(open_desk(config, observer=observer))
        if figures is not None:
            await opened.enter_async_context(shown(figures_of(registry, figures.allowed), figures.place))
            host, port = figures.place.getsockname()[:2]
            click.echo(f"What this worker counts is at http://{f'[{host}]' if ':' in host else host}:{port}/metrics")
        work = asyncio.create_task(desk.run(), name="hotel-agent worker")
        stop = asyncio.create_task(stopped.wait())
        who = "A canary worker" if desk.turns_only else "A worker"
        click.echo(f"{who} answers guests of {', '.join(each.name for each in config.tenants.tenants)}.")
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
