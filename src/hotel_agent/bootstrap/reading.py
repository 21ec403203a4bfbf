"""Opens the reader of guests' messages that a configuration names."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from hotel_agent.adapters.breakers.memory import MemoryBreakers
from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.nlu import NLUS
from hotel_agent.adapters.observer import QuietObserver
from hotel_agent.bootstrap.families import row
from hotel_agent.config import Config
from hotel_agent.ports.breaker import Breakers
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.nlu import Nlu
from hotel_agent.ports.observer import Observer


@asynccontextmanager
async def open_reader(
    config: Config, *, clock: Clock | None = None, observer: Observer | None = None, breakers: Breakers | None = None
) -> AsyncIterator[Nlu]:
    """The reader alone, for whoever needs no desk. Raises BadConfig before anything connects."""
    clock = clock or SystemClock()
    factory = row(NLUS, config.nlu, "nlu")
    opening = factory(
        config.nlu.options,
        clock=clock,
        observer=observer or QuietObserver(),
        breakers=breakers or MemoryBreakers(clock),
    )
    async with opening as reader:
        yield reader


class AdviceTally(QuietObserver):
    """Counts what came of asking a reader outside the house."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()

    def advice_asked(self, reader: str, outcome: str, *, seconds: float = 0.0) -> None:  # noqa: ARG002
        """Count it."""
        self.outcomes[outcome] += 1

    def lines(self) -> Iterator[str]:
        """What came of it; nothing where nobody was asked."""
        if self.outcomes:
            counts = ", ".join(f"{outcome} {count}" for outcome, count in self.outcomes.most_common())
            yield f"advice asked {self.outcomes.total()} times: {counts}"
        if self.outcomes.total() > self.outcomes["done"]:
            yield "without advice the embedded reader read alone, and its answers are among these"
