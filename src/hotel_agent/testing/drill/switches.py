"""What may go wrong outside the house, and for how long."""

from datetime import timedelta
from enum import Enum


class Trouble(Enum):
    """A trouble of a PMS."""

    NONE = "none"
    SLOW = "slow"
    DEAD = "dead"
    FORGETFUL = "forgetful"
    """It does what it is asked and then often does not say so."""

    @property
    def lasts(self) -> timedelta:
        """How long a slow answer takes."""
        return timedelta(seconds=2)


class Outage(Enum):
    """Something goes away for a while."""

    POSTGRES_RESTARTS = "PostgreSQL is restarted"
    BOOK_DEAD = "the PMS is dead"
    REDIS_HANGS = "Redis hangs"
    BOOK_FORGETFUL = "the PMS does its work and falls silent"
    META_AWAY = "Meta is away"
    BOOK_SLOW = "the PMS is slow"
    POSTGRES_DIES = "PostgreSQL is killed"


ON_POSTGRESQL = tuple(Outage)
ON_SQLITE = (Outage.BOOK_DEAD, Outage.BOOK_FORGETFUL, Outage.META_AWAY, Outage.BOOK_SLOW)
LASTS = timedelta(seconds=4)
"""How long what goes away stays away."""
