"""A program of this machine, run over a repository: what it said, and how it ended."""

import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from attrs import frozen

from hotel_agent.config import VARIABLES

_PATIENCE_SECONDS = 3 * 60 * 60
"""Longer than the whole suite takes on a slow machine: a program that hangs does not hold the release for ever."""
_LONGEST_LINE = 160


@frozen
class Ended:
    """How a program ended, and what it said."""

    code: int
    said: str

    @property
    def first(self) -> str:
        """The first thing it said, cut short."""
        return next((line.strip()[:_LONGEST_LINE] for line in self.said.splitlines() if line.strip()), self.last)

    @property
    def last(self) -> str:
        """The last thing it said, cut short."""
        lines = [line.strip() for line in self.said.splitlines() if line.strip()]
        return lines[-1][:_LONGEST_LINE] if lines else f"exit code {self.code}, without a word"


def is_here(module: str) -> bool:
    """Whether this installation has a program of Python."""
    return find_spec(module) is not None


def run_module(module: str, *arguments: str, at: Path, told: Mapping[str, str] | None = None) -> Ended:
    """Run a module that is a program; see `run_python`."""
    return run_python("-m", module, *arguments, at=at, told=told)


def run_python(*arguments: str, at: Path, told: Mapping[str, str] | None = None) -> Ended:
    """Run this very Python, over the code of a repository where it has some.

    It knows nothing of this installation: whatever it tries out stays away from the hotels' database and book.
    """
    own = at / "src"
    environ = {name: text for name, text in os.environ.items() if name not in VARIABLES}
    if own.is_dir():
        environ["PYTHONPATH"] = os.pathsep.join([str(own), *filter(None, [environ.get("PYTHONPATH")])])
    return run(sys.executable, *arguments, at=at, environ={**environ, **(told or {})})


def run(*command: str, at: Path, environ: Mapping[str, str] | None = None) -> Ended:
    """Run a program in a folder. One that is not there, or that hangs, has ended badly."""
    try:
        ended = subprocess.run(  # noqa: S603 - programs of our own choosing, without a shell
            command,
            cwd=at,
            env=dict(os.environ if environ is None else environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as cause:
        return Ended(-1, f"{command[0]}: {type(cause).__name__}")
    return Ended(ended.returncode, ended.stdout.decode(errors="replace"))
