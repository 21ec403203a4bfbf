"""One turn of a conversation: take what waits, decide, ask what must be known, decide again, keep it all at once."""

from collections.abc import Sequence
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
    Say,
    SearchRooms,
    Understand,
    WakeAt,
)
from hotel_agent.domain.conversations.events import (
    BookSilent,
    DeskFailed,
    GivenUp,
    GuestEvent,
    GuestTurn,
    Happening,
    NothingOffered,
    Outcome,
    ReservationsFound,
    RoomsFound,
    Understood,
)
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.understanding import Understanding
from hotel_agent.domain.errors import Conflict, Unavailable, failure_facts
from hotel_agent.domain.ids import ConversationId, EventKey, TenantId, effect_key
from hotel_agent.domain.refusals import Refusal
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.nlu import Nlu
from hotel_agent.ports.observer import Observer
from hotel_agent.ports.storage import InboxRow, Lane, NewCommand, Storage

MOST_QUERIES = 8
BUDGET = timedelta(seconds=15)
"""What one turn may ask and take; past it a person takes over."""

HELD = timedelta(seconds=15)
"""While the book works on a guest's yes, what they write next waits so long for the outcome."""

_MOST_CONFLICTS = 5


@frozen
class Decided:
    """What a turn came to before it is kept."""

    state: Conversation
    commands: tuple[Command, ...] = ()
    ignored: tuple[str, ...] = ()


@frozen(kw_only=True)
class Turns:
    """Takes turns. Any number of workers may: what two decide at once, one keeps, and the other decides again."""

    storage: Storage
    houses: Houses
    nlu: Nlu
    clock: Clock
    observer: Observer
    quiet: timedelta

    async def take(self, tenant: TenantId, conversation: ConversationId) -> None:
        """Decide everything that is due in this conversation. Repeating is safe; with nothing due, nothing happens."""
        for _ in range(_MOST_CONFLICTS):
            try:
                return await self._take(tenant, conversation)
            except Conflict:
                logger.debug("a turn was decided twice", conversation=conversation)
        raise Conflict(f"conversation {conversation} changes faster than it is decided")

    async def _take(self, tenant: TenantId, conversation: ConversationId) -> None:
        began = self.clock.now()
        async with self.storage.work(tenant) as work:
            stored = await work.load(conversation)
            if stored is None:
                return
            waiting = await work.open_events(conversation)
            broken = len(await work.waiting(conversation)) > len(waiting)
            ready = _ready(waiting, stored.conversation, began, self.quiet)
            held = _held(waiting, ready, stored.conversation, began)
            if held:
                await work.postpone(conversation, [row.event.key for row in held], due_at=held[0].received_at + HELD)
        if broken:
            await self._set_aside(stored.conversation)
        if not ready:
            return
        decided = await self._decide(stored.conversation, ready, began)
        async with self.storage.work(tenant) as work:
            await work.commit_turn(
                evolve(decided.state, breath=None),
                version=stored.version,
                consumed=[row.event.key for row in ready],
                commands=self._commands(decided, ready[0].event.key),
            )
        self._report(stored.conversation, decided, began)

    async def _set_aside(self, conversation: Conversation) -> None:
        """Take out what nobody can read, so that it stands in nobody's way; where it was a guest's, a person looks."""
        async with self.storage.work(conversation.tenant) as work:
            broken = await work.unreadable(conversation.id)
        now = self.clock.now()
        async with self.storage.work(conversation.tenant) as work:
            for row in broken:
                logger.error("an event cannot be read and was set aside", conversation=conversation.id)
                for key in await work.set_aside(conversation.id, [row.key], at=now, cause=row.cause):
                    failed = DeskFailed(key=EventKey(f"unreadable:{key}"), at=now)
                    await work.add_event(conversation.id, failed, received_at=now, due_at=now)

    async def _decide(self, state: Conversation, ready: Sequence[InboxRow], began: datetime) -> Decided:
        decided = Decided(state)
        try:
            house = await self.houses.of(state)
            asking = _Asking(turns=self, house=house, deadline=began + BUDGET)
            for happening in _happenings(ready, self.clock.now()):
                decided = await asking.settle(decided, happening)
        except Exception as failure:  # noqa: BLE001 - see below
            # A bug of ours must not be met again by every worker for ever: the guest gets a person instead. What was
            # decided before it stands, so that no outcome of a command is lost.
            logger.error("a turn failed", conversation=state.id, **failure_facts(failure))
            failed = DeskFailed(key=ready[0].event.key, at=self.clock.now())
            decision = decide(decided.state, failed, self.houses.unread(state))
            decided = _add(decided, decision.state, decision.effects)
        return decided

    def _commands(self, decided: Decided, event: EventKey) -> list[NewCommand]:
        now, state = self.clock.now(), decided.state
        return [
            NewCommand(
                key=effect_key(state.tenant, state.account, event, position),
                command=command,
                lane=Lane.SAY if isinstance(command, Say) else Lane.ACT,
                due_at=command.at if isinstance(command, WakeAt) else now,
            )
            for position, command in enumerate(_merged(decided))
        ]

    def _report(self, before: Conversation, decided: Decided, began: datetime) -> None:
        seconds = (self.clock.now() - began).total_seconds()
        purpose = decided.state.purpose or before.purpose or "none"
        ignored = decided.ignored[0] if decided.ignored and not decided.commands else None
        self.observer.turn_done(intent=purpose, seconds=seconds, ignored=ignored)
        handover = decided.state.handover
        if handover is not None and handover != before.handover:
            self.observer.handed_over(reason=handover.reason.value)


@frozen
class _Asking:
    """Decides one happening after another, asking between two decisions."""

    turns: Turns
    house: House
    deadline: datetime
    _asked: list[Query] = field(factory=list, init=False)

    async def settle(self, decided: Decided, happening: Happening) -> Decided:
        """Decide this, and whatever its queries answer, until nothing more is asked."""
        clock = self.turns.clock
        open_queries: list[Query] = []
        next_up: Happening | None = happening
        while next_up is not None:
            decision = decide(decided.state, next_up, self.house)
            open_queries += [effect for effect in decision.effects if isinstance(effect, Query)]
            decided = _add(decided, decision.state, decision.effects)
            next_up = None
            if open_queries:
                query = open_queries.pop(0)
                self._asked.append(query)
                if len(self._asked) > MOST_QUERIES or clock.now() >= self.deadline:
                    open_queries.clear()
                    next_up = DeskFailed(key=happening.key, at=clock.now())
                else:
                    next_up = await self._answer(query, happening.key)
        return decided

    async def _answer(self, query: Query, key: EventKey) -> Happening:
        turns, clock = self.turns, self.turns.clock
        pms = turns.houses.book(self.house.tenant)
        try:
            match query:
                case Understand(texts=texts, reading=reading):
                    understanding: Understanding = await within(
                        clock, self.deadline, turns.nlu.understand(texts, reading)
                    )
                    return Understood(key=key, at=clock.now(), understanding=understanding)
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


def _ready(waiting: Sequence[InboxRow], state: Conversation, now: datetime, quiet: timedelta) -> list[InboxRow]:
    """What this turn decides: outcomes first, so that a guest who wrote meanwhile is answered knowing them."""
    outcomes = [row for row in waiting if isinstance(row.event, Outcome)]
    guests = [row for row in waiting if isinstance(row.event, GuestEvent)]
    others = [row for row in waiting if row not in outcomes and row not in guests and row.due_at <= now]
    if any(_ends_the_errand(row) for row in outcomes) and state.errand is not None:
        spoken = [row for row in guests if row.due_at <= now or row.received_at + quiet <= now]
    elif state.errand is not None:
        spoken = [row for row in guests if row.due_at <= now and guests[0].received_at + HELD <= now]
    else:
        spoken = [row for row in guests if row.due_at <= now]
    return outcomes + [row for row in waiting if row in others or row in spoken]


def _ends_the_errand(row: InboxRow) -> bool:
    """That a message was given up says nothing of what the book is doing."""
    return not (isinstance(row.event, GivenUp) and row.event.command not in {"book", "modify", "cancel"})


def _held(waiting: Sequence[InboxRow], ready: list[InboxRow], state: Conversation, now: datetime) -> list[InboxRow]:
    """What is due and yet waits for the outcome of the command under way."""
    if state.errand is None:
        return []
    return [row for row in waiting if isinstance(row.event, GuestEvent) and row.due_at <= now and row not in ready]


def _happenings(ready: Sequence[InboxRow], now: datetime) -> list[Happening]:
    """The events in sequence, all the guest sent folded into one turn where the first of it stands."""
    sent = tuple(row.event for row in ready if isinstance(row.event, GuestEvent))
    happenings: list[Happening] = []
    for row in ready:
        if isinstance(row.event, Happening):
            happenings.append(row.event)
        elif sent and row.event is sent[0]:
            happenings.append(GuestTurn(key=row.event.key, at=now, sent=sent))
    return happenings


def _add(decided: Decided, state: Conversation, effects: Sequence[object]) -> Decided:
    commands = tuple(effect for effect in effects if isinstance(effect, Command))
    ignored = tuple(effect.reason for effect in effects if isinstance(effect, Ignore))
    return Decided(state, decided.commands + commands, decided.ignored + ignored)


def _merged(decided: Decided) -> list[Command]:
    """The commands, the reply first: all that is said in one turn, with the choices that still hold at its end."""
    said = [command for command in decided.commands if isinstance(command, Say)]
    if len(said) < 2:
        return list(decided.commands)
    reply = said[0].reply
    for more in said[1:]:
        reply = reply + more.reply
    open_choices = {choice.token for choice in decided.state.choices}
    reply = evolve(reply, choices=tuple(choice for choice in reply.choices if choice.token in open_choices))
    merged = evolve(said[-1], reply=reply, although_handed_over=any(each.although_handed_over for each in said))
    return [merged, *(command for command in decided.commands if not isinstance(command, Say))]
