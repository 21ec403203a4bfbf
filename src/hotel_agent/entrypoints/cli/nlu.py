"""`hotel-agent nlu`: train the reader of guests' messages, measure it, and look at what it understands."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import click

from hotel_agent.bootstrap import READER_LESSONS, AdviceTally, load_config, open_reader
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.domain.errors import BadConfig
from hotel_agent.entrypoints.cli.configuration import CannotStart
from hotel_agent.ports.nlu import Nlu

READER = click.Choice(["embedded", "llm", "rasa"])
EXAMPLES = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def nlu() -> None:
    """Train the reader of guests' messages, measure it, and see what it understands."""


@nlu.command()
@click.argument("files", nargs=-1, type=EXAMPLES)
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where the weights are kept."
)
def train(files: tuple[Path, ...], out: Path) -> None:
    """Fit weights to FILES of examples, or to the package's own. Needs the extra `nlu-training`."""
    _show(READER_LESSONS.train(files, out))


@nlu.command("eval")
@click.argument("files", nargs=-1, type=EXAMPLES)
@click.option("--train", "taught", multiple=True, type=EXAMPLES, help="Fit to these examples first.")
@click.option("--by-fold", is_flag=True, help="Fit to all folds of FILES but one and try that one, through all folds.")
@click.option("--with", "helping", multiple=True, type=EXAMPLES, help="Examples that help where labels are shared.")
@click.option("--weights", type=EXAMPLES, help="Weights made by `nlu train`, instead of the package's own.")
@click.option("--wrong", is_flag=True, help="Show every message that was not understood wholly right.")
@click.option("--dates", type=EXAMPLES, multiple=True, help="Score the dates and numbers in this file of specs.")
@click.option("--stays", type=EXAMPLES, multiple=True, help="Score the stay phrases in this file.")
@click.option("--reader", type=READER, help="Examine this reader, as configured, by what it says to the house.")
def evaluate(
    *,
    reader: str | None,
    files: tuple[Path, ...],
    taught: tuple[Path, ...],
    by_fold: bool,
    helping: tuple[Path, ...],
    weights: Path | None,
    wrong: bool,
    dates: tuple[Path, ...],
    stays: tuple[Path, ...],
) -> None:
    """Measure on FILES of examples, or on those of our own that were set aside.

    Prints micro F1, exact match, slot F1, a table by label, calibration and time a message. With --reader any reader
    sits the same exam: intents, dates and stays as the house is told of them.
    """
    if reader is not None:
        if taught or by_fold or helping or weights:
            raise click.UsageError("--train, --by-fold, --with and --weights measure weights, and --reader a reader")
        _ask(reader, lambda nlu: READER_LESSONS.sit_exam(nlu, files, dates=dates, stays=stays, wrong=wrong))
        return
    for file in dates:
        _show(READER_LESSONS.dates(file, wrong=wrong))
    for file in stays:
        _show(READER_LESSONS.stays(file, wrong=wrong))
    if files or not (dates or stays):
        _show(
            READER_LESSONS.examine(files, train=taught, by_fold=by_fold, helping=helping, weights=weights, wrong=wrong)
        )


@nlu.command()
@click.argument("text")
@click.option("--language", default="es", show_default=True, help="The language of the conversation so far.")
@click.option("--asked", type=click.Choice([each.value for each in Question]), help="What the house asked last.")
@click.option("--weights", type=EXAMPLES, help="Weights made by `nlu train`, instead of the package's own.")
@click.option("--reader", type=READER, help="What this reader, as configured, understands.")
def parse(text: str, language: str, asked: str | None, weights: Path | None, reader: str | None) -> None:
    """Show what is understood of TEXT, and why."""
    if reader is not None:
        if weights:
            raise click.UsageError("--weights is for the package's own reader; name them in HOTEL_NLU_WEIGHTS")
        _ask(reader, lambda nlu: READER_LESSONS.hear(nlu, text, language, asked))
        return
    _show(READER_LESSONS.parse(text, language, asked, weights))


def _ask(name: str, exam: Callable[[Nlu], Awaitable[list[str]]]) -> None:
    """Open the reader of this name, with the options of the environment, and put it to the exam."""
    tally = AdviceTally()

    async def sat() -> list[str]:
        config = load_config({**os.environ, "HOTEL_NLU": name})
        async with open_reader(config, observer=tally) as reader:
            return [*await exam(reader), *tally.lines()]

    try:
        lines = asyncio.run(sat())
    except BadConfig as bad:
        raise CannotStart(bad) from bad
    _show(iter(lines))


def _show(lines: Iterator[str]) -> None:
    try:
        for line in lines:
            click.echo(line)
    except BadConfig as bad:
        raise CannotStart(bad) from bad
