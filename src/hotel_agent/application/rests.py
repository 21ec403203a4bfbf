"""Rests that a channel asked for. They are no failed attempts; how many there were stands in the command's cause."""

import re
from datetime import timedelta

from attrs import frozen

from hotel_agent.ports.rows import OutboxRow

LONGEST = timedelta(hours=24)
"""So long, in all, a command is left alone because somebody asks for it; then a person decides."""

_NOTE = re.compile(r"; left alone (\d+) times, (\d+) seconds in all$")


@frozen
class Rests:
    """How often a command was left alone, and for how long in all."""

    times: int = 0
    seconds: int = 0

    @classmethod
    def of(cls, row: OutboxRow) -> "Rests":
        """Those of this command until now."""
        noted = _NOTE.search(row.cause)
        return cls(int(noted[1]), int(noted[2])) if noted else cls()

    def with_one_of(self, wait: timedelta) -> "Rests":
        """These and one more."""
        return Rests(self.times + 1, self.seconds + round(wait.total_seconds()))

    @property
    def are_too_long(self) -> bool:
        """Whether nobody should wait any longer."""
        return timedelta(seconds=self.seconds) > LONGEST

    def noted_in(self, cause: str) -> str:
        """The cause, with what has to be known of them at the next attempt."""
        if not self.times:
            return cause
        return f"{cause}; left alone {self.times} times, {self.seconds} seconds in all"


def failures(row: OutboxRow) -> int:
    """How often it was tried in vain, this time included; a rest is not counted."""
    return row.attempts - Rests.of(row).times
