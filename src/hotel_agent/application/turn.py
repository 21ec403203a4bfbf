"""One turn of a conversation: take what waits, decide, ask what must be known, decide again, keep it all at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from attrs import evolve, field, frozen
from loguru import logger

from hotel_agent.application.asking import BUDGET, Asking, Decided
from hotel_agent.application.attending import Attention
from hotel_agent.application.deadline import within
from hotel_agent.application.drafting import Drafting
from hotel_agent.application.houses import PATIENCE, Houses
from hotel_agent.application.keeping import Senses
from hotel_agent.application.matters import HELD, Matter, held, matters_in, ready, together
from hotel_agent.application.merging import merged
from hotel_agent.application.notifying import Addressee, Addressees, addressed
from hotel_agent.application.poison import MOST_TRIES, NO_END, Lost, reason, rest, stand_in_name
from hotel_agent.application.spared import Spared
from hotel_agent.application.tallying import Tally, purpose_of_turn
from hotel_agent.application.trails import deciding
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.decide import decide
from hotel_agent.domain.conversations.drafts import News
from hotel_agent.domain.conversations.effects import Say, Spoken, WakeAt
from hotel_agent.domain.conversations.events import GuestErased, GuestRevoked
from hotel_agent.domain.conversations.trace import Trace, lines_of
from hotel_agent.domain.errors import Bug, Conflict, Unavailable, failure_facts
from hotel_agent.domain.ids import ConversationId, EventKey, TenantId, effect_key, event_name, turn_name
from hotel_agent.ports.channel import Channel
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.limits import Limits
from hotel_agent.ports.nlu import Nlu
from hotel_agent.ports.observer import Observer
from hotel_agent.ports.rows import InboxRow, Lane, NewCommand, Stored
from hotel_agent.ports.storage import Storage, Work
from hotel_agent.ports.trail import Trail, following

_MOST_CONFLICTS = 5


@frozen
class _Taken:
    """What one turn decides, of a conversation as it was last committed; or what is to be set aside instead."""

    stored: Stored
    matters: Sequence[Matter] = ()
    lost: Lost | None = None
    shadow: bool = False
    """Whether the machine only drafts, and people answer."""

    @property
    def trail(self) -> Trail:
        """The step this turn is."""
        state, lost = self.stored.conversation, self.lost
        if lost is None:
            return deciding(state, self.matters, under=self.matters[0].keys[0])
        return deciding(state, (), lost=lost.keys[0], under=stand_in_name(self.stored.version, lost.keys))


@frozen
class _Outcome:
    """What became of what a turn took."""

    decided: Decided
    done: Sequence[Matter] = ()
    failed: Matter | None = None
    """What is tried again later."""
    lost: Lost | None = None
    """What is set aside."""
    news: Sequence[News] = ()
    """Drafts, and what is held against them."""


@frozen(kw_only=True)
class Turns:
    """Takes turns. Any number of workers may: what two decide at once, one keeps, and the other decides again."""

    storage: Storage
    houses: Houses
    nlu: Nlu
    clock: Clock
    observer: Observer
    drafting: Drafting
    quiet: timedelta
    limits: Limits | None = None
    advice: Limits | None = None
    senses: Senses = Senses()
    channels: Mapping[str, Channel] = field(factory=dict)
    addressees: Addressees = field(factory=dict)
    attention: Attention = field(init=False)

    @attention.default
    def _own_attention(self) -> Attention:
        return Attention(self.clock, self.channels)

    async def take(self, tenant: TenantId, conversation: ConversationId) -> None:
        """Decide everything that is due in this conversation. Repeating is safe; with nothing due, nothing happens.

        What fails is tried again a few times, then set aside; a person takes over in its stead.
        """
        effort = _Effort(turns=self, tenant=tenant, conversation=conversation)
        for _ in range(_MOST_CONFLICTS):
            try:
                return await effort.take()
            except Conflict:
                logger.debug("a turn was decided twice", conversation=conversation)
        raise Conflict(f"conversation {conversation} changes faster than it is decided")


@frozen(kw_only=True)
class _Effort:
    """One try at a conversation, begun again as often as somebody else was faster."""

    turns: Turns
    tenant: TenantId
    conversation: ConversationId
    _counted: set[EventKey] = field(factory=set, init=False)
    """The events whose try was counted: once, however often it is begun again."""

    async def take(self) -> None:
        """Decide what is due, and keep what became of it."""
        clock = self.turns.clock
        began = clock.now()
        async with self.turns.storage.work(self.tenant) as work:
            taken = await self._load(work, began)
        if taken is None:
            return
        with following(taken.trail):
            self.turns.observer.step_done("load", (clock.now() - began).total_seconds())
            taken = evolve(taken, shadow=await self.turns.houses.in_shadow(taken.stored.conversation))
            if taken.lost is not None:
                outcome = self._instead(taken, Decided(taken.stored.conversation), taken.lost)
                await self._keep(taken, outcome, began)
            elif matters := await self._within_limits(taken.stored.conversation, taken.matters):
                await self._settle(evolve(taken, matters=matters), began)

    async def _settle(self, taken: _Taken, began: datetime) -> None:
        """Decide what may be decided now, and keep what came of it."""
        rows = [] if taken.shadow else [row for matter in taken.matters for row in matter.rows]
        with following(taken.trail):
            async with self.turns.attention.shown(taken.stored.conversation, rows):
                await self._keep(taken, await self._decide(taken, began), began)

    # What is taken

    async def _load(self, work: Work, now: datetime) -> _Taken | None:
        try:
            stored = await work.load(self.conversation)
        except Bug as broken:
            await self._leave(work, str(broken), now)
            return None
        if stored is None:
            return None
        state, waiting = stored.conversation, await work.open_events(self.conversation)
        lost = await self._unreadable(work, waiting, now)
        if lost is not None:
            return _Taken(stored, lost=lost)
        rows = ready(waiting, state, now, self.turns.quiet)
        if resting := held(waiting, rows, state, now):
            keys = [row.event.key for row in resting]
            await work.postpone(self.conversation, keys, due_at=resting[0].received_at + HELD)
        matters = matters_in(rows, counted=self._counted)
        hopeless = next((matter for matter in matters if matter.tries > MOST_TRIES), None)
        if hopeless is not None:
            return _Taken(stored, lost=_lost(hopeless, NO_END))
        taken = together(matters)
        if keys := [key for matter in taken for key in matter.keys if key not in self._counted]:
            await work.count_try(self.conversation, keys)
            self._counted.update(keys)
        return _Taken(stored, taken) if taken else None

    async def _unreadable(self, work: Work, readable: Sequence[InboxRow], now: datetime) -> Lost | None:
        """Events nobody here can read are left to others for a while: a later release may know them."""
        known = {row.event.key for row in readable}
        keys = [row.key for row in await work.waiting(self.conversation) if row.key not in known and row.due_at <= now]
        if not keys or await self._left_for_later(work, keys, now):
            return None
        causes = [row.cause for row in await work.unreadable(self.conversation) if row.key in keys]
        return Lost(keys=tuple(keys), kind="unreadable", cause=" | ".join(dict.fromkeys(causes)))

    async def _leave(self, work: Work, cause: str, now: datetime) -> None:
        """Nobody can say anything to a guest whose conversation cannot be read: a person has to look."""
        keys = [row.key for row in await work.waiting(self.conversation) if row.due_at <= now]
        if not keys or await self._left_for_later(work, keys, now):
            return
        logger.critical("a conversation cannot be read; its guest waits for a person", **self._names(keys), cause=cause)
        lost = Lost(keys=tuple(keys), kind="unreadable", cause=cause)
        await work.set_aside(self.conversation, lost.keys, at=now, cause=lost.cause)
        self._report_lost(lost)

    async def _left_for_later(self, work: Work, keys: Sequence[EventKey], now: datetime) -> bool:
        """Count a try at what cannot be read and postpone it, unless it was tried often enough."""
        tries = await work.count_try(self.conversation, keys)
        if tries >= MOST_TRIES:
            return False
        await work.postpone(self.conversation, keys, due_at=now + rest(tries))
        return True

    async def _within_limits(self, state: Conversation, matters: Sequence[Matter]) -> Sequence[Matter]:
        """What may be decided now. Guests who ask too much are answered later; nothing they wrote is lost."""
        sent = next((matter for matter in matters if matter.from_guest and matter.untried), None)
        wait = None if sent is None else await self._spend(state)
        if sent is None or wait is None:
            return matters
        async with self.turns.storage.work(self.tenant) as work:
            due_at = self.turns.clock.now() + wait
            await work.postpone(self.conversation, sent.keys, due_at=due_at, untried=True)
        self.turns.observer.rate_limited(state.channel, tenant=state.tenant)
        if all(row.due_at <= row.received_at + HELD for row in sent.rows):
            logger.warning("a guest is answered later: too much is asked", conversation=self.conversation, until=due_at)
        return [matter for matter in matters if matter is not sent]

    async def _spend(self, state: Conversation) -> timedelta | None:
        limits, clock = self.turns.limits, self.turns.clock
        if limits is None:
            return None
        try:
            asked = limits.spend(tenant=state.tenant, guest=state.guest)
            return await within(clock, clock.now() + PATIENCE, asked)
        except Unavailable:
            return None

    # What is decided

    async def _decide(self, taken: _Taken, began: datetime) -> _Outcome:
        turns, stored = self.turns, taken.stored
        decided, done, news = Decided(stored.conversation), list[Matter](), list[News]()
        try:
            house = evolve(turns.senses.of(await turns.houses.of(stored.conversation)), shadow=taken.shadow)
            nlu = Spared(turns.nlu, turns.advice, stored.conversation, turns.channels, turns.clock)
            asking = Asking(houses=turns.houses, nlu=nlu, clock=turns.clock, house=house, deadline=began + BUDGET)
            for matter in taken.matters:
                before, happening = decided, matter.happening(turns.clock.now())
                decided = await asking.settle(before, happening)
                done.append(matter)
                decided, more = await turns.drafting.beside(before, decided, matter.keys, happening, asking, news)
                news += more
        except Exception as failure:  # noqa: BLE001 - whatever it is, no outcome of a command is lost by it
            failed = taken.matters[len(done)]
            logger.error("a turn failed", **self._names(failed.keys), tries=failed.tries, **failure_facts(failure))
            intent = purpose_of_turn(stored.conversation, decided)
            turns.observer.turn_failed(intent, type(failure).__name__, tenant=self.tenant)
            if failed.tries < MOST_TRIES:
                return _Outcome(decided, done, failed=failed, news=news)
            return evolve(self._instead(taken, decided, _lost(failed, reason(failure)), done), news=news)
        return _Outcome(decided, done, news=news)

    def _instead(self, taken: _Taken, decided: Decided, lost: Lost, done: Sequence[Matter] = ()) -> _Outcome:
        """What is decided where nobody could decide: the guest is told, and a person takes over."""
        try:
            house = evolve(self.turns.houses.unread(taken.stored.conversation), shadow=taken.shadow)
            stand_in = lost.stand_in(stand_in_name(taken.stored.version, lost.keys), decided.state, self.turns.clock)
            decision = decide(decided.state, stand_in, house)
        except Exception as failure:  # noqa: BLE001 - what cannot be told is not told, and does not come again for ever
            facts = failure_facts(failure)
            logger.critical("nobody can tell this guest; they wait for a person", **self._names(lost.keys), **facts)
            return _Outcome(decided, done, lost=lost)
        return _Outcome(decided.then(decision), done, lost=lost)

    # What is kept

    async def _keep(self, taken: _Taken, outcome: _Outcome, began: datetime) -> None:
        """All that was decided and all that was not, in one transaction."""
        decided, stored, failed, lost = outcome.decided, taken.stored, outcome.failed, outcome.lost
        done, now = [key for matter in outcome.done for key in matter.keys], self.turns.clock.now()
        untried = [key for matter in taken.matters[len(outcome.done) + 1 :] for key in matter.keys]
        async with self.turns.storage.work(self.tenant) as work:
            if done or lost is not None:
                name = done[0] if lost is None or done else stand_in_name(stored.version, lost.keys)
                commands = _commands(decided, name, taken.trail.name, now, self.turns.addressees.get(self.tenant, ()))
                await work.commit_turn(
                    evolve(decided.state, breath=None),
                    version=stored.version,
                    consumed=done,
                    commands=commands,
                    trace=_trace(decided, outcome, commands, now),
                )
            await self.turns.drafting.keep(work, self.conversation, outcome.news)
            # What a turn decided that was under way when it was wished, or taken back, is forgotten, too.
            sent = [row.event for matter in outcome.done for row in matter.rows]
            if any(isinstance(event, GuestErased) for event in sent):
                await work.erase_guest(self.conversation)
            for event in sent:
                if isinstance(event, GuestRevoked) and event.message not in done:
                    await work.erase(self.conversation, event.message)
            if lost is not None:
                await work.set_aside(self.conversation, lost.keys, at=now, cause=lost.cause)
            if failed is not None:
                await work.postpone(self.conversation, failed.keys, due_at=now + rest(failed.tries))
            if untried:
                await work.postpone(self.conversation, untried, due_at=now, untried=True)
        if done or lost is not None:
            ended, rows = self.turns.clock.now(), [row for matter in outcome.done for row in matter.rows]
            self.turns.observer.step_done("commit", (ended - now).total_seconds())
            tally = Tally(before=stored.conversation, decided=decided, rows=rows, began=began, ended=ended)
            tally.tell(self.turns.observer)
        if lost is not None:
            self._report_lost(lost)

    def _report_lost(self, lost: Lost) -> None:
        logger.error("events were set aside", kind=lost.kind, cause=lost.cause, **self._names(lost.keys))
        for _ in lost.keys:
            self.turns.observer.event_set_aside(lost.kind)
        if lost.kind == "unreadable":
            self.turns.observer.turn_failed("none", "unreadable", tenant=self.tenant)

    def _names(self, keys: Sequence[EventKey]) -> dict[str, object]:
        return {
            "tenant": self.tenant,
            "conversation": self.conversation,
            "events": [event_name(self.tenant, self.conversation, key) for key in keys],
        }


def _trace(decided: Decided, outcome: _Outcome, commands: Sequence[NewCommand], now: datetime) -> Trace:
    """Why it came out so, for whoever reads the conversation later."""
    rows = [row for matter in outcome.done for row in matter.rows]
    said = [each for each in decided.commands if isinstance(each, Say)]
    return Trace(
        at=now,
        events=tuple(row.event.key for row in rows),
        kinds=tuple(dict.fromkeys(type(row.event).__name__ for row in rows)),
        read=decided.read,
        asked=decided.asked,
        rules=decided.rules,
        lines=lines_of(said),
        sources=tuple(source for each in said for source in each.sources),
        unanswered=tuple(topic for each in said for topic in each.unanswered),
        ignored=decided.ignored,
        failed="" if outcome.lost is None else outcome.lost.kind,
        commands=tuple(each.key for each in commands),
    )


def _lost(matter: Matter, cause: str) -> Lost:
    return Lost(keys=matter.keys, kind=type(matter.rows[0].event).__name__, cause=cause)


def _commands(
    decided: Decided, event: EventKey, trail: str, now: datetime, addressees: Sequence[Addressee]
) -> list[NewCommand]:
    turn = turn_name(decided.state.tenant, decided.state.account, event)
    return [
        NewCommand(
            key=effect_key(trail, turn, position),
            command=command,
            lane=Lane.SAY if isinstance(command, Spoken) else Lane.ACT,
            due_at=command.at if isinstance(command, WakeAt) else now,
        )
        for position, command in enumerate(addressed(merged(decided), addressees))
    ]
