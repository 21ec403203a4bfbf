"""Deciding one happening, and asking between two decisions what must be known."""

from datetime import datetime, timedelta

from attrs import evolve, field, frozen
from loguru import logger

from hotel_agent.application.deadline import within
from hotel_agent.application.houses import Houses
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.decide import decide
from hotel_agent.domain.conversations.effects import (
    Command,
    FindReservation,
    Ignore,
    Query,
    SearchRooms,
    Understand,
)
from hotel_agent.domain.conversations.events import (
    BookSilent,
    DeskFailed,
    Happening,
    NothingOffered,
    ReservationsFound,
    RoomsFound,
    Understood,
)
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.talk import Decision
from hotel_agent.domain.conversations.trace import BookAsked, WordsRead, book_asked, words_read
from hotel_agent.domain.conversations.understanding import Understanding
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import EventKey
from hotel_agent.domain.refusals import Refusal
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.nlu import Nlu

MOST_QUERIES = 8
BUDGET = timedelta(seconds=15)
"""What one turn may ask and take; past it a person takes over."""


@frozen
class Decided:
    """What a turn came to before it is kept."""

    state: Conversation
    commands: tuple[Command, ...] = ()
    ignored: tuple[str, ...] = ()
    heard: str = ""
    """The intent its words showed first, for those who count."""
    rules: tuple[str, ...] = ()
    read: tuple[WordsRead, ...] = ()
    asked: tuple[BookAsked, ...] = ()

    def then(self, decision: Decision) -> "Decided":
        """This, and after it what was decided next."""
        commands = tuple(effect for effect in decision.effects if isinstance(effect, Command))
        ignored = tuple(effect.reason for effect in decision.effects if isinstance(effect, Ignore))
        return evolve(
            self,
            state=decision.state,
            commands=self.commands + commands,
            ignored=self.ignored + ignored,
            rules=self.rules + decision.rules,
        )

    def told(self, query: Query, answer: Happening, milliseconds: int) -> "Decided":
        """This, and what was asked and answered before the next decision."""
        asked = book_asked(query, answer, milliseconds)
        read = (words_read(answer.understanding),) if isinstance(answer, Understood) else ()
        return evolve(self, read=self.read + read, asked=self.asked if asked is None else (*self.asked, asked))


@frozen(kw_only=True)
class Asking:
    """Decides one happening after another, asking between two decisions."""

    houses: Houses
    nlu: Nlu
    clock: Clock
    house: House
    deadline: datetime
    read: dict[Understand, Understanding] = field(factory=dict)
    """What was read already: whoever decides the same once more, under other terms, need not have it read again."""
    _asked: list[Query] = field(factory=list, init=False)

    async def settle(self, decided: Decided, happening: Happening) -> Decided:
        """Decide this, and whatever its queries answer, until nothing more is asked."""
        clock = self.clock
        open_queries: list[Query] = []
        next_up: Happening | None = happening
        while next_up is not None:
            decision = decide(decided.state, next_up, self.house)
            open_queries += [effect for effect in decision.effects if isinstance(effect, Query)]
            decided = decided.then(decision)
            if isinstance(next_up, Understood) and next_up.understanding.intents:
                decided = evolve(decided, heard=decided.heard or next_up.understanding.intents[0].name)
            next_up = None
            if open_queries:
                query = open_queries.pop(0)
                self._asked.append(query)
                if len(self._asked) > MOST_QUERIES or clock.now() >= self.deadline:
                    open_queries.clear()
                    next_up = DeskFailed(key=happening.key, at=clock.now())
                else:
                    asked_at = clock.now()
                    next_up = await self._answer(query, happening.key)
                    taken = clock.now() - asked_at
                    self.houses.observer.step_done(type(query).__name__, taken.total_seconds())
                    decided = decided.told(query, next_up, taken // timedelta(milliseconds=1))
        return decided

    async def _answer(self, query: Query, key: EventKey) -> Happening:
        clock, pms = self.clock, self.houses.book(self.house.tenant)
        try:
            match query:
                case Understand(texts=texts, reading=reading):
                    if query not in self.read:
                        reader = self.nlu.understand(texts, reading)
                        self.read[query] = await within(clock, self.deadline, reader)
                    return Understood(key=key, at=clock.now(), understanding=self.read[query])
                case SearchRooms(ask=ask):
                    found = await within(clock, self.deadline, pms.search(ask))
                    if isinstance(found, Refusal):
                        return NothingOffered(key=key, at=clock.now(), ask=ask, refusal=found)
                    return RoomsFound(key=key, at=clock.now(), ask=ask, offers=tuple(found))
                case FindReservation(by=by):
                    reservations = await within(clock, self.deadline, pms.find(self.house.property.id, by))
                    return ReservationsFound(key=key, at=clock.now(), by=by, reservations=tuple(reservations))
        except Unavailable as cause:
            logger.warning("a query was not answered", query=type(query).__name__, cause=type(cause).__name__)
            if isinstance(query, Understand):
                return DeskFailed(key=key, at=clock.now())
            return BookSilent(key=key, at=clock.now())
