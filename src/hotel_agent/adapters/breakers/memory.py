"""The breakers of one process, in its memory."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from purgatory import AsyncInMemoryUnitOfWork

from hotel_agent.adapters.breakers.circuit import Circuits
from hotel_agent.domain.errors import BadConfig
from hotel_agent.ports.breaker import BreakerState
from hotel_agent.ports.clock import Clock


@asynccontextmanager
async def open_memory(options: Mapping[str, object], *, clock: Clock) -> AsyncIterator["MemoryBreakers"]:
    """Breakers that are all closed. There are no options."""
    if options:
        raise BadConfig([f"{key}: unknown; there are no options" for key in sorted(options)])
    yield MemoryBreakers(clock)


class MemoryBreakers:
    """The port `Breakers`, in memory."""

    def __init__(self, clock: Clock) -> None:
        self._circuits = Circuits(AsyncInMemoryUnitOfWork(), clock)

    def breaker(self, name: str) -> "MemoryBreaker":
        """The one of this name; ask for it once and keep it: it knows who is trying."""
        return MemoryBreaker(name, self._circuits)


class MemoryBreaker:
    """The port `Breaker`, over states in memory."""

    def __init__(self, name: str, circuits: Circuits) -> None:
        self._name = name
        self._circuits = circuits
        self._trying = False

    async def lets_through(self) -> BreakerState:
        """How it stands for a call that begins now; half open for one call at a time."""
        return self._one_at_a_time(await self._circuits.state(self._name))

    async def ended(self, begun: BreakerState, *, answered: bool | None) -> BreakerState:
        """Count how the call ended, unless its caller gave up."""
        try:
            if answered is None:
                return await self._circuits.state(self._name)
            return await self._circuits.note(self._name, begun, answered=answered)
        finally:
            if begun is BreakerState.HALF_OPEN:
                self.gives_way()

    def gives_way(self) -> None:
        """Who was trying is not any more: the next one may."""
        self._trying = False

    def _one_at_a_time(self, state: BreakerState) -> BreakerState:
        if state is not BreakerState.HALF_OPEN:
            return state
        if self._trying:
            return BreakerState.OPEN
        self._trying = True
        return state
