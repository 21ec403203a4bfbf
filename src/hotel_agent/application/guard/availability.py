"""What the book answered to a search a moment ago. Never used to reserve: the book itself has the last word there."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta

from attrs import define, field, frozen

from hotel_agent.application.deadline import stop
from hotel_agent.domain.ids import PropertyId, TenantId
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.observer import Observer

LIFE = timedelta(seconds=30)
"""For so long an answer is given again."""
MOST = 500
"""So many answers are kept, the oldest thrown away first."""

Answer = Sequence[Offer] | Refusal


@define
class _Question:
    """Asked, and not answered yet: who asks the same waits for the same answer."""

    answer: asyncio.Future[Answer]
    waiting: int = 0


@frozen(kw_only=True)
class Availability:
    """Answers of one tenant's book. The whole `Ask` is the key: property, nights, parties, room type and all."""

    tenant: TenantId
    clock: Clock
    observer: Observer
    _kept: dict[Ask, tuple[datetime, Answer]] = field(factory=dict, init=False)
    _asked: dict[Ask, _Question] = field(factory=dict, init=False)

    async def of(self, ask: Ask, search: Callable[[], Coroutine[object, object, Answer]]) -> Answer:
        """What was answered a moment ago, or what the search answers now. Raises what the search raises."""
        known, question = self._kept.get(ask), self._asked.get(ask)
        fresh = known is not None and self.clock.now() - known[0] < LIFE
        self.observer.book_recalled("search", "fresh" if fresh or question else "none", tenant=self.tenant)
        if known is not None and fresh:
            return known[1]
        if question is None:
            question = self._asked[ask] = _Question(asyncio.ensure_future(search()))
            question.answer.add_done_callback(lambda _: self._answered(ask, question))
        question.waiting += 1
        try:
            return await asyncio.shield(question.answer)
        finally:
            question.waiting -= 1
            if question.waiting == 0 and not question.answer.done():
                # Whoever asks from now on asks anew.
                self._leave(ask, question)
                await stop(question.answer)

    def forget(self, property_id: PropertyId | None = None) -> None:
        """Something was changed there, or nobody knows where: what is known, or is being answered, counts no more."""
        for known in (self._kept, self._asked):
            for ask in [ask for ask in known if property_id in {None, ask.property_id}]:
                del known[ask]

    def _answered(self, ask: Ask, question: _Question) -> None:
        if not self._leave(ask, question) or question.answer.cancelled() or question.answer.exception() is not None:
            return
        while len(self._kept) >= MOST:
            del self._kept[next(iter(self._kept))]
        self._kept.pop(ask, None)
        self._kept[ask] = (self.clock.now(), question.answer.result())

    def _leave(self, ask: Ask, question: _Question) -> bool:
        """Whether this question still counted; it does not any more."""
        counted = self._asked.get(ask) is question
        if counted:
            del self._asked[ask]
        return counted
