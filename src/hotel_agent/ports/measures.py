"""What a history of measurements tells of one version of the service, over one window of time."""

from collections.abc import Mapping
from datetime import timedelta

from attrs import field, frozen


@frozen(kw_only=True)
class Window:
    """Which instances are looked at, by labels of theirs; over how long a time, and how long ago that ended."""

    labels: Mapping[str, str]
    over: timedelta
    ended_ago: timedelta = timedelta()


@frozen
class Durations:
    """How many durations were up to each edge, in seconds, and longer than the one before; the last has no end."""

    edges: tuple[float, ...]
    """Growing; infinity last."""
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts)

    def up_to(self, edge: float) -> int:
        """How many were no longer than this edge."""
        return sum(count for each, count in zip(self.edges, self.counts, strict=True) if each <= edge)


NO_DURATIONS = Durations((float("inf"),), (0,))


@frozen
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def rate(self) -> float | None:
        """From 0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None


@frozen(kw_only=True)
class Observed:
    """What was counted of one version. Nothing counted is nothing known, not a zero."""

    turns: Durations = NO_DURATIONS
    """How long turns took that were decided, from begin to commit."""
    errors: Share = field(default=Share(0, 0))
    """Answers over HTTP that were errors of ours (5xx), supervisors' questions left out."""
    failed_commands: Share = field(default=Share(0, 0))
    """Attempts to do or say something that came to nothing."""
    handovers: Share = field(default=Share(0, 0))
    """Handovers to a person, against turns."""
    reservations: Share = field(default=Share(0, 0))
    """Attempts to reserve that made a reservation."""
