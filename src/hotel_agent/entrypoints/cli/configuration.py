"""What the installation was told, read from the environment; and everything that is wrong with it."""

import os
from typing import IO, Any

import click

from hotel_agent.bootstrap import load_config
from hotel_agent.config import Config, report
from hotel_agent.domain.errors import BadConfig


class CannotStart(click.ClickException):
    """The configuration cannot be used: every problem is shown, nothing is started."""

    exit_code = 2

    def __init__(self, bad: BadConfig) -> None:
        super().__init__("\n".join(report(bad)))

    def show(self, file: IO[Any] | None = None) -> None:
        """Every problem, one a line."""
        click.echo(self.message, file=file, err=file is None)


def configured() -> Config:
    """The configuration. Ends the command with every problem, and exit code 2, where there is one."""
    try:
        return load_config(os.environ)
    except BadConfig as bad:
        raise CannotStart(bad) from bad


@click.command("check-config")
def check_config() -> None:
    """Show what would be used, or everything that is wrong. Starts nothing; no secret is shown."""
    for line in report(configured()):
        click.echo(line)
