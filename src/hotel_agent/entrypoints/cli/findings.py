"""What was found, as one reads it in a terminal."""

from textwrap import fill

import click

from hotel_agent.ports.abilities import Finding

_WIDTH = 100
_INDENT = " " * 9


def show(finding: Finding) -> None:
    """One finding, with what to do about it below."""
    click.echo(f"{finding.verdict.value:<9}{finding.what}{': ' if finding.seen else ''}{finding.seen}")
    if finding.remedy:
        click.echo(fill(finding.remedy, _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT))
