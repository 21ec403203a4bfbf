"""What a drill plays, and the dice it plays with: the same seed throws the same dice, whatever the machine does."""

from datetime import timedelta

from attrs import field, frozen, validators

from hotel_agent.domain.ids import digest


@frozen(kw_only=True)
class DrillPlan:
    """How much is to happen in one run."""

    on_postgresql: bool = True
    """Otherwise one process keeps everything in a SQLite file."""
    messages: int = field(default=2000, validator=validators.ge(1))
    """At least so many messages of guests."""
    kills: int = field(default=40, validator=validators.ge(0))
    """So many processes are killed with kill -9, spread over the messages."""
    outages: int = field(default=5, validator=validators.ge(0))
    """So many times something outside goes away, spread over the messages."""
    at_once: int = field(default=40, validator=validators.ge(1))
    """So many guests write at the same time."""
    doors: int = field(default=2, validator=validators.ge(1))
    """Processes that take posts in; each works too."""
    workers: int = field(default=2, validator=validators.ge(0))
    """Processes that only work."""
    seed: str = "1"
    patience: timedelta = timedelta(minutes=3)
    """A guest who hears nothing for so long counts as lost."""


class Dice:
    """Numbers by chance, the same for the same seed."""

    def __init__(self, *seed: str) -> None:
        self._seed = seed
        self._throws = 0

    def below(self, limit: int) -> int:
        """A number from 0 to below this limit."""
        self._throws += 1
        return int(digest(*self._seed, str(self._throws)), 16) % limit

    def happens(self, percent: int) -> bool:
        """True so many times in a hundred."""
        return self.below(100) < percent
