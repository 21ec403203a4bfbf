"""`hotel-agent serve`: the service, until it is told to stop."""

import asyncio
import signal
import socket
from urllib.parse import urlunsplit

import click
import uvicorn
from attrs import evolve
from prometheus_client import CollectorRegistry
from uvicorn.loops.auto import auto_loop_factory

from hotel_agent.bootstrap import open_desk, open_observer
from hotel_agent.config import Config, Environment, place_of
from hotel_agent.domain.errors import BadConfig, Unavailable
from hotel_agent.entrypoints.cli.asking import ASK_DOCTOR
from hotel_agent.entrypoints.cli.configuration import CannotStart, configured
from hotel_agent.entrypoints.cli.crew import Crew
from hotel_agent.entrypoints.cli.listening import listen
from hotel_agent.entrypoints.cli.worker import works_alone
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.entrypoints.http.streams import Streams
from hotel_agent.entrypoints.log import set_up_logging

_SECONDS_TO_FINISH = 10
"""For so long requests that have begun may go on after the service was told to stop."""


@click.command()
@click.option("--host", help="The address to listen at; otherwise HOTEL_HOST, or this machine only.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="The port to listen at; otherwise HOTEL_PORT. 0: any free one."
)
@click.option(
    "--workers",
    type=click.IntRange(0, 64),
    default=1,
    show_default=True,
    help="How many answer guests: this process, and on PostgreSQL others beside it. 0: `hotel-agent worker` does it.",
)
def serve(host: str | None, port: int | None, workers: int) -> None:
    """Open the hotel's doors: webhooks, web chat and its page, health, metrics. Ctrl+C closes them."""
    config = configured()
    if workers != 1 and (reason := works_alone(config)):
        raise CannotStart(BadConfig(f"--workers: 1 expected, {workers} found: {reason}"))
    config = evolve(config, host=host or config.host, port=config.port if port is None else port)
    set_up_logging(config.log_level, as_json=config.environment is Environment.PRODUCTION, debug=config.debug)
    listening = listen(config.host, config.port, other="--port", variable="HOTEL_PORT")
    try:
        with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
            opened = runner.run(_serve(config, listening, workers))
    except BadConfig as bad:
        raise CannotStart(bad) from bad
    except Unavailable as away:
        raise click.ClickException(f"The service could not be opened: {away}. {ASK_DOCTOR}") from away
    if not opened:
        raise click.ClickException("The service could not be opened; the lines above say why.")


async def _serve(config: Config, listening: socket.socket, workers: int) -> bool:
    registry = CollectorRegistry()
    async with open_observer(config, registry) as observer, open_desk(config, observer=observer) as desk:
        crew, streams = Crew(workers - 1, clock=desk.clock), Streams()
        server = _Server(
            uvicorn.Config(
                build_app(desk, config, registry=registry, works=workers > 0, streams=streams, crew_counts=crew.counts),
                lifespan="on",
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_SECONDS_TO_FINISH,
            ),
            welcome=_welcome(config, listening),
            crew=crew,
            streams=streams,
        )
        # Once it has stopped, the server raises the signals it caught once more; by then we are closing the desk.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        async with crew.at_work():
            await server.serve(sockets=[listening])
        return server.opened


class _Server(uvicorn.Server):
    """Says where it listens once it does, and tells its crew when it no longer does."""

    def __init__(self, config: uvicorn.Config, *, welcome: str, crew: Crew, streams: Streams) -> None:
        super().__init__(config)
        self._welcome = welcome
        self._crew = crew
        self._streams = streams
        self.opened = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the doors."""
        await super().startup(sockets)
        self.opened = self.started
        if self.opened:
            click.echo(self._welcome)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the doors, while all who work finish what they have begun."""
        self._crew.dismiss()
        self._streams.end()
        await super().shutdown(sockets)


def _welcome(config: Config, listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    base = urlunsplit(("http", f"[{shown}]:{port}" if ":" in shown else f"{shown}:{port}", "", "", ""))
    houses = ", ".join(each.name for tenant in config.tenants.tenants for each in tenant.properties)
    lines = [
        f"{houses} is open{'' if config.tenants_file else ' (the demo hotel)'}.",
        f"  Talk with it  {base}/",
        f"  Its routes    {base}/docs",
        f"  Its health    {base}/health/ready",
        f"  Kept in       {place_of(config)}",
    ]
    lines += [
        f"  WhatsApp      {base}/webhooks/whatsapp{'/' if app.name else ''}{app.name}" for app in config.whatsapp_apps
    ]
    return "\n".join([*lines, "Stop it with Ctrl+C."])
