"""`hotel-agent eval`: simulated guests against the whole service, judged by the hotel's book."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
import httpx
from prometheus_client import CollectorRegistry

from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import load_config, open_desk, open_observer
from hotel_agent.config import LogLevel, without_database
from hotel_agent.domain.errors import HotelAgentError
from hotel_agent.entrypoints.http.app import build_app
from hotel_agent.entrypoints.log import set_up_logging
from hotel_agent.ports.clock import Chance, Clock
from hotel_agent.ports.nlu import Nlu
from hotel_agent.ports.pms import Pms

if TYPE_CHECKING:
    from hotel_agent.testing.guests import Overheard
    from hotel_agent.testing.guests.house import Opening

_NEEDS_THE_KIT = "The simulated guests belong to the testing kit. Install it with: pip install 'hotel-agent[testing]'"
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("eval")
@click.argument("files", nargs=-1, type=_FILE)
@click.option("--seeds", type=click.IntRange(1), default=1, show_default=True, help="Each scenario so often.")
@click.option("--seed", default="1", show_default=True, help="Other dice.")
@click.option("--only", multiple=True, help="Only scenarios whose name with language holds this, or one of these.")
@click.option("--weather", "thrown", is_flag=True, help="Bad weather by the dice for scenarios that have none.")
@click.option(
    "--scan-logs", is_flag=True, help="Log everything, and look for guests in the log and in the figures of each story."
)
@click.option("--random", type=click.IntRange(0), default=0, help="So many guests of the generator, and no scenarios.")
@click.option("--multiwoz", type=_FILE, help="Goals of MultiWOZ hotels, one JSON object a line, and no scenarios.")
@click.option(
    "--write",
    type=click.Path(dir_okay=False, path_type=Path),
    help="All that was said, as Markdown. What stands there before the first story stays.",
)
@click.option("--report", type=click.Path(file_okay=False, path_type=Path), help="Where every failure is written.")
def evaluate(  # noqa: PLR0917 - one parameter an option
    files: tuple[Path, ...],
    seeds: int,
    seed: str,
    only: tuple[str, ...],
    thrown: bool,
    scan_logs: bool,
    random: int,
    multiwoz: Path | None,
    write: Path | None,
    report: Path | None,
) -> None:
    """Play the scenarios in FILES, or those of the package, with guests who answer, correct, digress and return.

    They write over the signed WhatsApp webhook and the web chat of a house in this process, by a clock that is moved.
    What stands in the hotel's book at the end, and what was said on the way, is judged. Any fault, and it exits 1.
    """
    try:
        from hotel_agent.testing import guests as kit  # noqa: PLC0415 - not part of every installation
    except ModuleNotFoundError as cause:
        raise click.ClickException(_NEEDS_THE_KIT) from cause
    try:
        if multiwoz is not None:
            goals = kit.read_multiwoz(multiwoz)
            scenarios = goals.scenarios
            click.echo(f"{len(scenarios)} goals, and {goals.left_out} left out that no single hotel can serve")
        elif files or not random:
            scenarios = [each for file in files for each in kit.read_scenarios(file)] or kit.shipped()
        else:
            scenarios = []
        plan = kit.EvaluationPlan(
            scenarios=[each for each in scenarios if not only or any(name in each.title for name in only)],
            seeds=seeds,
            seed=seed,
            thrown=thrown,
            random=random,
        )
        overheard = overhear(kit.Overheard()) if scan_logs else None
        playing = kit.evaluate(
            plan, opening(overheard=overheard), lambda line: click.echo(f"  {line}"), overheard=overheard
        )
        verdicts = asyncio.run(playing)
    except HotelAgentError as cause:
        raise click.ClickException(str(cause)) from cause
    if not verdicts:
        raise click.ClickException(f"No scenario's name holds {' or '.join(only)}.")
    for line in kit.figures(verdicts):
        click.echo(line)
    if write is not None:
        write.write_text(_introduction(write) + kit.as_pages(verdicts), encoding="utf-8")
    if report is not None:
        kit.write_report(verdicts, report)
        click.echo(f"Written to {report}")
    if not all(each.passed for each in verdicts):
        raise click.ClickException("Not every guest was served as they should be.")


def overhear(overheard: "Overheard") -> "Overheard":
    """Whoever hears everything this process writes into its log from now on, as production writes it."""
    set_up_logging(LogLevel.DEBUG, as_json=True, stream=overheard.log)
    return overheard


def _introduction(page: Path) -> str:
    """What somebody wrote before the first story of this page: it stays."""
    before, story, _ = (page.read_text(encoding="utf-8") if page.exists() else "").partition("\n## ")
    return f"{before}\n" if story else ""


def opening(nlu: Nlu | None = None, *, overheard: "Overheard | None" = None) -> "Opening":
    """How a house for simulated guests is opened: the desk and its web doors in this process. One reader serves all.

    Where it is overheard, it is watched as a service is, and its figures are read as it closes.
    """
    reader = nlu

    @asynccontextmanager
    async def opened(
        environ: Mapping[str, str], *, kept: bool, pms: Pms, clock: Clock, chance: Chance
    ) -> AsyncIterator[tuple[FrontDesk, httpx.AsyncClient]]:
        nonlocal reader
        config = load_config(environ)
        config = config if kept else without_database(config)
        registry = CollectorRegistry()
        async with AsyncExitStack() as stack:
            observer = None
            if overheard is not None:
                observer = await stack.enter_async_context(open_observer(config, registry))
            desk = await stack.enter_async_context(
                open_desk(config, pms=pms, nlu=reader, clock=clock, chance=chance, observer=observer)
            )
            reader = desk.nlu
            app: Callable[..., Awaitable[None]] = build_app(desk, config, registry=registry, works=False)
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as web:
                yield desk, web
                if overheard is not None:
                    overheard.figures.append((await web.get("/metrics")).raise_for_status().text)

    return opened
