"""`hotel-agent nlu`: train the reader of guests' messages, measure it, and look at what it understands."""

from collections.abc import Iterator
from pathlib import Path

import click

from hotel_agent.bootstrap import READER_LESSONS
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.domain.errors import BadConfig
from hotel_agent.entrypoints.cli.configuration import CannotStart

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
def evaluate(
    *,
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

    Prints micro F1, exact match, slot F1, a table by label, calibration and time a message.
    """
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
def parse(text: str, language: str, asked: str | None, weights: Path | None) -> None:
    """Show what is understood of TEXT, and why."""
    _show(READER_LESSONS.parse(text, language, asked, weights))


def _show(lines: Iterator[str]) -> None:
    try:
        for line in lines:
            click.echo(line)
    except BadConfig as bad:
        raise CannotStart(bad) from bad
