"""The states of a breaker, as the library purgatory keeps them, without what we cannot use of it.

Its `async with` counts a call that was cancelled as a failure, and an excluded error as a success; its clock is the
machine's; a half-open breaker lets everybody through; nobody hears of calls turned away. So only its states, its rules
of going from one to the next, and its stores are used.
"""

from datetime import timedelta

from purgatory import AsyncAbstractUnitOfWork, AsyncCircuitBreakerFactory
from purgatory.domain.model import CLOSED, OPENED, Context, OpenedState

from hotel_agent.ports.breaker import BreakerState
from hotel_agent.ports.clock import Clock

MOST_FAILURES = 5
"""So many calls in a row without an answer open a breaker."""
LEFT_ALONE = timedelta(seconds=30)
"""For so long it stays open before a call finds out whether there is an answer again."""

_NEVER_HOLDS_BACK = float("-inf")
"""Seconds. purgatory reads the machine's clock: how long a breaker stays open is for us to say, by ours."""


class Circuits:
    """Breakers in one of purgatory's stores. Raises whatever the store raises."""

    def __init__(self, store: AsyncAbstractUnitOfWork, clock: Clock) -> None:
        self._factory = AsyncCircuitBreakerFactory(MOST_FAILURES, _NEVER_HOLDS_BACK, uow=store)
        self._clock = clock

    async def state(self, name: str) -> BreakerState:
        """How it stands at this moment: half open once it was left alone for long enough."""
        return self._read(await self._context(name))

    async def note(self, name: str, begun: BreakerState, *, answered: bool) -> BreakerState:
        """A call that began in this state got an answer or none. What began before it opened says nothing new."""
        context = await self._context(name)
        if begun is BreakerState.HALF_OPEN:
            context.handle_new_request()
        before = context.state
        if answered:
            context.handle_end_request()
        else:
            context.handle_exception(TimeoutError())
        if context.state == OPENED != before:
            opened = OpenedState(name)
            opened.opened_at = self._clock.now().timestamp()
            context.set_state(opened)
        while context.messages:
            await self._factory.messagebus.handle(context.messages.pop(0), self._factory.uow)
        return self._read(context)

    async def _context(self, name: str) -> Context:
        return (await self._factory.get_breaker(name)).context

    def _read(self, context: Context) -> BreakerState:
        if context.state == CLOSED:
            return BreakerState.CLOSED
        opened_at = context.opened_at
        if opened_at is not None and self._clock.now().timestamp() < opened_at + LEFT_ALONE.total_seconds():
            return BreakerState.OPEN
        return BreakerState.HALF_OPEN
