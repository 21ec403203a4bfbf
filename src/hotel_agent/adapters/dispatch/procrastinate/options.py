"""How a worker on PostgreSQL works."""

from collections.abc import Mapping
from datetime import timedelta

from attrs import field, frozen, validators

from hotel_agent.domain.errors import BadConfig


@frozen(kw_only=True)
class ProcrastinateOptions:
    """How a worker on PostgreSQL works."""

    at_once: int = field(default=8, validator=validators.ge(1))
    """So many pieces are served at the same time in this process."""
    poll: timedelta = timedelta(seconds=0.2)
    """What nobody is told of is found after so long: a moment that came, a lock that became free."""
    look: timedelta = timedelta(seconds=1)
    """How often a worker says that it lives, and looks for work that was lost."""
    silence: timedelta = timedelta(seconds=5)
    """A worker who has not said for so long that it lives is taken for dead, and others do what it had begun."""
    rest: timedelta = timedelta(seconds=1)
    """A piece that failed is left alone for so long, twice as long each time it fails again ..."""
    longest_rest: timedelta = timedelta(minutes=1)
    """... but no longer than this."""
    grace: timedelta = timedelta(seconds=10)
    """Told to stop, what was begun may take so long to finish. What does not is given back for others to do."""


def read_options(options: Mapping[str, object]) -> ProcrastinateOptions:
    """The one option is `at_once`, a whole number of at least 1. Raises BadConfig with every problem."""
    problems = [f"{key}: unknown; at_once is the one option" for key in sorted(options) if key != "at_once"]
    at_once = options.get("at_once", ProcrastinateOptions().at_once)
    if type(at_once) is not int or at_once < 1:
        problems.append(f"at_once: {at_once!r} found, a whole number of at least 1 expected")
        at_once = 1
    if problems:
        raise BadConfig(problems)
    return ProcrastinateOptions(at_once=at_once)
